"""Many posts at once: kept together or not at all, and what became of each of them.

The checks of a batch are checks like all others. They wait outside the queue until it is their turn;
``batch_feed`` decides when that is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Connection, and_, delete, insert, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement

from checker import batch_end
from checker.batch_records import WAITS, Batch, BatchEntry, BatchResult, BatchState, NewBatch, Progress
from checker.batch_rows import batch_of_row, find_batch, first_unfinished, progress_of, results_between
from checker.batch_tables import BatchPost, BatchRow
from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.errors import NotFound
from checker.new_checks import NewCheck, keep_new, new_id
from checker.once import Once, answered_by, note_request
from checker.removal import remove_checks
from checker.shelf import Place
from checker.tables import CheckRequest

CHUNK = 500  # rows that are written or removed at once
PAGE = 100  # results that are read at once: each has a report


@dataclass(frozen=True, slots=True)
class WantedBatches:
    """Which batches a list is of; what is None does not matter."""

    owner: str | None  # None: everybody's
    state: BatchState | None = None
    after: Place | None = None
    limit: int = 50


class Batches:
    """Keeps batches; ``StoreUnavailable`` is raised while the database is away."""

    def __init__(self, url: str, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = Database(open_engine(url))
        self._clock = clock

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def add(self, new: NewBatch, once: Once | None = None) -> Batch:
        """Keep a batch with all its posts, or nothing; when this returns, all of them are safe.

        A request that came before, as ``once`` tells, makes no batch; it gets the one that it made.

        Raises
        ------
        InvalidInput
            The key of the request came before with another body.
        """
        while True:
            try:
                with self._database.transaction() as connection:
                    if once and (known := answered_by(connection, new.owner, once, self._clock())):
                        return find_batch(connection, known)
                    batch_id = self._added(connection, new)
                    if once:
                        note_request(connection, new.owner, once, batch_id, self._clock())
                    return find_batch(connection, batch_id)
            except (IntegrityError, NotFound):
                if once is None:
                    raise
                continue  # the same request was quicker, or its batch was removed this moment

    def answered(self, owner: str, once: Once) -> Batch | None:
        """Return the batch that the same request made, if it came before.

        Raises
        ------
        InvalidInput
            The key of the request came before with another body.
        """
        with suppress(NotFound), self._database.transaction(writes=False) as connection:
            known = answered_by(connection, owner, once, self._clock())
            return find_batch(connection, known) if known else None
        return None  # removed this moment

    def get(self, batch_id: str) -> Batch:
        """Return a batch.

        Raises
        ------
        NotFound
            There is none of that id.
        """
        with self._database.transaction(writes=False) as connection:
            return find_batch(connection, batch_id)

    def list(self, wanted: WantedBatches) -> tuple[Batch, ...]:
        """Return a page of batches, the newest first."""
        asked = (
            select(BatchRow.__table__)
            .where(*_conditions(wanted))
            .order_by(BatchRow.created_at.desc(), BatchRow.batch_id.desc())
            .limit(wanted.limit)
        )
        with self._database.transaction(writes=False) as connection:
            return tuple(batch_of_row(row) for row in connection.execute(asked))

    def progress(self, batch: Batch) -> Progress:
        """Return how many posts are how far."""
        with self._database.transaction(writes=False) as connection:
            return progress_of(connection, batch)

    def ended_to(self, batch: Batch, after: int) -> int:
        """Return the number up to which all posts behind ``after`` have ended."""
        with self._database.transaction(writes=False) as connection:
            first = first_unfinished(connection, batch.batch_id, max(after, batch.ended))
        return max(after, batch.total if first is None else first - 1)

    def results(self, batch: Batch, after: int, last: int) -> Iterator[BatchResult]:
        """Yield the posts behind one number, up to and with another, in the order in which they came.

        A post whose check was removed is left out. No connection is held while the caller is slow.
        """
        while after < last:
            until = min(after + PAGE, last)
            with self._database.transaction(writes=False) as connection:
                found = results_between(connection, batch.batch_id, after, until)
            yield from found
            after = until

    def cancel(self, batch_id: str) -> Batch:
        """Check no more posts of a batch; what runs is brought to its end. Twice is once.

        Raises
        ------
        NotFound
            There is none of that id.
        """
        with self._database.transaction() as connection:
            batch_end.cancel(connection, batch_id, self._clock())
            return find_batch(connection, batch_id)

    def remove(self, batch_id: str) -> bool:
        """Remove a batch with all its checks, even while it runs; False when there is none."""
        with self._database.transaction() as connection:
            batch_end.stop(connection, batch_id, self._clock())
        asked = select(BatchPost.check_id).where(BatchPost.batch_id == batch_id).limit(CHUNK)
        while True:
            with self._database.transaction() as connection:
                if check_ids := connection.scalars(asked).all():
                    remove_checks(connection, check_ids)
                    continue
                connection.execute(delete(CheckRequest).where(CheckRequest.check_id == batch_id))
                gone = connection.execute(delete(BatchRow).where(BatchRow.batch_id == batch_id))
                return bool(gone.rowcount)

    def _added(self, connection: Connection, new: NewBatch) -> str:
        now, batch_id, total = self._clock(), new_id(), len(new.entries)
        row = {
            "batch_id": batch_id,
            "owner": new.owner,
            "created_at": now,
            "total": total,
            "sent": 0,
            "ended": 0,
            "skipped": {"lines": [fault.to_wire() for fault in new.skipped]} if new.skipped else None,
        }
        connection.execute(insert(BatchRow).values(**row))
        number = 0
        for entries in _chunks(new.entries):
            # A microsecond apart, so that lists have them in the order in which they came.
            checks = [
                NewCheck(entry.post, new.owner, now - timedelta(microseconds=total - n), WAITS)
                for n, entry in enumerate(entries, number)
            ]
            ids = keep_new(connection, checks)
            connection.execute(insert(BatchPost), list(_posts(batch_id, number, entries, ids)))
            number += len(entries)
        return batch_id


def open_batches(settings: Settings) -> Batches:
    """Return the batches in the database that the settings name."""
    return Batches(settings.store_url())


def _posts(
    batch_id: str, number: int, entries: Sequence[BatchEntry], ids: Iterable[str]
) -> Iterator[dict[str, object]]:
    for n, (entry, check_id) in enumerate(zip(entries, ids, strict=True), number + 1):
        yield {
            "batch_id": batch_id,
            "number": n,
            "check_id": check_id,
            "ref": entry.ref,
            "line": entry.line,
        }


def _chunks(entries: Sequence[BatchEntry]) -> Iterator[list[BatchEntry]]:
    left = iter(entries)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _conditions(wanted: WantedBatches) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.owner is not None:
        found.append(BatchRow.owner == wanted.owner)
    if wanted.state is BatchState.CANCELLED:
        found.append(BatchRow.cancelled_at.is_not(None))
    elif wanted.state:
        ended = BatchRow.finished_at.is_not(None)
        found += [BatchRow.cancelled_at.is_(None), ended if wanted.state is BatchState.DONE else ~ended]
    if after := wanted.after:
        same = and_(BatchRow.created_at == after.created_at, BatchRow.batch_id < after.check_id)
        found.append(or_(BatchRow.created_at < after.created_at, same))
    return found
