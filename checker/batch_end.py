"""How a batch ends: when the last of its posts has, or when whoever sent it wants no more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, exists, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from checker.batch_records import CANCELLED, CANCELLED_WORDS, Batch
from checker.batch_rows import find_batch, first_unfinished, progress_of
from checker.batch_tables import BatchPost, BatchRow
from checker.change_tables import CheckAnswer
from checker.check_records import CheckState
from checker.filing_tables import FiledCheck
from checker.outbox import tell
from checker.tables import Check
from checker.webhook_events import News, Told


def settle(connection: Connection, batch: Batch, now: datetime) -> bool:
    """Keep how far a batch has come, and end it where nothing of it is left; return whether that is so."""
    first = first_unfinished(connection, batch.batch_id, batch.ended)
    ended = batch.total if first is None else first - 1
    running = (BatchRow.batch_id == batch.batch_id, BatchRow.finished_at.is_(None))
    if first is not None:
        if ended > batch.ended:
            connection.execute(update(BatchRow).where(*running).values(ended=ended))
        return False
    values = {"ended": ended, "sent": ended, "finished_at": now}
    if connection.execute(update(BatchRow).where(*running).values(**values)).rowcount:
        tell(connection, _completed(connection, batch, now), now)
    return True


def cancel(connection: Connection, batch_id: str, now: datetime) -> bool:
    """Check no more posts of a batch, and return whether that was still possible.

    What runs is brought to its end. What waits fails, so that its ids stay good; nobody is told of each.
    """
    this = (BatchRow.batch_id == batch_id, BatchRow.finished_at.is_(None), BatchRow.cancelled_at.is_(None))
    if not connection.execute(update(BatchRow).where(*this).values(cancelled_at=now)).rowcount:
        return False
    mine = select(BatchPost.check_id).where(BatchPost.batch_id == batch_id)
    waiting = and_(Check.check_id.in_(mine), Check.state == CheckState.QUEUED.value)
    failed = {
        "state": CheckState.FAILED.value,
        "finished_at": now,
        "error_type": CANCELLED,
        "error_message": CANCELLED_WORDS,
    }
    connection.execute(update(Check).where(waiting).values(**failed))
    cancelled = and_(Check.check_id.in_(mine), Check.error_type == CANCELLED)
    ids = select(Check.check_id).where(cancelled)
    connection.execute(update(FiledCheck).where(FiledCheck.check_id.in_(ids)).values(ended="failed"))
    _note(connection, cancelled)
    settle(connection, find_batch(connection, batch_id), now)
    return True


def stop(connection: Connection, batch_id: str, now: datetime) -> None:
    """Have no more posts of a batch checked, which is about to be removed; nobody is told."""
    values = {"cancelled_at": now, "finished_at": now}
    connection.execute(update(BatchRow).where(BatchRow.batch_id == batch_id).values(**values))


def _note(connection: Connection, cancelled: ColumnElement[bool]) -> None:
    """Keep that these checks were taken into account: there is nothing to follow up, or to tell."""
    noted = exists().where(CheckAnswer.check_id == Check.check_id)
    found = connection.scalars(select(Check.check_id).where(cancelled, ~noted)).all()
    if found:
        row = {"as_of": "", "attempts": 0}
        connection.execute(insert(CheckAnswer), [{"check_id": check_id, **row} for check_id in found])


def _completed(connection: Connection, batch: Batch, now: datetime) -> News:
    progress = progress_of(connection, batch)
    data = {
        "id": batch.batch_id,
        "state": "cancelled" if batch.cancelled_at else "done",
        "total": batch.total,
        "skipped": len(batch.skipped),
        "states": dict(progress.states),
        "verdicts": dict(progress.verdicts),
    }
    return News(Told.BATCH_COMPLETED, now, data, batch.owner)
