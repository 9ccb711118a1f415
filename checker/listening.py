"""The HTTP server: waitress, rid of clients that are too slow, and with an end that leaves nobody hanging.

A body that is larger than usual is asked about before it comes: the application sees the head of the request
and tells how much of a body it takes from this caller. What it does not take is not kept.
"""

from __future__ import annotations

import re
import select
import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from operator import attrgetter, itemgetter
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask

from checker.household import household

LOOP_SECONDS = 1.0
LOOK_SECONDS = 1.0
END_SECONDS = 1.0  # in which a thread with nothing to do has ended
IDLE_SECONDS = 60.0  # a connection between two requests
# What comes in and what goes out must move at this pace, and may rest for so long, however fast it was
# before. A connection that does not is closed: it takes a place, and an answer that is not read a thread too.
LEAST_BYTES = 256.0  # a second
GRACE_SECONDS = 30.0
MAX_CONNECTIONS = 1_000
AT_ONCE = 50  # connections that are taken in one turn, and that an address may have on trial
CROWDED_SECONDS = 2.0  # a connection with no whole head of a request, where there are too many
TELL_SECONDS = 60.0  # between two warnings that an address gets no more connections
# In the environment of a request whose body has not come: is called with how many bytes of it are taken.
ROOM = "checker.room"
_TRANSFER_ENCODING = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gate:
    """How much is kept of what comes in."""

    usual: int  # bytes of any body, of which nobody is asked
    most: int  # bytes of all larger ones together, while they come and are worked on
    instead: Callable[[], Any]  # makes the stream that the application has where a body was not kept


class Pace:
    """How long something is still waited for: ``grace`` seconds, which are used up and earned again."""

    def __init__(self, grace: float, now: float) -> None:
        self._grace = self._left = grace
        self._at = now

    def moved(self, count: int, now: float) -> None:
        """Note that so many bytes moved."""
        left = self._left - (now - self._at) + count / LEAST_BYTES
        self._left, self._at = min(self._grace, left), now

    def is_lost(self, now: float) -> bool:
        """Return whether this has been waited for long enough."""
        return now - self._at > self._left


class Dropped:
    """Takes the place of a buffer: what comes is counted, and not kept."""

    def __init__(self, length: int, instead: Callable[[], Any]) -> None:
        self._length = length
        self._instead = instead

    def __len__(self) -> int:
        return self._length

    def append(self, data: bytes) -> None:
        """Count what came."""
        self._length += len(data)

    def getfile(self) -> Any:
        """Return what is read instead."""
        return self._instead()

    def close(self) -> None:
        """Do nothing: nothing is held."""


