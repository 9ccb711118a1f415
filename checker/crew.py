"""Work on several things at once, with threads that stay: to start them anew takes as long as a text.

Whoever asks works too, so nothing waits for a thread that is busy with what somebody else asked for.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

Thing = TypeVar("Thing")
Made = TypeVar("Made")


class Crew:
    """As many threads as are allowed, the one that asks among them. None is begun before it is needed."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._lock = Lock()
        self._helpers: ThreadPoolExecutor | None = None
        _ALL.add(self)

    def each(self, make: Callable[[Thing], Made], things: Sequence[Thing]) -> list[Made]:
        """Return what ``make`` makes of each thing, in their order; they are begun in this order too."""
        if self._threads == 1 or len(things) < 2:  # noqa: PLR2004  # nothing to share out
            return [make(thing) for thing in things]
        made: dict[int, Made] = {}
        left = iter(range(len(things)))  # of which each next one goes to one thread only

        def work() -> None:
            for number in left:
                made[number] = make(things[number])

        helping = [self._pool().submit(work) for _ in range(min(self._threads, len(things)) - 1)]
        try:
            work()
        finally:
            for _ in left:  # what could not be made, or was stopped, is not gone on with
                pass
            for one in helping:
                if not one.cancel():
                    one.result()
        return [made[number] for number in range(len(things))]

    def _pool(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._helpers is None:
                self._helpers = ThreadPoolExecutor(self._threads - 1, "crew")
            return self._helpers

    def forget(self) -> None:
        """Have no threads: a child of a fork has none of those of its parent."""
        self._lock, self._helpers = Lock(), None


_ALL: weakref.WeakSet[Crew] = weakref.WeakSet()


def _forget_all() -> None:
    for crew in tuple(_ALL):
        crew.forget()


os.register_at_fork(after_in_child=_forget_all)
