"""All that workers do besides checks, and what of it is looked at every few seconds."""

from __future__ import annotations

from collections.abc import Mapping

from checker.batch_jobs import FEED_SECONDS, batch_jobs
from checker.batch_records import FEED_BATCHES
from checker.cluster_jobs import CLUSTER_CLAIMS, CLUSTER_SECONDS, cluster_jobs
from checker.config import Settings
from checker.following import FOLLOW_ANSWERS, FOLLOW_SECONDS, SEND_WEBHOOKS, follow_jobs
from checker.import_work import LOOK, LOOK_SECONDS, import_jobs
from checker.link_work import LOOK as LOOK_FOR_LINKS
from checker.link_work import LOOK_SECONDS as LOOK_FOR_LINKS_SECONDS
from checker.link_work import link_jobs
from checker.meaning_work import meaning_jobs
from checker.poll_jobs import EVERY_SECONDS, POLL_SOURCES, poll_jobs
from checker.tasks import Jobs
from checker.work import Work

# Each looks for its work itself, so that nothing is lost when a message is.
BEATS: Mapping[str, float] = {
    POLL_SOURCES: EVERY_SECONDS,
    LOOK: LOOK_SECONDS,
    LOOK_FOR_LINKS: LOOK_FOR_LINKS_SECONDS,
    FEED_BATCHES: FEED_SECONDS,
    FOLLOW_ANSWERS: FOLLOW_SECONDS,
    SEND_WEBHOOKS: FOLLOW_SECONDS,
    CLUSTER_CLAIMS: CLUSTER_SECONDS,
}


def all_jobs(settings: Settings, work: Work) -> Jobs:
    """Return every job by the name of its task. Nothing is opened before one of them runs."""
    return {
        **poll_jobs(settings),
        **import_jobs(settings, work.name),
        **link_jobs(settings, work),
        **batch_jobs(settings, work),
        **follow_jobs(settings, work),
        **cluster_jobs(settings, work),
        **meaning_jobs(settings, work),
    }
