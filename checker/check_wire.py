"""A check as the API shows it: with its history, and with where it is."""

from __future__ import annotations

from typing import Any

from flask import url_for

from checker.changes_api import change_to_wire, current_answers
from checker.checks import DONE, Check
from checker.review_records import Standing
from checker.review_wire import reviewed_in_short
from checker.reviews_desk import current_reviews
from checker.schema import check_to_wire


def check_body(check: Check, *, unheard_of: bool = False) -> dict[str, Any]:
    """Return all of a check; one that is ``unheard_of`` was made just now, and nothing was added to it."""
    fresh = unheard_of or check.state != DONE
    changes = () if fresh else current_answers().history(check.check_id)
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
    return {
        "self": url_for("checks.show", check_id=check_id),
        "page": url_for("web.show", check_id=check_id),
        "events": url_for("check_events.follow", check_id=check_id),
    }
