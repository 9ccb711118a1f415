"""An application on a real port, behind a gate that a test can close."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from werkzeug.serving import make_server

Application = Callable[..., Iterable[bytes]]


@dataclass
class Gate:
    """What was asked, and what happens to the next requests instead of an answer."""

    inner: Application
    url: str = ""
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)  # method, address, headers
    instead: list[Application | None] = field(default_factory=list)  # None: let it pass

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        headers = {name[5:].lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
        self.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"], headers))
        chosen = self.instead.pop(0) if self.instead else None
        return (chosen or self.inner)(environ, start)

    def lose(self, environ: dict[str, Any], _start: Callable[..., Any]) -> Iterable[bytes]:
        """Do what was asked, and cut the line before the answer."""
        b"".join(self.inner(environ, lambda *_: None))
        environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        raise ConnectionResetError

    @property
    def keys(self) -> list[str]:
        """The Idempotency-Key of each request that had one."""
        return [headers["idempotency_key"] for _, _, headers in self.asked if "idempotency_key" in headers]


def saying(status: str, body: bytes = b"", **headers: str) -> Application:
    """Return an application that always says this."""
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]

    def answer(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start(status, [*named, ("Content-Length", str(len(body)))])
        return [body]

    return answer


@contextmanager
def served(app: Application) -> Iterator[Gate]:
    """Serve an application on loopback."""
    gate = Gate(app)
    server = make_server("127.0.0.1", 0, gate, threaded=True)
    gate.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield gate
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
