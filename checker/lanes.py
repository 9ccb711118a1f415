"""Three queues for the same workers: chores, what people and bots wait for, and what came in batches.

Chores look every few seconds for what there is to do (answers that follow the corpus, webhooks, sources).
They are few and short and come first, but never twice in a row, so that they get on while many posts wait.
Then a worker that is free takes what somebody waits for. Of batches it takes something when nobody waits, and
every few checks in any case, so that they get on however much else there is.
"""

from __future__ import annotations

from queue import Empty
from typing import Any

from kombu.transport import memory
from kombu.utils.scheduling import FairCycle, round_robin_cycle

CHORES, BATCHES = ".chores", ".batches"  # how the names of the other queues end
IN_A_ROW = 4  # messages that somebody waits for, before batches have their turn


class LaneCycle(round_robin_cycle):  # type: ignore[misc]
    """The order in which a worker looks into its queues; kombu asks for one by name."""

    def __init__(self, it: Any = None) -> None:
        super().__init__(it)
        self._in_a_row = 0
        self._chore_before = False

    def consume(self, n: int) -> list[str]:
        """Return the queues in the order in which they are looked into now."""
        batches_first = self._in_a_row >= IN_A_ROW

        def place(name: str) -> tuple[bool, bool, str]:
            later = name.endswith(CHORES) == self._chore_before
            return later, name.endswith(BATCHES) != batches_first, name

        return sorted(self.items, key=place)[:n]

    def rotate(self, last_used: str) -> str:
        """Note from which queue a message came."""
        self._chore_before = last_used.endswith(CHORES)
        if not self._chore_before:
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
