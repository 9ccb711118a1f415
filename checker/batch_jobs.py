"""Batches as a job of the workers: whose turn it is goes to the queue."""

from __future__ import annotations

import threading
from functools import cached_property

from checker.batch_feed import BatchFeed, open_batch_feed
from checker.batch_records import FEED_BATCHES
from checker.check_records import Ended
from checker.config import Settings
from checker.tasks import CheckQueue, Job, Jobs, make_celery
from checker.work import Work

FEED_SECONDS = 2.0
_LONGEST = 60.0


class Feeding:
    """Hands batches on. Nothing is opened early, so it may be forked."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()

    def feed(self, key: str) -> None:
        """Queue the checks of batches whose turn it is.

        Raises
        ------
        TryLaterError
            Database or broker is away. What was handed on and not queued is queued again like all checks.
        """
        del key
        feed, queue = self._opened
        for check_id in feed.next():
            queue.submit(check_id, of_batch=True)

    def follow_up(self, ended: Ended) -> None:
        """Queue what comes after a check that has ended, if that was one of a batch."""
        if ended.of_batch:
            self.feed(ended.check.check_id)

    @cached_property
    def _tools(self) -> tuple[BatchFeed, CheckQueue]:
        return open_batch_feed(self._settings), CheckQueue(make_celery(self._settings))

    @property
    def _opened(self) -> tuple[BatchFeed, CheckQueue]:
        with self._lock:
            return self._tools


def batch_jobs(settings: Settings, work: Work) -> Jobs:
    """Return the job for workers; it is sent every few seconds, and whenever a batch comes in."""
    feeding = Feeding(settings)
    work.on_end(feeding.follow_up)
    return {FEED_BATCHES: Job(feeding.feed, _LONGEST)}
