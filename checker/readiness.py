"""Whether each part of the service can do its work, asked of parts that may never answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import timedelta
from typing import Generic, TypeVar

from checker.check_records import WorkerNote
from checker.config import Settings
from checker.corpus_watch import CorpusNow
from checker.errors import CheckerError, StoreOutgrown
from checker.schema import PartState
from checker.store import Store
from checker.tasks import CheckQueue
from checker.worker_signs import MISSED_SIGNS

ANSWER_SECONDS = 3.0

T = TypeVar("T")


class Asked(Generic[T]):
    """A question that is asked in a thread, so that whoever waits for the answer waits a moment only.

    A server that was stopped holds its connections open and says nothing, and no timeout of ours reaches into
    the driver. One question is out at a time: while it is not answered, all wait for that.
    """

    def __init__(self, question: Callable[[], T], seconds: float = ANSWER_SECONDS) -> None:
        self._question = question
        self._seconds = seconds
        self._lock = threading.Lock()
        self._answer: Future[T] | None = None

    def __call__(self) -> T:
        """Return the answer.

        Raises
        ------
        TimeoutError
            There was none in time.
        """
        with self._lock:
            answer = self._answer
            if answer is None or answer.done():
                answer = self._answer = Future()
                threading.Thread(target=self._ask, args=(answer,), name="readiness", daemon=True).start()
        return answer.result(self._seconds)

    def _ask(self, answer: Future[T]) -> None:
        try:
            answer.set_result(self._question())
        except Exception as error:  # noqa: BLE001  # whoever waits gets it
            answer.set_exception(error)


class Readiness:
    """Asks store, queue and workers. Threads may share one."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        queue: CheckQueue,
        alive: Callable[[], bool] | None,
        *,
        seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._settings = settings
        self._alive = alive  # whether the workers of this process live, if it has any
        self._queue = Asked(queue.ping, seconds)
        self._store = Asked(store.worker, seconds)
        self._seconds = seconds
        self._corpus: Asked[CorpusNow] | None = None

    def watching(self, corpus: Callable[[], CorpusNow]) -> Readiness:
        """Return this, which asks from now on what is served of the corpus too."""
        self._corpus = Asked(corpus, self._seconds)
        return self

    def __call__(self) -> Mapping[str, PartState]:
        """Return how each part is."""
        store, noted = self._state(self._store)
        parts = {"store": store, "queue": self._state(self._queue)[0]}
        if not store.ready:
            return parts
        parts["worker"] = self._worker(noted)
        if self._corpus and (now := self._state(self._corpus)[1]):
            # Whatever is to be mended there, checks are answered.
            parts["corpus"] = PartState(ready=True, detail=now.words)
        return parts

    @staticmethod
    def _state(asked: Asked[T]) -> tuple[PartState, T | None]:
        try:
            return PartState(ready=True), asked()
        except StoreOutgrown:
            return PartState(ready=False, detail="its tables are those of another release"), None
        except (CheckerError, TimeoutError):
            # The error names an address, and this route asks for no key.
            return PartState(ready=False, detail="does not answer"), None

    def _worker(self, noted: WorkerNote | None) -> PartState:
        if noted is None:
            return PartState(ready=False, detail="no worker has started yet")
        recent = noted.silence < MISSED_SIGNS * timedelta(seconds=self._settings.requeue_seconds)
        ready = recent if self._alive is None else self._alive()
        return PartState(ready=ready, detail="" if ready else "no sign of life", facts=dict(noted.facts))
