"""Two queues for the same workers: what people and bots wait for, and what came in batches.

A worker that is free takes what somebody waits for. Of batches it takes something when nobody waits, and
every few checks in any case, so that they get on however much else there is.
"""

from __future__ import annotations

from queue import Empty
from typing import Any

from kombu.transport import memory
from kombu.utils.scheduling import FairCycle, round_robin_cycle

BATCHES = ".batches"  # how the name of the second queue ends
IN_A_ROW = 4  # messages of the first queue, before the second one has its turn


class LaneCycle(round_robin_cycle):  # type: ignore[misc]
    """The order in which a worker looks into its queues; kombu asks for one by name."""

    def __init__(self, it: Any = None) -> None:
        super().__init__(it)
        self._in_a_row = 0

    def consume(self, n: int) -> list[str]:
        """Return the queues in the order in which they are looked into now."""
        batches_first = self._in_a_row >= IN_A_ROW
        return sorted(self.items, key=lambda name: (name.endswith(BATCHES) != batches_first, name))[:n]

    def rotate(self, last_used: str) -> str:
        """Note from which queue a message came."""
        self._in_a_row = 0 if last_used.endswith(BATCHES) else self._in_a_row + 1
        return last_used


class _Lanes(FairCycle):  # type: ignore[misc]
    """The same for queues in memory, where kombu knows no order but that of turns."""

    def __init__(self, fun: Any, resources: Any, predicate: Any) -> None:
        super().__init__(fun, resources, predicate)
        self._cycle = LaneCycle(resources)

    def get(self, callback: Any, **kwargs: Any) -> Any:
        """Get from the first queue that has something."""
        for name in self._cycle.consume(len(self.resources)):
            try:
                found = self.fun(name, callback, **kwargs)
            except self.predicate:
                continue
            self._cycle.rotate(name)
            return found
        raise self.predicate


class _Channel(memory.Channel):  # type: ignore[misc]
    def _reset_cycle(self) -> None:
        self._cycle = _Lanes(self._get_and_deliver, self._active_queues, Empty)


class InMemory(memory.Transport):  # type: ignore[misc]
    """Queues in the memory of this process."""

    Channel = _Channel
