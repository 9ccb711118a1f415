"""Worker processes, which take checks from Redis."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from functools import partial

from celery import Celery, signals
from celery.apps import worker as celery_worker
from celery.apps.worker import Worker as Program
from celery.worker import WorkController

from checker.beat import Beat
from checker.checking import load_checking
from checker.config import BUNDLED, Settings
from checker.errors import CheckerError, InvalidSettings, StoreOutgrown
from checker.handover import Handover, after
from checker.import_jobs import open_import_jobs
from checker.jobs import BEATS, all_jobs
from checker.logs import set_up_logs
from checker.relay import Relay
from checker.requeue import Requeuer
from checker.store import BELL, Store, open_store
from checker.tallies import tallies_of
from checker.tally_store import Flusher
from checker.tasks import CheckQueue, make_celery
from checker.tracing import set_up_tracing
from checker.work import Build, Work
from checker.worker_signs import WorkerSigns, open_signs

# Workers of ours have nothing to tell each other, and would wait a second for it at each start.
ALONE = {"without_mingle": True, "without_gossip": True}

log = logging.getLogger(__name__)


def make_worker(settings: Settings, build: Build = load_checking) -> Celery:
    """Return the application of a worker process, which loads everything before it takes a check.

    Raises
    ------
    InvalidSettings
        No broker is named; in memory, checks reach only the workers inside the server.
    """
    if settings.embedded:
        raise InvalidSettings("CHECKER_REDIS_URL: a worker of its own takes checks from Redis; name it")
    work = Work(settings, build)
    app = make_celery(settings, work, all_jobs(settings, work))
    store, signs, beat = open_store(settings), open_signs(settings), Beat(app, BEATS)

    alive = partial(_sign, store, signs, work.name, settings.worker_threads)
    requeuer = Requeuer(
        store, CheckQueue(app), settings.requeue_seconds, beat=alive, tallies=tallies_of(settings)
    )

    pool: list[WorkController] = []
    end: list[Callable[[], object]] = []  # what this process does at its end

    def begin(**_: object) -> None:
        end[:] = [set_up_tracing()]
        _or_stop(work.begin)
        relay = Relay(settings.redis_url, BELL)
        relay.send()
        end.append(relay.stop)
        _count(settings, end)

    def start_up(sender: WorkController, **_: object) -> None:
        pool.append(sender)
        if _forks(sender):
            _load_before(settings, work)
        else:
            begin()

    def ready(**_: object) -> None:
        if not end:  # it forks, and its threads begin behind the forks
            _count(settings, end)
        end.append(handover.leave)
        requeuer.start()
        beat.start()

    def stop(**_: object) -> None:
        for one in end:
            one()

    imports = open_import_jobs(settings)
    handover = Handover(work.name, store, imports, CheckQueue(app), signs, tallies_of(settings))
    signals.celeryd_init.connect(lambda instance, **_: _say_all_in_the_log(instance, settings), weak=False)
    signals.setup_logging.connect(lambda **_: set_up_logs(settings), weak=False)
    signals.worker_init.connect(start_up, weak=False)
    signals.worker_process_init.connect(begin, weak=False)
    signals.worker_ready.connect(ready, weak=False)
    signals.worker_shutting_down.connect(
        lambda **_: after(settings.stop_seconds, handover, lambda: _children(pool)), weak=False
    )
    signals.worker_process_shutdown.connect(stop, weak=False)
    signals.worker_shutdown.connect(stop, weak=False)
    return app


def _sign(store: Store, signs: WorkerSigns, worker: str, slots: int) -> None:
    """Give a sign of life, or end this worker if another release has made its database newer."""
    try:
        store.note_worker()
        signs.note(worker, slots)
    except StoreOutgrown as error:
        log.critical("this worker ends: %s", error)
        os.kill(os.getpid(), signal.SIGTERM)
        raise


def _say_all_in_the_log(program: Program, settings: Settings) -> None:
    """Let nothing be printed beside a log of JSON lines: neither the banner of Celery nor its farewell."""
    if settings.log_format == "json":
        set_up_logs(settings)  # before Celery warns of anything
        program.quiet = True
        celery_worker.safe_say = lambda *_: None


def _count(settings: Settings, end: list[Callable[[], object]]) -> None:
    """Hand on what this process counts from now on until its end."""
    flusher = Flusher(settings)
    flusher.start()
    end.append(flusher.stop)


def _children(controllers: Sequence[WorkController]) -> list[int]:
    """Return the processes of a pool that forks; a pool of threads has none."""
    pools = (getattr(controller.pool, "_pool", None) for controller in controllers)
    return [child.pid for pool in pools for child in getattr(pool, "_pool", ()) if hasattr(child, "pid")]


def run_worker(settings: Settings, build: Build = load_checking) -> None:
    """Run a worker process until it is told to stop.

    Raises
    ------
    InvalidSettings
        No broker is named.
    SystemExit
        It had to give up.
    """
    program = make_worker(settings, build).Worker(loglevel="INFO", **ALONE)
    program.start()
    if program.exitcode:
        raise SystemExit(program.exitcode)


def _forks(controller: WorkController) -> bool:
    # Celery gives a class when it comes from the command line, else a name.
    return "prefork" in str(controller.pool_cls)


def _load_before(settings: Settings, work: Work) -> None:
    """Load before a pool is forked what its processes work with, or stop the worker if that fails.

    A pool would start its broken processes again and again, and look alive. What is loaded here they share;
    where that cannot be forked, each loads its own, and here it is only tried.
    """
    if _may_be_forked(settings):
        _or_stop(work.load)
        gc.collect()
        gc.freeze()  # what nobody looks through for garbage is not written to, and stays shared
        return
    child = multiprocessing.get_context("fork").Process(target=_or_stop, args=(work.load,))
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit(1)


def _may_be_forked(settings: Settings) -> bool:
    """Return whether neither torch, whose threads do not survive a fork, nor a connection is loaded."""
    stance_here = BUNDLED if settings.stance_url else settings.stance_model
    return settings.encoder == stance_here == BUNDLED and not settings.index_url


def _or_stop(step: Callable[[], object]) -> None:
    try:
        step()
    except Exception as error:
        # Celery logs and forgets every other exception of a signal handler.
        ours = isinstance(error, CheckerError)  # its words say what to change or await
        log.critical("the worker cannot start: %s", error, exc_info=None if ours else error)
        raise SystemExit(1) from error
