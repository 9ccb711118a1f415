"""What the tables say of batches, as one transaction sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, case, func, select

from checker.batch_records import (
    CANCELLED,
    CANCELLED_STATE,
    REMOVED_STATE,
    Batch,
    BatchFault,
    BatchResult,
    Progress,
)
from checker.batch_tables import BatchPost, BatchRow
from checker.check_records import UNFINISHED, CheckRecord, CheckState
from checker.check_rows import checks_with_all
from checker.errors import NotFound
from checker.filing_tables import FiledCheck
from checker.tables import Check

STATES = (*(state.value for state in CheckState), CANCELLED_STATE, REMOVED_STATE)


def find_batch(connection: Connection, batch_id: str) -> Batch:
    """Return a batch.

    Raises
    ------
    NotFound
        There is none of that id.
    """
    row = connection.execute(select(BatchRow.__table__).where(BatchRow.batch_id == batch_id)).first()
    if row is None:
        raise NotFound("there is no such batch")
    return batch_of_row(row)


def batch_of_row(row: Row[Any]) -> Batch:
    """Return the batch of a row of the table."""
    skipped = (row.skipped or {}).get("lines", ())
    return Batch(
        batch_id=row.batch_id,
        owner=row.owner,
        created_at=row.created_at,
        cancelled_at=row.cancelled_at,
        finished_at=row.finished_at,
        total=row.total,
        sent=row.sent,
        ended=row.ended,
        sent_at=row.sent_at,
        skipped=tuple(BatchFault(one["line"], one["field"], one["detail"]) for one in skipped),
    )


def progress_of(connection: Connection, batch: Batch) -> Progress:
    """Return how many posts are how far."""
    state = case((Check.error_type == CANCELLED, CANCELLED_STATE), else_=Check.state)
    asked = (
        select(state, FiledCheck.verdict, func.count())
        .select_from(BatchPost)
        .join(Check, Check.check_id == BatchPost.check_id)
        .outerjoin(FiledCheck, FiledCheck.check_id == BatchPost.check_id)
        .where(BatchPost.batch_id == batch.batch_id)
        .group_by(state, FiledCheck.verdict)
    )
    states, verdicts = Counter(dict.fromkeys(STATES, 0)), Counter[str]()
    for found, verdict, count in connection.execute(asked):
        states[found] += count
        if verdict:
            verdicts[verdict] += count
    states[REMOVED_STATE] = batch.total - states.total()
    return Progress(states, verdicts)


def first_unfinished(connection: Connection, batch_id: str, after: int) -> int | None:
    """Return the number of the first post after this one that has not ended; None where all have."""
    asked = (
        select(BatchPost.number)
        .join(Check, Check.check_id == BatchPost.check_id)
        .where(BatchPost.batch_id == batch_id, BatchPost.number > after, Check.state.in_(UNFINISHED))
        .order_by(BatchPost.number)
        .limit(1)
    )
    return connection.scalar(asked)


def results_between(connection: Connection, batch_id: str, after: int, last: int) -> Sequence[BatchResult]:
    """Return the posts behind one number, up to and with another."""
    between = (BatchPost.batch_id == batch_id, BatchPost.number > after, BatchPost.number <= last)
    asked = (
        checks_with_all()
        .add_columns(BatchPost.number, BatchPost.ref, BatchPost.line)
        .join(BatchPost, BatchPost.check_id == Check.check_id)
        .where(*between)
        .order_by(BatchPost.number)
    )
    return [
        BatchResult(row.number, row.ref, row.line, CheckRecord.of_row(row))
        for row in connection.execute(asked)
    ]
