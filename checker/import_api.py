"""Imports over HTTP: asked for, followed, and agreed to. Whoever asks must hold an admin key."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, g, request, url_for

from checker import doors
from checker.errors import InvalidInput, QueueUnavailable
from checker.import_jobs import ENDED, ImportJobs, Job, JobState
from checker.import_request import ImportRequest
from checker.intake import read_json
from checker.problems import json_response

log = logging.getLogger(__name__)

POLL_SECONDS = 1


def imports_blueprint(
    jobs: ImportJobs, submit: Callable[[str], object], admit: Callable[[], str], max_bytes: int
) -> Blueprint:
    """Return the routes under ``/api/v1/corpus/imports``.

    Parameters
    ----------
    submit
        Queues an import by its id; may raise ``QueueUnavailable``.
    admit
        Returns who asks, or raises when that is nobody who may change the corpus.
    """
    routes = Blueprint("imports", __name__, url_prefix="/api/v1/corpus/imports")

    @routes.before_request
    def authenticate() -> None:
        g.actor = admit()
        request.max_content_length = max_bytes

    @routes.post("")
    def ask() -> Response:
        return _accepted(_kept(jobs, submit, ImportRequest.read(_body()).model_dump()))

    @routes.get("/<import_id>")
    def show(import_id: str) -> Response:
        job = jobs.get(import_id)
        if job.overdue:
            # Whoever had it seems lost; that it is asked for shows that it still matters.
            _queue(submit, import_id)
        response = json_response(_wire(job))
        if job.state not in ENDED:
            response.headers["Retry-After"] = str(POLL_SECONDS)
        return response

    @routes.post("/<import_id>/apply")
    def agree(import_id: str) -> Response:
        preview = jobs.get(import_id)
        if preview.state is not JobState.DONE or preview.request["apply"] or not preview.result:
            raise InvalidInput("this is no preview that is done; apply one that is", field="import_id")
        asked = dict(preview.request) | {"apply": True, "plan": preview.result["plan"]}
        return _accepted(_kept(jobs, submit, asked))

    return routes


def _kept(jobs: ImportJobs, submit: Callable[[str], object], asked: dict[str, Any]) -> Job:
    job = jobs.add(asked, actor=g.actor, total=len(asked["sources"]))
    _queue(submit, job.import_id)
    return job


def _queue(submit: Callable[[str], object], import_id: str) -> None:
    try:
        submit(import_id)
    except QueueUnavailable:
        # It is kept, so it is accepted: it is queued again when its state is asked for.
        log.warning("import %s is kept but not queued: the broker is away", import_id)


def _accepted(job: Job) -> Response:
    response = json_response(_wire(job), HTTPStatus.ACCEPTED)
    response.headers["Location"] = _wire(job)["links"]["self"]
    response.headers["Retry-After"] = str(POLL_SECONDS)
    return response


def _wire(job: Job) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": job.import_id,
        "state": job.state.value,
        "apply": bool(job.request["apply"]),
        "actor": job.actor,
        "progress": {"done": job.done, "total": job.total},
        "created_at": job.created_at.isoformat(),
        "links": {"self": url_for("imports.show", import_id=job.import_id)},
    }
    if job.finished_at is not None:
        body["finished_at"] = job.finished_at.isoformat()
    if job.result is not None:
        body["result"] = dict(job.result)
    if job.error is not None:
        body["error"] = job.error
    if job.state is JobState.DONE and not job.request["apply"]:
        body["links"]["apply"] = url_for("imports.agree", import_id=job.import_id)
    return body


def _body() -> object:
    if request.mimetype != "application/json":
        raise InvalidInput("send application/json in UTF-8", field="Content-Type")
    return read_json(doors.body())
