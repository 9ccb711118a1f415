"""Asking for imports, and agreeing to what a preview showed: what the API and the pages both do."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from flask import current_app

from checker.desk import current_desk
from checker.errors import InvalidInput, QueueUnavailable
from checker.import_jobs import TASK, ImportJobs, Job, JobState

log = logging.getLogger(__name__)


def import_jobs() -> ImportJobs:
    """Return the imports of the application that answers this request."""
    jobs: ImportJobs = current_app.extensions["imports"]
    return jobs


def ask(asked: Mapping[str, Any], actor: str) -> Job:
    """Keep and queue an import."""
    job = import_jobs().add(asked, actor=actor, total=len(asked["sources"]))
    try:
        current_desk().send(TASK, job.import_id)
    except QueueUnavailable:
        # It is kept, so it is accepted: workers look for those whose message was lost.
        log.warning("import %s is kept but not queued: the broker is away", job.import_id)
    return job


def agree(import_id: str, actor: str, more: Mapping[str, Any]) -> Job:
    """Have carried out what a preview showed, with ``more`` in the request.

    Raises
    ------
    InvalidInput
        It is no preview that is done.
    """
    preview = import_jobs().get(import_id)
    if preview.state is not JobState.DONE or not preview.result or preview.result["applied"]:
        raise InvalidInput("this is no preview that is done; apply one that is", field="import_id")
    return ask(dict(preview.request) | {"apply": True, "plan": preview.result["plan"], **more}, actor)
