"""What a process counts: sums that only grow, kept here until they are added to those of all processes."""

from __future__ import annotations

import os
import threading
import weakref
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from checker.config import Settings

# Upper edges in seconds, from an answer out of the store to the longest check.
EDGES = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)
INFINITE = "+Inf"
SUM = "sum"
TOTAL = ""


class Metric(StrEnum):
    """What is counted, by the name under which it is shown."""

    CHECKS_ENDED = "checker_checks_ended"  # by state, verdict, and whether an earlier report was repeated
    CHECK_SECONDS = "checker_check_seconds"  # from begin to end of a run
    WAIT_SECONDS = "checker_check_wait_seconds"  # from acceptance to the begin of the first run
    STAGE_SECONDS = "checker_stage_seconds"  # by stage of a run
    CACHE_HITS = "checker_cache_hits"  # by where: at "submit", after a "wait", in a "run"
    REQUEUED = "checker_requeued"  # checks that were overdue and queued again
    HANDED_BACK = "checker_handed_back"  # checks that a worker gave back when it was told to stop
    REFUSED = "checker_refused"  # new work that was refused because the queue was too old
    HTTP_SECONDS = "checker_http_request_seconds"  # by route, method and status


class Series(NamedTuple):
    """One number of a metric."""

    name: str
    labels: tuple[tuple[str, str], ...]
    part: str  # TOTAL of a counter; SUM, or the upper edge of a bucket, of a histogram


class Tallies:
    """What was counted and not yet handed on; threads may share one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sums: defaultdict[Series, float] = defaultdict(float)
        _ALL.add(self)

    def count(self, name: str, by: float = 1.0, **labels: str) -> None:
        """Add to a counter."""
        self.add({Series(name, _sorted(labels), TOTAL): by})

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        """Add one duration to a histogram."""
        edge, named = bisect_left(EDGES, seconds), _sorted(labels)
        part = str(EDGES[edge]) if edge < len(EDGES) else INFINITE
        self.add({Series(name, named, part): 1.0, Series(name, named, SUM): max(0.0, seconds)})

    def add(self, sums: Mapping[Series, float]) -> None:
        """Add sums, such as those that could not be handed on."""
        with self._lock:
            for series, value in sums.items():
                self._sums[series] += value

    def take(self) -> dict[Series, float]:
        """Return what was counted since the last time."""
        with self._lock:
            taken, self._sums = dict(self._sums), defaultdict(float)
        return taken

    def forget(self) -> None:
        """Be empty, and free: a child of a fork has no part in what its parent counts."""
        self._lock = threading.Lock()
        self._sums = defaultdict(float)


_ALL: weakref.WeakSet[Tallies] = weakref.WeakSet()
# One for each store of the process: the server and the workers inside it count together.
_OF_STORE: dict[str, Tallies] = {}


def tallies_of(settings: Settings) -> Tallies:
    """Return what this process counts for the store that the settings name."""
    return _OF_STORE.setdefault(settings.store_url(), Tallies())


def _sorted(labels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(labels.items()))


def _forget_all(tallies: Iterable[Tallies]) -> None:
    for one in tuple(tallies):
        one.forget()


os.register_at_fork(after_in_child=lambda: _forget_all(_ALL))
