"""Waiting for the disk: whoever was told that it has something can rely on that, and many wait together."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

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


def test_each_tries_where_the_write_of_another_failed(database):
    """Nobody is told that the disk has something because somebody else was told that it has not."""
    answers = iter([OSError("full"), OSError("full"), None, None])

    def disk(_: int) -> None:
        if error := next(answers):
            raise error

    log = Log(database, disk)
    for _ in range(2):
        with pytest.raises(OSError, match="full"):
            log.settle()
    log.settle()
    assert next(answers, "all were asked") == "all were asked"


def test_a_log_that_is_gone_was_written_before(tmp_path):
    """SQLite removes it only after all of it is in the database and on the disk."""
    Log(tmp_path / "checker.sqlite3", lambda _: pytest.fail("there is nothing to write")).settle()
