"""A check as the API shows it: with its history, and with where it is."""

from __future__ import annotations

from typing import Any

from flask import current_app, request, url_for

from checker.changes_api import change_to_wire, current_answers
from checker.checks import DONE, Check
from checker.review_records import Standing
from checker.review_wire import reviewed_in_short
from checker.reviews_desk import current_reviews
from checker.schema import check_to_wire

_STAND_IN = "CHECK-ID"
_ROUTES = {"self": "checks.show", "page": "web.show", "events": "check_events.follow"}


def check_body(check: Check, *, unheard_of: bool = False) -> dict[str, Any]:
    """Return all of a check; one that is ``unheard_of`` was made just now, and nothing was added to it."""
    fresh = unheard_of or check.state != DONE
    changed, changes = (None, ()) if fresh else current_answers().with_history(check.check_id)
    check = changed or check
    more = {
        "request_id": check.request_id or None,
        "history": [change_to_wire(change) for change in changes],
        "links": links_of(check.check_id),
        "review": None if unheard_of else _review(check),
    }
    return check_to_wire(check) | more


def _review(check: Check) -> dict[str, Any] | None:
    """Return in short what people decided; None where nobody has."""
    reviews = current_reviews()
    if check.state != DONE or reviews.standings_of([check.check_id])[check.check_id] is Standing.UNREVIEWED:
        return None
    return reviewed_in_short(reviews.of_check(check.check_id))


def links_of(check_id: str) -> dict[str, str]:
    """Return where a check is: for programs, for people, and to be followed while it runs."""
    # Where they all are is worked out once for each address that the application lies under.
    known: dict[str, dict[str, str]] = current_app.extensions.setdefault("check_links", {})
    places = known.get(request.script_root)
    if places is None:
        found = {name: url_for(route, check_id=_STAND_IN) for name, route in _ROUTES.items()}
        places = known[request.script_root] = found
    return {name: place.replace(_STAND_IN, check_id) for name, place in places.items()}
