"""Waiting for the disk outside of SQLite: many who have committed at the same time wait for one write.

SQLite itself waits within each commit, while it holds off every other writer. Here a commit only goes into
its log (WAL), where everybody sees it; whoever must not lose it has the log written to the disk afterwards.
A log that SQLite has begun anew, or removed, was written into the database and synced before.

A disk that failed once is not asked again for the same: Linux takes what it could not write for written, and
the next sync succeeds without it. What is in the log is then put into the database instead.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

CHECKPOINT_SECONDS = 5.0


class Log:
    """The log of one database. Threads may share it; a forked process makes its own."""

    def __init__(self, database: Path, sync: Callable[[int], object] = os.fsync) -> None:
        self._sync_file = sync
        self._database = database.resolve()  # SQLite puts the log beside the file, not beside a link to it
        self._path = self._database.with_name(f"{self._database.name}-wal")
        self._turn = threading.Condition()
        self._came = self._settled = self._failed = 0  # those who wait, in the order in which they came
        self._busy = self._doubtful = False
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
            while self._busy and max(self._settled, self._failed) < mine:
                self._turn.wait()
            if self._settled >= mine:
                return
            if self._failed >= mine:
                raise OSError(errno.EIO, "what others waited for with this was not written")
            self._busy, everybody = True, self._came
        written = False
        try:
            if self._doubtful:
                self._put_into_database()
            else:
                self._sync()
            written = True
        finally:
            with self._turn:
                if written:
                    self._settled = max(self._settled, everybody)
                else:
                    self._failed = self._came
                self._busy, self._doubtful = False, not written
                self._turn.notify_all()

    def _put_into_database(self) -> None:
        """Write anew all that is in the log, and begin it anew."""
        try:
            with closing(sqlite3.connect(self._database, timeout=CHECKPOINT_SECONDS)) as connection:
                busy, *_ = connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
        except sqlite3.Error as error:
            raise OSError(errno.EIO, str(error)) from error
        if busy:
            raise OSError(errno.EBUSY, "the log of the database is in use")

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
