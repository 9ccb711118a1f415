"""Several parts of a process, and several processes, share one SQLite file."""

from __future__ import annotations

import multiprocessing
import re
import subprocess
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from sqlalchemy import bindparam, insert, literal_column, select, text, update
from sqlalchemy.exc import IntegrityError, ProgrammingError

import checker.api  # noqa: F401  # with it every table is known
from checker.database import KEPT_CONNECTIONS, MAX_CONNECTIONS, glance, make_tables, open_engine, transaction
from checker.errors import InvalidSettings, NeverError, StoreUnavailable
from checker.tables import SCHEMA_VERSION, CheckScope, Meta
from tests.services import PG_PASSWORD

pytestmark = pytest.mark.services

LOOK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
print(connection.execute("SELECT value FROM meta WHERE key = 'k'").fetchone()[0])
connection.close()
"""


def test_what_one_process_writes_all_others_see(tmp_path):
    """That a second part prepares the same file must not make SQLite forget that the first has it open."""
    path = tmp_path / "checker.sqlite3"
    first, second = (open_engine(f"sqlite:///{path}") for _ in range(2))

    def seen_elsewhere():
        command = [sys.executable, "-c", LOOK, str(path)]
        return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()

    make_tables(first)
    with transaction(first) as connection:
        connection.execute(insert(Meta).values(key="k", value="0"))
    make_tables(second)
    for value in ("1", "2", "3"):
        assert seen_elsewhere() == str(int(value) - 1)
        with transaction(first) as connection:
            connection.execute(update(Meta).where(Meta.key == "k").values(value=value))
    with transaction(second, writes=False) as connection:
        assert connection.scalar(select(Meta.value).where(Meta.key == "k")) == "3"
    assert seen_elsewhere() == "3"
    first.dispose()
    second.dispose()


def test_a_full_disk_is_said_in_words(tmp_path):
    """Who cannot write because there is no room is told that, and not only that nothing answers."""
    engine = open_engine(f"sqlite:///{tmp_path / 'checker.sqlite3'}")
    make_tables(engine)

    def write_much():
        with transaction(engine) as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")  # no more pages than there are now
            connection.execute(insert(Meta).values(key="k", value="0" * 100_000))

    with pytest.raises(StoreUnavailable, match="full"):
        write_much()
    engine.dispose()


def test_all_stores_of_a_process_share_the_connections_to_a_database(url):
    """A database server gives only so many; one engine for each store would ask for hundreds."""
    engines = [open_engine(url) for _ in range(40)]
    make_tables(engines[0])
    with ThreadPoolExecutor(40) as threads:
        list(threads.map(_read, engines))
    assert sum(engine.pool.checkedin() for engine in set(engines)) <= KEPT_CONNECTIONS
    engines[0].dispose()


def _read(engine) -> None:
    with transaction(engine, writes=False) as connection:
        connection.execute(select(Meta.value))


def test_what_comes_back_after_the_end_is_closed(url):
    """A connection in use, and one that a thread makes just then, must not stay open for nobody."""
    engine = open_engine(url)
    make_tables(engine)
    pool = engine.pool
    with engine.connect() as used:
        engine.dispose()
        made = pool.connect()
        used.execute(select(1))
    made.close()
    assert pool.checkedin() == 0
    assert engine.pool.checkedin() == 0


def test_a_child_of_a_fork_has_connections_of_its_own(url):
    """What two processes say over one connection would be mixed up."""
    engine = open_engine(url)
    make_tables(engine)
    _read(engine)
    assert engine.pool.checkedin() == 1
    context = multiprocessing.get_context("fork")
    kept = context.Queue()
    child = context.Process(target=lambda: kept.put(engine.pool.checkedin()))
    child.start()
    assert kept.get(timeout=30) == 0
    child.join()
    _read(engine)
    engine.dispose()


def test_what_was_to_be_written_is_in_no_error(url):
    """The log has the whole chain of an error; a post or a hash of a password must not be in it."""
    engine = open_engine(url)
    make_tables(engine)

    def write_twice():
        with transaction(engine) as connection:
            for _ in range(2):
                connection.execute(insert(Meta).values(key="k", value="words of a post"))

    with pytest.raises(IntegrityError) as raised:
        write_twice()
    assert "words of a post" not in str(raised.value)
    engine.dispose()


def test_what_every_check_writes_lies_by_its_key(tmp_path):
    """Tables of small rows are one tree and not two: a check that is kept changes so many pages fewer."""
    engine = open_engine(f"sqlite:///{tmp_path / 'checker.sqlite3'}")
    make_tables(engine)
    with transaction(engine, writes=False) as connection:
        found = connection.execute(text("SELECT name FROM pragma_table_list WHERE wr AND schema = 'main'"))
        assert set(found.scalars()) >= {"check_shares", "check_origins", "filed_checks"}


def test_older_tables_stay_as_they_are(tmp_path):
    """A file whose tables have rows by number is used as it is."""
    engine = open_engine(f"sqlite:///{tmp_path / 'checker.sqlite3'}")
    with transaction(engine) as connection:
        connection.execute(text("CREATE TABLE check_scopes (check_id TEXT PRIMARY KEY, scope TEXT NOT NULL)"))
    make_tables(engine)
    with transaction(engine) as connection:
        connection.execute(insert(CheckScope), {"check_id": "a", "scope": {"languages": ["ur"]}})
        assert connection.scalar(select(CheckScope.scope)) == {"languages": ["ur"]}


def test_what_is_asked_in_short_is_answered_alike(url):
    """One value is had from either database, and what cannot be asked is refused like anything else."""
    engine = open_engine(url)
    make_tables(engine)
    version = select(Meta.value).where(Meta.key == literal_column("'schema'"))
    assert glance(engine, version) == SCHEMA_VERSION
    assert glance(engine, version.where(Meta.value == literal_column("'none'"))) is None
    of_two = select(Meta.value).where(Meta.value == bindparam("value"), Meta.key == bindparam("key"))
    assert glance(engine, of_two, key="schema", value=SCHEMA_VERSION) == SCHEMA_VERSION
    assert glance(engine, of_two, key="schema", value="%s") is None
    with pytest.raises(StoreUnavailable) if url.startswith("sqlite") else pytest.raises(ProgrammingError):
        glance(engine, select(literal_column("1 FROM no_table")))
    assert glance(engine, select(literal_column("1"))) == 1
    engine.dispose()


def test_a_damaged_file_is_named_so_in_short_too(tmp_path):
    """It is not taken for one that is away."""
    (tmp_path / "checker.sqlite3").write_bytes(b"not a database, and long enough to be read as one" * 20)
    engine = open_engine(f"sqlite:///{tmp_path / 'checker.sqlite3'}")
    with pytest.raises(NeverError, match="damaged") as raised:
        glance(engine, select(literal_column("1 FROM sqlite_master")))
    assert not isinstance(raised.value, InvalidSettings)  # no setting is at fault
    engine.dispose()


def refused(url: str, kind: type[Exception]) -> str:
    """Return what is said of a database that cannot be used, with all that a traceback of it has."""
    with pytest.raises(kind) as raised, transaction(open_engine(url)):
        pass
    assert "s3cret" not in "".join(traceback.format_exception(raised.value))
    return str(raised.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ((PG_PASSWORD, "s3cret"), 'password authentication failed for user "checker"'),
        (("/postgres", "/nowhere"), 'database "nowhere" does not exist'),
        (("@127.0.0.1:", "@127.0.0.1:1"), "port"),
        (("127.0.0.1", "no-such-host.invalid"), "no-such-host.invalid"),
        (("/postgres", "/postgres?sslmode=require"), "does not support SSL"),
    ],
)
def test_why_a_server_refuses_is_said(postgres_url, change, words):
    """Whoever runs a command, or reads a log, learns what to change."""
    said = refused(postgres_url.replace(*change), StoreUnavailable)
    assert re.fullmatch(r"the database does not answer: postgresql\S+ \([^\n]+\)", said)
    assert words in said.partition(" (")[2]


def test_a_database_that_admits_nobody_says_so(postgres_url):
    """One that was reached before is no different."""
    engine = open_engine(postgres_url)
    _read_none(engine)
    with transaction(engine) as connection:
        connection.execute(text("CREATE ROLE reader LOGIN PASSWORD 's3cret' CONNECTION LIMIT 0"))
    try:
        address = postgres_url.replace(f"checker:{PG_PASSWORD}", "reader:s3cret")
        assert 'too many connections for role "reader"' in refused(address, StoreUnavailable)
    finally:
        with transaction(engine) as connection:
            connection.execute(text("DROP ROLE reader"))
        engine.dispose()


def _read_none(engine) -> None:
    with transaction(engine, writes=False) as connection:
        connection.execute(select(1))


def test_that_all_connections_are_in_use_is_said(postgres_url, monkeypatch):
    """It is not the server that is away."""
    monkeypatch.setattr("checker.database.CONNECT_SECONDS", 1)
    engine = open_engine(f"{postgres_url}?application_name=small")
    with ExitStack() as held:
        for _ in range(MAX_CONNECTIONS):
            held.enter_context(engine.connect())
        with pytest.raises(StoreUnavailable, match="every connection of this process is in use"):
            _read_none(engine)
    engine.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:s3cret",
        "postgresql://u@h:s3cret/x",
        "postgresql://u:p@s3cret@h/x",
        "mysql://u:s3cret@h/x",
        "s3cret",
    ],
)
def test_a_password_in_the_wrong_place_is_not_shown(url):
    """Not in the message, and not in the error of whoever read the address."""
    assert refused(url, InvalidSettings).startswith("CHECKER_DATABASE_URL: ")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://u:s3cret@h/x?foo=bar", '"foo"'),
        ("postgresql://u:s3cret@h/x?sslmode=require&ssl_mode=require", '"ssl_mode"'),
        ("postgresql+asyncpg://u:s3cret@h/x?ssl=require", '"ssl"'),
        ("postgresql://u:s3cret@h/x?autocommit=1", '"autocommit"'),
        ("postgresql://u:s3cret@h/x?plugin=s3cret", '"plugin"'),
        ("postgresql://u:s3cret@h/x?a%20b=s3cret", '"a"'),
        ("postgresql://u:s3cret@h/x?port=s3cret", "a port among its options is no number"),
        ("sqlite+aiosqlite:////tmp/x", "use sqlite:///, not sqlite+aiosqlite://"),
        ("sqlite+pysqlcipher://:s3cret@//tmp/x", "use sqlite:///, not sqlite+pysqlcipher://"),
    ],
)
def test_an_option_or_a_driver_that_nobody_knows_is_named(url, words):
    """In a line, as any other fault of the address, and before anybody connects."""
    said = refused(url, InvalidSettings)
    assert said.startswith("CHECKER_DATABASE_URL: ")
    assert words in said
    assert "\n" not in said


def test_an_option_of_the_driver_is_taken():
    """Whatever PostgreSQL knows, also several hosts."""
    options = "application_name=a&connect_timeout=1&host=127.0.0.1:9&host=localhost:9&sslmode=prefer"
    assert "127.0.0.1" in refused(f"postgresql://u:s3cret@/x?{options}", StoreUnavailable)


@pytest.mark.parametrize("name", ["password", "sslpassword"])
def test_a_password_among_the_options_is_not_shown(name):
    """An address may give it there too; the other options help to know which database is meant."""
    said = refused(f"postgresql://127.0.0.1:9/x?{name}=s3cret&user=reader", StoreUnavailable)
    assert "user=reader" in said
