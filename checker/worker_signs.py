"""Which workers are alive: each gives a sign now and then, with how many checks it runs at once."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update

from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.put_off import CLOCKS_APART, silence_since
from checker.tally_tables import WorkerSign
from checker.upserts import upsert

# A worker gives a sign with every look of its requeue loop; it may miss some.
MISSED_SIGNS = 3
FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sign:
    """The last sign of life of a worker."""

    worker: str
    silence: timedelta
    slots: int
    facts: Mapping[str, Any]


class WorkerSigns:
    """Keeps the signs of all workers."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._clock = clock

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def note(self, worker: str, slots: int, facts: Mapping[str, str] | None = None) -> None:
        """Keep that a worker is alive, and its facts where they are told; those of long ago are forgotten.

        Its processes may note it at once: a sign without facts leaves those that are there. One from ahead by
        the same machine is of a clock that was set back since, and taken for one of now: whoever lives soon
        gives another. Clocks of other machines may differ.
        """
        now = self._clock()
        values = {"seen_at": now, "slots": slots} | ({} if facts is None else {"facts": dict(facts)})
        with self._database.transaction(lasting=False) as connection:
            mine = WorkerSign.worker.startswith(f"{_machine_of(worker)}:", autoescape=True)
            connection.execute(update(WorkerSign).where(mine, WorkerSign.seen_at > now).values(seen_at=now))
            made = upsert(connection.dialect.name, WorkerSign).values(
                {"worker": worker, "facts": {}} | values
            )
            new = {name: made.excluded[name] for name in values}
            connection.execute(made.on_conflict_do_update(index_elements=["worker"], set_=new))
            old = or_(WorkerSign.seen_at < now - FORGOTTEN, WorkerSign.seen_at > now + CLOCKS_APART)
            connection.execute(delete(WorkerSign).where(old))

    def leave(self, worker: str) -> None:
        """Forget a worker that has ended in order."""
        with self._database.transaction(lasting=False) as connection:
            connection.execute(delete(WorkerSign).where(WorkerSign.worker == worker))

    def all(self) -> tuple[Sign, ...]:
        """Return the signs of all workers that have not ended in order, alive or not.

        What no difference of clocks explains counts as silence.
        """
        now = self._clock()
        with self._database.transaction(writes=False) as connection:
            rows = connection.execute(select(WorkerSign.__table__).order_by(WorkerSign.worker)).all()
        return tuple(Sign(r.worker, silence_since(r.seen_at, now), r.slots, r.facts) for r in rows)


def open_signs(settings: Settings) -> WorkerSigns:
    """Return the signs in the store that the settings name."""
    return WorkerSigns(Database(open_engine(settings.store_url())))


def new_worker_name() -> str:
    """Return a name that no other worker has, by which a person finds its process."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"


def _machine_of(worker: str) -> str:
    return worker.partition(":")[0]


def is_alive(sign: Sign, settings: Settings) -> bool:
    """Return whether a worker has given its sign in time."""
    return sign.silence < MISSED_SIGNS * timedelta(seconds=settings.requeue_seconds)
