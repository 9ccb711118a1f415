"""Workers inside the server, where no broker is named: a process of its own imports none of this."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from celery import Celery
from celery.concurrency.thread import TaskPool as ThreadPool
from celery.worker import WorkController
from celery.worker import state as celery_state

from checker.beat import Beat
from checker.checking import load_checking
from checker.config import Settings
from checker.handover import Handover
from checker.import_jobs import open_import_jobs
from checker.jobs import BEATS, all_jobs
from checker.store import Store
from checker.tallies import tallies_of
from checker.tasks import WORKER_THREAD, CheckQueue, make_celery
from checker.work import Build, Work
from checker.worker_signs import open_signs


@dataclass(frozen=True, slots=True)
class Inside:
    """The queue of the workers that this process has, and what is known of them."""

    queue: CheckQueue
    alive: Callable[[], bool]
    sign: Callable[[], None]  # gives their sign of life


def start_inside(settings: Settings, store: Store, build: Build | None, stack: ExitStack) -> Inside:
    """Start workers in this process; they stop when the stack is left."""
    store.prepare()
    if _alone(settings, stack):
        store.free_all()
    work = Work(settings, build or load_checking)
    stack.callback(work.close)
    work.begin()
    app = make_celery(settings, work, all_jobs(settings, work))
    worker, beat = EmbeddedWorker(app), Beat(app, BEATS)
    worker.start()
    queue = CheckQueue(app)
    signs, imports = open_signs(settings), open_import_jobs(settings)
    stack.callback(signs.close)
    stack.callback(Handover(work.name, store, imports, queue, signs, tallies_of(settings)).hand_back)
    stack.callback(worker.stop, settings.stop_seconds)
    beat.start()
    stack.callback(beat.stop)

    def sign() -> None:
        store.note_worker()
        signs.note(work.name, settings.worker_threads)

    return Inside(queue, lambda: worker.alive, sign)


def _alone(settings: Settings, stack: ExitStack) -> bool:
    """Return whether no other server uses this data folder, as long as the stack is open.

    The system drops the lock when a process dies, however it dies. It says nothing of a database
    that other machines may use too.
    """
    if settings.database_url:
        return False
    lock: IO[bytes] = stack.enter_context(_private(settings.data_dir / "serve.lock"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+b")


class AppThreads(ThreadPool):  # type: ignore[misc]
    """Threads in which the worker's own application is the current one.

    Celery looks a task up in the current application, and a process may hold several.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.executor = ThreadPoolExecutor(self.limit, "check", initializer=self.app.set_current)


class EmbeddedWorker:
    """A Celery worker in threads of this process."""

    def __init__(self, app: Celery) -> None:
        self._ready = threading.Event()
        app.finalize()
        self._controller = WorkController(
            app=app,
            hostname="embedded@localhost",
            pool=AppThreads,
            concurrency=app.conf.worker_concurrency,
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
            ready_callback=lambda _: self._ready.set(),
        )
        self._thread = threading.Thread(target=self._run, name=WORKER_THREAD, daemon=True)

    @property
    def alive(self) -> bool:
        """Whether it takes checks."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin, and return when it takes checks."""
        self._thread.start()
        self._ready.wait()
        if not self.alive:
            raise SystemExit("the embedded worker cannot start: see the log")

    def stop(self, seconds: float) -> None:
        """Take no more checks, and wait so long for those that run."""
        celery_state.should_stop = 0  # an exit code: how Celery asks all workers of a process to end
        self._thread.join(seconds)
        celery_state.should_stop = None

    def _run(self) -> None:
        try:
            self._controller.start()
        finally:
            self._ready.set()
