"""Attempts to sign in, counted so that guessing is slow and nobody is locked out for ever.

Who guesses wrong waits, twice as long each time: one name from one address after a few attempts, one
address with whatever names after more. A name that is tried from everywhere is slowed for addresses it
never signed in from; from those it has signed in from, an attack does not keep its owner out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from checker.account_tables import AttemptRow
from checker.clock import utc_now
from checker.database import Database
from checker.household import household
from checker.upserts import upsert

KNOWN_FOR = timedelta(days=60)
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
        if since >= self.forgotten or failures < self.free:
            return 0
        grown: float = self.first * 2 ** min(failures - self.free, 20)
        return max(0.0, min(grown, self.longest) - since.total_seconds())


PAIR = Rule(free=5, first=10, longest=900, forgotten=_DAY)
ADDRESS = Rule(free=40, first=10, longest=900, forgotten=timedelta(hours=1))
NAME = Rule(free=60, first=15, longest=15, forgotten=timedelta(hours=1))


class Attempts:
    """Keeps them in the database: for every process, and over restarts."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._clock = clock

    def begin(self, name: str, address: str) -> float:
        """Count an attempt as failed before it is made; or return the seconds to wait, and count nothing."""
        pair, known, rules = _subjects(name, address)
        now = self._clock()
        with self._database.transaction() as connection:
            rows = _locked(connection, [pair, known, *rules], now)
            familiar = rows[known][0] > 0 and now - rows[known][1] < KNOWN_FOR
            counted = [subject for subject in rules if not (familiar and rules[subject] is NAME)]
            left = max(rules[one].pause(rows[one][0], now - rows[one][1]) for one in counted)
            if left > 0:
                return left
            for one in counted:
                gone = now - rows[one][1] >= rules[one].forgotten
                _set(connection, one, 1 if gone else rows[one][0] + 1, now)
        return 0

    def succeeded(self, name: str, address: str) -> None:
        """Take back what ``begin`` counted, and know the address from now on."""
        pair, known, rules = _subjects(name, address)
        now = self._clock()
        with self._database.transaction() as connection:
            rows = _locked(connection, [pair, known, *rules], now)
            for one in rules:
                _set(connection, one, 0 if one == pair else max(0, rows[one][0] - 1), rows[one][1])
            _set(connection, known, 1, now)
            old = AttemptRow.last_at < now - KNOWN_FOR
            connection.execute(delete(AttemptRow).where(old))

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


def _locked(
    connection: Connection, subjects: Iterable[str], now: datetime
) -> dict[str, tuple[int, datetime]]:
    """Return the rows of subjects, each made if it is missing, and held until the transaction ends."""
    ordered = sorted(subjects)  # always in one order: two attempts never wait for each other
    fresh = [{"subject": subject, "failures": 0, "last_at": now} for subject in ordered]
    made = upsert(connection.dialect.name, AttemptRow).values(fresh)
    connection.execute(made.on_conflict_do_nothing())
    asked = select(AttemptRow).where(AttemptRow.subject.in_(ordered)).order_by(AttemptRow.subject)
    rows = connection.execute(asked.with_only_columns(*AttemptRow.__table__.c).with_for_update())
    return {row.subject: (row.failures, row.last_at) for row in rows}


def _set(connection: Connection, subject: str, failures: int, at: datetime) -> None:
    values = {"failures": failures, "last_at": at}
    connection.execute(update(AttemptRow).where(AttemptRow.subject == subject).values(values))
