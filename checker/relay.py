"""The bell between processes: which check has ended goes through Redis to whoever waits in a server.

It only spares waiting: a message that is lost, or a Redis that is away, leaves the slower look into
the store that every wait does anyway.
"""

from __future__ import annotations

import logging
import threading
from contextlib import suppress

import redis
from redis.exceptions import RedisError

from checker.bell import Bell

CHANNEL = "checker:ended"
SECONDS = 1.0  # to connect or to write
LOOK_SECONDS = 0.5  # how often it is looked whether to stop, and the pause before the next connection

log = logging.getLogger(__name__)


class Relay:
    """Carries the rings of a bell to other processes, and theirs to it. Nothing is opened early."""

    def __init__(self, url: str, bell: Bell) -> None:
        self._redis = redis.Redis.from_url(url, socket_connect_timeout=SECONDS, socket_timeout=SECONDS)
        self._bell = bell
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def send(self) -> None:
        """Tell others of every ring from now on."""
        self._bell.relayed_by(self._tell)

    def hear(self) -> None:
        """Ring for what others tell from now on."""
        self._thread = threading.Thread(target=self._follow, name="hear-ends", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Tell and hear no more."""
        self._stopping.set()
        self._bell.relayed_by(None)
        if self._thread:
            self._thread.join(2 * LOOK_SECONDS)
        with suppress(RedisError):
            self._redis.close()

    def _tell(self, name: str) -> None:
        with suppress(RedisError):
            self._redis.publish(CHANNEL, name)

    def _follow(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._redis.pubsub(ignore_subscribe_messages=True) as heard:  # type: ignore[no-untyped-call]
                    heard.subscribe(CHANNEL)
                    self._ring(heard)
            except RedisError as error:
                log.debug("ends of checks are not heard of: %s", error)
                self._stopping.wait(LOOK_SECONDS)

    def _ring(self, heard: redis.client.PubSub) -> None:
        while not self._stopping.is_set():
            message = heard.get_message(timeout=LOOK_SECONDS)
            if message:
                self._bell.ring_here(message["data"].decode("utf-8", "replace"))
