"""Pages of reviews: deciding beside the answer, the dashboard, and what may be taken along."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus

from flask import (
    Blueprint,
    Flask,
    Response,
    g,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from checker import navigation, review_charts, review_words, sign_in
from checker.actors import actor_words
from checker.clock import utc_now
from checker.errors import InvalidInput, NotFound
from checker.filters import word_of
from checker.holders import demand
from checker.key_records import Scope
from checker.problems import json_response
from checker.records import Reason, Verdict
from checker.review_export import Shape
from checker.review_figures import figures_of
from checker.review_records import Asked, Because, CheckReviewed, Decision, Person
from checker.reviews import Wished
from checker.reviews_desk import current_book, current_reviews, decide, exported, published, withdraw

SPANS = (30, 90, 365, 0)  # days that the dashboard may show; 0 is all
RECENT = 10
_WRITTEN = ("note", "quote", "source_url")
MOST_PASSAGES = 8  # that the form offers; a form has at most some twenty fields
MOST_FORMS = 20  # on a report; where more claims were judged, each form is a page of its own

pages = Blueprint("reviews_pages", __name__)
pages.before_request(sign_in.let_in)


def register(app: Flask) -> None:
    """Add the pages to ``app``."""
    app.jinja_env.globals.update(
        review_of=review_of,
        may_review=may_review,
        may_withdraw=may_withdraw,
        me_reviewing=me_reviewing,
        standing_look=review_words.standing_look,
        decision_words=review_words.decision_words,
        because_words=review_words.because_words,
        verdict_words=review_words.verdict_words,
        outcome_words=review_words.outcome_words,
        review_choices=review_words.choices,
        review_reasons=review_words.reasons,
        review_passages=MOST_PASSAGES,
        review_forms=MOST_FORMS,
        actor_words=actor_words,
    )
    app.register_blueprint(pages)
    navigation.add(app, lazy_gettext("Reviews"), "reviews_pages.dashboard", 60, {Scope.REVIEW})


def review_of(check_id: str) -> CheckReviewed | None:
    """Return what people decided of a check, read once a page; None of one that was removed meanwhile."""
    known: dict[str, CheckReviewed | None] = g.setdefault("reviewed", {})
    if check_id not in known:
        known[check_id] = None
        with suppress(NotFound):
            known[check_id] = current_reviews().of_check(check_id)
    return known[check_id]


def may_review() -> bool:
    """Whether the visitor decides."""
    return Scope.REVIEW in g.holder.scopes


def may_withdraw(person: str) -> bool:
    """Whether the visitor may let a decision of that person count no longer."""
    return may_review() and (person == g.holder.owner or Scope.ADMIN in g.holder.scopes)


def me_reviewing() -> Person:
    """Return the visitor, as they decide."""
    return Person(g.holder.owner, g.holder.name or g.holder.actor)


@pages.post("/checks/<check_id>/reviews")
def add(check_id: str) -> AnyResponse | tuple[str, int]:
    """Take a decision and lead back to the claim; what cannot be taken stays in the form."""
    fields = sign_in.posted()
    demand(g.holder, Scope.REVIEW)
    found = current_reviews().of_check(check_id)
    try:
        decide(check_id, _asked(fields, found))
    except InvalidInput as error:
        return _again(found, fields, error), HTTPStatus.UNPROCESSABLE_ENTITY
    return _back(check_id, fields.get("claim", ""))


@pages.get("/checks/<check_id>/reviews/new")
def decide_on(check_id: str) -> str:
    """Show the form of one claim by itself."""
    demand(g.holder, Scope.REVIEW)
    found = current_reviews().of_check(check_id)
    one = found.of_claim(request.args.get("claim", ""))
    if one is None:
        raise NotFound("the newest answer to this post has no such claim")
    return render_template("reviews/again.html", found=found, one=one, fields={}, error="", field="")


@pages.post("/checks/<check_id>/reviews/<int:review_id>/withdraw")
def take_back(check_id: str, review_id: int) -> AnyResponse:
    """Let a decision count no longer."""
    claim = sign_in.posted().get("claim", "")
    withdraw(check_id, review_id)
    return _back(check_id, claim)


@pages.get("/checks/<check_id>/claimreview.json")
def claim_review(check_id: str) -> Response:
    """Show the ClaimReview markup of what people confirmed."""
    made = json_response(published(check_id, request.args.get("claim", "")), indent=2)
    made.mimetype = "application/ld+json"
    return made


@pages.get("/reviews")
def dashboard() -> str:
    """Show how far people agree with the machine, and with each other."""
    demand(g.holder, Scope.REVIEW)
    days = _days(request.args.get("days", ""))
    since = utc_now() - timedelta(days=days) if days else None
    figures = figures_of(current_book().judged(since))
    return render_template(
        "reviews/dashboard.html",
        figures=figures,
        days=days,
        spans=SPANS,
        columns=review_charts.columns_of(figures.periods),
        dots=review_charts.dots_of(figures.reliability),
        label_of=review_words.period_words,
        share_words=review_words.share_words,
        recent=current_reviews().history(Wished(limit=RECENT)),
        needed=current_reviews().needed,
    )


@pages.get("/reviews/export.jsonl")
def export() -> Response:
    """Give what people settled as rows to train and measure with."""
    demand(g.holder, Scope.REVIEW)
    shape = word_of(request.args, "as", Shape) or Shape.PAIRS
    lines = (line.encode() for line in exported(shape, None))
    response = Response(stream_with_context(lines), mimetype="application/x-ndjson")
    response.headers["Content-Disposition"] = f'attachment; filename="reviews-{shape.value}.jsonl"'
    return response


def _days(given: str) -> int:
    return next((span for span in SPANS if str(span) == given), SPANS[1])


def _back(check_id: str, claim: str) -> AnyResponse:
    anchor = claim if claim.isascii() and claim.isalnum() else None
    return redirect(url_for("web.show", check_id=check_id, _anchor=anchor), HTTPStatus.SEE_OTHER)


def _asked(fields: Mapping[str, str], found: CheckReviewed) -> Asked:
    """Return what the form says."""
    one = found.of_claim(fields.get("claim", ""))
    shown = one.claim["passages"][:MOST_PASSAGES] if one else ()
    verdict, _, reason = fields.get("verdict", "").partition("/")
    decision = word_of(fields, "decision", Decision)
    if decision is None or decision is Decision.WITHDRAW:
        raise InvalidInput("choose what you decide", field="decision")
    return Asked(
        claim=fields.get("claim", ""),
        decision=decision,
        verdict=word_of({"verdict": verdict}, "verdict", Verdict),
        open_reason=word_of({"open_reason": reason}, "open_reason", Reason),
        because=word_of(fields, "because", Because),
        note=fields.get("note", "").replace("\r\n", "\n"),
        passages=tuple(p["passage_id"] for n, p in enumerate(shown) if fields.get(f"passage-{n}")),
        quote=fields.get("quote", "").replace("\r\n", "\n").strip(),
        source_url=fields.get("source_url", "").strip(),
        answer=fields.get("answer", ""),
    )


def _again(found: CheckReviewed, fields: Mapping[str, str], error: InvalidInput) -> str:
    """Show the form again; of what was decided on an answer that is another one now, the words are kept."""
    one = found.of_claim(fields.get("claim", ""))
    words = review_words.faults().get(error.field or "", str(error))
    if error.field in {"answer", "claim"}:
        fields = {name: fields.get(name, "") for name in _WRITTEN}
    return render_template(
        "reviews/again.html", found=found, one=one, fields=fields, error=words, field=error.field
    )
