"""Redis as kombu talks to it, with one client for each channel: kombu makes a new one for every command.

Making one takes half a millisecond, three times for each message. A client holds no connection of its
own, only the pool of the channel, so whoever uses it takes turns at that as before.
"""

from __future__ import annotations

from typing import Any

from kombu.transport import redis


class Channel(redis.Channel):  # type: ignore[misc]
    """A channel that keeps its client as long as its pool of connections."""

    _kept: Any = None

    def _create_client(self, asynchronous: bool = False) -> Any:  # noqa: FBT001, FBT002  # kombu's own
        if asynchronous:  # these have a connection each, which the event loop knows
            return super()._create_client(asynchronous=True)
        if self._kept is None or self._kept.connection_pool is not self.pool:
            self._kept = super()._create_client()
        return self._kept


class OneClient(redis.Transport):  # type: ignore[misc]
    """Redis, with such channels."""

    Channel = Channel
