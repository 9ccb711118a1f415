"""The HTTP server: waitress, rid of clients that are too slow, and with an end that leaves nobody hanging."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask

LOOP_SECONDS = 1.0
LOOK_SECONDS = 5.0
IDLE_SECONDS = 60.0  # a connection between two requests
# What comes in and what goes out must move on average at this pace, after a while of grace. A
# connection that does not is closed: it takes a place, and an answer that is not read a thread too.
LEAST_BYTES = 256.0  # a second
GRACE_SECONDS = 30.0
MAX_CONNECTIONS = 1_000


class Task(WSGITask):  # type: ignore[misc]
    """One answer, whose head leaves with the first part of its body."""

    def write(self, data: bytes) -> None:
        """Send a part of the body, the first with the head before it."""
        if self.wrote_header:
            super().write(data)
        else:
            self.channel.send_as_one(partial(super().write, data))


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection, which knows since when it is waited for, and how much has come and gone since."""

    task_class = Task
    grace = GRACE_SECONDS
    _pieces: list[bytes] | None = None  # of what is to leave as one

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.coming_since = time.time()  # from its first byte on a request must come
        self.came = 0
        self.going_since = 0.0  # 0: nothing waits to be read
        self.went = 0
        super().__init__(*args, **kwargs)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return not (self.requests or self.request or self.total_outbufs_len)

    def received(self, data: bytes) -> bool:
        """Take what came, and note how much of an unfinished request that is."""
        if self.request is None:
            self.coming_since, self.came = time.time(), 0
        self.came += len(data)
        return bool(super().received(data))

    def send(self, data: bytes, do_close: bool = True) -> int:  # noqa: FBT001, FBT002  # as waitress has it
        """Send what the connection takes, and note how much that is."""
        sent = int(super().send(data, do_close))
        self.went += sent
        return sent

    def send_as_one(self, write: Callable[[], object]) -> None:
        """Send in one piece what is written meanwhile; nobody writes but the thread that answers."""
        pieces = self._pieces = list[bytes]()
        try:
            write()
        finally:
            self._pieces = None
            super().write_soon(b"".join(pieces))

    def write_soon(self, data: Any) -> int:
        """Send this, or keep it for the piece that is put together."""
        if self._pieces is None:
            return int(super().write_soon(data))
        self._pieces.append(data)
        return len(data)

    def is_too_slow(self, now: float) -> bool:
        """Return whether this has been waited for long enough."""
        if not self.total_outbufs_len:
            self.going_since, self.went = 0.0, 0
        elif not self.going_since:
            self.going_since, self.went = now, 0
        elif self._drags(now - self.going_since, self.went):
            return True
        # Before its first byte, a connection is idle; waitress itself looks after those.
        return (
            self.request is not None and not self.requests and self._drags(now - self.coming_since, self.came)
        )

    def _drags(self, seconds: float, moved: int) -> bool:
        return seconds > self.grace and moved < (seconds - self.grace) * LEAST_BYTES


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Answers on a socket that listens, until it is stopped."""

    channel_class = Channel

    def __init__(self, application: Any, listening: socket.socket, **adjustments: Any) -> None:
        ours = {
            "channel_timeout": IDLE_SECONDS,
            "cleanup_interval": LOOK_SECONDS,
            "connection_limit": MAX_CONNECTIONS,
            "asyncore_use_poll": True,  # select() knows no more than 1,024 files
        }
        adj = Adjustments(**ours | adjustments)
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(adj.threads)
        place = (listening.family, listening.type, listening.proto, listening.getsockname())
        more = {"dispatcher": dispatcher, "adj": adj, "sockinfo": place, "bind_socket": False}
        super().__init__(application, {}, True, listening, **more)  # noqa: FBT003  # as waitress has it
        self._stopped = False

    def maintenance(self, now: float) -> None:
        """Close what is idle or too slow; idle ones at once where others wait for a place."""
        super().maintenance(now)
        for channel in tuple(self.active_channels.values()):
            if channel.is_too_slow(now) or (self.in_connection_overflow and channel.is_idle):
                channel.handle_close()  # at once: one that is not read would never be ready to be closed

    def stop(self) -> None:
        """Have ``run`` come to its end; for a signal handler."""
        if not self._stopped:
            self._stopped = True
            self.pull_trigger()

    def run_until_stopped(self, seconds: float, on_stop: Callable[[], object]) -> None:
        """Answer; when stopped, take no more, and give what is under way so many seconds."""
        try:
            while not self._stopped:
                self._turn(LOOP_SECONDS)
        except KeyboardInterrupt:
            pass
        on_stop()
        self._take_no_more()
        deadline = time.monotonic() + seconds
        while self._close_idle() and time.monotonic() < deadline:
            self._turn(0.05)
        self.task_dispatcher.shutdown(timeout=0)
        wasyncore.close_all(self._map)

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, map=self._map, use_poll=True, count=1)

    def _take_no_more(self) -> None:
        """Take in who has come already, then close the door: whoever comes now is refused at once."""
        known = -1
        while known != len(self.active_channels):
            known = len(self.active_channels)
            self.handle_accept()
        self.accepting = False
        self.del_channel(self._map)
        self.socket.close()

    def _close_idle(self) -> bool:
        """Close every connection with nothing under way, and return whether there are others."""
        for channel in tuple(self.active_channels.values()):
            if channel.is_idle:
                channel.handle_close()
        return bool(self.active_channels)
