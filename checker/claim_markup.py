"""ClaimReview markup (schema.org) of answers that people confirmed. Pure.

It says what officials said, as the answer does: no rating calls a claim false, and none is a number,
since a number on a scale of truth would.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from checker.intake import is_web_address
from checker.records import Precision, Verdict
from checker.review_records import PUBLISHED, CheckReviewed, ClaimReviewed, Standing
from checker.surrogates import wire_text

CONTEXT = "https://schema.org"
RATINGS = {
    Verdict.REFUTES: "An official statement says otherwise",
    Verdict.SUPPORTS: "Matches an official statement",
    Verdict.CONFLICTING: "Official statements disagree",
}
OVERTAKEN = "Matched an official statement that has been overtaken"
_DATES = {Precision.DAY: 10, Precision.MINUTE: 16, Precision.MONTH: 7, Precision.YEAR: 4}

Wire = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the markup."""

    name: str
    url: str


def publishable(found: CheckReviewed) -> tuple[ClaimReviewed, ...]:
    """Return the claims of which there is markup: people settled a decisive verdict on the newest answer."""
    return tuple(one for one in found.claims if one.standing in PUBLISHED and one.verdict in RATINGS)


def markup(claims: Sequence[ClaimReviewed], post: Wire, page: str, publisher: Publisher) -> dict[str, Any]:
    """Return the markup: one object for one claim, a graph for several.

    Parameters
    ----------
    post
        The report: its post, address and date.
    page
        The full address of the page that shows it.
    """
    made = [_review(one, post, page, publisher) for one in claims]
    return {"@context": CONTEXT} | (made[0] if len(made) == 1 else {"@graph": made})


def _review(one: ClaimReviewed, post: Wire, page: str, publisher: Publisher) -> dict[str, Any]:
    address = f"{page}#{one.claim['id']}"
    return {
        "@type": "ClaimReview",
        "@id": f"{address}-review",
        "url": address,
        "datePublished": max(vote.at for vote in one.votes).date().isoformat(),
        "inLanguage": "en",
        "author": _publisher(publisher),
        "publisher": _publisher(publisher),
        "claimReviewed": wire_text(one.claim["text"].strip()),
        "itemReviewed": _claim(one.claim, post, address),
        "reviewRating": _rating(one),
        "isBasedOn": _quotations(one),
    }


def _publisher(publisher: Publisher) -> dict[str, Any]:
    return {"@type": "Organization", "name": publisher.name, "url": publisher.url}


def _claim(claim: Wire, post: Wire, address: str) -> dict[str, Any]:
    text = wire_text(claim["text"].strip())
    made: dict[str, Any] = {"@type": "Claim", "@id": f"{address}-claim", "text": text}
    if claim.get("lang"):
        made["inLanguage"] = claim["lang"]
    posted = post.get("posted_at")
    if posted:
        made["datePublished"] = datetime.fromisoformat(posted).date().isoformat()
    url = post.get("url")
    if url and is_web_address(url):
        made["appearance"] = {"@type": "CreativeWork", "url": url} | (
            {"datePublished": made["datePublished"]} if posted else {}
        )
    return made


def _rating(one: ClaimReviewed) -> dict[str, Any]:
    verdict = one.verdict
    assert verdict is not None  # noqa: S101  # see ``publishable``
    confirmed = one.standing is Standing.CONFIRMED
    words = OVERTAKEN if confirmed and one.claim.get("overtaken") else RATINGS[verdict]
    rating = {"@type": "Rating", "alternateName": words}
    if confirmed and one.claim.get("explanation"):
        rating["ratingExplanation"] = wire_text(one.claim["explanation"])
    return rating


def _quotations(one: ClaimReviewed) -> list[dict[str, Any]]:
    shown = {p["passage_id"]: p for vote in one.votes for p in vote.what["passages"]}
    quoted = {vote.what["quote"]: vote.what["source_url"] for vote in one.votes if vote.what["quote"]}
    made = [_quotation(passage) for passage in shown.values()]
    return made + [
        {"@type": "Quotation", "text": wire_text(words), "url": url} for words, url in quoted.items()
    ]


def _quotation(passage: Wire) -> dict[str, Any]:
    made: dict[str, Any] = {"@type": "Quotation", "text": wire_text(passage["text"])}
    if is_web_address(passage["source_url"]):
        made["url"] = passage["source_url"]
    if passage.get("language"):
        made["inLanguage"] = passage["language"]
    known = _DATES.get(Precision(passage["issued_at_precision"]))
    if known and passage["issued_at"]:
        made["dateCreated"] = passage["issued_at"]
    speaker = {"@type": "Person", "name": passage["speaker"]} if passage["speaker"] else None
    if speaker and passage["office"]:
        speaker["jobTitle"] = passage["office"]
    issuer = {"@type": "Organization", "name": passage["issuer"]} if passage["issuer"] else None
    if author := speaker or issuer:
        made["creator"] = author
    if passage["publisher"]:
        made["publisher"] = {"@type": "Organization", "name": passage["publisher"]}
    return made
