"""The queue: Celery carries the ids of checks to the workers, and nothing else.

The store knows every check, so the broker may lose any message: ``requeue.py`` queues it again.
With no ``CHECKER_REDIS_URL`` the broker is this process's memory, and the workers are its threads.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import kombu
from celery import Celery, Task
from celery.utils.time import get_exponential_backoff_interval
from kombu.exceptions import OperationalError
from kombu.transport import TRANSPORT_ALIASES
from redis.exceptions import RedisError

from checker.config import Settings
from checker.errors import QueueUnavailable, TryLaterError
from checker.lanes import BATCHES, CHORES
from checker.work import KILL_AFTER, Work, hard_seconds

log = logging.getLogger(__name__)

TASK = "checker.run_check"
WORKER_THREAD = "worker"  # of an embedded worker; it runs as long as one of its checks does
KEY_PREFIX = "checker:"
BROKER_SECONDS = 2
BEGIN_SECONDS = 120.0  # that a process of a worker may take until it is ready; models may have to be loaded
# Longer ones are left to the requeue loop, which remembers them in the store and not in memory.
MAX_RETRIES = 5
LONGEST_RETRY_SECONDS = 60
# An idle embedded worker looks into its queue this often: 20 ms are not felt by a person who waits,
# and cost well under one per cent of a core.
POLL_SECONDS = 0.02
# What kombu takes for redis://; addresses with TLS or sentinels go by other names, and stay its own.
TRANSPORT_ALIASES["redis"] = "checker.one_client:OneClient"
_BROKER_ERRORS = (OperationalError, RedisError, OSError)


@dataclass(frozen=True, slots=True)
class Job:
    """Work beside the checks, done by a worker for an id that is kept elsewhere."""

    run: Callable[[str], object]
    seconds: float  # longest that it may take where workers are processes


Jobs = Mapping[str, Job]


def make_celery(settings: Settings, work: Work | None = None, jobs: Jobs | None = None) -> Celery:
    """Return the Celery application; ``work`` is what its workers do, and submitting needs none.

    Parameters
    ----------
    jobs
        What its workers do besides checks, by the name of the task.
    """
    app = Celery("checker", set_as_current=False)
    app.conf.update(_common(settings), **(_in_memory() if settings.embedded else _on_redis(settings)))

    # Not shared: Celery would otherwise give the task of the first application to every later one.
    @app.task(name=TASK, bind=True, shared=False, max_retries=MAX_RETRIES)  # type: ignore[untyped-decorator]
    def run_check(task: Task, check_id: str) -> None:
        if work is None:
            raise TypeError("this application only submits checks")
        try:
            work.run(check_id)
        except TryLaterError as error:
            _retry(task, check_id, error)

    for name, job in (jobs or {}).items():
        _register(app, name, job)
    return app


def _register(app: Celery, name: str, job: Job) -> None:
    """Let the workers of ``app`` do a job; like a check, it is known by its id and may be done twice."""
    limits = {"soft_time_limit": job.seconds, "time_limit": job.seconds * KILL_AFTER}

    @app.task(name=name, bind=True, shared=False, max_retries=MAX_RETRIES, **limits)  # type: ignore[untyped-decorator]
    def do(task: Task, key: str) -> None:
        try:
            job.run(key)
        except TryLaterError as error:
            _retry(task, key, error)


def queue_name(settings: Settings) -> str:
    """Return the first queue. Servers of one process share the memory, so each store has its own there."""
    if not settings.embedded:
        return "checks"
    return f"checks-{hashlib.sha256(settings.store_url().encode()).hexdigest()[:16]}"


class CheckQueue:
    """Where checks are handed to the workers."""

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._told = ""  # why it did not answer the last time

    def submit(self, check_id: str, *, of_batch: bool = False) -> None:
        """Queue a check; its id is all that travels. One of a batch goes where nobody waits behind it.

        Raises
        ------
        QueueUnavailable
            The broker is away. Whoever submits a kept check may go on: it will be queued again.
        """
        self.send(TASK, check_id, of_batch=of_batch)

    def send(self, task: str, key: str, *, of_batch: bool = False) -> None:
        """Queue a job of another kind, known by its id.

        Raises
        ------
        QueueUnavailable
            The broker is away.
        """
        once_more = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1}
        queue = f"{self._app.conf.task_default_queue}{BATCHES if of_batch else ''}"
        with self._explained():
            self._app.send_task(task, (key,), queue=queue, retry=True, retry_policy=once_more)

    def ping(self) -> None:
        """Return if the broker answers.

        Raises
        ------
        QueueUnavailable
            It does not.
        """
        with self._explained(), self._app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)
            connection.default_channel.queue_declare(self._app.conf.task_default_queue, passive=False)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Say what an error of the broker means, and in the log alone what it says, once until that changes.

        Callers hear of no address, and probes ask every few seconds.
        """
        try:
            yield
        except _BROKER_ERRORS as error:
            why = self._without_password(" ".join(str(error).split()) or type(error).__name__)
            if why != self._told:
                log.warning("the broker does not answer: %s", why)
            self._told = why
            raise QueueUnavailable("the broker does not answer") from error
        self._told = ""

    def _without_password(self, words: str) -> str:
        """Return the words of a server; one that knows no passwords repeats what it was sent."""
        password = unquote(urlsplit(self._app.conf.broker_url).password or "")
        return words.replace(password, "***") if password else words


def _retry(task: Task, check_id: str, error: TryLaterError) -> None:
    retries = task.request.retries
    if retries >= MAX_RETRIES:
        log.warning("check %s is left to the requeue loop: %s", check_id, error)
        return
    wait = get_exponential_backoff_interval(
        factor=1, retries=retries, maximum=LONGEST_RETRY_SECONDS, full_jitter=True
    )
    raise task.retry(exc=error, countdown=wait)


def _common(settings: Settings) -> dict[str, Any]:
    queue = queue_name(settings)
    return {
        "task_queues": tuple(kombu.Queue(queue + lane) for lane in ("", BATCHES, CHORES)),
        "task_default_queue": queue,
        "task_create_missing_queues": False,  # a mistyped queue would have no worker
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,  # results are in the store
        # A message goes when its check has ended, not when it begins, so a worker that dies gives it back.
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,  # a check that waits can be taken by whoever is free
        "worker_concurrency": settings.worker_threads,
        "worker_send_task_events": False,
    }


def _in_memory() -> dict[str, Any]:
    return {
        "broker_url": "memory://localhost/",
        "broker_transport": "checker.lanes:InMemory",
        "broker_transport_options": {"polling_interval": POLL_SECONDS},
    }


def _on_redis(settings: Settings) -> dict[str, Any]:
    hard = hard_seconds(settings)
    return {
        "broker_url": settings.redis_url,
        # Soft: a check that takes this long is stuck or hostile; it is told to stop, and fails in words.
        "task_soft_time_limit": settings.check_seconds,
        # Hard: native code that hangs hears no signal. Its process is killed before the lease runs out.
        "task_time_limit": hard,
        "worker_proc_alive_timeout": BEGIN_SECONDS,
        "broker_connection_timeout": BROKER_SECONDS,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,  # a worker outlives its broker, however long that is away
        # The check goes on while Redis is away, and its second delivery finds it ended.
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "broker_transport_options": {
            "global_keyprefix": KEY_PREFIX,
            "queue_order_strategy": "checker.lanes:LaneCycle",
            # Redis gives a message back after this; sooner, and a check that still runs would come twice.
            "visibility_timeout": 2 * hard,
            "socket_connect_timeout": BROKER_SECONDS,
            "socket_timeout": 2 * BROKER_SECONDS,
        },
    }
