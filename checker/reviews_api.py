"""The HTTP API of reviews; docs/api.md describes it. Who reads a check reads them; reviewers decide."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, request, stream_with_context, url_for

from checker import doors
from checker.callers import readable_check
from checker.config import Settings
from checker.errors import InvalidInput
from checker.filters import limit_of, moment_of, number_of, word_of
from checker.holders import current_holder, demand
from checker.key_records import Scope
from checker.problems import json_response
from checker.review_export import Shape
from checker.review_figures import figures_of
from checker.review_records import CheckReviewed, Decision
from checker.review_wire import figures_to_wire, read_review, review_to_wire, reviewed_to_wire
from checker.reviews import Wished
from checker.reviews_desk import (
    current_book,
    current_reviews,
    decide,
    exported,
    published,
    serve,
    withdraw,
)

LINES = "application/x-ndjson"

check_reviews = Blueprint("check_reviews", __name__, url_prefix="/api/v1/checks/<check_id>")
reviews = Blueprint("reviews", __name__, url_prefix="/api/v1/reviews")


def register(app: Flask, settings: Settings) -> None:
    """Answer for the reviews in the database that the settings name."""
    serve(app, settings)
    app.register_blueprint(check_reviews)
    app.register_blueprint(reviews)


@reviews.before_request
def authenticate() -> None:
    """Let in who reviews."""
    demand(current_holder(), Scope.REVIEW)


@check_reviews.get("/reviews")
def show(check_id: str) -> Response:
    """Show what people decided of a check, beside the machine's answers."""
    check = readable_check(check_id)
    return json_response(_body(current_reviews().of_check(check.check_id)))


@check_reviews.post("/reviews")
def add(check_id: str) -> Response:
    """Confirm, change or reject the answer to one claim; deciding the same twice is once."""
    demand(current_holder(), Scope.REVIEW)  # before anything is read of what a stranger sends
    found = decide(check_id, read_review(doors.json_body()))
    response = json_response(_body(found), HTTPStatus.CREATED)
    response.headers["Location"] = url_for("check_reviews.show", check_id=check_id)
    return response


@check_reviews.post("/reviews/<int:review_id>/withdraw")
def take_back(check_id: str, review_id: int) -> Response:
    """Let a decision count no longer: one's own, or for admins anybody's."""
    return json_response(_body(withdraw(check_id, review_id)))


@check_reviews.get("/claimreview")
def claim_review(check_id: str) -> Response:
    """Show the ClaimReview markup (JSON-LD) of what people confirmed."""
    made = json_response(published(check_id, request.args.get("claim", "")))
    made.mimetype = "application/ld+json"
    return made


@reviews.get("")
def show_all() -> Response:
    """List decisions on all checks, the newest first, a page at a time."""
    limit = limit_of(request.args)
    wished = Wished(
        check_id=request.args.get("check") or None,
        person=_own_or_all(),
        decision=word_of(request.args, "decision", Decision),
        since=moment_of(request.args, "since"),
        until=moment_of(request.args, "until"),
        before=number_of(request.args, "before", 0, 1),
        limit=limit + 1,
    )
    found = current_reviews().history(wished)
    following = found[limit - 1].review_id if len(found) > limit else None
    counting = current_reviews().counting(found[:limit])
    shown = [review_to_wire(one, counting) for one in found[:limit]]
    return json_response({"reviews": shown, "next": following})


@reviews.get("/summary")
def summary() -> Response:
    """Show how far people agree with the machine, and with each other."""
    since, until = moment_of(request.args, "since"), moment_of(request.args, "until")
    return json_response(figures_to_wire(figures_of(current_book().judged(since, until))))


@reviews.get("/export")
def export() -> Response:
    """Give what people settled as rows to train and measure with, a line of JSON each."""
    shape, since = word_of(request.args, "as", Shape) or Shape.PAIRS, moment_of(request.args, "since")
    lines = (line.encode() for line in exported(shape, since))
    response = Response(stream_with_context(lines), mimetype=LINES)
    response.headers["Content-Disposition"] = f'attachment; filename="reviews-{shape.value}.jsonl"'
    return response


def _body(found: CheckReviewed) -> dict[str, Any]:
    here = {
        "self": url_for("check_reviews.show", check_id=found.check_id),
        "check": url_for("checks.show", check_id=found.check_id),
        "claimreview": url_for("check_reviews.claim_review", check_id=found.check_id),
    }
    return reviewed_to_wire(found) | {"links": here}


def _own_or_all() -> str | None:
    """Return whose decisions are listed: ``by=me`` one's own, else everybody's."""
    by = request.args.get("by", "")
    if by not in {"", "me"}:
        raise InvalidInput("by must be me, or left out", field="by")
    return current_holder().owner if by else None
