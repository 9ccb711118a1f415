"""Waiting for the disk outside of SQLite: many who have committed at the same time wait for one write.

SQLite itself waits within each commit, while it holds off every other writer. Here a commit only goes into
its log (WAL), where everybody sees it; whoever must not lose it has the log written to the disk afterwards.
A log that SQLite has begun anew, or removed, was written into the database and synced before.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path


class Log:
    """The log of one database. Threads may share it; a forked process makes its own."""

    def __init__(self, database: Path, sync: Callable[[int], object] = os.fsync) -> None:
        self._sync_file = sync
        self._path = database.with_name(f"{database.name}-wal")
        self._turn = threading.Condition()
        self._came = self._settled = 0  # those who wait, in the order in which they came
        self._busy = False
        self._named = -1  # the file whose name is known to be on the disk

    def settle(self) -> None:
        """Return when the disk has all that was committed before.

        Raises
        ------
        OSError
            It does not take it.
        """
        with self._turn:
            self._came += 1
            mine = self._came
            while self._busy and self._settled < mine:
                self._turn.wait()
            if self._settled >= mine:
                return
            self._busy, everybody = True, self._came
        try:
            self._sync()
        except BaseException:
            everybody = 0  # the others try for themselves
            raise
        finally:
            with self._turn:
                self._busy, self._settled = False, max(self._settled, everybody)
                self._turn.notify_all()

    def _sync(self) -> None:
        try:
            log = os.open(self._path, os.O_RDONLY)
        except FileNotFoundError:
            return
        try:
            self._sync_file(log)
            number = os.fstat(log).st_ino
        finally:
            os.close(log)
        if number != self._named:
            folder = os.open(self._path.parent, os.O_RDONLY)
            try:
                self._sync_file(folder)
            finally:
                os.close(folder)
            self._named = number
