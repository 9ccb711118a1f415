"""What the log says of a broker that refuses, and what callers hear."""

from __future__ import annotations

import logging
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from checker.config import load_settings
from checker.errors import QueueUnavailable
from checker.tasks import CheckQueue, make_celery

pytestmark = pytest.mark.services


def queue_of(url: str, folder) -> CheckQueue:
    return CheckQueue(make_celery(load_settings(data_dir=folder, redis_url=url)))


def refused(queue: CheckQueue, caplog) -> list[str]:
    """Return what the log says while the broker is asked in both ways, several times."""
    caplog.clear()
    with caplog.at_level(logging.WARNING, "checker.tasks"):
        for ask in (queue.ping, queue.ping, lambda: queue.submit("a")):
            with pytest.raises(QueueUnavailable, match=r"^the broker does not answer$"):
                ask()
    return [record.getMessage() for record in caplog.records if record.name == "checker.tasks"]


@pytest.mark.parametrize(
    ("rules", "key", "words"),
    [
        (("+@all", "~*"), "wr0ng", "invalid username-password pair"),
        (("+ping", "+info", "~*"), "s3cret", "no permissions to run"),
        (("+@all", "~else*"), "s3cret", "no permissions to access"),
    ],
)
def test_why_redis_refuses_is_in_the_log(redis_server, tmp_path, caplog, rules, key, words):  # noqa: PLR0913, PLR0917
    """Once, though it is asked again and again; callers hear no more than that it does not answer."""
    admit = ("ACL", "SETUSER", "bot", "on", "resetkeys", ">s3cret", "&*")
    redis_server.client().execute_command(*admit, *rules)
    queue = queue_of(redis_server.url.replace("//", f"//bot:{key}@"), tmp_path)
    (said,) = refused(queue, caplog)
    assert words in said
    assert key not in caplog.text
    redis_server.client().execute_command(*admit, f">{key}", "+@all", "~*")
    queue.ping()
    redis_server.stop()
    assert "refused" in refused(queue, caplog)[0]  # it is told again, as it had answered


def test_a_broker_that_repeats_a_password_is_not_quoted(tmp_path, caplog):
    """What knows no AUTH says so with all that it was sent."""
    with echo() as port:
        queue = queue_of(f"redis://:s3cret%2Fx@127.0.0.1:{port}/0", tmp_path)
        (said,) = refused(queue, caplog)
    assert "unknown command" in said
    assert "s3cret" not in said


@contextmanager
def echo() -> Iterator[int]:
    """Give the port of a server that knows no command, and answers each as Redis does then."""

    class Answer(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while words := self.request.recv(4_096).split(b"\r\n"):
                if words == [b""]:
                    return
                said = b" ".join(b"'%s'" % word for word in words[2::2])
                self.wfile.write(b"-ERR unknown command, with args beginning with: %s\r\n" % said)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answer) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
