"""The HTTP server at its edges: clients that are too slow, and its end."""

from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import ClassVar

import pytest

from checker.listening import CROWDED_SECONDS, GRACE_SECONDS, LEAST_BYTES, ROOM, Channel, Gate, Pace, Server

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
GATE = Gate(usual=1_000, most=100_000, instead=lambda: io.BytesIO(b"instead"))


class Hasty(Channel):
    """Has little patience, and notes what it sends at once."""

    grace = 1.0
    sent: ClassVar[list[bytes]] = []

    def send(self, data: bytes, **how: bool) -> int:
        """Note it, and send it."""
        self.sent.append(data)
        return super().send(data, **how)


class HastyServer(Server):
    """Has little patience, and few on trial."""

    channel_class = Hasty
    trials = 1


@contextmanager
def serving(application, **more) -> Iterator[tuple[int, Callable[[], None]]]:
    """Serve, and give the port and what stops the server."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = listening.getsockname()[1]
        server = HastyServer(application, listening, cleanup_interval=0.1, threads=2, **more)
        stopping = threading.Event()
        thread = threading.Thread(target=server.run_until_stopped, args=(5.0, stopping.set))
        thread.start()
        try:
            yield port, server.stop
        finally:
            server.stop()
            thread.join()
    assert stopping.is_set()


def test_it_may_be_over_before_whoever_stops_it_is_done():
    """Stopped from another thread, the server may see that and close all before it is woken."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        server = Server(answering(), listening, threads=1)
        woken = server.pull_trigger

        def late() -> None:
            server.run_until_stopped(0.0, lambda: None)
            woken()

        server.pull_trigger = late
        server.stop()


