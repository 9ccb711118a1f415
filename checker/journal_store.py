"""The journal: every event of the corpus, kept for ever in the database of the store.

One writer at a time, whatever process it is in; a batch of events is kept as a whole or not at all.
"""

from __future__ import annotations

import json
import threading
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, text

from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.errors import NotFound, TryLaterError
from checker.events import Event
from checker.ingest.drafts import Raw
from checker.journal import FOLDER, State
from checker.journal_rows import event_from_row, event_to_row
from checker.journal_rules import checked
from checker.journal_tables import CorpusEvent, CorpusFolder, CorpusReading, CorpusSource
from checker.records import Statement
from checker.tables import Check

# Any fixed number will do: it names the lock under which PostgreSQL lets one journal writer in.
_WRITER_LOCK = 7_340_033
PASTS = 2  # states that are kept beside the newest: what two versions are compared by
HOSTS = 100  # whose last reading of their folder is kept: a host may get a new name each time it starts
_AT_ONCE = 500  # ids that are asked for in one statement


@dataclass(frozen=True, slots=True)
class Reading:
    """What a host found in its copy of the folder when it read it last."""

    path: str
    stamp: str  # how the folder looked; empty where a part of it could not be read
    said: Mapping[str, str]  # id of each statement -> hash of what its file said


class JournalMoved(TryLaterError):
    """Somebody else has written meanwhile: look at what the corpus is now, and decide again."""


