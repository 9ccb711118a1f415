"""What can wait after a check was answered at once: it is done for many together, a moment later.

Nothing is lost with this process: a check that was not taken into account is found by its absence, and
workers look for those.
"""

from __future__ import annotations

import logging
import threading

from sqlalchemy.exc import IntegrityError

from checker.check_records import CheckRecord
from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.ending import note_new_ends
from checker.errors import CheckerError

log = logging.getLogger(__name__)

SECONDS = 0.25
MOST = 1_000  # checks that are kept in memory; what comes beyond them is found by workers
AT_ONCE = 200


class Afterwards:
    """Takes checks into account in a thread: what they claim, how often that is seen, and who is told."""

    def __init__(self, database: Database, *, seconds: float = SECONDS, most: int = MOST) -> None:
        self._database = database
        self._most = most
        self._seconds = seconds
        self._waiting: list[CheckRecord] = []
        self._lock = threading.Lock()
        self._came, self._stopped = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._loop, name="afterwards", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Do what is left, and end."""
        self._stopped.set()
        self._came.set()
        self._thread.join()
        self.flush()

    def add(self, check: CheckRecord) -> None:
        """Take a check into account soon."""
        with self._lock:
            if len(self._waiting) < self._most:
                self._waiting.append(check)
        self._came.set()

    def flush(self) -> None:
        """Take into account what waits."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for start in range(0, len(waiting), AT_ONCE):
            page = waiting[start : start + AT_ONCE]
            try:
                # What the disk forgets is found by its absence too.
                with self._database.transaction(lasting=False) as connection:
                    note_new_ends(connection, page, utc_now())
            except (CheckerError, IntegrityError) as error:
                log.warning("%d checks are taken into account later, by a worker: %s", len(page), error)

    def _loop(self) -> None:
        while not self._stopped.is_set():
            self._came.wait()
            self._came.clear()
            self._stopped.wait(self._seconds)
            self.flush()


def open_afterwards(settings: Settings) -> Afterwards:
    """Return what takes checks of the store that the settings name into account."""
    return Afterwards(Database(open_engine(settings.store_url())))
