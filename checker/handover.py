"""A worker that is told to stop: it finishes what it can in time, and hands on the rest at once."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from checker.errors import TryLaterError
from checker.import_jobs import TASK as IMPORT
from checker.import_jobs import ImportJobs
from checker.store import Store
from checker.tallies import Metric, Tallies
from checker.tasks import CheckQueue
from checker.worker_signs import WorkerSigns

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Handover:
    """What a worker of this name leaves behind: checks, and imports."""

    worker: str
    store: Store
    imports: ImportJobs
    queue: CheckQueue
    signs: WorkerSigns
    tallies: Tallies

    def hand_back(self) -> int:
        """Give back what still runs and queue it for others, and return how much that was.

        With the store away nothing can be given back: its leases run out. With the broker away it
        is found in the store and queued later.
        """
        checks = self._given_back("checks", self.store.hand_back, self.queue.submit)
        if checks:
            self.tallies.count(Metric.HANDED_BACK, checks)
        imports = self._given_back("imports", self.imports.hand_back, partial(self.queue.send, IMPORT))
        self.leave()
        return checks + imports

    def _given_back(
        self, what: str, give: Callable[[str], tuple[str, ...]], send: Callable[[str], object]
    ) -> int:
        given: tuple[str, ...] = ()
        try:
            given = give(self.worker)
            for one in given:
                send(one)
        except TryLaterError as error:
            log.warning("%s that still run cannot be handed on now: %s", what, error)
        if given:
            log.warning("%d %s that still ran were handed back", len(given), what)
        return len(given)

    def leave(self) -> None:
        """Take the leave of a worker that ends in order."""
        with suppress(TryLaterError):
            self.signs.leave(self.worker)


def after(seconds: float, handover: Handover, children: Callable[[], Iterable[int]]) -> threading.Thread:
    """Hand back what still runs after so many seconds, and end this process with its children.

    In a thread, which dies with the process if that ends by itself before.
    """

    def end() -> None:
        log.info("told to stop; what runs may end within %g s", seconds)
        time.sleep(seconds)
        handover.hand_back()
        for pid in children():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        logging.shutdown()
        os._exit(0)

    thread = threading.Thread(target=end, name="hand-over", daemon=True)
    thread.start()
    return thread
