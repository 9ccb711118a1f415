"""Workers: processes that take checks from Redis, or threads inside the server."""

from __future__ import annotations

import logging
import multiprocessing
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from celery import Celery, signals
from celery.concurrency.thread import TaskPool as ThreadPool
from celery.worker import WorkController
from celery.worker import state as celery_state

from checker.beat import Beat
from checker.config import Settings
from checker.errors import InvalidSettings
from checker.handover import Handover, after
from checker.jobs import BEATS, all_jobs
from checker.logs import set_up_logs
from checker.records import Passage, Post, Statement
from checker.relay import Relay
from checker.requeue import Requeuer
from checker.scope import Scope
from checker.stages import Tell, nobody
from checker.store import BELL, open_store
from checker.tallies import tallies_of
from checker.tally_store import Flusher
from checker.tasks import WORKER_THREAD, CheckQueue, make_celery
from checker.tracing import set_up_tracing
from checker.work import Build, Work
from checker.worker_signs import open_signs

if TYPE_CHECKING:
    from checker.clustering import Meanings
    from checker.live import Live
    from checker.nearby import Memory
    from checker.pipeline import Pipeline

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PipelineChecking:
    """Makes reports with a pipeline."""

    pipeline: Pipeline
    facts: Mapping[str, str]
    memory: Memory | None = None
    meanings: Meanings | None = None

    def report(self, post: Post, check_id: str, told: Tell = nobody) -> Mapping[str, Any]:
        """Return the report in its wire form; ``told`` hears of each stage on the way."""
        from checker.schema import report_to_wire  # noqa: PLC0415  # with the pipeline, not before

        return report_to_wire(self.pipeline.check_post(post, told), check_id=check_id)

    def is_current(self) -> bool:
        """Return that it is: there is no other."""
        return True

    def statements(self) -> Iterable[Statement]:
        """Return what reports quote, each once."""
        return self.pipeline.parts.statements

    def concerned(self, queries: Sequence[str], statement_ids: frozenset[str], scope: Scope) -> list[bool]:
        """Return for each query whether one of these statements may be judged for it."""
        from checker.nearby import concerned  # noqa: PLC0415  # with the pipeline, not before

        return concerned(queries, statement_ids, scope, self.pipeline, self.memory)

    def near(self, words: str, most: int) -> Sequence[Passage]:
        """Return the passages that mean most nearly what is asked for, the nearest first."""
        from checker.retrieval import BROWSING, Retriever  # noqa: PLC0415  # with the pipeline, not before

        retriever = self.pipeline.parts.retriever
        if isinstance(retriever, Retriever):
            retriever = retriever.above(BROWSING)
        return [candidate.passage for candidate in retriever.search([words], most)[0]]

    def pinned(self) -> PipelineChecking:
        """Return this: it never changes."""
        return self

    def follow(self, told: Callable[[Mapping[str, str]], object]) -> None:
        """Do nothing: there is nothing to hear."""

    def close(self) -> None:
        """Do nothing: nothing is followed."""


@dataclass(frozen=True, slots=True)
class LiveChecking:
    """Makes reports with the corpus as it is now."""

    live: Live
    memory: Memory | None = None  # of claims that are searched again and again
    meanings: Meanings | None = None

    @property
    def facts(self) -> Mapping[str, str]:
        """What reports are made with now."""
        return self.live.pipeline.facts

    def report(self, post: Post, check_id: str, told: Tell = nobody) -> Mapping[str, Any]:
        """Return the report in its wire form; ``told`` hears of each stage on the way."""
        return self.pinned().report(post, check_id, told)

    def is_current(self) -> bool:
        """Whether nothing newer waits to be loaded."""
        return self.live.is_current()

    def statements(self) -> Iterable[Statement]:
        """Return what reports quote now."""
        return self.pinned().statements()

    def concerned(self, queries: Sequence[str], statement_ids: frozenset[str], scope: Scope) -> list[bool]:
        """Return for each query whether one of these statements may be judged for it now."""
        return self.pinned().concerned(queries, statement_ids, scope)

    def near(self, words: str, most: int) -> Sequence[Passage]:
        """Return the passages that mean most nearly what is asked for, the nearest first."""
        return self.pinned().near(words, most)

    def pinned(self) -> PipelineChecking:
        """Return the pipeline of now."""
        pipeline = self.live.pipeline
        return PipelineChecking(pipeline, pipeline.facts, self.memory, self.meanings)

    def follow(self, told: Callable[[Mapping[str, str]], object]) -> None:
        """Swap every new generation in, and tell with what reports are made from then on."""
        self.live.on_swap(lambda _, __: told(self.facts))
        self.live.start()

    def close(self) -> None:
        """Follow no more."""
        self.live.stop()


