"""A real web server on loopback whose answers a test writes down, byte by byte where need be."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

MAX_REQUEST = 1_000_000


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes = b""


Answering = Callable[[Request, socket.socket], None]


@dataclass
class Site:
    """What stands where, and what was asked."""

    address: str = "127.0.0.1"
    port: int = 0
    scheme: str = "http"
    asked: list[Request] = field(default_factory=list)
    pages: dict[str, Answering] = field(default_factory=dict)

    def url(self, path: str = "/") -> str:
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.scheme}://{host}:{self.port}{path}"

    def put(
        self,
        path: str,
        body: bytes = b"",
        kind: str = "text/html; charset=utf-8",
        status: int = 200,
        **headers,
    ) -> None:
        """Answer ``path`` with this."""
        named = {"Content-Type": kind} | {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = lambda _request, connection: connection.sendall(whole(body, status, named))

    def put_raw(self, path: str, answering: Answering) -> None:
        """Let ``answering`` write whatever it wants."""
        self.pages[path] = answering

    def move(self, path: str, target: str, status: int = 302) -> None:
        """Redirect ``path``."""
        self.put(path, status=status, Location=target)

    def put_versioned(self, path: str, body: bytes, kind: str, etag: str) -> None:
        """Answer with the body, or 304 to who has it already."""

        def answering(request: Request, connection: socket.socket) -> None:
            same = request.headers.get("if-none-match") == etag
            headers = {"ETag": etag, "Content-Type": kind, "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT"}
            connection.sendall(whole(b"" if same else body, 304 if same else 200, headers))

        self.pages[path] = answering


def whole(body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> bytes:
    """Return a complete answer."""
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{n}: {v}" for n, v in (headers or {}).items())]
    names = {name.lower() for name in headers or {}}
    if "content-length" not in names and "transfer-encoding" not in names and status != 304:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body


@contextmanager
def site(address: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Serve a site until the test is over."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, 0), family=family, backlog=64) as listening:
        served = Site(address, listening.getsockname()[1], "https" if tls else "http")
        accepting = threading.Thread(target=_accept, args=(served, listening, tls), daemon=True)
        accepting.start()
        try:
            yield served
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            accepting.join()


def _accept(served: Site, listening: socket.socket, tls: ssl.SSLContext | None) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(served, connection, tls), daemon=True).start()


def _serve(served: Site, connection: socket.socket, tls: ssl.SSLContext | None) -> None:
    try:
        with tls.wrap_socket(connection, server_side=True) if tls else connection as link:
            request = _read(link)
            served.asked.append(request)
            answering = served.pages.get(request.path)
            if answering:
                answering(request, link)
            else:
                link.sendall(whole(b"nothing here", 404))
    except OSError:
        pass  # whoever asked has gone, as some tests want it


def _read(link: socket.socket) -> Request:
    raw = b""
    while b"\r\n\r\n" not in raw and len(raw) < MAX_REQUEST:
        more = link.recv(65_536)
        if not more:
            raise OSError("gone")
        raw += more
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += link.recv(65_536)
    method, path, _ = first.split(" ")
    return Request(method, path, headers, body)
