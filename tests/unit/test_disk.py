"""Waiting for the disk: whoever was told that it has something can rely on that, and many wait together."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from checker.disk import Log
from tests.services import eventually


@pytest.fixture
def database(tmp_path):
    (tmp_path / "checker.sqlite3-wal").write_bytes(b"")
    return tmp_path / "checker.sqlite3"


class Slow:
    """A disk that writes when it is told to."""

    def __init__(self) -> None:
        self.began = 0
        self.go = threading.Semaphore(0)

    def __call__(self, _: int) -> None:
        self.began += 1
        self.go.acquire()


def test_those_who_come_together_wait_for_one_write(database):
    """A write that had begun before somebody came is not theirs; the next one is everybody's."""
    disk = Slow()
    log = Log(database, disk)
    with ThreadPoolExecutor(9) as threads:
        first = threads.submit(log.settle)
        eventually(lambda: disk.began == 1, "the first write")
        others = [threads.submit(log.settle) for _ in range(8)]
        eventually(lambda: log._came == 9, "all wait")
        disk.go.release(2)  # the log, and its name in the folder
        first.result(10)
        eventually(lambda: disk.began == 3, "the second write")
        assert not any(one.done() for one in others)
        disk.go.release()
        for one in others:
            one.result(10)
    assert disk.began == 3


class Failing(Slow):
    """A disk that fails when it is told to, and from then on says that all is well, as Linux does."""

    def __call__(self, _: int) -> None:
        super().__call__(_)
        if self.began == 1:
            raise OSError("input/output error")


@pytest.fixture
def open_database(tmp_path):
    """Give a database with a log that is in use, and its path."""
    path = tmp_path / "real" / "checker.sqlite3"
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (x)")
        yield path, connection


def test_a_failed_write_is_everybodys_and_nothing_is_asked_of_the_same_log(open_database):
    """Nobody who came by then is told that the disk has it; then the log is put into the database."""
    path, connection = open_database
    disk = Failing()
    log = Log(path, disk)
    connection.execute("INSERT INTO t VALUES (1)")
    with ThreadPoolExecutor(4) as threads:
        waiting = [threads.submit(log.settle)]
        eventually(lambda: disk.began == 1, "the first write")
        waiting += [threads.submit(log.settle) for _ in range(3)]
        eventually(lambda: log._came == 4, "all wait")
        disk.go.release()
        for one in waiting:
            with pytest.raises(OSError, match=r"error|not written"):
                one.result(10)
    log.settle()
    assert disk.began == 1
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as without_log:
        assert without_log.execute("SELECT x FROM t").fetchall() == [(1,)]
    disk.go.release(2)
    connection.execute("INSERT INTO t VALUES (2)")
    log.settle()
    assert disk.began == 3  # a new log is asked for as before


def test_what_cannot_be_put_into_the_database_is_not_settled(open_database, monkeypatch):
    """While somebody reads from the log it cannot be begun anew, and nobody is told that the disk has it."""
    monkeypatch.setattr("checker.disk.CHECKPOINT_SECONDS", 0.1)
    path, connection = open_database
    disk = Failing()
    disk.go.release(9)
    log = Log(path, disk)
    with pytest.raises(OSError, match="error"):
        log.settle()
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM t").fetchall()
        connection.execute("INSERT INTO t VALUES (1)")
        with pytest.raises(OSError, match="in use"):
            log.settle()
        reader.execute("COMMIT")
    log.settle()


def test_the_log_lies_beside_the_file_that_a_link_names(open_database):
    """There SQLite has it, and beside the link is none."""
    path, connection = open_database
    link = path.parent.parent / "checker.sqlite3"
    link.symlink_to(path)
    connection.execute("INSERT INTO t VALUES (1)")
    disk = Slow()
    disk.go.release(2)
    Log(link, disk).settle()
    assert disk.began == 2


def test_a_log_that_is_gone_was_written_before(tmp_path):
    """SQLite removes it only after all of it is in the database and on the disk."""
    Log(tmp_path / "checker.sqlite3", lambda _: pytest.fail("there is nothing to write")).settle()