class Request(HTTPRequestParser):  # type: ignore[misc]
    """A request on its way, and how much of its body may come."""

    room: int | None = None  # bytes; None before anybody was asked
    reserved = 0  # bytes of what all larger bodies may have together

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head; refuse one that a proxy may read in another way, where the next request would begin.

        Raises
        ------
        ParsingError
            It has two lengths, or does not say once what host it is for (RFC 9112, 3.2 and 6.1).
        """
        super().parse_header(header_plus)
        is_coded = _TRANSFER_ENCODING.search(header_plus) is not None
        wrong = ""
        if is_coded and (self.version != "1.1" or "CONTENT_LENGTH" in self.headers):
            wrong = "Transfer-Encoding beside Content-Length, or before HTTP/1.1"
        elif self.version == "1.1" and ("HOST" not in self.headers or "," in self.headers["HOST"]):
            wrong = "HTTP/1.1 with no Host, or with several"
        if wrong:
            self.expect_continue = False  # else the body would be asked for
            raise ParsingError(wrong)

    @property
    def size(self) -> int:
        """How large the body is: as announced, or as much as came."""
        return int(max(self.content_length, self.body_bytes_received))

    def drop(self, instead: Callable[[], Any]) -> None:
        """Keep nothing of the body, neither what came nor what will."""
        kept = self.body_rcv.buf
        if not isinstance(kept, Dropped):
            self.body_rcv.buf = Dropped(len(kept), instead)
            kept.close()
        self.reserved = 0


class Task(WSGITask):  # type: ignore[misc]
    """One answer, whose head leaves with the first part of its body."""

    def write(self, data: bytes) -> None:
        """Send a part of the body, the first with the head before it."""
        if self.wrote_header:
            super().write(data)
        else:
            self.channel.send_as_one(partial(super().write, data))


@dataclass(frozen=True, slots=True)
class Question:
    """Whether a body may come, put to the application by a thread that answers requests."""

    channel: Channel
    request: Request

    def service(self) -> None:
        """Ask."""
        self.channel.server.ask(self.channel, self.request)

    def cancel(self) -> None:
        """Ask nothing: the server ends."""


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection, which knows how long it is still waited for, and for what."""

    task_class = Task
    parser_class = Request
    grace = GRACE_SECONDS
    _pieces: list[bytes] | None = None  # of what is to leave as one

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._coming = Pace(self.grace, time.time())  # from its first byte on a request must come
        self._began = 0.0  # when that byte came
        self._going: Pace | None = None  # None: nothing waits to be read
        self._asked = False  # nothing more is read until it is known whether the body may come
        super().__init__(*args, **kwargs)
        self.household = household(self.addr[0])
        self.on_trial = self.server.is_over(self.household)  # until a whole head of a request came

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return not (self.requests or self.request or self.total_outbufs_len)

    @property
    def waits_since(self) -> float | None:
        """Since when this has had no whole head of a request, and nothing to say; None where it has."""
        if self.is_idle:
            return float(self.last_activity)
        is_head = self.request is not None and not self.request.headers_finished
        return self._began if is_head and not self.requests and not self.total_outbufs_len else None

    @property
    def has_unread(self) -> bool:
        """Whether something came that was not read yet; or its end, which is as good a reason to read."""
        looking = select.poll()
        looking.register(self.socket, select.POLLIN)
        return bool(looking.poll(0))

    def readable(self) -> bool:
        """Return whether more is to be read now."""
        return not self._asked and bool(super().readable())

    def received(self, data: bytes) -> bool:
        """Take what came of a request, and note that it did."""
        now = time.time()
        if self.request is None:
            self._coming, self._began = Pace(self.grace, now), now
        self._coming.moved(len(data), now)
        taken = bool(super().received(data))
        if self.request is None or self.request.headers_finished:
            self.on_trial = False
        if self.request is not None and self.server.gate and self.request.size > self.server.gate.usual:
            self._mind(self.request, self.server.gate)
        return taken

    def _mind(self, request: Request, gate: Gate) -> None:
        """See that no more of a large body is kept than may be."""
        if request.room is None:
            self._asked = True
            self.server.add_task(Question(self, request))
        elif request.body_bytes_received > request.room:  # one without a length
            request.drop(gate.instead)

    def handle_close(self) -> None:
        """Close the connection, and let go of what came of a request that will never be whole."""
        super().handle_close()
        if self.request is not None:
            self.request.close()  # a thread that was asked about it may know it for as long as it lives

    def go_on(self) -> None:
        """Read on."""
        self._coming = Pace(self.grace, time.time())
        self._asked = False
        self.server.pull_trigger()

    def send(self, data: bytes, do_close: bool = True) -> int:  # noqa: FBT001, FBT002  # as waitress has it
        """Send what the connection takes, and note how much that is."""
        sent = int(super().send(data, do_close))
        if going := self._going:
            going.moved(sent, time.time())
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
            self._going = None
        elif self._going is None:
            self._going = Pace(self.grace, now)
        elif self._going.is_lost(now):
            return True
        # Before its first byte, a connection is idle; waitress itself looks after those.
        is_coming = self.request is not None and not self.requests and not self._asked
        return is_coming and self._coming.is_lost(now)


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Answers on a socket that listens, until it is stopped."""

    channel_class = Channel
    trials = AT_ONCE  # connections that an address may have on trial, beside its places

    def __init__(
        self,
        application: Any,
        listening: socket.socket,
        gate: Gate | None = None,
        *,
        most_of_one: int = 0,
        **adjustments: Any,
    ) -> None:
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
        self._has_come = False  # somebody, when it was last asked
        self._told_at = 0.0
        self._look_at = 0.0
        self.most_of_one = most_of_one  # connections from one address; 0 is no limit
        self.gate = gate
        self._reserving = threading.Lock()

    def ask(self, channel: Channel, request: Request) -> None:
        """Have the application tell how much of a body it takes, and let that come or nothing."""
        assert self.gate  # noqa: S101  # else nobody asks
        told: list[int] = []
        environ = Task(channel, request).get_environment() | {"wsgi.input": BytesIO(), ROOM: told.append}
        try:
            for _ in self.application(environ, lambda *_: None):
                pass
        finally:
            if not self._reserve(request, max(told, default=0), self.gate.most):
                request.drop(self.gate.instead)
            channel.go_on()

    def _reserve(self, request: Request, room: int, most: int) -> bool:
        """Return whether a body has room, by itself and beside all others."""
        wanted = request.content_length or room  # without a length, it may be as large as it likes
        with self._reserving:
            channels = tuple(self.active_channels.values())
            under_way = [one for channel in channels for one in (channel.request, *channel.requests) if one]
            held = sum(one.reserved for one in under_way)
            fits = request.size <= room and held + wanted <= most
            request.room, request.reserved = (room, wanted) if fits else (0, 0)
        return fits

    def handle_accept(self) -> None:
        """Take in who has come: not one in a turn, or whoever comes behind a crowd waits for as many turns.

        It is no more than one address may have on trial: for so many there is room as a turn begins.
        """
        most = min(AT_ONCE, self.trials) if self.most_of_one else AT_ONCE
        room = min(most, self.adj.connection_limit - len(self._map))
        for _ in range(max(1, room)):
            self._has_come = False
            super().handle_accept()
            if not self._has_come:
                break

    def accept(self) -> tuple[socket.socket, Any] | None:
        """Take a connection; none where its address has too many."""
        came: tuple[socket.socket, Any] | None = super().accept()
        self._has_come = came is not None
        if came is None or self._has_place(household(came[1][0])):
            return came
        came[0].close()
        return None

    def is_over(self, who: str) -> bool:
        """Return whether an address has more connections than places."""
        return 0 < self.most_of_one < self._count(who)

    def _count(self, who: str) -> int:
        return sum(channel.household == who for channel in self.active_channels.values())

    def _has_place(self, who: str) -> bool:
        """Return whether one more connection from there is taken, be it on trial."""
        count = self._count(who) if self.most_of_one else 0
        # Of those on trial, as many as come in one turn are still to be told from those that ask.
        if not self.most_of_one or count < self.most_of_one + 2 * self.trials:
            return True
        if time.time() - self._told_at > TELL_SECONDS:
            self._told_at = time.time()
            self.logger.warning("%s has %d connections, and gets no more", who, count)
        return False

    def _make_room(self, now: float) -> None:
        """Close what is too slow, and where there are too many, what has not asked for anything."""
        if now >= self._look_at:
            self._look_at = now + self.adj.cleanup_interval
            for channel in tuple(self.active_channels.values()):
                if channel.is_too_slow(now):
                    channel.handle_close()
            if self.in_connection_overflow:
                self._close_waiting(now, tuple(self.active_channels.values()))
            for who in {one.household for one in self.active_channels.values()} if self.most_of_one else ():
                theirs = [one for one in self.active_channels.values() if one.household == who]
                self._close_waiting(now, theirs, max(0, len(theirs) - self.most_of_one))
        for who in {one.household for one in self.active_channels.values() if one.on_trial}:
            self._end_trials(who)

    def _close_waiting(self, now: float, channels: Iterable[Channel], most: int | None = None) -> None:
        """Close those that have asked for nothing for a while, all they sent being read; the oldest first."""
        waiting = [(since, one) for one in channels if (since := one.waits_since) is not None]
        late = [one for since, one in sorted(waiting, key=itemgetter(0)) if now - since > CROWDED_SECONDS]
        for channel in [one for one in late if not one.has_unread][:most]:
            channel.handle_close()

    def _end_trials(self, who: str) -> None:
        """Close those on trial that have said nothing for longest, while an address has too many of them."""
        tried = [one for one in self.active_channels.values() if one.on_trial and one.household == who]
        silent = sorted((one for one in tried if not one.has_unread), key=attrgetter("creation_time"))
        for channel in silent[: max(0, len(tried) - self.trials)]:
            channel.handle_close()

    def stop(self) -> None:
        """Have ``run`` come to its end; for a signal handler."""
        if not self._stopped:
            self._stopped = True
            # From another thread: ``run_until_stopped`` may have seen it and come to its end in between.
            with suppress(OSError):
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
        self.task_dispatcher.shutdown(timeout=END_SECONDS)
        wasyncore.close_all(self._map)

    def _turn(self, seconds: float) -> None:
        """Take one turn. Connections are closed before it, or by what comes on them, and at no other moment.

        The number of one that was closed amid a turn is given to the next that is accepted, which then gets
        what came for the other: its end.
        """
        self._make_room(time.time())
        wasyncore.loop(timeout=seconds, map=self._map, use_poll=True, count=1)

    def _take_no_more(self) -> None:
        """Take in who has come already, then close the door: whoever comes now is refused at once."""
        for _ in range(self.adj.backlog):
            self.handle_accept()
            if not self._has_come:
                break
        self.accepting = False
        self.del_channel(self._map)
        self.socket.close()

    def _close_idle(self) -> bool:
        """Close every connection with nothing under way, and return whether there are others."""
        for channel in tuple(self.active_channels.values()):
            if channel.is_idle and not channel.has_unread:
                channel.handle_close()
        return bool(self.active_channels)
