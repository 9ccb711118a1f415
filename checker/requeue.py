"""The loop that keeps the promise of a 202: what is unfinished and overdue is queued again."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from checker.errors import TryLaterError
from checker.store import Store
from checker.tallies import Metric, Tallies
from checker.tasks import CheckQueue

log = logging.getLogger(__name__)


class Requeuer:
    """Looks at once and then every ``seconds``, in a thread; servers and workers each have one.

    That several look is safe, since the store gives an overdue check to one of them only.
    """

    def __init__(
        self,
        store: Store,
        queue: CheckQueue,
        seconds: float,
        *,
        beat: Callable[[], None] | None = None,
        tallies: Tallies | None = None,
    ) -> None:
        self._store = store
        self._queue = queue
        self._seconds = seconds
        self._beat = beat
        self._tallies = tallies or Tallies()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="requeue", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Stop looking, and return when that is so."""
        self._stopped.set()
        self._thread.join()

    def look(self) -> int:
        """Queue what is overdue, and return how many checks that were.

        Raises
        ------
        TryLaterError
            Store or broker is away. With the broker away no check is taken, so none loses its turn.
        """
        if self._beat:
            self._beat()
        self._store.forget_requests()
        self._queue.ping()
        overdue = self._store.take_overdue()
        of_batches = self._store.of_batches(overdue)
        for check_id in overdue:
            self._queue.submit(check_id, of_batch=check_id in of_batches)
        if overdue:
            self._tallies.count(Metric.REQUEUED, len(overdue))
            log.warning("%d unfinished checks were queued again", len(overdue))
        return len(overdue)

    def _loop(self) -> None:
        while True:
            try:
                self.look()
            except TryLaterError as error:
                log.warning("unfinished checks cannot be queued now: %s", error)
            except Exception:
                # Without this loop accepted checks could be lost, so nothing may end it.
                log.exception("looking for unfinished checks failed")
            if self._stopped.wait(self._seconds):
                return
