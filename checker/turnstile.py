"""Work that costs much: few do it at once, few wait, and everybody else is sent away at once.

Whoever waits holds a thread of the server, so guesses without end must not wait without end.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from checker.errors import Overloaded

COME_AGAIN = 1.0


class Turnstile:
    """Lets through who comes; threads may share it."""

    def __init__(
        self, *, at_once: int, waiting: int, words: str = "too many keys and passwords are being verified"
    ) -> None:
        self._words = words
        self._turns = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(at_once + waiting)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and have it.

        Raises
        ------
        Overloaded
            Too many wait already.
        """
        if not self._places.acquire(blocking=False):
            raise Overloaded(self._words, retry_after=COME_AGAIN)
        try:
            with self._turns:
                yield
        finally:
            self._places.release()
