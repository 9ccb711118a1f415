"""The HTTP API of one's own checks: a list of them, and taking one back. docs/api.md describes it."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Blueprint, Flask, Response, g, request

from checker.callers import current_owner
from checker.check_records import CheckState
from checker.check_wire import links_of
from checker.desk import current_desk
from checker.errors import InvalidInput
from checker.holders import current_holder, demand
from checker.intake import wire_text
from checker.key_records import Scope
from checker.problems import json_response
from checker.records import Verdict
from checker.shelf import Listed, Place, Wanted
from checker.webhook_events import EVERYBODY

PAGE, MOST = 50, 200
FILTERS = ("limit", "cursor", "verdict", "state", "since", "until", "key", "batch")
_Word = TypeVar("_Word", bound=StrEnum)

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
    current_desk().remove(check_id, g.owner)
    return Response(status=HTTPStatus.NO_CONTENT)


def _wanted(owner: str) -> Wanted:
    """Return what is asked for, and one more: whether there is a next page."""
    if unknown := sorted(set(request.args) - set(FILTERS)):
        name = wire_text(unknown[0][:40])
        raise InvalidInput(f"{name} is no filter; the filters are {', '.join(FILTERS)}", field=name)
    cursor = request.args.get("cursor", "")
    return Wanted(
        owner=_whose(owner),
        state=_word("state", CheckState),
        verdict=_word("verdict", Verdict),
        since=_moment("since"),
        until=_moment("until"),
        batch=request.args.get("batch") or None,
        after=Place.of_cursor(cursor) if cursor else None,
        limit=_limit() + 1,
    )


def _whose(owner: str) -> str | None:
    """Return whose checks are listed: one's own, or for who reviews those of another key, or all."""
    given = request.args.get("key", "")
    if given in {"", owner}:
        return owner
    demand(current_holder(), Scope.REVIEW)
    return None if given == EVERYBODY else given


def _limit() -> int:
    given = request.args.get("limit", "")
    if not given:
        return PAGE
    if not (given.isascii() and given.isdecimal() and len(given) <= 3 and 1 <= int(given) <= MOST):  # noqa: PLR2004
        raise InvalidInput(f"limit must be a whole number from 1 to {MOST}", field="limit")
    return int(given)


def _word(name: str, kind: type[_Word]) -> _Word | None:
    given = request.args.get(name, "")
    if not given:
        return None
    try:
        return kind(given)
    except ValueError as error:
        raise InvalidInput(f"{name} must be one of {', '.join(kind)}", field=name) from error


def _moment(name: str) -> datetime | None:
    """Return a time; one without a zone is UTC, and a date alone is its first moment."""
    given = request.args.get(name, "").strip()
    if not given:
        return None
    try:
        moment = datetime.fromisoformat(given.replace(" ", "+") if "T" in given else given)  # "+" in a URL
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        message = f'{name} is not an ISO 8601 date or time like "2025-06-19T14:00:00Z"'
        raise InvalidInput(message, field=name) from error


def _listed_to_wire(one: Listed) -> dict[str, Any]:
    return {
        "id": one.check_id,
        "state": one.state.value,
        "verdict": one.verdict,
        "created_at": one.created_at.isoformat(),
        "finished_at": one.finished_at.isoformat() if one.finished_at else None,
        "post": wire_text(one.text),
        "url": wire_text(one.url) if one.url else None,
        "links": links_of(one.check_id),
    }
