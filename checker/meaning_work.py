"""Answering a search by meaning, as a job of the workers: they have the vectors of all passages."""

from __future__ import annotations

import threading
from functools import cached_property

from checker.config import Settings
from checker.meaning_searches import MOST, TASK, MeaningSearches, Near, open_meaning_searches
from checker.tasks import Job, Jobs
from checker.work import Work

_SECONDS = 30.0


class MeaningWork:
    """Answers searches. Nothing is opened early, so it may be forked."""

    def __init__(self, settings: Settings, work: Work) -> None:
        self._settings = settings
        self._work = work
        self._lock = threading.Lock()

    def run(self, search_id: str) -> None:
        """Answer a search, unless it is answered already; safe to run twice."""
        with self._lock:
            searches = self._searches
        words = searches.words(search_id)
        if words is None:
            return
        _, checking = self._work.load()
        found = checking.near(words, MOST)
        searches.answer(search_id, [Near(p.statement.statement_id, p.start, p.end, p.text) for p in found])

    @cached_property
    def _searches(self) -> MeaningSearches:
        return open_meaning_searches(self._settings)


def meaning_jobs(settings: Settings, work: Work) -> Jobs:
    """Return the job for workers."""
    return {TASK: Job(MeaningWork(settings, work).run, _SECONDS)}
