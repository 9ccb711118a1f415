"""Putting claims that were seen into clusters, as a job of the workers."""

from __future__ import annotations

import threading
from functools import cached_property

from checker.clustering import Clusters, open_clusters
from checker.config import Settings
from checker.tasks import Job, Jobs
from checker.work import Work

CLUSTER_CLAIMS = "checker.cluster_claims"
CLUSTER_SECONDS = 5.0
_SECONDS = 120.0


class ClusterWork:
    """Looks for claims that nobody has compared yet. Nothing is opened early, so it may be forked."""

    def __init__(self, settings: Settings, work: Work) -> None:
        self._settings = settings
        self._work = work
        self._lock = threading.Lock()

    def look(self, key: str) -> None:
        """Put new claims into clusters, if it is nobody else's turn."""
        del key
        _, checking = self._work.load()
        with self._lock:
            clusters = self._clusters
        clusters.look(lambda: checking.meanings)

    @cached_property
    def _clusters(self) -> Clusters:
        return open_clusters(self._settings)


def cluster_jobs(settings: Settings, work: Work) -> Jobs:
    """Return the job for workers, which is sent every few seconds."""
    return {CLUSTER_CLAIMS: Job(ClusterWork(settings, work).look, _SECONDS)}