class JournalStore:
    """Keeps events; threads may share one. ``StoreUnavailable`` is raised while the database is away."""

    def __init__(self, url: str, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = Database(open_engine(url))
        self._clock = clock
        self._lock = threading.Lock()
        self._state = State()  # as it was when somebody looked last
        self._pasts: dict[int, State] = {}

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def append(self, events: Sequence[Event], *, after: int | None = None, folder: str = "") -> str:
        """Keep all events or none, and return the version of the corpus afterwards.

        Parameters
        ----------
        after
            The last event that the caller knows of, where it matters that there is no later one.
        folder
            The folder or file that they were read from, which is followed from now on.

        Raises
        ------
        InvalidInput
            One of them cannot be: an unknown or a double id, a loop, a date in the future.
        JournalMoved
            There is a later event than ``after``.
        """
        with self._writing() as connection:
            before = self._up_to_now(connection)
            if after is not None and before.seq != after:
                raise JournalMoved("the corpus has been changed by somebody else meanwhile")
            numbered = [replace(event, seq=n) for n, event in enumerate(events, before.seq + 1)]
            state = checked(before, numbered, self._clock())
            rows = [event_to_row(event, state.version) for event in numbered]
            if rows:
                connection.execute(insert(CorpusEvent), rows)
            if folder:
                connection.execute(delete(CorpusFolder))
                connection.execute(insert(CorpusFolder).values(number=1, path=folder))
        self._remember(state)
        return state.version

    def head(self) -> tuple[int, str]:
        """Return the number of the last event, 0 when there is none, and the version of the corpus.

        Asked every second: nothing else is read.
        """
        asked = select(CorpusEvent.seq, CorpusEvent.version).order_by(CorpusEvent.seq.desc()).limit(1)
        with self._reading() as connection:
            last = connection.execute(asked).first()
        return (last.seq, last.version) if last else (0, State().version)

    def state(self, until: int | None = None) -> State:
        """Return the corpus now, or as it was after event ``until``."""
        if until is not None:
            return self._past(until)
        with self._reading() as connection:
            state = self._up_to_now(connection)
        return self._remember(state)

    def events(self, after: int = 0, until: int | None = None) -> tuple[Event, ...]:
        """Return the events after one and up to another, in the order in which they happened."""
        with self._reading() as connection:
            return tuple(_events(connection, after, until))

    def latest(self, *, before: int = 0, limit: int = 0) -> tuple[Event, ...]:
        """Return the newest events first; only those before one, and so many, where given."""
        asked = select(CorpusEvent.__table__).order_by(CorpusEvent.seq.desc())
        asked = asked.where(CorpusEvent.seq < before) if before else asked
        with self._reading() as connection:
            return tuple(
                event_from_row(row) for row in connection.execute(asked.limit(limit) if limit else asked)
            )

    def history(self, statement_id: str) -> tuple[Event, ...]:
        """Return every event of a statement, and those by which it ended others.

        Raises
        ------
        NotFound
            There is none.
        """
        asked = select(CorpusEvent.__table__).where(
            (CorpusEvent.statement_id == statement_id) | (CorpusEvent.by == statement_id)
        )
        with self._reading() as connection:
            found = tuple(event_from_row(row) for row in connection.execute(asked.order_by(CorpusEvent.seq)))
        if not found or not statement_id:  # an event that no other statement caused is by none
            raise NotFound(f"there is no statement {statement_id!r}")
        return found

    def had(self, version: str) -> bool:
        """Whether the corpus ever had a version."""
        asked = select(CorpusEvent.seq).where(CorpusEvent.version == version).limit(1)
        with self._reading() as connection:
            return connection.scalar(asked) is not None

    def seq_of(self, version: str) -> int:
        """Return the last event of a version of the corpus; the start of its hash will do.

        Raises
        ------
        NotFound
            The corpus never had that version.
        """
        name = version if version.startswith("sha256:") else f"sha256:{version}"
        if name == "sha256:":
            raise NotFound("name a version of the corpus; `checker corpus log` shows all")
        unknown = NotFound(f"the corpus never had the version {version!r}; `checker corpus log` shows all")
        if not _is_hash(name.removeprefix("sha256:")):
            raise unknown
        asked = select(func.max(CorpusEvent.seq)).where(CorpusEvent.version.startswith(name, autoescape=True))
        with self._reading() as connection:
            found = connection.scalar(asked)
        if found is None:
            raise unknown
        return int(found)

    def keep(self, raw: Raw) -> None:
        """Keep a source as it was received; twice is once."""
        row = {
            "sha256": raw.sha256,
            "media_type": raw.media_type,
            "origin": raw.origin,
            "kept_at": self._clock(),
            "body": raw.body,
        }
        known = select(CorpusSource.sha256).where(CorpusSource.sha256 == raw.sha256)
        with self._writing() as connection:
            if connection.scalar(known) is None:
                connection.execute(insert(CorpusSource).values(**row))

    def raw(self, sha256: str) -> Raw:
        """Return a source as it was received.

        Raises
        ------
        NotFound
            None of that hash is kept.
        """
        asked = select(CorpusSource.__table__).where(CorpusSource.sha256 == sha256)
        with self._reading() as connection:
            row = connection.execute(asked).first() if _is_hash(sha256) else None
        if row is None:
            raise NotFound(f"there is no source {sha256!r}")
        return Raw(row.sha256, row.media_type, row.origin, bytes(row.body))

    def folder(self) -> str:
        """Return the folder or file that is followed; empty when nothing was taken in from any."""
        with self._reading() as connection:
            return connection.scalar(select(CorpusFolder.path)) or ""

    def is_answered_from(self) -> bool:
        """Return whether a post was ever kept in this database, so that an answer may rest on the corpus."""
        with self._reading() as connection:
            return connection.scalar(select(Check.check_id).limit(1)) is not None

    def reading(self, host: str) -> Reading | None:
        """Return what a host found in its folder when it read it last; None when that is not known."""
        asked = select(CorpusReading.__table__).where(CorpusReading.host == host)
        with self._reading() as connection:
            row = connection.execute(asked).first()
        return Reading(row.path, row.stamp, json.loads(zlib.decompress(row.said))) if row else None

    def note_reading(self, host: str, reading: Reading) -> None:
        """Keep what a host found in its folder; of hosts that read nothing for long it is forgotten."""
        said = zlib.compress(json.dumps(dict(reading.said)).encode())
        row = {"host": host, "path": reading.path, "stamp": reading.stamp, "said": said}
        newest = select(CorpusReading.host).order_by(CorpusReading.read_at.desc()).limit(HOSTS)
        with self._writing() as connection:
            connection.execute(delete(CorpusReading).where(CorpusReading.host == host))
            connection.execute(insert(CorpusReading).values(**row, read_at=self._clock()))
            connection.execute(delete(CorpusReading).where(CorpusReading.host.not_in(newest)))

    def said_by_files(self, ids: Collection[str]) -> Mapping[str, tuple[Statement, ...]]:
        """Return all that the folder ever said of these statements, on whichever host."""
        found: defaultdict[str, list[Statement]] = defaultdict(list)
        wanted = sorted(ids)
        with self._reading() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                asked = select(CorpusEvent.__table__).where(
                    CorpusEvent.statement_id.in_(wanted[start : start + _AT_ONCE]),
                    CorpusEvent.actor == FOLDER,
                )
                for event in map(event_from_row, connection.execute(asked)):
                    if event.statement is not None:
                        found[event.statement_id].append(event.statement)
        return {key: tuple(said) for key, said in found.items()}

    def _past(self, seq: int) -> State:
        """Return an earlier state; the few that were asked for last are at hand."""
        with self._lock:
            found = self._pasts.get(seq)
        if found is None:
            events = self.events(until=seq)
            found = replace(State.of(events), recorded=self._recorded(events))
            with self._lock:
                self._pasts[seq] = found
                while len(self._pasts) > PASTS:
                    self._pasts.pop(next(iter(self._pasts)))
        return found

    def _recorded(self, events: Sequence[Event]) -> str:
        """Return the version that was written of the state after these events; within a batch none was."""
        if not events:
            return ""
        later = select(CorpusEvent.version).where(CorpusEvent.seq > events[-1].seq)
        with self._reading() as connection:
            following = connection.scalar(later.order_by(CorpusEvent.seq).limit(1))
        return "" if following == events[-1].version else events[-1].version

    def _remember(self, state: State) -> State:
        """Keep the newest state that was seen, and return the one that was given."""
        with self._lock:
            if state.seq > self._state.seq:
                self._state = state
            return self._state if state.seq == self._state.seq else state

    def _up_to_now(self, connection: Connection) -> State:
        known = self._state
        events = list(_events(connection, known.seq))
        return replace(known.after(events), recorded=events[-1].version) if events else known

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._database.transaction() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITER_LOCK})
            yield connection

    def _reading(self) -> AbstractContextManager[Connection]:
        return self._database.transaction(writes=False)


def open_journal(settings: Settings) -> JournalStore:
    """Return the journal in the database that the settings name."""
    return JournalStore(settings.store_url())


def _is_hash(name: str) -> bool:
    """Whether it can be the start of one: PostgreSQL refuses to compare some other texts, such as a NUL."""
    return not name.strip("0123456789abcdef")


def _events(connection: Connection, after: int, until: int | None = None) -> Iterator[Event]:
    asked = select(CorpusEvent.__table__).where(CorpusEvent.seq > after).order_by(CorpusEvent.seq)
    if until is not None:
        asked = asked.where(CorpusEvent.seq <= until)
    return (event_from_row(row) for row in connection.execute(asked))
