"""Tokens that may be spent at a chat model in a day, counted by all processes that share a data folder.

The count is a SQLite file of its own. Other hosts would see one in the store, but `checker check --corpus`
and `checker stance` run without the store, and a stance must not wait for whoever writes checks. One
statement compares and adds, so no two processes take the same last tokens, and a process that is killed
leaves what it set aside counted.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from checker.errors import TryLaterError

FILE = "chat_tokens.sqlite3"
BUSY_SECONDS = 1.0  # for each statement; a stance waits for it beside the time that its answer may take

log = logging.getLogger(__name__)


class OutOfTokens(TryLaterError):
    """No more tokens may be spent today, or what was spent cannot be counted."""


@dataclass(slots=True)
class Bill:
    """What something costs: the most that it can, until ``used`` is set to what it did."""

    used: int  # tokens


class Spending:
    """The tokens of each UTC day, up to ``per_day``; 0 is no limit, and nothing is counted then.

    Threads and processes may share the file.
    """

    def __init__(self, path: Path, per_day: int, today: Callable[[], str] | None = None) -> None:
        self._path = path
        self._per_day = per_day
        self._today = today or (lambda: datetime.now(UTC).date().isoformat())

    @contextmanager
    def reserved(self, most: int) -> Iterator[Bill]:
        """Set ``most`` tokens aside for what is done inside; afterwards its bill counts instead.

        Raises
        ------
        OutOfTokens
            That is more than is left of today, or the file cannot be read or written.
        """
        bill, day = Bill(most), self._today()
        if self._per_day:
            self._take(day, most)
        try:
            yield bill
        finally:
            if self._per_day and bill.used != most:
                self._correct(day, bill.used - most)

    def _take(self, day: str, tokens: int) -> None:
        try:
            with closing(_open(self._path)) as file:
                taken = file.execute(
                    "INSERT INTO days SELECT :day, :n WHERE :n <= :most "
                    "ON CONFLICT (day) DO UPDATE SET tokens = tokens + :n WHERE tokens + :n <= :most",
                    {"n": tokens, "day": day, "most": self._per_day},
                ).rowcount
        except (sqlite3.Error, OSError) as error:
            message = f"the tokens of the day cannot be counted in {self._path}: {error}"
            raise OutOfTokens(message) from error
        if not taken:
            message = (
                f"the limit of {self._per_day:,} tokens a day leaves less than the {tokens:,} "
                "that one more request may cost"
            )
            raise OutOfTokens(message)

    def _correct(self, day: str, tokens: int) -> None:
        """Add what a bill differs by; where that fails, what was set aside stays counted."""
        try:
            with closing(_open(self._path)) as file:
                file.execute("UPDATE days SET tokens = max(0, tokens + ?) WHERE day = ?", (tokens, day))
        except (sqlite3.Error, OSError) as error:
            log.warning("%s: a request stays counted with the most that it could cost: %s", self._path, error)


def _open(path: Path) -> sqlite3.Connection:
    """Return a connection that commits every statement. It is for one use: none goes through a fork."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        file.execute("CREATE TABLE IF NOT EXISTS days (day TEXT PRIMARY KEY, tokens INTEGER NOT NULL)")
    except sqlite3.Error:
        file.close()
        raise
    return file
