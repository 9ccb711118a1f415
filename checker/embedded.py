"""Workers inside the server, where no broker is named: a process of its own imports none of this."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from checker.beat import Beat
from checker.config import Settings
from checker.handover import Handover
from checker.jobs import BEATS, all_jobs
from checker.store import Store
from checker.tallies import tallies_of
from checker.tasks import CheckQueue, make_celery
from checker.work import Build, Work
from checker.worker_signs import open_signs
from checker.workers import EmbeddedWorker, load_checking


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
    work.load()
    app = make_celery(settings, work, all_jobs(settings, work))
    worker, beat = EmbeddedWorker(app), Beat(app, BEATS)
    worker.start()
    queue = CheckQueue(app)
    signs = open_signs(settings)
    stack.callback(signs.close)
    stack.callback(Handover(work.name, store, queue, signs, tallies_of(settings)).hand_back)
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
