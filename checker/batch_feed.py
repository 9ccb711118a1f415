"""Whose turn it is: a few checks of batches at a time go to the workers, from each caller alike.

Nothing of this is remembered but how far each batch was handed on, so that whoever looks, and however
often, the same follows; a look that is lost costs time, and no post.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, and_, func, select, update

from checker.batch_end import settle
from checker.batch_records import WAITS, Batch
from checker.batch_rows import batch_of_row
from checker.batch_tables import BatchPost, BatchRow
from checker.check_records import UNFINISHED
from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.tables import Check

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Share:
    """What a batch has of the workers now."""

    batch: Batch
    with_workers: int  # posts that were handed on and have not ended

    @property
    def waiting(self) -> int:
        """How many posts wait for their turn."""
        return 0 if self.batch.cancelled_at else self.batch.total - self.batch.sent


class BatchFeed:
    """Hands the posts of batches on, so many at once as ``at_once`` says, all batches together."""

    def __init__(
        self, url: str, at_once: int, patience: timedelta, *, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._database = Database(open_engine(url))
        self._at_once = at_once
        self._patience = patience
        self._clock = clock

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def next(self) -> tuple[str, ...]:
        """Return the checks whose turn it is, and end batches of which nothing is left."""
        with self._database.transaction(writes=False) as connection:
            shares = _shares(connection)
        for share in shares:
            if not share.with_workers and not share.waiting:
                with self._database.transaction() as connection:
                    settle(connection, share.batch, self._clock())
        room = self._at_once - sum(share.with_workers for share in shares)
        # Half of the places are filled at once: each look that hands something on waits for the disk.
        if room * 2 < self._at_once:
            return ()
        order = turns(shares, room)
        taken = {one: iter(self._take(share, order.count(one))) for one, share in _by_id(shares, order)}
        return tuple(check_id for one in order if (check_id := next(taken[one], "")))

    def _take(self, share: Share, count: int) -> Sequence[str]:
        """Return the next posts of a batch, if nobody else has handed them on meanwhile."""
        batch, now = share.batch, self._clock()
        asked = (
            select(BatchPost.number, BatchPost.check_id)
            .where(BatchPost.batch_id == batch.batch_id, BatchPost.number > batch.sent)
            .order_by(BatchPost.number)
            .limit(count)
        )
        this = (
            BatchRow.batch_id == batch.batch_id,
            BatchRow.sent == batch.sent,
            BatchRow.cancelled_at.is_(None),
            BatchRow.finished_at.is_(None),
        )
        with self._database.transaction() as connection:
            found = connection.execute(asked).all()
            sent = found[-1].number if len(found) == count else batch.total
            mine = update(BatchRow).where(*this).values(sent=sent, sent_at=now)
            if not connection.execute(mine).rowcount:
                return ()
            settle(connection, batch, now)
            ids = [row.check_id for row in found]
            due = update(Check).where(Check.check_id.in_(ids), Check.due_at == WAITS)
            connection.execute(due.values(due_at=now + self._patience))
        return ids


def turns(shares: Iterable[Share], room: int) -> list[str]:
    """Return the batches whose posts are handed on next, in this order; one may come several times.

    First comes the caller who has the fewest posts with the workers, then who has waited the longest.
    Batches of one caller share what that caller has.
    """
    waiting = {share.batch.batch_id: share.waiting for share in shares}
    owners: defaultdict[str, list[Share]] = defaultdict(list)
    for share in shares:
        owners[share.batch.owner].append(share)
    held = Counter({share.batch.batch_id: share.with_workers for share in shares})
    order: list[str] = []
    while len(order) < room:
        ready = {o: [s for s in mine if waiting[s.batch.batch_id]] for o, mine in owners.items()}
        if not (asking := [o for o, mine in ready.items() if mine]):
            break
        owner = min(asking, key=lambda o: (_held(held, owners[o]), _last(owners[o]), o))
        first = min(ready[owner], key=lambda s: (held[s.batch.batch_id], _last([s]), s.batch.created_at))
        order.append(first.batch.batch_id)
        held[first.batch.batch_id] += 1
        waiting[first.batch.batch_id] -= 1
    return order


def open_batch_feed(settings: Settings) -> BatchFeed:
    """Return what hands on the batches in the database that the settings name."""
    patience = timedelta(seconds=settings.requeue_seconds)
    return BatchFeed(settings.store_url(), settings.batch_at_once, patience)


def _shares(connection: Connection) -> list[Share]:
    """Return what each batch has that is not finished, as far as is known now."""
    unfinished = BatchRow.finished_at.is_(None)
    rows = connection.execute(select(BatchRow.__table__).where(unfinished).order_by(BatchRow.created_at))
    between = (BatchPost.number > BatchRow.ended, BatchPost.number <= BatchRow.sent)
    asked = (
        select(BatchPost.batch_id, func.count())
        .select_from(BatchRow)
        .join(BatchPost, and_(BatchPost.batch_id == BatchRow.batch_id, *between))
        .join(Check, Check.check_id == BatchPost.check_id)
        # The last condition follows from the others. It lets the index leave out those that wait.
        .where(unfinished, Check.state.in_(UNFINISHED), Check.due_at < WAITS)
        .group_by(BatchPost.batch_id)
    )
    held = {row[0]: row[1] for row in connection.execute(asked)}
    return [Share(batch, held.get(batch.batch_id, 0)) for batch in map(batch_of_row, rows.all())]


def _by_id(shares: Iterable[Share], order: Sequence[str]) -> list[tuple[str, Share]]:
    return [(share.batch.batch_id, share) for share in shares if share.batch.batch_id in order]


def _held(held: Counter[str], mine: Iterable[Share]) -> int:
    return sum(held[share.batch.batch_id] for share in mine)


def _last(mine: Iterable[Share]) -> datetime:
    return max((share.batch.sent_at or _NEVER for share in mine), default=_NEVER)
