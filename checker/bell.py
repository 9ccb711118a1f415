"""A bell for waiting threads."""

from __future__ import annotations

import threading


class Bell:
    """Rings whenever a check ends in this process, so that a waiting request need not poll for it."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self.count = 0

    def ring(self) -> None:
        """Wake everyone who waits."""
        with self._rung:
            self.count += 1
            self._rung.notify_all()

    def wait_past(self, count: int, seconds: float) -> None:
        """Return at the next ring after the one that was counted, or when the seconds are over."""
        with self._rung:
            self._rung.wait_for(lambda: self.count > count, seconds)
