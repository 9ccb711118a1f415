"""The tokens of a day: one limit for all threads and processes of a data folder."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from checker.spending import OutOfTokens, Spending

TAKES = """
import sys, time
from pathlib import Path
from checker.spending import OutOfTokens, Spending
spending, taken = Spending(Path(sys.argv[1]), 2_000, today=lambda: "2026-01-01"), 0
print("ready", flush=True)
sys.stdin.readline()
for _ in range(100):
    try:
        with spending.reserved(30) as bill:
            time.sleep(0.05)
            bill.used = 20
        taken += 1
    except OutOfTokens:
        break
print(taken)
"""


class Killed(BaseException):
    """Ends what is under way, whatever it is."""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "folder" / "tokens.sqlite3"


def take(spending: Spending, tokens: int, used: int | None = None) -> None:
    """Spend what was set aside, or less."""
    with spending.reserved(tokens) as bill:
        bill.used = tokens if used is None else used


def test_what_is_set_aside_is_nobody_else_s(path):
    """While a request is under way the most that it may cost is counted, then what it did cost."""
    spending = Spending(path, 100)
    with pytest.raises(OutOfTokens):  # nor is there so much on a day without any request
        take(spending, 101)
    with spending.reserved(60) as bill:
        with pytest.raises(OutOfTokens, match="100 tokens a day"):
            take(spending, 41)
        bill.used = 10
    take(spending, 90)
    with pytest.raises(OutOfTokens):
        take(spending, 1)


def test_what_failed_counts_whole(path):
    """An error inside leaves the reservation as it was, since nobody knows what it cost."""
    spending = Spending(path, 100)
    with contextlib.suppress(Killed), spending.reserved(60):
        raise Killed
    with pytest.raises(OutOfTokens):
        take(spending, 41)


def test_two_processes_share_one_limit(path):
    """Both take at once, and together they take what one alone could."""
    command = [sys.executable, "-c", TAKES, str(path)]
    both = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    for one in both:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in both:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    taken = [int(one.communicate()[0]) for one in both]
    assert sum(taken) == 99  # 20 tokens each, as long as 30 are left
    assert all(taken)


def test_more_than_was_set_aside_is_counted(path):
    """An endpoint that reports more than it was allowed is believed."""
    spending = Spending(path, 100)
    take(spending, 10, used=95)
    with pytest.raises(OutOfTokens):
        take(spending, 6)


def test_a_new_day_has_a_new_limit(path):
    """What was spent yesterday does not count, and a bill belongs to the day on which it began."""
    day = ["2026-01-01"]
    spending = Spending(path, 100, today=lambda: day[0])
    with spending.reserved(100) as bill:
        day[0] = "2026-01-02"
        bill.used = 50
    take(spending, 100)
    day[0] = "2026-01-01"
    take(spending, 50)


def test_the_day_is_that_of_utc(path):
    """Where nobody says what day it is, tokens count for today in UTC."""
    days = [datetime.now(UTC).date().isoformat()]
    take(Spending(path, 100), 7)
    days.append(datetime.now(UTC).date().isoformat())  # midnight may pass meanwhile
    with contextlib.closing(sqlite3.connect(path)) as file:
        [(day, tokens)] = file.execute("SELECT day, tokens FROM days").fetchall()
    assert day in days
    assert tokens == 7


def test_without_a_limit_nothing_is_counted(path):
    """0 is no limit, and no file."""
    take(Spending(path, 0), 10**9)
    assert not path.exists()


def test_a_file_that_cannot_be_counted_in_stops_spending(path):
    """A limit that cannot be kept is not passed: the message names the file."""
    path.parent.mkdir()
    path.write_bytes(b"no database" * 100)
    with pytest.raises(OutOfTokens, match=r"tokens\.sqlite3"):
        take(Spending(path, 100), 1)


def test_a_folder_that_cannot_be_there_stops_spending(tmp_path):
    """A data folder below a regular file is no place to count in, and the message says so."""
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OutOfTokens, match="cannot be counted"):
        take(Spending(tmp_path / "file" / "folder" / "tokens.sqlite3", 100), 1)


def test_what_cannot_be_corrected_stays_counted_with_a_warning(path, caplog):
    """While another holds the file, what was set aside stays counted, and what was done is not lost."""
    spending = Spending(path, 100)
    with contextlib.ExitStack() as held, spending.reserved(60) as bill:
        other = held.enter_context(contextlib.closing(sqlite3.connect(path, isolation_level=None)))
        other.execute("BEGIN IMMEDIATE")
        bill.used = 10
    assert "stays counted with the most" in caplog.text
    with pytest.raises(OutOfTokens):
        take(spending, 41)
    take(spending, 40)
