"""The queue of checks that wait for a person: who is at which, and what was taken out of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from checker.change_tables import CheckClaim
from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.errors import NotFound
from checker.filing_tables import BulkOutcome, FiledCheck, FiledTag, QueueHold
from checker.key_records import Holder
from checker.removal import hold_check
from checker.review_records import Standing
from checker.review_tables import ReviewEntry, ReviewStanding, ReviewVote
from checker.shelf import Listed, Wanted, find_ids, find_listed
from checker.sieve import needs_review

HOLD = timedelta(minutes=15)  # longer than most decisions take, shorter than a lunch
KEPT = timedelta(days=30)  # what came of an action on many checks
MOST_NAMES = 500
NEWEST = 1_000  # checks of one person that tell what there is to choose from


@dataclass(frozen=True, slots=True)
class Hold:
    """Who is at a check."""

    holder: str
    name: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one action on many checks."""

    actor: str
    at: datetime
    action: str
    what: Mapping[str, Any]


class ReviewQueue:
    """Keeps who is at what; ``StoreUnavailable`` is raised while the database is away."""

    def __init__(self, url: str, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = Database(open_engine(url))
        self._clock = clock

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def page(self, wanted: Wanted) -> tuple[Listed, ...]:
        """Return a page of checks."""
        with self._database.transaction(writes=False) as connection:
            return find_listed(connection, find_ids(connection, wanted))

    def listed(self, check_ids: Sequence[str]) -> tuple[Listed, ...]:
        """Return these checks as lists show them, in this order; those that are gone are left out."""
        with self._database.transaction(writes=False) as connection:
            return find_listed(connection, check_ids)

    def count(self, below: float) -> int:
        """Return how many checks wait."""
        asked = select(func.count()).select_from(FiledCheck).where(needs_review(below))
        with self._database.transaction(writes=False) as connection:
            return connection.scalar(asked) or 0

    def take(self, check_id: str, who: Holder, *, anyway: bool = False) -> Hold:
        """Return who is at a check now: ``who``, unless somebody else is and it is not taken ``anyway``.

        Raises
        ------
        NotFound
            There is no such check.
        """
        with self._database.transaction() as connection:
            if not hold_check(connection, check_id):
                raise NotFound("there is no such check")
            return self._taken(connection, check_id, who, anyway=anyway)

    def take_next(self, below: float, who: Holder, past: str = "") -> str | None:
        """Take the check that has waited longest and that nobody else is at; None when there is none.

        Whoever passes over one gets the next that began to wait after it, and at the end the first again.
        What a person has decided in full is left to the second person that it still needs.
        """
        if past:
            self.let_go(past, who)
        while True:
            with self._database.transaction(writes=False) as connection:
                found = self._next(connection, below, who, past)
            if found is None:
                return None
            with suppress(NotFound):
                if self.take(found, who).holder == who.owner:
                    return found

    def _next(self, connection: Connection, below: float, who: Holder, past: str) -> str | None:
        taken = and_(QueueHold.until > self._clock(), QueueHold.holder != who.owner)
        others = select(QueueHold.check_id).where(taken)
        free = and_(
            needs_review(below),
            FiledCheck.check_id.not_in(others),
            FiledCheck.check_id != past,
            not_(_left_to_others(who.owner)),
        )
        place = (FiledCheck.waits_since, FiledCheck.check_id)
        oldest = select(FiledCheck.check_id).where(free).order_by(*place).limit(1)
        since = connection.scalar(select(FiledCheck.waits_since).where(FiledCheck.check_id == past))
        if since is None:
            return connection.scalar(oldest)
        same = and_(FiledCheck.waits_since == since, FiledCheck.check_id > past)
        later = oldest.where(or_(FiledCheck.waits_since > since, same))
        return connection.scalar(later) or connection.scalar(oldest)

    def let_go(self, check_id: str, who: Holder) -> bool:
        """Be at a check no longer; False when one was not."""
        mine = and_(QueueHold.check_id == check_id, QueueHold.holder == who.owner)
        with self._database.transaction() as connection:
            return connection.execute(delete(QueueHold).where(mine)).rowcount == 1

    def dismiss(self, check_id: str, who: Holder) -> bool:
        """Take a check out of the queue until its answer changes; False when it does not wait there."""
        waiting = and_(FiledCheck.check_id == check_id, FiledCheck.waits_since.is_not(None))
        out = {"waits_since": None, "dismissed_by": who.name or who.actor}
        with self._database.transaction() as connection:
            done = connection.execute(update(FiledCheck).where(waiting).values(**out)).rowcount == 1
            connection.execute(delete(QueueHold).where(QueueHold.check_id == check_id))
            return done

    def put_back(self, check_id: str) -> bool:
        """Let a check wait again that was taken out of the queue; False when it was not."""
        out = and_(FiledCheck.check_id == check_id, FiledCheck.dismissed_by != "")
        again = {"waits_since": self._clock(), "dismissed_by": ""}
        with self._database.transaction() as connection:
            return connection.execute(update(FiledCheck).where(out).values(**again)).rowcount == 1

    def names(self, kind: str, owner: str | None) -> tuple[str, ...]:
        """Return what checks have of a kind of tags: the newest of ``owner``, or all."""
        with self._database.transaction(writes=False) as connection:
            if owner is None:
                asked = select(FiledTag.value.label("key"), FiledTag.name).where(FiledTag.kind == kind)
                return tuple(sorted(row.name for row in _each(connection, asked, FiledTag.value)))
            newest = select(FiledCheck.check_id).where(FiledCheck.owner == owner)
            newest = newest.order_by(FiledCheck.created_at.desc()).limit(NEWEST)
            mine = select(FiledTag.name).where(FiledTag.kind == kind, FiledTag.check_id.in_(newest))
            return tuple(sorted(connection.scalars(mine.distinct())))

    def owners(self) -> tuple[str, ...]:
        """Return whose checks there are."""
        asked = select(FiledCheck.owner.label("key"))
        with self._database.transaction(writes=False) as connection:
            return tuple(row.key for row in _each(connection, asked, FiledCheck.owner))

    def reviewers(self) -> Mapping[str, str]:
        """Return who has decided on anything, and the name under which they did last."""
        last = select(func.max(ReviewEntry.review_id)).group_by(ReviewEntry.person)
        asked = select(ReviewEntry.person, ReviewEntry.by).where(ReviewEntry.review_id.in_(last))
        with self._database.transaction(writes=False) as connection:
            return {row.person: row.by for row in connection.execute(asked.order_by(ReviewEntry.by))}

    def keep_outcome(self, who: Holder, action: str, what: Mapping[str, Any]) -> str:
        """Keep what came of an action on many checks, and return its id."""
        outcome_id, now = secrets.token_urlsafe(16), self._clock()
        row = {"outcome_id": outcome_id, "owner": who.owner, "actor": who.actor, "at": now}
        with self._database.transaction() as connection:
            connection.execute(delete(BulkOutcome).where(BulkOutcome.at < now - KEPT))
            connection.execute(insert(BulkOutcome).values(**row, action=action, what=what))
        return outcome_id

    def outcome(self, outcome_id: str, who: Holder) -> Outcome:
        """Return what came of an action of one's own.

        Raises
        ------
        NotFound
            There is none, or it is somebody else's.
        """
        mine = and_(BulkOutcome.outcome_id == outcome_id, BulkOutcome.owner == who.owner)
        with self._database.transaction(writes=False) as connection:
            row = connection.execute(select(BulkOutcome.__table__).where(mine)).first()
        if row is None:
            raise NotFound("there is no such action, or it is too long ago")
        return Outcome(row.actor, row.at, row.action, row.what)

    def _taken(self, connection: Connection, check_id: str, who: Holder, *, anyway: bool) -> Hold:
        now = self._clock()
        hold = Hold(who.owner, who.name or who.actor, now + HOLD)
        mine = asdict(hold)
        with suppress(IntegrityError), connection.begin_nested():
            connection.execute(insert(QueueHold).values(check_id=check_id, **mine))
            return hold
        free = or_(QueueHold.holder == who.owner, QueueHold.until <= now, literal(anyway))
        this = update(QueueHold).where(QueueHold.check_id == check_id)
        if connection.execute(this.where(free).values(**mine)).rowcount:
            return hold
        row = connection.execute(select(QueueHold.__table__).where(QueueHold.check_id == check_id)).one()
        return Hold(row.holder, row.name, row.until)


def _left_to_others(person: str) -> ColumnElement[bool]:
    """Return what is true of checks that wait for a second person, since this one decided on all claims."""
    waiting = select(ReviewStanding.check_id).where(ReviewStanding.standing == Standing.WAITING.value)
    vote, later = aliased(ReviewVote), aliased(ReviewVote)
    # Where the answer to a claim has changed, the newest decision on it tells which one there is now.
    overtaken = exists().where(
        later.check_id == vote.check_id,
        later.place == vote.place,
        later.answer != vote.answer,
        later.review_id > vote.review_id,
    )
    decided = select(func.count()).select_from(vote)
    decided = decided.where(vote.check_id == FiledCheck.check_id, vote.person == person, not_(overtaken))
    claims = select(func.count()).where(CheckClaim.check_id == FiledCheck.check_id)
    most = decided.correlate(FiledCheck).scalar_subquery()
    # None are known for a moment, until the end of the check is taken into account.
    all_of_them = claims.correlate(FiledCheck).scalar_subquery().between(1, most)
    return and_(FiledCheck.check_id.in_(waiting), all_of_them)


def _each(connection: Connection, asked: Select[*tuple[Any, ...]], column: Any) -> Iterator[Row[Any]]:
    """Yield one row for each value of a column that an index has: from one to the next, past all the rest."""
    row = connection.execute(asked.order_by(column).limit(1)).first()
    for _ in range(MOST_NAMES):
        if row is None:
            return
        yield row
        row = connection.execute(asked.where(column > row.key).order_by(column).limit(1)).first()


def open_review_queue(settings: Settings) -> ReviewQueue:
    """Return the queue in the database that the settings name; it is connected to on first use."""
    return ReviewQueue(settings.store_url())
