"""What API and pages of reviews have in common: who decides, which check, and what may be published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app, request, url_for

from checker.callers import readable_check
from checker.claim_markup import Publisher, markup, publishable
from checker.config import Settings
from checker.desk import current_desk
from checker.errors import NotFound
from checker.holders import current_holder, demand
from checker.key_records import Scope
from checker.review_book import ReviewBook, open_review_book
from checker.review_export import Shape, rows_of
from checker.review_records import Asked, CheckReviewed, Person
from checker.reviews import Reviews, open_reviews
from checker.schema import dump_json


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """Where decisions are kept, and where they are read as a whole."""

    reviews: Reviews
    book: ReviewBook


def serve(app: Flask, settings: Settings) -> None:
    """Keep the reviews of ``app`` in the database that the settings name."""
    app.extensions["reviews"] = ReviewDesk(open_reviews(settings), open_review_book(settings))


def current_reviews() -> Reviews:
    """Return the reviews of the application that answers this request."""
    return _desk().reviews


def current_book() -> ReviewBook:
    """Return what reads them as a whole."""
    return _desk().book


def decide(check_id: str, asked: Asked) -> CheckReviewed:
    """Keep what whoever asks decided.

    Raises
    ------
    NotAllowed
        They may not review.
    NotFound
        There is no such check.
    """
    check = _reviewable(check_id)
    return current_reviews().add(check, asked, _person())


def withdraw(check_id: str, review_id: int) -> CheckReviewed:
    """Let a decision count no longer; an admin may withdraw anybody's."""
    check = _reviewable(check_id)
    others = Scope.ADMIN in current_holder().scopes
    return current_reviews().withdraw(check, review_id, _person(), others=others)


def published(check_id: str, claim_id: str = "") -> dict[str, Any]:
    """Return the ClaimReview markup of a check, or of one of its claims.

    Raises
    ------
    NotFound
        There is none: nobody has confirmed it, people disagree, or the answer has changed since.
    """
    check = readable_check(check_id)
    found = current_reviews().of_check(check.check_id)
    claims = [one for one in publishable(found) if claim_id in {"", one.claim["id"]}]
    if check.report is None or not claims:
        raise NotFound(
            "there is no ClaimReview of this: it is made of claims that an official statement decides, "
            f"once {'two people have' if found.needed > 1 else 'a person has'} confirmed the newest answer"
        )
    here = _here()
    page = here + url_for("web.show", check_id=check.check_id)
    settings = current_desk().settings
    publisher = Publisher(settings.publisher_name or request.host, settings.publisher_url or f"{here}/")
    return markup(claims, check.report, page, publisher)


def exported(shape: Shape, since: datetime | None) -> Iterator[str]:
    """Yield what people settled, a line of JSON each."""
    return (dump_json(row) + "\n" for row in rows_of(current_book().settled(since), shape))


def _reviewable(check_id: str) -> str:
    demand(current_holder(), Scope.REVIEW)
    return readable_check(check_id).check_id


def _person() -> Person:
    holder = current_holder()
    return Person(holder.owner, holder.name or holder.actor)


def _here() -> str:
    """Return the address of this server as the browser has it, also through a proxy that does TLS."""
    secure = request.is_secure or request.headers.get("X-Forwarded-Proto") == "https"
    return f"{'https' if secure else 'http'}://{request.host}"


def _desk() -> ReviewDesk:
    desk: ReviewDesk = current_app.extensions["reviews"]
    return desk
