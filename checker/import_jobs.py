"""Imports that were asked for over HTTP: kept before they are accepted, with how far they are."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine, and_, func, insert, or_, select, update
from sqlalchemy.orm import Mapped, aliased, mapped_column
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import Text

from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.errors import NotFound
from checker.put_off import has_come, is_ahead
from checker.tables import AnyText, Base, UtcTime, WireJson

TASK = "checker.import"  # its one argument is the id of an import
LEASE = timedelta(minutes=2)  # whoever is at a job renews it; without news for so long, it is another's
PATIENCE = timedelta(seconds=60)  # a job that nobody has begun by then is queued again
MAX_ATTEMPTS = 3
_ID_BYTES = 12


class JobState(StrEnum):
    """Where an import is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


ENDED = frozenset({JobState.DONE, JobState.FAILED})


class CorpusImport(Base):
    """One import."""

    __tablename__ = "corpus_imports"

    import_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    actor: Mapped[str] = mapped_column(AnyText)
    request: Mapped[Mapping[str, Any]] = mapped_column(WireJson)
    state: Mapped[str] = mapped_column(Text)
    done: Mapped[int]  # sources that were read
    total: Mapped[int]
    result: Mapped[Mapping[str, Any] | None] = mapped_column(WireJson)
    error: Mapped[str | None] = mapped_column(AnyText)
    attempts: Mapped[int]
    lease: Mapped[str | None] = mapped_column(Text)
    due_at: Mapped[datetime] = mapped_column(UtcTime)  # not ended by then: it may be begun again
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)


@dataclass(frozen=True, slots=True)
class Job:
    """An import as it stands."""

    import_id: str
    actor: str
    request: Mapping[str, Any]
    state: JobState
    done: int
    total: int
    result: Mapping[str, Any] | None
    error: str | None
    attempts: int
    lease: str | None
    due_at: datetime
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Brief:
    """An import as a list shows it, without what was sent and what came of it."""

    import_id: str
    actor: str
    state: JobState
    created_at: datetime


