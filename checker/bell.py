"""A bell for threads that wait for one thing each."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

REMEMBERED = 256  # of the last rings


class Bell:
    """Rings for one name, and wakes those who listen for that name, or begin to a moment later."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: defaultdict[str, set[threading.Event]] = defaultdict(set)
        self._relay: Callable[[str], object] | None = None
        self._rung: deque[str] = deque(maxlen=REMEMBERED)

    def relayed_by(self, relay: Callable[[str], object] | None) -> None:
        """Have every ring passed on, to those who listen in other processes."""
        self._relay = relay

    def ring(self, name: str) -> None:
        """Wake whoever listens for ``name``, here and wherever rings are passed on to."""
        self.ring_here(name)
        if self._relay:
            self._relay(name)

    def ring_here(self, name: str) -> None:
        """Wake whoever listens for ``name`` in this process."""
        with self._lock:
            self._rung.append(name)
            for listener in self._listeners.get(name, ()):
                listener.set()

    @contextmanager
    def listening(self, name: str) -> Iterator[threading.Event]:
        """Yield an event that every ring for ``name`` sets from now on; set, if it has rung of late."""
        rung = threading.Event()
        with self._lock:
            if name in self._rung:
                rung.set()
            self._listeners[name].add(rung)
        try:
            yield rung
        finally:
            with self._lock:
                self._listeners[name].discard(rung)
                if not self._listeners[name]:
                    del self._listeners[name]