def load_checking(settings: Settings) -> LiveChecking:
    """Return what makes the reports, with the models that the settings name and the living corpus."""
    # Models are imported where they are loaded: a server whose workers are elsewhere has none.
    from checker.bootstrap import load_models  # noqa: PLC0415
    from checker.embeddings import Embeddings  # noqa: PLC0415
    from checker.live import Live  # noqa: PLC0415
    from checker.meaning import ModelMeanings  # noqa: PLC0415
    from checker.truth import FollowedCorpus, open_truth  # noqa: PLC0415

    models = load_models(settings)
    live = Live(models, settings, FollowedCorpus(open_truth(settings)))
    live.open()
    memory = Embeddings(settings.data_dir / "claims.sqlite3", models.encoder)
    # A chat model is paid for by the word: what is near enough is left to rules then.
    stance = None if settings.stance_url else models.stance
    meanings = ModelMeanings(memory.name, memory, frozenset(settings.languages), stance)
    return LiveChecking(live, memory, meanings)


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

    def alive() -> None:
        store.note_worker()
        signs.note(work.name, settings.worker_threads)

    requeuer = Requeuer(
        store, CheckQueue(app), settings.requeue_seconds, beat=alive, tallies=tallies_of(settings)
    )

    pool: list[WorkController] = []
    end: list[Callable[[], object]] = []  # what this process does at its end

    def begin(**_: object) -> None:
        end[:] = [set_up_tracing()]
        _load(work)
        relay = Relay(settings.redis_url, BELL)
        relay.send()
        end.append(relay.stop)
        _count(settings, end)

    def start_up(sender: WorkController, **_: object) -> None:
        pool.append(sender)
        if _forks(sender):
            _probe(work)
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

    handover = Handover(work.name, store, CheckQueue(app), signs, tallies_of(settings))
    signals.setup_logging.connect(lambda **_: set_up_logs(settings), weak=False)
    signals.worker_init.connect(start_up, weak=False)
    # ONNX Runtime's threads do not survive a fork: each process of the pool loads its own models.
    signals.worker_process_init.connect(begin, weak=False)
    signals.worker_ready.connect(ready, weak=False)
    signals.worker_shutting_down.connect(
        lambda **_: after(settings.stop_seconds, handover, lambda: _children(pool)), weak=False
    )
    signals.worker_process_shutdown.connect(stop, weak=False)
    signals.worker_shutdown.connect(stop, weak=False)
    return app


def _count(settings: Settings, end: list[Callable[[], object]]) -> None:
    """Hand on what this process counts from now on until its end."""
    flusher = Flusher(settings)
    flusher.start()
    end.append(flusher.stop)


def _children(controllers: Sequence[WorkController]) -> list[int]:
    """Return the processes of a pool that forks; a pool of threads has none."""
    pools = (getattr(controller.pool, "_pool", None) for controller in controllers)
    return [child.pid for pool in pools for child in getattr(pool, "_pool", ()) if hasattr(child, "pid")]


def run_worker(settings: Settings) -> None:
    """Run a worker process until it is told to stop."""
    make_worker(settings).worker_main(["worker", "--loglevel", "INFO"])


def _forks(controller: WorkController) -> bool:
    # Celery gives a class when it comes from the command line, else a name.
    return "prefork" in str(controller.pool_cls)


def _probe(work: Work) -> None:
    """Load everything in a process that is thrown away, and stop the worker if that fails.

    A pool would start its broken processes again and again, and look alive.
    """
    child = multiprocessing.get_context("fork").Process(target=work.load)
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit("the worker cannot start: see the error above")


def _load(work: Work) -> None:
    try:
        work.load()
    except Exception as error:
        # Celery logs and forgets every other exception of a signal handler.
        log.critical("the worker cannot start", exc_info=error)
        raise SystemExit(1) from error


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