class ImportJobs:
    """Keeps imports. Every method raises ``StoreUnavailable`` while the database is away."""

    def __init__(self, engine: Engine, *, worker: str = "", clock: Callable[[], datetime] = utc_now) -> None:
        self._database = Database(engine)
        self._worker = worker  # for whom imports are claimed: it hands them back when it is told to stop
        self._clock = clock

    def add(self, request: Mapping[str, Any], *, actor: str, total: int) -> Job:
        """Keep a new import; when this returns, it is safe."""
        now = self._clock()
        import_id = secrets.token_urlsafe(_ID_BYTES)
        row = {
            "import_id": import_id,
            "actor": actor,
            "request": request,
            "state": JobState.QUEUED.value,
            "done": 0,
            "total": total,
            "attempts": 0,
            "due_at": now + PATIENCE,
            "created_at": now,
        }
        with self._database.transaction() as connection:
            connection.execute(insert(CorpusImport).values(**row))
        return self.get(import_id)

    def get(self, import_id: str) -> Job:
        """Return an import.

        Raises
        ------
        NotFound
            There is none of that id.
        """
        found = select(CorpusImport.__table__).where(CorpusImport.import_id == import_id)
        with self._database.transaction(writes=False) as connection:
            row = connection.execute(found).mappings().first()
        if row is None:
            raise NotFound(f"there is no import {import_id!r}")
        return Job(**{**row, "state": JobState(row["state"])})

    def latest(self, limit: int) -> tuple[Brief, ...]:
        """Return the imports of late, the newest first."""
        told = (CorpusImport.import_id, CorpusImport.actor, CorpusImport.state, CorpusImport.created_at)
        asked = select(*told).order_by(CorpusImport.created_at.desc()).limit(limit)
        with self._database.transaction(writes=False) as connection:
            rows = connection.execute(asked).all()
        return tuple(Brief(r.import_id, r.actor, JobState(r.state), r.created_at) for r in rows)

    def overdue(self) -> tuple[str, ...]:
        """Return the ids of imports that should be queued again, and give each its time anew."""
        now = self._clock()
        begun = CorpusImport.state.in_([JobState.QUEUED, JobState.RUNNING])
        late = and_(begun, has_come(CorpusImport.due_at, now, LEASE))
        with self._database.transaction() as connection:
            found = connection.scalars(select(CorpusImport.import_id).where(late)).all()
            queued = and_(late, CorpusImport.state == JobState.QUEUED)
            connection.execute(update(CorpusImport).where(queued).values(due_at=now + PATIENCE))
        return tuple(found)

    def claim(self, import_id: str, *, most: int = 0) -> Job | None:
        """Take the right to run an import, or return None: it has ended, or somebody is at it.

        With ``most``, also None while so many others are run.
        """
        now = self._clock()
        free = or_(CorpusImport.state == JobState.QUEUED, self._lost(now))
        if most:
            run = aliased(CorpusImport)
            held = and_(run.state == JobState.RUNNING, is_ahead(run.due_at, now, LEASE))
            others = select(func.count()).where(held)
            free = and_(free, others.scalar_subquery() < most)
        values = {
            "state": JobState.RUNNING.value,
            "lease": f"{self._worker}/{secrets.token_urlsafe(_ID_BYTES)}",
            "due_at": now + LEASE,
            "attempts": CorpusImport.attempts + 1,
            "done": 0,
        }
        return self.get(import_id) if self._change(import_id, free, values) else None

    def tell(self, job: Job, done: int) -> bool:
        """Keep how far an import is; False when it was taken over."""
        return self._change(job.import_id, self._held(job), {"done": done, "due_at": self._clock() + LEASE})

    def renew(self, job: Job) -> bool:
        """Say that an import goes on; False when it was taken over."""
        return self._change(job.import_id, self._held(job), {"due_at": self._clock() + LEASE})

    def release(self, job: Job) -> bool:
        """Give an import back without an end."""
        values = {"state": JobState.QUEUED.value, "lease": None, "due_at": self._clock() + PATIENCE}
        return self._change(job.import_id, self._held(job), values)

    def hand_back(self, worker: str) -> tuple[str, ...]:
        """Give back all that a worker runs, as if it had not been begun; return the ids, to be queued again.

        Whoever still runs one of them finds that it was taken over.
        """
        theirs = and_(
            CorpusImport.state == JobState.RUNNING,
            CorpusImport.lease.startswith(f"{worker}/", autoescape=True),
        )
        values = {
            "state": JobState.QUEUED.value,
            "lease": None,
            "due_at": self._clock() + PATIENCE,
            "attempts": CorpusImport.attempts - 1,
        }
        with self._database.transaction(writes=False) as connection:
            found = connection.scalars(select(CorpusImport.import_id).where(theirs)).all()
        return tuple(one for one in found if self._change(one, theirs, values))

    def finish(self, job: Job, result: Mapping[str, Any]) -> bool:
        """Keep what an import came to; False when it was taken over."""
        ended = {"state": JobState.DONE.value, "result": result, "done": job.total}
        return self._change(job.import_id, self._held(job), ended | self._over())

    def fail(self, job: Job, words: str) -> bool:
        """Keep why an import came to nothing; False when it was taken over."""
        ended = {"state": JobState.FAILED.value, "error": words}
        return self._change(job.import_id, self._held(job), ended | self._over())

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def _change(self, import_id: str, where: ColumnElement[bool], values: Mapping[str, Any]) -> bool:
        mine = and_(CorpusImport.import_id == import_id, where)
        with self._database.transaction() as connection:
            return connection.execute(update(CorpusImport).where(mine).values(**values)).rowcount == 1

    def _over(self) -> dict[str, Any]:
        return {"lease": None, "finished_at": self._clock()}

    @staticmethod
    def _held(job: Job) -> ColumnElement[bool]:
        return and_(CorpusImport.state == JobState.RUNNING, CorpusImport.lease == job.lease)

    @staticmethod
    def _lost(now: datetime) -> ColumnElement[bool]:
        return and_(CorpusImport.state == JobState.RUNNING, has_come(CorpusImport.due_at, now, LEASE))


def open_import_jobs(settings: Settings, worker: str = "", **clock: Callable[[], datetime]) -> ImportJobs:
    """Return the imports in the database that the settings name."""
    return ImportJobs(open_engine(settings.store_url()), worker=worker, **clock)
