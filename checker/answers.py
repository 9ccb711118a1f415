"""What became of every answer that was given: how far it holds, what it was before, when it changed.

``as_of`` of a check is the version of the corpus for which its answer is known to be right. When the
corpus changes, every check is either moved on to the new version, since the change does not touch
it, or is to be run again. Each step is a transaction of its own and may be done twice.

The journal, which lies in the same database, says which of two versions is the later one. Answers go
forward only: to the version that the journal has now, never to one that a host still serves.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement

from checker import answer_history as past
from checker.answer_history import Change, Replacement
from checker.change_tables import CheckAnswer, CheckCitation, CheckClaim
from checker.check_records import CheckRecord, CheckState
from checker.check_rows import find_check
from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.digests import Digests, is_kept, keep_digests, kept_digests
from checker.ending import keep_parts, note_end, note_ends
from checker.errors import NotFound
from checker.filing_tables import FiledCheck
from checker.journal_tables import CorpusEvent
from checker.marks import end_turn, take_turn
from checker.put_off import has_come, is_ahead
from checker.removal import hold_check
from checker.sightings import note_verdicts
from checker.tables import Check, CheckScope

PAGE = 200
LEASE = timedelta(minutes=5)  # of a check that is run again: more than the longest one takes
_FURTHEST = 2 * LEASE  # nothing is put off for longer
_ENDED = (CheckState.DONE.value, CheckState.FAILED.value)


@dataclass(frozen=True, slots=True)
class Sought:
    """One claim of a check, as it is searched for."""

    query: str
    context: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A check whose answer may have to be looked at: what it claims, and what it was shown."""

    check_id: str
    claims: tuple[Sought, ...]
    cited: frozenset[str]
    issuers: tuple[str, ...] = ()  # what it was held against; empty for everything
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rerun:
    """The right to run a check again."""

    check_id: str
    as_of: str
    attempts: int
    token: str


