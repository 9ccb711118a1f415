"""Imports over HTTP: asked for, followed, and agreed to. Whoever asks must hold an admin key."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, request, url_for

from checker import doors, import_desk
from checker.admins import current_admin
from checker.config import Settings
from checker.import_jobs import ENDED, Job, JobState, open_import_jobs
from checker.import_request import ImportRequest
from checker.problems import json_response

POLL_SECONDS = 1
_WITH_ANSWERS = 'send answers to POST /api/v1/corpus/imports, beside "sources", "apply" and "plan"'

imports = Blueprint("imports", __name__, url_prefix="/api/v1/corpus/imports")


def register(app: Flask, settings: Settings) -> None:
    """Answer for the imports in the database that the settings name."""
    app.extensions["imports"] = open_import_jobs(settings)
    app.config["MAX_IMPORT_LENGTH"] = max(settings.max_import_bytes, settings.max_body_bytes)
    app.register_blueprint(imports)


@imports.before_request
def authenticate() -> None:
    """Let in who may change the corpus; what they send may be larger than a post."""
    g.actor = current_admin()
    request.max_content_length = current_app.config["MAX_IMPORT_LENGTH"]


@imports.post("")
def ask() -> Response:
    """Take an import, which is a preview unless it says otherwise."""
    asked = ImportRequest.read(doors.json_body()).model_dump()
    return _accepted(import_desk.ask(asked, g.actor))


@imports.get("/<import_id>")
def show(import_id: str) -> Response:
    """Show an import as it stands."""
    job = import_desk.import_jobs().get(import_id)
    response = json_response(_wire(job))
    if job.state not in ENDED:
        response.headers["Retry-After"] = str(POLL_SECONDS)
    return response


@imports.post("/<import_id>/apply")
def agree(import_id: str) -> Response:
    """Carry out what a preview showed, all of it: answers to it go with an import of their own."""
    doors.no_body(_WITH_ANSWERS)
    return _accepted(import_desk.agree(import_id, g.actor, {}))


def _accepted(job: Job) -> Response:
    response = json_response(_wire(job), HTTPStatus.ACCEPTED)
    response.headers["Location"] = _wire(job)["links"]["self"]
    response.headers["Retry-After"] = str(POLL_SECONDS)
    return response


def _wire(job: Job) -> dict[str, Any]:
    links = {"self": url_for("imports.show", import_id=job.import_id)}
    if job.state is JobState.DONE and job.result and not job.result["applied"]:
        links["apply"] = url_for("imports.agree", import_id=job.import_id)
    return {
        "id": job.import_id,
        "state": job.state.value,
        "apply": bool(job.request["apply"]),
        "actor": job.actor,
        "progress": {"done": job.done, "total": job.total},
        "created_at": job.created_at.isoformat(),
        "finished_at": job.finished_at.isoformat() if job.finished_at else None,
        "result": dict(job.result) if job.result else None,
        "error": job.error,
        "links": links,
    }
