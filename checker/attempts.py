"""Attempts to sign in, counted so that guessing is slow and nobody is locked out for ever.

Who guesses wrong waits, twice as long each time: one name from one address after a few attempts, one
address with whatever names after more. A name that is tried from everywhere is slowed for addresses it
never signed in from; from those it has signed in from, an attack does not keep its owner out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, delete, select, update

from checker.account_tables import AttemptRow
from checker.clock import utc_now
from checker.database import Database
from checker.household import household
from checker.upserts import upsert

KNOWN_FOR = timedelta(days=60)
MOST_FORGOTTEN = 1_000  # at each attempt
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """How many failures are free, and how the pause after each further one grows."""

    free: int
    first: float  # seconds
    longest: float
    forgotten: timedelta  # after the last failure

    def pause(self, failures: int, since: timedelta) -> float:
        """Return how many seconds are left to wait."""
        since = abs(since)  # a failure from ahead was noted by a clock that has been set right
        if since >= self.forgotten or failures < self.free:
            return 0
        grown: float = self.first * 2 ** min(failures - self.free, 20)
        return max(0.0, min(grown, self.longest) - since.total_seconds())


PAIR = Rule(free=5, first=10, longest=900, forgotten=_DAY)
ADDRESS = Rule(free=40, first=10, longest=900, forgotten=timedelta(hours=1))
NAME = Rule(free=60, first=15, longest=15, forgotten=timedelta(hours=1))


class _Count(NamedTuple):
    failures: int
    last_at: datetime


class Attempts:
    """Keeps them in the database: for every process, and over restarts."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._clock = clock

    def begin(self, name: str, address: str) -> float:
        """Count an attempt as failed before it is made; or return the seconds to wait, and keep nothing."""
        _, known, rules = _subjects(name, address)
        now = self._clock()
        with self._database.transaction(writes=False) as connection:
            left = _left(_found(connection, [known, *rules]), known, rules, now)
        if left > 0:
            return left
        with self._database.transaction() as connection:
            rows = _locked(connection, rules, now) | _found(connection, [known])
            left = _left(rows, known, rules, now)
            if left > 0:
                return left
            for one in _counted(rows, known, rules, now):
                gone = now - rows[one].last_at >= rules[one].forgotten
                _set(connection, one, 1 if gone else rows[one].failures + 1, now)
            _forget_old(connection, now)
        return 0

    def succeeded(self, name: str, address: str) -> None:
        """Take back what ``begin`` counted, and know the address from now on."""
        pair, known, rules = _subjects(name, address)
        now = self._clock()
        with self._database.transaction() as connection:
            rows = _locked(connection, [known, *rules], now)
            for one in rules:
                left = 0 if one == pair else max(0, rows[one].failures - 1)
                _set(connection, one, left, rows[one].last_at)
            _set(connection, known, 1, now)

    def forgive(self, name: str) -> None:
        """Let a name be tried at once, from everywhere: for whoever was given another password."""
        who = _hashed(name)
        counted = AttemptRow.subject.startswith(f"pair:{who}:") | (AttemptRow.subject == f"name:{who}")
        with self._database.transaction() as connection:
            connection.execute(delete(AttemptRow).where(counted))


def _subjects(name: str, address: str) -> tuple[str, str, dict[str, Rule]]:
    """Return the subjects of the two together, and of a success of theirs; and what each is counted by."""
    who, where = _hashed(name), _hashed(household(address))
    pair = f"pair:{who}:{where}"
    return pair, f"known:{who}:{where}", {pair: PAIR, f"address:{where}": ADDRESS, f"name:{who}": NAME}


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:40]


def _left(rows: Mapping[str, _Count], known: str, rules: Mapping[str, Rule], now: datetime) -> float:
    """Return how many seconds are left to wait."""
    counted = [one for one in _counted(rows, known, rules, now) if one in rows]
    return max((rules[one].pause(rows[one].failures, now - rows[one].last_at) for one in counted), default=0)


def _counted(
    rows: Mapping[str, _Count], known: str, rules: Mapping[str, Rule], now: datetime
) -> tuple[str, ...]:
    """Return what an attempt is counted by; from where a name has signed in, not by the name alone."""
    seen = rows.get(known)
    familiar = seen is not None and seen.failures > 0 and now - seen.last_at < KNOWN_FOR
    return tuple(one for one, rule in rules.items() if not (familiar and rule is NAME))


def _found(connection: Connection, subjects: Iterable[str]) -> dict[str, _Count]:
    """Return the rows that there are of subjects."""
    return _read(connection, select(AttemptRow.__table__).where(AttemptRow.subject.in_(tuple(subjects))))


def _locked(connection: Connection, subjects: Iterable[str], now: datetime) -> dict[str, _Count]:
    """Return the rows of subjects, each made if it is missing, and held until the transaction ends."""
    ordered = sorted(subjects)  # always in one order: two attempts never wait for each other
    fresh = [{"subject": subject, "failures": 0, "last_at": now} for subject in ordered]
    made = upsert(connection.dialect.name, AttemptRow).values(fresh)
    connection.execute(made.on_conflict_do_nothing())
    asked = select(AttemptRow.__table__).where(AttemptRow.subject.in_(ordered))
    return _read(connection, asked.order_by(AttemptRow.subject).with_for_update())


def _read(connection: Connection, asked: Select[Any]) -> dict[str, _Count]:
    return {row.subject: _Count(row.failures, row.last_at) for row in connection.execute(asked)}


def _set(connection: Connection, subject: str, failures: int, at: datetime) -> None:
    values = {"failures": failures, "last_at": at}
    connection.execute(update(AttemptRow).where(AttemptRow.subject == subject).values(values))


def _forget_old(connection: Connection, now: datetime) -> None:
    """Remove what counts no more, but nothing that another attempt holds: that may wait for this one."""
    is_known = AttemptRow.subject.startswith("known:")
    old = (AttemptRow.last_at < now - KNOWN_FOR) | ((AttemptRow.last_at < now - _DAY) & ~is_known)
    free = select(AttemptRow.subject).where(old).limit(MOST_FORGOTTEN).with_for_update(skip_locked=True)
    connection.execute(delete(AttemptRow).where(AttemptRow.subject.in_(free)))
