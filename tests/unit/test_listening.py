"""The HTTP server at its edges: clients that are too slow, and its end."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import ClassVar

import pytest

from checker.listening import Channel, Server

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Hasty(Channel):
    """Has little patience, and notes what it sends at once."""

    grace = 0.3
    sent: ClassVar[list[bytes]] = []

    def send(self, data: bytes, **how: bool) -> int:
        """Note it, and send it."""
        self.sent.append(data)
        return super().send(data, **how)


class HastyServer(Server):
    """Has little patience."""

    channel_class = Hasty


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
