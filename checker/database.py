"""Opening the database of the store: which ones are supported, how each is set up, what its errors mean."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakSet, WeakValueDictionary

from sqlalchemy import (
    URL,
    Connection,
    Dialect,
    Engine,
    Select,
    create_engine,
    event,
    insert,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlalchemy.sql.compiler import SQLCompiler

from checker.disk import Log
from checker.errors import InvalidSettings, NeverError, StoreOutgrown, StoreUnavailable
from checker.private_files import keep_private
from checker.tables import SCHEMA, SCHEMA_VERSION, WORKER_FACTS, WORKER_SEEN, Base, Meta
from checker.upgrades import UPGRADED, upgrade

CONNECT_SECONDS = 3
BUSY_SECONDS = 20
LOOK_SECONDS = 2.0  # how often it is looked whether another release has changed the tables
MAX_CONNECTIONS = 30  # of a process to a server; threads take turns, transactions are short
KEPT_CONNECTIONS = 10  # that stay open while nobody needs them
# SQLite has one writer at a time, and those who wait look again at random: under load some starve.
# Threads of one process queue here instead; other processes still wait for the file.
_WRITERS: defaultdict[str | None, threading.Lock] = defaultdict(threading.Lock)
_LOGS: dict[str, Log] = {}
# A child of a fork has none of the threads that may hold one.
os.register_at_fork(after_in_child=_WRITERS.clear)
os.register_at_fork(after_in_child=_LOGS.clear)
# Any fixed number will do: it names the lock under which PostgreSQL makes the tables once.
_SCHEMA_LOCK = 7_340_032


# The many stores of a process share its connections: a server of PostgreSQL has only so many to give.
_ENGINES: WeakValueDictionary[str, Engine] = WeakValueDictionary()
_OPENING = threading.Lock()
_OURS: WeakSet[Engine] = WeakSet()  # those whose tables were seen to be of this code


def open_engine(url: str) -> Engine:
    """Return the engine of this process for a database; it connects on first use.

    Raises
    ------
    InvalidSettings
        The URL is not one of a SQLite file or of PostgreSQL.
    """
    with _OPENING:
        engine = _ENGINES.get(url)
        if engine is None:
            engine = _ENGINES[url] = _new_engine(url)
        return engine


class Pool(QueuePool):
    """Closes what comes back after the pool was closed: nobody would ever take that out again."""

    _closed = False

    def dispose(self) -> None:
        """Close all connections that are not in use, and from now on those that are, once they are free."""
        self._closed = True
        super().dispose()

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        super()._do_return_conn(record)
        if self._closed:
            super().dispose()


def _open_none() -> None:
    """Share no connection with the process that this one was forked from."""
    global _OPENING  # noqa: PLW0603  # a thread that is not in this process may hold it
    _OPENING = threading.Lock()
    for engine in tuple(_ENGINES.values()):
        engine.dispose(close=False)


os.register_at_fork(after_in_child=_open_none)


def _new_engine(url: str) -> Engine:
    parsed = _parse(url)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed)
    engine = create_engine(
        parsed,
        poolclass=Pool,
        hide_parameters=True,  # errors go to the log, and posts do not
        pool_size=KEPT_CONNECTIONS,
        pool_use_lifo=True,  # its pages are those in the file, as long as no other one has written
        max_overflow=-1,  # as many as there are threads
        connect_args={"timeout": BUSY_SECONDS},
    )
    event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _postgresql(parsed: URL) -> Engine:
    _refuse_other_options(parsed)
    try:
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            poolclass=Pool,
            pool_pre_ping=True,
            hide_parameters=True,
            pool_timeout=CONNECT_SECONDS,
            pool_size=KEPT_CONNECTIONS,
            pool_use_lifo=True,  # the one that was used last knows most
            max_overflow=MAX_CONNECTIONS - KEPT_CONNECTIONS,
            # A server that vanished without a word is noticed, not waited for.
            connect_args={"connect_timeout": CONNECT_SECONDS, "tcp_user_timeout": 10_000},
        )
    except ArgumentError:
        raise InvalidSettings("CHECKER_DATABASE_URL: a port among its options is no number") from None


def _refuse_other_options(parsed: URL) -> None:
    """Return if the driver knows every option of the URL; what they are set to is seen when it connects."""
    from psycopg import ProgrammingError as Unknown  # noqa: PLC0415  # loaded for PostgreSQL only
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415

    try:
        make_conninfo("", **dict.fromkeys(parsed.query, ""))
    except Unknown as error:
        raise InvalidSettings(f"CHECKER_DATABASE_URL: {str(error).strip()}") from None


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # What is no URL may hold a password all the same, and the error of whoever read it has a piece of it.
        raise InvalidSettings("CHECKER_DATABASE_URL: not a database URL") from None
    if "@" in (parsed.host or ""):
        raise InvalidSettings("CHECKER_DATABASE_URL: in the password, write %40 for each @")
    name = parsed.get_backend_name()
    if name not in {"sqlite", "postgresql"}:
        raise InvalidSettings(f"CHECKER_DATABASE_URL: use sqlite:/// or postgresql://, not {name}://")
    if name == "sqlite" and parsed.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise InvalidSettings(f"CHECKER_DATABASE_URL: use sqlite:///, not {parsed.drivername}://")
    if name == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise InvalidSettings("CHECKER_DATABASE_URL: SQLite in memory keeps nothing; name a file")
    if name == "sqlite" and (parsed.query or str(parsed.database).startswith("file:")):
        raise InvalidSettings("CHECKER_DATABASE_URL: name the file of SQLite by its path, without options")
    return parsed


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # WAL lets people read while a check is written. With NORMAL a commit does not wait for the disk, we do
    # so behind it: see ``disk``. Where there can be no WAL, the commit waits itself.
    # What was deleted is overwritten: a post that was taken back shall not be found in the file.
    (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
    connection.execute(f"PRAGMA synchronous={'NORMAL' if mode == 'wal' else 'FULL'}")
    connection.execute("PRAGMA secure_delete=ON")


@contextmanager
def transaction(
    engine: Engine, *, writes: bool = True, lasting: bool = True, settles: bool = True
) -> Iterator[Connection]:
    """Commit at the end, or roll back and say what the database's error means.

    Parameters
    ----------
    lasting
        Wait until the disk has it. Without that, a process that dies harms nothing, and a power cut takes
        back the last moments: right for what would only be done once more.
    settles
        Without that the caller waits for the disk itself, with ``settle``, and does something else before.

    Raises
    ------
    StoreUnavailable
        The database is away, locked or full, and nothing was kept; or all was, but the disk does not take it.
    NeverError
        The file is damaged or no database.
    """
    with _explained(engine):
        with _turn(engine) if writes else nullcontext(), engine.begin() as connection:
            if writes and not lasting and engine.dialect.name != "sqlite":
                connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
            yield connection
        if writes and lasting and settles:
            settle(engine)


def glance(engine: Engine, asked: Select[Any], **values: Any) -> Any:
    """Return the one value of a statement in a quarter of the time of a transaction.

    For what is asked at every request or run: it is the driver that is asked, past all that surrounds it. The
    parameters of the statement are those of ``values`` and no others, and go to the driver as they are.

    Raises
    ------
    StoreUnavailable
        The database is away or locked.
    NeverError
        The file is damaged or no database.
    """
    with _explained(engine):
        kind = engine.dialect.loaded_dbapi.Error
        try:
            with closing(engine.raw_connection()) as lent:
                cursor = lent.cursor()
                written, names = _written(asked, engine.dialect)
                cursor.execute(written, values if names is None else [values[name] for name in names])
                row = cursor.fetchone()
        except kind as error:
            raise DBAPIError.instance(None, None, error, kind, dialect=engine.dialect) from error
    return row[0] if row else None


@lru_cache(maxsize=16)
def _written(asked: Select[Any], dialect: Dialect) -> tuple[str, Sequence[str] | None]:
    """Return the text of a statement and the names of its parameters in order, if they go by their order."""
    made = asked.compile(dialect=dialect)
    return str(made), made.positiontup if isinstance(made, SQLCompiler) and made.positional else None


@contextmanager
def _explained(engine: Engine) -> Iterator[None]:
    """Say of an error of the database what it means."""
    try:
        yield
    except (OperationalError, InterfaceError, InternalError, PoolTimeout) as error:
        raise StoreUnavailable(f"the database does not answer: {where(engine)}{_why(error)}") from error
    except DatabaseError as error:
        if isinstance(error, ProgrammingError | IntegrityError):  # tables that are not what they were
            refuse_other_tables(engine)
        if type(error) is not DatabaseError:
            raise
        raise NeverError(f"the database is damaged or not one of ours: {where(engine)}") from error


def refuse_other_tables(engine: Engine) -> None:
    """Return if the tables are still those of this code.

    Raises
    ------
    StoreOutgrown
        Another release has brought them up to date since this process began.
    """
    try:
        with engine.connect() as connection:
            found = connection.scalar(select(Meta.value).where(Meta.key == SCHEMA))
    except (DBAPIError, PoolTimeout):  # whoever asks for more hears of it
        return
    if found not in {None, SCHEMA_VERSION}:
        raise _outgrown(engine, found)


def _outgrown(engine: Engine, found: str) -> StoreOutgrown:
    return StoreOutgrown(
        f"{where(engine)} has tables of version {found} by now, and this process needs {SCHEMA_VERSION}: "
        "stop it, and start the checker that made them"
    )


def _turn(engine: Engine) -> AbstractContextManager[object]:
    return _WRITERS[engine.url.database] if engine.dialect.name == "sqlite" else nullcontext()


def _why(error: Exception) -> str:
    """Return what the database says, such as that the disk is full or that it knows no such user.

    Neither what was to be written nor a password is in that: of a server's words only the first are taken.
    """
    if isinstance(error, PoolTimeout):
        return " (every connection of this process is in use)"
    said = getattr(error, "orig", None)
    told = getattr(getattr(said, "diag", None), "message_primary", None) or said
    return f" ({' '.join(str(told).split())})" if told else ""


def where(engine: Engine) -> str:
    """Return the address of the database without its password."""
    secret = [name for name in engine.url.query if "password" in name]
    return engine.url.difference_update_query(secret).render_as_string(hide_password=True)


def settle(engine: Engine) -> None:
    """Return when the disk has all that was committed; a server waits for its own within each commit.

    Raises
    ------
    StoreUnavailable
        It does not take it.
    """
    if engine.dialect.name != "sqlite":
        return
    path = str(engine.url.database)
    try:
        log = _LOGS.get(path) or _LOGS.setdefault(path, Log(Path(path)))
        log.settle()
    except OSError as error:
        raise StoreUnavailable(
            f"the disk does not take what was kept: {where(engine)} ({error.strerror})"
        ) from error


class Database:
    """A database whose tables are made on first use; threads may share one."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._prepared = False
        self._preparing = threading.Lock()
        self._look_at = 0.0

    def prepare(self) -> None:
        """Connect and make the tables, which otherwise happens on first use.

        Raises
        ------
        InvalidSettings
            The database was made by another version, or cannot be written.
        NeverError
            The file is damaged or no database.
        """
        with self._preparing:
            if not self._prepared:
                make_tables(self.engine)
                self._prepared = True
                self._look_at = time.monotonic() + LOOK_SECONDS

    def transaction(
        self, *, writes: bool = True, lasting: bool = True, settles: bool = True
    ) -> AbstractContextManager[Connection]:
        """Return what commits at its end, or rolls back; see :func:`transaction` for more."""
        self._see_to_tables()
        return transaction(self.engine, writes=writes, lasting=lasting, settles=settles)

    def glance(self, asked: Select[Any], **values: Any) -> Any:
        """Return the one value of a statement; see :func:`glance` for more."""
        self._see_to_tables()
        return glance(self.engine, asked, **values)

    def _see_to_tables(self) -> None:
        """Make the tables, or see now and then that they are still those of this code."""
        if not self._prepared:
            self.prepare()
        elif time.monotonic() > self._look_at:
            refuse_other_tables(self.engine)
            self._look_at = time.monotonic() + LOOK_SECONDS

    def settle(self) -> None:
        """Return when the disk has all that was committed; see :func:`settle` for more."""
        settle(self.engine)

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def make_tables(engine: Engine) -> None:
    """Create what is missing and refuse a database of another version; safe to run twice, even at once.

    Raises
    ------
    InvalidSettings
        The database was made by another version, or its folder cannot be written.
    """
    if engine.dialect.name == "sqlite":
        _private_file(Path(engine.url.database or ""))
    with transaction(engine) as connection:
        _lock_schema(connection)
        Base.metadata.create_all(connection)
        found = connection.scalar(select(Meta.value).where(Meta.key == SCHEMA))
        if found is None:
            facts = {SCHEMA: SCHEMA_VERSION, WORKER_SEEN: "", WORKER_FACTS: ""}
            connection.execute(insert(Meta), [{"key": k, "value": v} for k, v in facts.items()])
        elif found in UPGRADED:
            upgrade(connection)
            connection.execute(update(Meta).where(Meta.key == SCHEMA).values(value=SCHEMA_VERSION))
        elif found != SCHEMA_VERSION and engine in _OURS:
            raise _outgrown(engine, found)
        elif found != SCHEMA_VERSION:
            raise InvalidSettings(
                f"{where(engine)} has tables of version {found}, this checker needs {SCHEMA_VERSION}: "
                "use the checker that made them, or another database"
            )
    _OURS.add(engine)


def _lock_schema(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SCHEMA_LOCK})


def _private_file(path: Path) -> None:
    """Make the file readable by us alone, and its folder too if that is made here.

    One that is there is not opened: closing it again would drop every lock that SQLite holds on it in
    this process, and another process would take the log away that ours still writes to.
    """
    try:
        if not path.exists():
            keep_private(path)
        elif path.is_dir() or not os.access(path, os.R_OK | os.W_OK):
            raise PermissionError(errno.EACCES, "not a file that we may write")
    except OSError as error:
        raise InvalidSettings(
            f"{path}: cannot be written ({error.strerror}); see CHECKER_DATA_DIR"
        ) from error
