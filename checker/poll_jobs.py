"""Polling as a job of the workers: whoever gets it polls what is due, a few sources at a time."""

from __future__ import annotations

import threading
import time
from functools import cached_property, partial

from checker.config import Settings
from checker.imports import open_importer
from checker.ingest.fetch import open_fetcher
from checker.polling import Means, Poller
from checker.sources import SourceStore, open_sources
from checker.tasks import Job, Jobs

POLL_SOURCES = "checker.poll_sources"
EVERY_SECONDS = 5.0  # how often it is looked whether a source is due
_GO_ON_SECONDS = 60.0  # after that no further source is begun; the next look goes on
_MOST_SECONDS = 280.0


class Polls:
    """Polls what is due. Nothing is opened before it is needed, so it may be forked."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        # Checks must find workers free, however many sources are due at once.
        self._most = max(1, settings.worker_threads // 2)

    def run(self, key: str) -> None:
        """Poll what is due, unless enough others do so already; safe to run twice.

        Raises
        ------
        TryLaterError
            The database is away.
        """
        del key
        with self._lock:
            sources = self._sources
        deadline = time.monotonic() + _GO_ON_SECONDS
        for source_id in sources.due():
            if time.monotonic() > deadline or sources.polled_now() >= self._most:
                return
            with self._lock:
                poller = self._poller
            poller.poll(source_id)

    @cached_property
    def _sources(self) -> SourceStore:
        return open_sources(self._settings)

    @cached_property
    def _poller(self) -> Poller:
        return open_poller(self._settings, self._sources)


def open_poller(settings: Settings, sources: SourceStore) -> Poller:
    """Return what polls sources into the living corpus that the settings name."""
    # The libraries that read pages and PDF are loaded where something is read.
    from checker.ingest.readers import read  # noqa: PLC0415

    within = partial(read, most=settings.fetch_max_bytes)
    means = Means(open_fetcher(settings), within, open_importer(settings).add, settings.poll_seconds)
    return Poller(sources, means)


def poll_jobs(settings: Settings) -> Jobs:
    """Return the job for workers; it is sent every ``EVERY_SECONDS``."""
    return {POLL_SOURCES: Job(Polls(settings).run, _MOST_SECONDS)}
