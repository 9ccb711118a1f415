"""The HTTP API of answers that changed; docs/api.md describes it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, current_app, request, url_for

from checker.answer_history import Change
from checker.answers import Answers, open_answers
from checker.callers import current_listener, readable_check
from checker.config import Settings
from checker.filters import limit_of, number_of
from checker.problems import json_response
from checker.webhook_events import EVERYBODY

answer_changes = Blueprint("answer_changes", __name__, url_prefix="/api/v1")


def register(app: Flask, settings: Settings) -> None:
    """Answer for the changes in the database that the settings name."""
    app.extensions["answers"] = open_answers(settings)
    app.register_blueprint(answer_changes)


@answer_changes.get("/changes")
def show_all() -> Response:
    """Show whose answer has changed, the newest first."""
    owner, limit, before = current_listener(), limit_of(request.args), number_of(request.args, "before", 0)
    found = current_answers().changes(None if owner == EVERYBODY else owner, before=before, limit=limit + 1)
    following = found[limit - 1].change_id if len(found) > limit else None
    return json_response({"changes": [change_to_wire(one) for one in found[:limit]], "next": following})


@answer_changes.get("/checks/<check_id>/reports/<int:number>")
def show_earlier(check_id: str, number: int) -> Response:
    """Show a report of a check that another one has replaced."""
    check = readable_check(check_id)
    return json_response(current_answers().report(check.check_id, number))


def change_to_wire(change: Change) -> dict[str, Any]:
    """Return a change with where its check and its earlier report are."""
    links = {
        "check": url_for("checks.show", check_id=change.check_id),
        "page": url_for("web.show", check_id=change.check_id),
        "earlier": url_for("answer_changes.show_earlier", check_id=change.check_id, number=change.number),
    }
    return change.to_wire() | {"links": links}


def current_answers() -> Answers:
    """Return the answers of the application that answers this request."""
    answers: Answers = current_app.extensions["answers"]
    return answers
