"""Connections to the very addresses that the guard checked, none of which outlasts its deadline.

A name is resolved once for each connection: an answer that changes afterwards (DNS rebinding)
changes nothing. TLS still asks for the certificate of the name.
"""

from __future__ import annotations

import time
from typing import Any

import httpcore2

from checker.ingest.guard import Guard


class PinnedBackend(httpcore2.NetworkBackend):
    """Connects to addresses that the guard has checked, and lets nothing outlast the deadline."""

    def __init__(self, guard: Guard, deadline: float) -> None:
        self._guard = guard
        self._deadline = deadline
        self._backend = httpcore2.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **kwargs: Any
    ) -> httpcore2.NetworkStream:
        """Connect to the first address of the host that answers."""
        del timeout
        addresses = self._guard.addresses(host, port, left(self._deadline))
        for number, address in enumerate(addresses):
            # One that is silent leaves time for those after it.
            seconds = left(self._deadline) / (len(addresses) - number)
            try:
                stream = self._backend.connect_tcp(address, port, seconds, *args, **kwargs)
                return TimedStream(stream, self._deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed: Exception = error
        raise failed


class TimedStream(httpcore2.NetworkStream):
    """A connection whose every step must end by one deadline: bytes that drip do not extend it."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Receive."""
        del timeout
        return self._stream.read(max_bytes, left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send."""
        del timeout
        self._stream.write(buffer, left(self._deadline))

    def close(self) -> None:
        """Close."""
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """Go on over TLS."""
        del timeout
        stream = self._stream.start_tls(ssl_context, server_hostname, left(self._deadline))
        return TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection tells of itself."""
        return self._stream.get_extra_info(info)


def left(deadline: float) -> float:
    """Return the seconds until the deadline.

    Raises
    ------
    httpcore2.ReadTimeout
        There are none.
    """
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise httpcore2.ReadTimeout("the time is over")
    return seconds