def answering(body: bytes = b"ok", before: Callable[[], object] = lambda: None):
    """Return an application that answers with a body, after something."""

    def application(_environ, start):
        before()
        start("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    return application


def rest_of(client: socket.socket) -> bytes:
    """Read until the other side has nothing more to say."""
    client.settimeout(10)
    found = b""
    try:
        while part := client.recv(65_536):
            found += part
    except ConnectionResetError:
        pass
    return found


@pytest.mark.parametrize(
    "half", [b"GET / HT", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n{"], ids=["head", "body"]
)
def test_half_a_request_is_not_waited_for(half):
    """Whoever sends a byte now and then and never ends is turned away."""
    with serving(answering()) as (port, _), closing(socket.create_connection(("127.0.0.1", port))) as client:
        client.sendall(half)
        client.settimeout(0.05)
        deadline = time.monotonic() + 10
        gone = False
        while not gone and time.monotonic() < deadline:
            try:
                client.sendall(b"x")
                gone = client.recv(100) == b""
            except TimeoutError:
                continue
            except OSError:
                gone = True
        assert gone


def test_an_answer_that_is_not_read_frees_its_thread():
    """A client that asks for much and reads nothing is turned away, and its thread serves others."""
    began, ended = threading.Event(), threading.Event()

    def much(_environ, start):
        start("200 OK", [])
        began.set()
        try:
            for _ in range(100):
                yield bytes(1_000_000)
        finally:
            ended.set()

    with (
        serving(much, outbuf_high_watermark=100_000) as (port, _),
        closing(socket.create_connection(("127.0.0.1", port))) as client,
    ):
        client.sendall(GET)
        assert began.wait(10)
        assert ended.wait(10)


def test_a_long_upload_that_moves_is_taken():
    """A body that comes in parts, each within its time, is taken however long it lasts."""
    with serving(answering()) as (port, _), closing(socket.create_connection(("127.0.0.1", port))) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 8000\r\n\r\n")
        for _ in range(8):
            client.sendall(bytes(1_000))
            time.sleep(0.1)
        assert rest_of(client).endswith(b"ok")


def test_what_came_fast_may_not_rest_for_long():
    """However much has come, no more than the grace passes without anything; then each byte counts."""
    pace = Pace(GRACE_SECONDS, 0.0)
    pace.moved(60_000_000, 1.0)
    assert not pace.is_lost(1.0 + GRACE_SECONDS)
    assert pace.is_lost(1.1 + GRACE_SECONDS)
    for second in range(2, 60):
        pace.moved(int(LEAST_BYTES), float(second))
        assert not pace.is_lost(second + 1.0)
    for second in range(60, 100):
        pace.moved(10, float(second))
    assert pace.is_lost(100.0)


@pytest.fixture
def patient(monkeypatch):
    """Leave the patience that the server has: what is closed within it is closed for another reason."""
    monkeypatch.setattr(Hasty, "grace", GRACE_SECONDS)


HALF = (b"", b"G", b"GET / HTTP/1.1\r\nHost: x\r\nX-A: ")


def met(port: int, sent: bytes = b"") -> socket.socket:
    """Return a connection on which this was sent."""
    client = reaching(port)
    client.sendall(sent)
    return client


def is_open(client: socket.socket) -> bool:
    """Return whether the other side has not closed a connection on which it said nothing."""
    client.settimeout(0.2)
    try:
        return client.recv(1, socket.MSG_PEEK) != b""
    except TimeoutError:
        return True
    except OSError:
        return False


def answered(port: int) -> bool:
    """Return whether somebody who comes now is answered; what is refused is asked once more."""
    try:
        with closing(met(port, GET.replace(b"1.1", b"1.0"))) as client:
            return rest_of(client).endswith(b"ok")
    except OSError:
        return False


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("half", HALF, ids=["nothing", "a letter", "half a head"])
def test_one_address_has_no_more_than_its_places(half):
    """Who comes beyond them is on trial: whoever asks is answered, though others came who never do."""
    with serving(answering(), most_of_one=3) as (port, stop), ExitStack() as open_ones:
        held = []
        for _ in range(6):
            held.append(open_ones.enter_context(closing(met(port, half))))
            until(lambda: len(stop.__self__.active_channels) >= min(4, len(held)))
            assert answered(port)
        assert len(stop.__self__.active_channels) <= 5
        assert all(map(is_open, held[:3]))
        until(lambda: sum(map(is_open, held)) == 3)  # the oldest then, for those that are on trial


def test_what_is_under_way_gives_no_place(caplog):
    """An address with as many requests as it may have gets no more until one is answered; the log tells."""
    under_way, go_on = threading.Barrier(3), threading.Event()

    def slowly():
        if not go_on.is_set():
            under_way.wait(10)
            go_on.wait(10)

    with serving(answering(before=slowly), most_of_one=2) as (port, stop), ExitStack() as open_ones:
        ask = GET.replace(b"1.1", b"1.0")
        held, busy = stop.__self__.active_channels, []
        for count in range(1, 5):
            busy.append(open_ones.enter_context(closing(met(port, ask))))
            until(lambda: [bool(one.requests) for one in tuple(held.values())] == [True] * count)  # noqa: B023
        under_way.wait(10)
        assert not answered(port)
        go_on.set()
        assert [rest_of(one)[-2:] for one in busy] == [b"ok"] * 4
        until(lambda: answered(port))
    assert "127.0.0.1 has 4 connections" in caplog.text


@contextmanager
def in_turns(**more) -> Iterator[tuple[Server, Callable[[], socket.socket]]]:
    """Give a server that takes a turn when it is told to, and what connects to it."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening, ExitStack() as open_ones:
        server = HastyServer(answering(), listening, threads=1, **more)
        yield (
            server,
            lambda: open_ones.enter_context(closing(socket.create_connection(listening.getsockname()))),
        )
        server.stop()
        server.run_until_stopped(5.0, lambda: None)


def turns(server: Server, until_true: Callable[[], bool]) -> None:
    """Have it take turns until something holds."""
    deadline = time.monotonic() + 10
    while not until_true() and time.monotonic() < deadline:
        server._turn(0.01)
    assert until_true()


@pytest.mark.usefixtures("patient")
def test_what_was_sent_is_answered_whoever_comes_meanwhile():
    """A request that nobody has read yet keeps its connection, and one with a place keeps that."""
    with in_turns(most_of_one=3) as (server, connect):
        old = [connect() for _ in range(4)]
        turns(server, lambda: len(server.active_channels) == 4)
        late = old[3:]  # on trial, with a request that is sent before the next turn
        for _ in range(2):
            connect()
        for one in (*old[:2], *late):
            one.sendall(POST.replace(b"1.1", b"1.0") + b"Content-Length: 3\r\n\r\nabc")
        server.handle_accept()
        server.handle_accept()
        turns(server, lambda: len(server.active_channels) <= 1)
        assert [rest_of(one)[-2:] for one in (*old[:2], *late)] == [b"ok"] * 3
        assert is_open(old[2])


@pytest.mark.usefixtures("patient")
def test_a_number_is_not_given_anew_within_a_turn(caplog):
    """Whoever comes as others are closed does not get the end that was meant for them."""
    with in_turns(connection_limit=6, cleanup_interval=0) as (server, connect):
        for _ in range(4):
            connect()
        turns(server, lambda: len(server.active_channels) == 4)
        for channel in server.active_channels.values():
            channel.last_activity -= CROWDED_SECONDS + 1
        server.in_connection_overflow = True
        new = [connect() for _ in range(3)]
        turns(server, lambda: len(server.active_channels) == 3)
        server._turn(0.01)
        assert all(map(is_open, new))
    assert not caplog.records


@pytest.mark.usefixtures("patient")
def test_of_one_address_no_more_are_closed_than_it_has_too_many():
    """Connections that rest between two requests are kept, all but those that are too many."""
    with in_turns(most_of_one=3, cleanup_interval=0) as (server, connect):
        held = [connect() for _ in range(4)]
        turns(server, lambda: len(server.active_channels) == 4)
        for age, channel in enumerate(server.active_channels.values()):
            channel.last_activity -= CROWDED_SECONDS + 10 - age
        held[0].sendall(b"G")
        server._make_room(time.time())
        assert [is_open(one) for one in held] == [True, False, True, True]


@pytest.mark.usefixtures("patient")
def test_every_address_has_its_places():
    """One that holds all of its own takes none from another."""
    with serving(answering(), most_of_one=2) as (port, _), ExitStack() as open_ones:
        for last in (1, 2, 3):
            where = ("127.0.0.1", port), None, (f"127.0.0.{last}", 0)
            two = [open_ones.enter_context(closing(socket.create_connection(*where))) for _ in range(2)]
            for one in two:
                one.sendall(b"G")
            assert all(map(is_open, two))


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("half", HALF, ids=["nothing", "a letter", "half a head"])
def test_where_others_wait_half_a_head_gives_way(half):
    """A server that is full is rid soon of those who have not asked, long before it would lose patience."""
    with serving(answering(), connection_limit=6) as (port, _), ExitStack() as open_ones:
        for _ in range(8):
            open_ones.enter_context(closing(met(port, half)))
        assert answered(port)


POST = b"POST / HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(("more", "taken"), [({}, 20), ({"most_of_one": 5}, 1), ({"connection_limit": 9}, 7)])
def test_a_crowd_is_taken_in_at_once(more, taken):
    """Whoever comes behind it does not wait for as many turns; no more are taken than there are places."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening, ExitStack() as open_ones:
        server = HastyServer(answering(), listening, **more)
        for _ in range(20):
            open_ones.enter_context(closing(met(listening.getsockname()[1], b"G")))
        server.handle_accept()
        assert len(server.active_channels) == taken
        server.stop()
        server.run_until_stopped(0.0, lambda: None)


REFUSED = {
    "both lengths": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "folded": POST + b"Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "a coding of nothing": POST + b"TRANSFER-encoding:\r\nContent-Length: 5\r\n\r\n12345",
    "before 1.1": POST.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "awaited": POST + b"Expect: 100-continue\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
}


@pytest.mark.parametrize("head", REFUSED.values(), ids=REFUSED)
def test_a_head_that_can_be_read_in_two_ways_is_refused(head):
    """What comes behind it on the connection is taken for no request, whatever a proxy takes it for."""
    with serving(answering()) as (port, _), closing(met(port, head + GET)) as client:
        heard = rest_of(client)
    assert heard.startswith((b"HTTP/1.1 400 ", b"HTTP/1.0 400 "))
    assert b"200 OK" not in heard


def test_heads_that_can_be_read_in_one_way_are_taken():
    """Chunks alone, a length alone, a host with a port, and HTTP/1.0 without a host."""
    chunked = b"POST / HTTP/1.1\r\nHost: x:8000\r\nTransfer-Encoding: Chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
    named = b"GET / HTTP/1.1\r\nHost: x\r\nX-A: 1\r\n Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n"
    with serving(answering()) as (port, _), closing(met(port, chunked + named)) as client:
        client.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert rest_of(client).count(b" 200 OK\r\n") == 3


def sizing(room: int):
    """Return an application that takes bodies so large, and says how much came and was announced."""

    def application(environ, start):
        if ROOM in environ:
            environ[ROOM](room)
            return []
        body = environ["wsgi.input"].read()
        said = b"%d %s" % (len(body), environ.get("CONTENT_LENGTH", "-").encode())
        start("200 OK", [("Content-Length", str(len(said)))])
        return [said]

    return application


def head(length: int) -> bytes:
    return b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % length


@pytest.mark.parametrize("is_cut", [False, True], ids=["announced", "chunked"])
@pytest.mark.parametrize(
    ("room", "size", "kept"),
    [
        (0, 900, 900),
        (60_000, 50_000, 50_000),
        (60_000, 90_000, len("instead")),
        (1_000, 50_000, len("instead")),
        (200_000, 150_000, len("instead")),  # more than all together may have
    ],
)
def test_of_a_large_body_no_more_is_kept_than_the_application_takes(room, size, kept, is_cut):
    """It is asked before the body comes; what is not kept is heard to its end, and has its length."""
    sent = head(size) + bytes(size)
    if is_cut:
        parts = [b"%x\r\n%s\r\n" % (len(part), part) for part in (bytes(500), bytes(size - 500), b"")]
        sent = head(0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked") + b"".join(parts)
        kept = min(kept, size) if room <= GATE.most else len("instead")
    with serving(sizing(room), gate=GATE) as (port, _), closing(reaching(port)) as client:
        client.sendall(sent)
        assert rest_of(client).endswith(b"\r\n\r\n%d %d" % (kept, size))


def reaching(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port))


def test_large_bodies_have_so_much_room_all_together():
    """What is announced counts until it was answered, or its sender is gone."""
    began = threading.Event()

    def application(environ, start):
        if ROOM in environ:
            began.set()
        return sizing(70_000)(environ, start)

    with serving(application, gate=GATE) as (port, _):
        for ends in (lambda client: client.sendall(bytes(60_000)), lambda client: client.close()):
            with closing(reaching(port)) as first:
                began.clear()
                first.sendall(head(60_000))
                assert began.wait(10)
                assert said(port, 40_001) == b"7 40001"
                assert said(port, 30_000) == b"30000 30000"
                ends(first)
                until(lambda: said(port, 40_001) == b"40001 40001")


def test_half_a_body_is_let_go_with_its_sender():
    """What came of it takes no room any more, whoever still knows of it."""
    with serving(sizing(70_000), gate=GATE) as (port, stop):
        with closing(reaching(port)) as client:
            client.sendall(head(60_000) + bytes(50_000))
            came = until(lambda: half_of(stop.__self__))
            assert not came.closed
        until(lambda: came.closed)


def half_of(server):
    """Return the file with a body, once all that was sent of it is there."""
    under_way = [one.request for one in server.active_channels.values() if one.request]
    return under_way[0].body_rcv.getfile() if under_way and len(under_way[0].body_rcv) == 50_000 else None


def until(look: Callable[[], object]):
    """Return what is there in the end."""
    deadline = time.monotonic() + 10
    while not (found := look()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def said(port: int, size: int) -> bytes:
    """Send a body, and return what is said of it."""
    with closing(reaching(port)) as client:
        client.sendall(head(size) + bytes(size))
        return rest_of(client).rpartition(b"\r\n\r\n")[2]


def test_an_application_that_fails_when_asked_takes_nothing():
    """The body is not kept then, and the request is answered all the same."""

    def application(environ, start):
        return sizing(1 // 0 if ROOM in environ else 0)(environ, start)

    with serving(application, gate=GATE) as (port, _):
        assert said(port, 50_000) == b"7 50000"


def test_the_head_of_an_answer_leaves_with_the_first_of_its_body():
    """What is made bit by bit leaves as it is made, and an answer without a body has its head alone."""

    def in_parts(_environ, start):
        start("200 OK", [])
        yield from (b"one", b"two")

    for application, bodies in (
        (answering(), [b"ok"]),
        (answering(b""), [b""]),
        (in_parts, [b"one", b"two"]),
    ):
        Hasty.sent.clear()
        with serving(application) as (port, _), closing(socket.create_connection(("127.0.0.1", port))) as to:
            to.sendall(GET.replace(b"1.1", b"1.0"))
            heard = rest_of(to)
        assert b"".join(Hasty.sent) == heard
        assert Hasty.sent[0].startswith(b"HTTP/1.0 200 OK\r\n")
        assert [one.rpartition(b"\r\n\r\n")[2] for one in Hasty.sent] == bodies


def test_an_orderly_end_warns_of_nothing(caplog):
    """Threads with nothing to do have ended before anybody could think that one hangs."""
    with serving(answering()) as (port, _), closing(reaching(port)) as client:
        client.sendall(GET.replace(b"1.1", b"1.0"))
        assert rest_of(client).endswith(b"ok")
    assert caplog.messages == []


def test_what_is_under_way_is_answered_before_the_end():
    """A server that is stopped answers what it took, closes idle connections, and takes no more."""
    took, go_on = threading.Event(), threading.Event()

    def slowly():
        took.set()
        go_on.wait(10)

    with (
        serving(answering(b"done", slowly)) as (port, stop),
        closing(socket.create_connection(("127.0.0.1", port))) as idle,
        closing(socket.create_connection(("127.0.0.1", port))) as client,
    ):
        client.sendall(GET)
        assert took.wait(10)
        stop()
        assert rest_of(idle) == b""
        with pytest.raises(OSError, match=r"refused|reset"):
            socket.create_connection(("127.0.0.1", port)).recv(1)
        go_on.set()
        answer = rest_of(client)
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b"done")
