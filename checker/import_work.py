"""Running one import that was asked for over HTTP; what a worker does for the task ``checker.import``."""

from __future__ import annotations

import io
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

from celery.exceptions import SoftTimeLimitExceeded

from checker import tasks
from checker.config import Settings
from checker.errors import CheckerError, StoreUnavailable, TryLaterError
from checker.import_answers import answered
from checker.import_jobs import MAX_ATTEMPTS, TASK, ImportJobs, Job, JobState, open_import_jobs
from checker.import_request import ImportRequest, ImportSource
from checker.import_wire import plan_digest, plan_to_wire, summary_to_wire
from checker.imports import Importer, open_importer
from checker.ingest.drafts import Reading
from checker.ingest.gathering import Means, readings, received
from checker.tasks import Jobs

log = logging.getLogger(__name__)

LOOK = "checker.look_for_imports"
LOOK_SECONDS = 30.0
SECONDS = 1_800.0
BEAT_SECONDS = 20.0  # one document can take minutes: a worker that has it says that it lives
CHANGED = "What would be added is not what the preview showed; look at this one and apply it."


class ImportWork:
    """Brings imports to their end; safe to run twice."""

    def __init__(
        self,
        jobs: ImportJobs,
        importer: Importer,
        means: Means,
        *,
        most: int = 1,
        beat: float = BEAT_SECONDS,
    ) -> None:
        self._jobs = jobs
        self._importer = importer
        self._means = means
        self._most = most  # at once, by all workers together: checks must find one free
        self._beat = beat

    def run(self, import_id: str) -> None:
        """Bring an import to its end, unless it has ended or another worker is at it.

        Raises
        ------
        TryLaterError
            It was not begun, or not brought to an end, and may be later.
        """
        job = self._jobs.claim(import_id, most=self._most)
        if job is None and self._jobs.get(import_id).state is JobState.QUEUED:
            raise TryLaterError(f"import {import_id} waits until another has ended")
        if job is None:
            log.info("import %s is not free: it has ended, or another worker has it", import_id)
        elif job.attempts > MAX_ATTEMPTS:
            self._jobs.fail(job, f"The import was begun {MAX_ATTEMPTS} times and never ended.")
        else:
            self._end(job)

    def _end(self, job: Job) -> None:
        try:
            with self._held(job):
                outcome = self._outcome(job)
            self._jobs.finish(job, outcome)
        except TryLaterError:
            # With the database away it cannot even be given back; then its lease runs out.
            with suppress(StoreUnavailable):
                self._jobs.release(job)
            raise
        except SoftTimeLimitExceeded:
            self._jobs.fail(job, "The import took too long and was stopped; import its sources one by one.")
        except CheckerError as error:
            self._jobs.fail(job, str(error))
        except Exception as error:
            error_id = uuid4().hex
            log.exception("import %s failed, error %s", job.import_id, error_id, exc_info=error)
            self._jobs.fail(job, f"Something went wrong on our side. The log has it under {error_id}.")

    @contextmanager
    def _held(self, job: Job) -> Iterator[None]:
        """Keep others from the import while this process works at it, and no longer than it may take."""
        over, deadline = threading.Event(), time.monotonic() + SECONDS

        def renewing() -> None:
            while not over.wait(self._beat) and time.monotonic() < deadline:
                with suppress(StoreUnavailable):
                    self._jobs.renew(job)

        beating = threading.Thread(target=renewing, name=f"import-{job.import_id}", daemon=True)
        beating.start()
        try:
            yield
        finally:
            over.set()
            beating.join()

    def _outcome(self, job: Job) -> Mapping[str, Any]:
        request = ImportRequest.read(dict(job.request))
        plan = self._importer.plan(self._read(job, request.sources))
        digest = plan_digest(plan)
        if not request.apply:
            return plan_to_wire(plan) | {"plan": digest}
        if request.plan is not None and request.plan != digest:
            return plan_to_wire(plan) | {"plan": digest, "refused": CHANGED}
        answers = {key: answer.as_answer() for key, answer in request.answers.items()}
        agreed = answered(plan, answers)
        return summary_to_wire(self._importer.apply(agreed, job.actor, request.reason))

    def _read(self, job: Job, sources: Iterable[ImportSource]) -> Iterable[Reading]:
        for done, source in enumerate(sources, 1):
            if source.url is not None:
                yield from readings(source.url, self._means)
            else:
                yield received(source.body(), source.name or "", source.type, self._means)
            self._jobs.tell(job, done)


class Imports:
    """Does the imports of one process. Nothing is opened before the first one, so it may be forked."""

    def __init__(self, settings: Settings, worker: str = "", **clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._worker = worker
        self._clock = clock
        self._lock = threading.Lock()
        self._work: ImportWork | None = None
        self._jobs: ImportJobs | None = None

    def run(self, import_id: str) -> None:
        """Bring an import to its end."""
        with self._lock:
            self._work = self._work or _open(self._settings, self._worker)
        self._work.run(import_id)

    def look(self, key: str) -> None:
        """Do what was asked for and lost on the way: its message, or the worker that had it."""
        del key
        with self._lock:
            self._jobs = self._jobs or open_import_jobs(self._settings, self._worker, **self._clock)
        for import_id in self._jobs.overdue():
            try:
                self.run(import_id)
            except TryLaterError as error:
                log.info("left until the next look: %s", error)
                return


def _open(settings: Settings, worker: str) -> ImportWork:
    # The readers bring libraries that the server does without until something is imported.
    from checker.ingest.fetch import open_fetcher  # noqa: PLC0415
    from checker.ingest.readers import read  # noqa: PLC0415

    within = partial(read, most=settings.fetch_max_bytes)
    means = Means(within, open_fetcher(settings).get, io.BytesIO(), settings.fetch_max_bytes)
    most = max(1, settings.worker_threads // 2)
    return ImportWork(open_import_jobs(settings, worker), open_importer(settings), means, most=most)


def import_jobs(settings: Settings, worker: str = "") -> Jobs:
    """Return the jobs for a worker; the second one is sent every ``LOOK_SECONDS``."""
    imports = Imports(settings, worker)
    return {TASK: tasks.Job(imports.run, SECONDS), LOOK: tasks.Job(imports.look, SECONDS)}
