"""What only the SQLite file can show: its folder, its permissions, its faults."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest

from checker.config import load_settings
from checker.database import _LOGS
from checker.disk import Log
from checker.errors import InvalidSettings, NeverError, StoreUnavailable
from checker.new_checks import Running
from checker.records import Post
from checker.store import Store, open_store


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "checker.sqlite3"


@pytest.fixture
def store(path):
    with closing(Store(f"sqlite:///{path}")) as opened:
        yield opened


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_posts_are_for_our_eyes_only(store, path):
    """The folder that is made, the file and its companions can be read by nobody else."""
    store.add_check(Post("a"))
    assert mode(path.parent) == 0o700
    assert {mode(file) for file in path.parent.iterdir()} == {0o600}


def test_a_folder_of_others_keeps_its_permissions(store, path):
    """A folder that was there before is left as it is."""
    path.parent.mkdir(mode=0o755)
    store.prepare()
    assert mode(path.parent) == 0o755


def test_what_is_kept_survives_the_process(store, path):
    """A new store on the same file has every check."""
    check = store.add_check(Post("a"))
    store.close()
    with closing(Store(f"sqlite:///{path}")) as again:
        assert again.get(check.check_id) == check


def test_what_is_accepted_waits_for_the_disk(store, path):
    """Readers do not block the writer, and a power cut loses nothing that was accepted."""
    store.prepare()
    with store._database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    written = []

    def sync(file: int) -> None:
        if Path(f"/proc/self/fd/{file}").readlink().name == f"{path.name}-wal":
            written.append(Path(f"{path}-wal").read_bytes())

    _LOGS[str(path)] = Log(path, sync)
    for accept in (store.add_check, store.accept):
        accept(Post(f"the words that {accept.__name__} keeps"))
        assert f"the words that {accept.__name__} keeps".encode() in written[-1]
    del _LOGS[str(path)]


def test_a_check_is_queued_while_the_disk_is_waited_for(store, path):
    """A worker may begin before the caller hears that the check is kept."""
    store.prepare()
    happened = []
    _LOGS[str(path)] = Log(path, lambda _: happened.append("on the disk"))

    def queue(check_id: str) -> None:
        happened.append(store.get(check_id).post.text)

    store.accept(Post("a"), running=Running(queue=queue))
    del _LOGS[str(path)]
    assert happened[:2] == ["a", "on the disk"]


def test_a_disk_that_takes_nothing_is_told_of(store, path):
    """What may be lost is not said to be kept."""

    def refuse(_: int) -> NoReturn:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    store.prepare()
    _LOGS[str(path)] = Log(path, refuse)
    with pytest.raises(StoreUnavailable, match="disk"):
        store.accept(Post("a"))
    del _LOGS[str(path)]


def test_a_file_that_is_no_database_is_refused(store, path):
    """Somebody else's file is named, and not touched."""
    path.parent.mkdir()
    path.write_bytes(b"not a database, but long enough to have a header of one" * 100)
    before = path.read_bytes()
    with pytest.raises(NeverError, match="not one of ours"):
        store.prepare()
    assert path.read_bytes() == before


def test_a_locked_file_is_tried_later(store, path):
    """While another program holds the file, the answer is to try later."""
    store.prepare()
    with store._database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=10")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreUnavailable) as error:
            store.add_check(Post("a"))
    assert error.value.__cause__ is not None
    assert store.add_check(Post("a")).post == Post("a")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    """A data folder that is a file is an error of the settings."""
    (tmp_path / "data").write_text("a file")
    store = open_store(load_settings(data_dir=tmp_path / "data", database_url=""))
    with closing(store), pytest.raises(InvalidSettings, match="CHECKER_DATA_DIR"):
        store.prepare()


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:/tmp/x?uri=true",
        "sqlite:////tmp/x?timeout=3",
        "mysql://localhost/x",
        "redis://localhost",
        "oracle+x://",
    ],
)
def test_other_databases_are_refused(url):
    """What cannot keep checks is refused before anything is accepted."""
    with pytest.raises(InvalidSettings, match="CHECKER_DATABASE_URL"):
        Store(url)


def test_passwords_stay_inside():
    """An error about a database does not tell its password."""
    store = Store("postgresql://me:secret@127.0.0.1:9/x")
    with closing(store), pytest.raises(StoreUnavailable) as error:
        store.ping()
    assert "127.0.0.1:9" in str(error.value)
    assert "secret" not in str(error.value)