class Answers:
    """Keeps what became of answers; ``StoreUnavailable`` is raised while the database is away."""

    def __init__(self, url: str, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = Database(open_engine(url))
        self._clock = clock

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def note(self, check_id: str) -> bool:
        """Take a check that has ended into account, and tell that it has; False when that was done before."""
        # What the disk forgets is found by its absence.
        with suppress(IntegrityError, NotFound), self._database.transaction(lasting=False) as connection:
            hold_check(connection, check_id)
            return note_end(connection, check_id, self._clock())
        return False  # another process was first, or it is gone

    def note_ended(self, check: CheckRecord) -> bool:
        """Do the same with a check as it has just ended, which need not be read again."""
        with suppress(IntegrityError), self._database.transaction(lasting=False) as connection:
            if hold_check(connection, check.check_id):
                note_ends(connection, [check], self._clock())
                return True
        return False

    def unnoted(self, limit: int = PAGE) -> tuple[str, ...]:
        """Return ids of checks that have ended and were not taken into account."""
        missing = ~exists().where(CheckAnswer.check_id == FiledCheck.check_id)
        # All is read for this now and then: what is filed, from its index, and no check with its report.
        asked = select(FiledCheck.check_id).where(FiledCheck.ended.in_(_ENDED), missing).limit(limit)
        with self._database.transaction(writes=False) as connection:
            return tuple(connection.scalars(asked))

    def keep_digests(self, version: str, digests: Digests) -> None:
        """Keep what a version says, until no answer stands on it any more."""
        # An error of integrity: another process was first.
        with suppress(IntegrityError), self._database.transaction() as connection:
            keep_digests(connection, version, digests, self._clock())

    def has_digests(self, version: str) -> bool:
        """Whether what a version says is kept."""
        with self._database.transaction(writes=False) as connection:
            return is_kept(connection, version)

    def digests(self, version: str) -> Digests | None:
        """Return what a version said; None when that is not known."""
        with self._database.transaction(writes=False) as connection:
            return kept_digests(connection, version)

    def is_of_now(self, version: str) -> bool:
        """Whether a version is the one that the journal has now; without any event, each is."""
        with self._database.transaction(writes=False) as connection:
            return bool(connection.scalar(select(_is_of_now(version))))

    def behind(self, version: str) -> tuple[str, ...]:
        """Return the versions before this one on which answers stand that nobody has looked at yet.

        None where the corpus has moved on from this one: then it is for others to bring answers forward.
        """
        asked = select(CheckAnswer.as_of).where(
            CheckAnswer.as_of != version,
            CheckAnswer.as_of != "",
            CheckAnswer.pending.is_(None),
            _is_of_now(version),  # of the same moment: no answer of a later corpus is among these
        )
        with self._database.transaction(writes=False) as connection:
            return tuple(connection.scalars(asked.distinct()))

    def standing_on(self, version: str, after: str = "", limit: int = PAGE) -> tuple[Answered, ...]:
        """Return the next checks, by id, whose answers stand on a version."""
        mine = and_(CheckAnswer.as_of == version, CheckAnswer.pending.is_(None), CheckAnswer.check_id > after)
        asked = select(CheckAnswer.check_id).where(mine).order_by(CheckAnswer.check_id).limit(limit)
        with self._database.transaction(writes=False) as connection:
            return _answered(connection, tuple(connection.scalars(asked)))

    def move_on(self, looked: Sequence[str], touched: Iterable[str], was: str, version: str) -> None:
        """Keep that of these checks only those that are ``touched`` are to be run again."""
        again = frozenset(touched)
        still = [CheckAnswer.as_of == was, CheckAnswer.pending.is_(None)]
        due = {"pending": version, "due_at": self._clock(), "attempts": 0}
        with self._database.transaction() as connection:
            for ids, values in (
                ([i for i in looked if i not in again], {"as_of": version}),
                ([i for i in looked if i in again], due),
            ):
                if ids:
                    mine = and_(CheckAnswer.check_id.in_(ids), *still)
                    connection.execute(update(CheckAnswer).where(mine).values(**values))

    def take_due(self, limit: int, patience: timedelta) -> tuple[str, ...]:
        """Return checks to be run again, none of them twice within ``patience``."""
        now = self._clock()
        due = and_(CheckAnswer.pending.is_not(None), has_come(CheckAnswer.due_at, now, _FURTHEST))
        asked = select(CheckAnswer.check_id).where(due).order_by(CheckAnswer.due_at).limit(limit)
        with self._database.transaction() as connection:
            found = tuple(connection.scalars(asked))
            later = update(CheckAnswer).where(CheckAnswer.check_id.in_(found), due)
            connection.execute(later.values(due_at=now + patience))
        return found

    def on_the_way(self) -> int:
        """Return how many checks were sent to be run again and have not come back."""
        ahead = is_ahead(CheckAnswer.due_at, self._clock(), _FURTHEST)
        sent = and_(CheckAnswer.pending.is_not(None), ahead)
        with self._database.transaction(writes=False) as connection:
            return connection.scalar(select(func.count()).select_from(CheckAnswer).where(sent)) or 0

    def claim(self, check_id: str, lease: timedelta = LEASE) -> Rerun | None:
        """Take the right to run a check again; None when nobody wants that any more, or another has it."""
        now, token = self._clock(), secrets.token_hex(16)
        free = and_(
            CheckAnswer.check_id == check_id,
            CheckAnswer.pending.is_not(None),
            or_(CheckAnswer.lease.is_(None), has_come(CheckAnswer.lease_until, now, _FURTHEST)),
        )
        taken = {
            "lease": token,
            "lease_until": now + lease,
            "due_at": now + lease,
            "attempts": CheckAnswer.attempts + 1,
        }
        with self._database.transaction() as connection:
            if not connection.execute(update(CheckAnswer).where(free).values(**taken)).rowcount:
                return None
            mine = select(CheckAnswer.__table__).where(CheckAnswer.check_id == check_id)
            row = connection.execute(mine).one()
        return Rerun(check_id, row.as_of, row.attempts, token)

    def release(self, rerun: Rerun, wait: timedelta) -> None:
        """Give a check back without an answer; it is run again after a while."""
        again = {"lease": None, "lease_until": None, "due_at": self._clock() + wait}
        with self._database.transaction() as connection:
            connection.execute(update(CheckAnswer).where(_held(rerun)).values(**again))

    def keep(self, rerun: Rerun, version: str, retold: Mapping[str, Any] | None = None) -> bool:
        """Keep that the answer is the same for another version; False when another took the check over.

        With ``retold`` the report tells of its statements what their records say now; that is no news.
        """
        with self._database.transaction() as connection:
            if retold is not None:
                hold_check(connection, rerun.check_id)
            settled = _settle(connection, rerun, version)
            if settled and retold is not None:
                this = Check.check_id == rerun.check_id
                connection.execute(update(Check).where(this).values(report=retold))
            return settled

    def replace(self, rerun: Rerun, new: Replacement) -> bool:
        """Put another report in the place of the one that was given, keep that one, and tell of it."""
        with self._database.transaction() as connection:
            if not hold_check(connection, rerun.check_id):
                return False  # it was removed
            if not _settle(connection, rerun, str(new.report["corpus_version"])):
                return False
            past.replace_report(connection, find_check(connection, rerun.check_id), new, self._clock())
            keep_parts(connection, rerun.check_id, new.report)
            note_verdicts(connection, find_check(connection, rerun.check_id), self._clock())
        return True

    @contextmanager
    def turn(self, name: str, lease: timedelta) -> Iterator[bool]:
        """Yield whether it is the caller's turn to do what one process does for all."""
        with self._database.transaction() as connection:
            token = take_turn(connection, name, self._clock(), lease)
        try:
            yield token is not None
        finally:
            if token:
                with self._database.transaction() as connection:
                    end_turn(connection, name, token)

    def history(self, check_id: str) -> tuple[Change, ...]:
        """Return when the answer of a check changed, first change first."""
        with self._database.transaction(writes=False) as connection:
            return past.history(connection, check_id)

    def with_history(self, check_id: str) -> tuple[CheckRecord | None, tuple[Change, ...]]:
        """Return when the answer of a check changed, and, if it did, the check as it is since.

        Who read the check a moment before may have the answer that was replaced meanwhile.
        """
        with self._database.transaction(writes=False) as connection:
            changes = past.history(connection, check_id)
            return (find_check(connection, check_id) if changes else None), changes

    def changes(self, owner: str | None, *, before: int = 0, limit: int = 50) -> tuple[Change, ...]:
        """Return changed answers, the newest first: of one owner, or of all."""
        with self._database.transaction(writes=False) as connection:
            return past.changes(connection, owner, before, limit)

    def report(self, check_id: str, number: int) -> Mapping[str, Any]:
        """Return an earlier report of a check, 1 being the first.

        Raises
        ------
        NotFound
            There is none of that number.
        """
        with self._database.transaction(writes=False) as connection:
            found = past.earlier_report(connection, check_id, number)
        if found is None:
            raise NotFound(f"there is no earlier report {number} of this check")
        return found


def open_answers(settings: Settings) -> Answers:
    """Return the answers in the database that the settings name."""
    return Answers(settings.store_url())


def _answered(connection: Connection, ids: Sequence[str]) -> tuple[Answered, ...]:
    claims: defaultdict[str, list[Sought]] = defaultdict(list)
    shown: defaultdict[str, set[str]] = defaultdict(set)
    of_ids = select(CheckClaim.__table__).where(CheckClaim.check_id.in_(ids))
    for row in connection.execute(of_ids.order_by(CheckClaim.check_id, CheckClaim.number)):
        claims[row.check_id].append(Sought(row.query, row.context))
    for row in connection.execute(select(CheckCitation.__table__).where(CheckCitation.check_id.in_(ids))):
        shown[row.check_id].add(row.statement_id)
    scopes = {
        row.check_id: row.scope
        for row in connection.execute(select(CheckScope.__table__).where(CheckScope.check_id.in_(ids)))
    }
    return tuple(
        Answered(
            i,
            tuple(claims[i]),
            frozenset(shown[i]),
            tuple(scopes.get(i, {}).get("issuers", ())),
            tuple(scopes.get(i, {}).get("languages", ())),
        )
        for i in ids
    )


def _is_of_now(version: str) -> ColumnElement[bool]:
    newest = select(CorpusEvent.version).order_by(CorpusEvent.seq.desc()).limit(1).scalar_subquery()
    return func.coalesce(newest, version) == version


def _held(rerun: Rerun) -> ColumnElement[bool]:
    return and_(CheckAnswer.check_id == rerun.check_id, CheckAnswer.lease == rerun.token)


def _settle(connection: Connection, rerun: Rerun, version: str) -> bool:
    done = {"as_of": version, "pending": None, "due_at": None, "lease": None, "lease_until": None}
    return connection.execute(update(CheckAnswer).where(_held(rerun)).values(**done)).rowcount == 1
