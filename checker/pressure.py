"""Back-pressure: where work waits too long already, no more is taken than can be done."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.errors import Overloaded
from checker.new_checks import no_limit
from checker.tallies import SUM, TOTAL, Metric, Series, tallies_of
from checker.tally_store import TallyStore
from checker.waiting import Line, line_of_checks
from checker.worker_signs import WorkerSigns, is_alive

LOOK_SECONDS = 1.0  # a queue does not grow old faster than that
LONGEST_PAUSE = 3_600


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast checks are done."""

    slots: int  # that living workers have
    seconds: float  # that a check takes on average; 0 where none was done yet

    def pause(self, line: Line, limit: float, unknown: float) -> int:
        """Return in how many seconds the queue will be young enough, as far as one can tell.

        What waits beyond what can be begun within the limit must be begun first. Without a worker
        nobody can tell; ``unknown`` is how long it takes to notice a new one.
        """
        if not self.slots:
            return math.ceil(min(LONGEST_PAUSE, max(1.0, unknown)))
        to_begin = line.waiting * self.seconds / self.slots - limit
        return math.ceil(min(LONGEST_PAUSE, max(1.0, self.seconds / self.slots, to_begin)))


class Gate:
    """Refuses new work while the queue is too old; threads may share one."""

    def __init__(
        self, settings: Settings, database: Database, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = settings
        self._database = database
        self._clock = clock
        self._looking = threading.Lock()
        self._looked_at = -math.inf
        self._line = Line()

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def ask(self) -> Callable[[], object]:
        """Return what is to be called if new work must be done: it raises ``Overloaded`` if there is no room.

        What it takes to know that is asked for here and now, since it may be called within a
        transaction, while nobody else can write.

        Raises
        ------
        StoreUnavailable
            That cannot be found out.
        """
        limit = self._settings.max_queue_seconds
        line = self._look() if limit else Line()
        if not limit or line.oldest.total_seconds() <= limit:
            return no_limit
        pause = self._pace().pause(line, limit, self._settings.requeue_seconds)
        return partial(self._refuse, line.oldest.total_seconds(), pause)

    def _refuse(self, age: float, pause: int) -> None:
        tallies_of(self._settings).count(Metric.REFUSED)
        raise Overloaded(
            f"more waits here than can be answered soon: the oldest post has waited for {age:.0f} seconds; "
            f"send this again in {pause} seconds",
            retry_after=pause,
        )

    def _look(self) -> Line:
        """Return how it stands, or stood a moment ago: one looks, and all others go on meanwhile."""
        if self._clock() - self._looked_at >= LOOK_SECONDS and self._looking.acquire(blocking=False):
            try:
                with self._database.transaction(writes=False) as connection:
                    self._line = line_of_checks(connection, utc_now())
                self._looked_at = self._clock()
            finally:
                self._looking.release()
        return self._line

    def _pace(self) -> Pace:
        alive = [s for s in WorkerSigns(self._database).all() if is_alive(s, self._settings)]
        return Pace(sum(sign.slots for sign in alive), _mean(TallyStore(self._database).read()))


def open_gate(settings: Settings) -> Gate:
    """Return the gate before the store that the settings name."""
    return Gate(settings, Database(open_engine(settings.store_url())))


def _mean(tallies: Mapping[Series, float]) -> float:
    """Return how long a run took on average."""
    parts = [(s.part, value) for s, value in tallies.items() if s.name == Metric.CHECK_SECONDS]
    seconds = sum(value for part, value in parts if part == SUM)
    runs = sum(value for part, value in parts if part not in {SUM, TOTAL})
    return seconds / runs if runs else 0.0
