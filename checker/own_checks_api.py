"""The HTTP API of one's own checks: a list of them, and taking one back. docs/api.md describes it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, g, request

from checker.callers import current_owner, listed_owner, removable_check
from checker.check_wire import links_of
from checker.desk import current_desk
from checker.errors import InvalidInput
from checker.filters import read_wanted, refuse_unknown
from checker.problems import json_response
from checker.queue_reasons import whys
from checker.shelf import Listed, Wanted
from checker.surrogates import wire_text

own_checks = Blueprint("own_checks", __name__, url_prefix="/api/v1")


def register(app: Flask) -> None:
    """Add the routes to ``app``."""
    app.register_blueprint(own_checks)


@own_checks.before_request
def authenticate() -> None:
    """Find out who asks, where keys are set."""
    g.owner = current_owner()


@own_checks.get("/checks")
def list_own() -> Response:
    """List checks, the newest first, a page at a time: one's own, or for reviewers those of a key."""
    wanted = _wanted(g.owner)
    found = current_desk().store.list_checks(wanted)
    page = found[: wanted.limit - 1]
    following = page[-1].place.cursor() if len(found) == wanted.limit else None
    return json_response({"checks": [_listed_to_wire(one) for one in page], "next": following})


@own_checks.delete("/checks/<check_id>")
def take_back(check_id: str) -> Response:
    """Remove a check with its post, its reports and all that was derived from them."""
    current_desk().remove(removable_check(check_id).check_id)
    return Response(status=HTTPStatus.NO_CONTENT)


def _wanted(owner: str) -> Wanted:
    refuse_unknown(request.args)
    if request.args.get("batch") == "":  # of a variable that was not set: it would list everything
        raise InvalidInput("batch is empty; give the id of a batch, or leave it out", field="batch")
    return read_wanted(request.args, listed_owner(owner), current_desk().settings.review_below)


def _listed_to_wire(one: Listed) -> dict[str, Any]:
    return {
        "id": one.check_id,
        "state": one.state.value,
        "verdict": one.verdict,
        "created_at": one.created_at.isoformat(),
        "finished_at": one.finished_at.isoformat() if one.finished_at else None,
        "post": wire_text(one.text),
        "url": wire_text(one.url) if one.url else None,
        "needs_review": [why.value for why in whys(one.facts, current_desk().settings.review_below)],
        "links": links_of(one.check_id),
    }
