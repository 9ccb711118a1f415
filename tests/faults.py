"""A fleet of real processes, what can happen to it, and what became of every post that it accepted."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from checker.config import load_settings
from checker.database import transaction
from checker.store import open_store
from tests.services import ROOT, Process, RedisServer, eventually, free_port, http, python_env

GIVE_UP_SECONDS = 90
HONEST = frozenset({429, 503})


@dataclass
class Figures:
    """What became of the posts that were sent."""

    fault: str
    accepted: int = 0
    finished: int = 0
    lost: int = 0  # accepted, and never answered
    duplicated: int = 0  # sent once, and answered twice
    again: int = 0  # begun a second time, since the first one did not come to its end
    wrong: int = 0  # answers that are not those to the post, and errors that are not honest
    refused: int = 0  # honest errors on the way; the sender tried again

    @property
    def is_clean(self) -> bool:
        """Whether the promise was kept."""
        return (
            self.accepted > 0
            and self.accepted == self.finished
            and not self.lost + self.duplicated + self.wrong
        )


@dataclass
class Fleet:
    """A server, workers and a Redis that can be stopped, started and killed."""

    folder: Path
    redis: RedisServer | None = None
    port: int = field(default_factory=free_port)
    server: Process | None = None
    workers: list[Process] = field(default_factory=list)
    more: dict[str, str] = field(default_factory=dict)  # further settings

    @property
    def url(self) -> str:
        """Where the server answers."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """Return the settings of all processes."""
        named = {
            "CHECKER_DATA_DIR": str(self.folder / "data"),
            "CHECKER_PORT": str(self.port),
            "CHECKER_REQUEUE_SECONDS": "1",
            "CHECKER_CHECK_SECONDS": "4",
            "CHECKER_WORKER_THREADS": "2",
            "CHECKER_STOP_SECONDS": "3",
            **({"CHECKER_REDIS_URL": self.redis.url} if self.redis else {}),
            **self.more,
        }
        return python_env(**named)

    def start_server(self) -> None:
        """Start a server, and return when it answers."""
        command = [sys.executable, "-m", "tests.integration.slow_worker", "serve"]
        self.server = Process(command, self.folder / "server.log", self.environment(), cwd=ROOT)
        eventually(lambda: http("GET", f"{self.url}/healthz")[0] == 200, "the server answers")

    def start_worker(self) -> Process:
        """Start a worker, with its processes in one group."""
        number = len(self.workers) + 1
        command = ["celery", "-A", "tests.integration.slow_worker", "worker"]
        log = self.folder / f"worker-{number}.log"
        process = Process(command, log, self.environment(), cwd=ROOT, start_new_session=True)
        self.workers.append(process)
        return process

    def stop(self) -> None:
        """Stop everything."""
        for process in (*self.workers, *([self.server] if self.server else [])):
            process.stop()
        if self.redis:
            self.redis.stop()


@contextmanager
def fleet(folder: Path, workers: int = 0, **more: str) -> Iterator[Fleet]:
    """Give a server with so many workers behind Redis; with none they are inside the server."""
    redis = None
    if workers:
        (folder / "redis").mkdir(parents=True)
        redis = RedisServer(folder / "redis")
        redis.start()
    folder.mkdir(parents=True, exist_ok=True)
    ours = Fleet(folder, redis, more=more)
    with ExitStack() as stack:
        stack.callback(ours.stop)
        for _ in range(workers):
            ours.start_worker()
        ours.start_server()
        yield ours


class Senders:
    """Clients that send each post once, again with the same key until it is accepted."""

    def __init__(self, ours: Fleet, figures: Figures) -> None:
        self._fleet = ours
        self.figures = figures
        self.accepted: dict[str, str] = {}  # post, id
        self._lock = threading.Lock()

    def send(self, post: str, **headers: str) -> None:
        """Send a post until it is accepted."""
        body, deadline = json.dumps({"text": post}).encode(), time.monotonic() + GIVE_UP_SECONDS
        named = {"Content_Type": "application/json", "Idempotency_Key": post.replace(" ", "-"), **headers}
        while time.monotonic() < deadline:
            try:
                status, _, answer = http("POST", f"{self._fleet.url}/api/v1/checks", body, **named)
            except (OSError, HTTPException):
                status, answer = 503, b""  # nobody there, or killed while it answered
            with self._lock:
                if status in {200, 202}:
                    self.accepted[post] = json.loads(answer)["id"]
                    return
                self.figures.refused += status in HONEST
                self.figures.wrong += status not in HONEST
            time.sleep(0.1)

    def send_all(self, posts: list[str], at_once: int = 8, **headers: str) -> None:
        """Send posts, so many at once."""
        with ThreadPoolExecutor(at_once) as clients:
            list(clients.map(lambda post: self.send(post, **headers), posts))

    def reckon(self) -> Figures:
        """Wait until all is answered, and return what became of it."""
        figures, deadline = self.figures, time.monotonic() + GIVE_UP_SECONDS
        figures.accepted = len(self.accepted)
        for post, check_id in self.accepted.items():
            check = self._ended(check_id, deadline)
            figures.finished += check.get("state") == "done"
            figures.lost += check.get("state") != "done"
            figures.wrong += check.get("state") == "done" and check["report"]["post"] != post
        kept = self._kept()
        figures.duplicated = sum(n - 1 for n in Counter(text for text, _ in kept).values())
        figures.again = sum(attempts > 1 for _, attempts in kept)
        return figures

    def _ended(self, check_id: str, deadline: float) -> dict:
        while True:
            try:
                status, _, body = http("GET", f"{self._fleet.url}/api/v1/checks/{check_id}")
            except (OSError, HTTPException):
                status, body = 503, b"{}"
            check = json.loads(body) if status in {200, 404} else {}
            if check.get("state") in {"done", "failed"} or time.monotonic() > deadline or status == 404:
                return check
            time.sleep(0.05)

    def _kept(self) -> list[tuple[str, int]]:
        """Return the post of every check in the store, and how often it was begun."""
        env = self._fleet.environment()
        settings = load_settings(data_dir=env["CHECKER_DATA_DIR"], database_url="", redis_url="")
        with closing(open_store(settings)) as store:
            store.prepare()
            with transaction(store._database.engine, writes=False) as connection:
                found = connection.exec_driver_sql("SELECT text, attempts FROM checks").all()
                return [(row.text, row.attempts) for row in found]


def posts_of(name: str, n: int) -> list[str]:
    """Return posts that differ in their words."""
    return [f"{name} says number {i} and that is all" for i in range(n)]


def worker_killed(folder: Path, n: int = 16) -> Figures:
    """Kill -9 a worker with its processes in the middle of its checks; another one goes on."""
    with fleet(folder, workers=2, SLOW_SECONDS="0.8") as ours:
        senders = Senders(ours, Figures("kill -9 a worker in the middle of its checks"))
        posts = posts_of("kill", n)
        senders.send_all(posts[: n // 2])
        eventually(lambda: "begins" in ours.workers[0].output(), "it is at work")
        os.killpg(ours.workers[0].pid, signal.SIGKILL)
        senders.send_all(posts[n // 2 :])
        return senders.reckon()


def redis_lost(folder: Path, n: int = 40) -> Figures:
    """Stop Redis under load, and start it again empty."""
    with fleet(folder, workers=1) as ours:
        assert ours.redis is not None
        senders = Senders(ours, Figures("Redis stopped, and started empty"))
        posts = posts_of("redis", n)
        senders.send_all(posts[: n // 2])
        ours.redis.stop()
        senders.send_all(posts[n // 2 : -5], at_once=4)
        ours.redis.start()
        senders.send_all(posts[-5:])
        return senders.reckon()


def server_restarted(folder: Path, n: int = 60) -> Figures:
    """Restart the server under load: once asked to stop, once killed."""
    with fleet(folder, workers=1) as ours:
        assert ours.server is not None
        senders = Senders(ours, Figures("the server restarted under load, and killed"))
        sending = threading.Thread(target=senders.send_all, args=(posts_of("restart", n), 4))
        sending.start()
        for stop in (Process.stop, Process.kill):
            known = len(senders.accepted)
            eventually(lambda known=known: len(senders.accepted) > known + n // 6, "some are accepted")
            stop(ours.server)
            ours.start_server()
        sending.join()
        return senders.reckon()


def disk_full(folder: Path, n: int = 30) -> Figures:
    """Let no file of the server grow for a while, as on a disk that is full."""
    with fleet(folder) as ours:
        assert ours.server is not None
        senders = Senders(ours, Figures("the disk of the store full, and free again"))
        posts = posts_of("disk", n)
        senders.send_all(posts[: n // 3])
        before = resource.prlimit(ours.server.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(ours.server.pid, resource.RLIMIT_FSIZE, (1, before[1]))
        sending = threading.Thread(target=senders.send_all, args=(posts[n // 3 :],))
        sending.start()
        eventually(lambda: senders.figures.refused > 3, "new posts are refused")
        assert http("GET", f"{ours.url}/healthz")[0] == 200
        resource.prlimit(ours.server.pid, resource.RLIMIT_FSIZE, before)
        sending.join()
        return senders.reckon()


def slow_clients(folder: Path, n: int = 30) -> Figures:
    """Hold many connections that send half a request, or do not read; others are served meanwhile."""
    with fleet(folder) as ours, ExitStack() as stack:
        senders = Senders(ours, Figures("150 clients that are slow"))
        halves = (
            b"GET /healthz HT",
            b"POST /api/v1/checks HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n{",
        )
        unread = b"GET /static/base.css HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 50
        for number in range(150):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", ours.port)))
            client.sendall((*halves, unread)[number % 3])
        senders.send_all(posts_of("slow", n))
        return senders.reckon()


def many_clients(folder: Path, n: int = 200) -> Figures:
    """Send and wait from 200 clients at once."""
    with fleet(folder) as ours:
        senders = Senders(ours, Figures("200 clients at once"))
        senders.send_all(posts_of("many", n), at_once=n, Prefer="wait=20")
        return senders.reckon()


ALL = (worker_killed, redis_lost, server_restarted, disk_full, slow_clients, many_clients)
