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

from checker.errors import TryLaterError
from checker.store import Store
from checker.tallies import Metric, Tallies
from checker.tasks import CheckQueue
from checker.worker_signs import WorkerSigns

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Handover:
    """What a worker of this name leaves behind."""

    worker: str
    store: Store
    queue: CheckQueue
    signs: WorkerSigns
    tallies: Tallies

    def hand_back(self) -> int:
        """Give back what still runs and queue it for others, and return how much that was.

        With the store away nothing can be given back: its leases run out. With the broker away it
        is found in the store and queued later.
        """
        given: tuple[str, ...] = ()
        try:
            given = self.store.hand_back(self.worker)
            for check_id in given:
                self.queue.submit(check_id)
        except TryLaterError as error:
            log.warning("what still runs cannot be handed on now: %s", error)
        if given:
            self.tallies.count(Metric.HANDED_BACK, len(given))
            log.warning("%d checks that still ran were handed back", len(given))
        self.leave()
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
