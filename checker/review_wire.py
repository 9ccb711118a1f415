"""Reviews in their wire form, for the API and the command line, and decisions as callers send them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from checker.body_faults import refused_by_field
from checker.errors import InvalidInput
from checker.records import Reason, Verdict
from checker.review_figures import Bin, Figures, Share
from checker.review_records import Asked, Because, CheckReviewed, ClaimReviewed, Decision, Review
from checker.review_rules import MOST_CHARS
from checker.schema import iso
from checker.surrogates import wire_text

DIGITS = 4
_MOST_PASSAGES = 50


class NewReview(BaseModel):
    """What a caller sends to decide on an answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    claim: Annotated[str, Field(description="id of the claim in the report", examples=["c1"])]
    decision: Annotated[
        Decision, Field(description="what is decided; a decision is withdrawn at an address of its own")
    ]
    verdict: Annotated[Verdict | None, Field(description="the right one, when it is changed")] = None
    open_reason: Annotated[
        Reason | None, Field(description="no_statement or detail_not_stated, where nothing decides it")
    ] = None
    because: Annotated[Because | None, Field(description="needed when it is changed or rejected")] = None
    note: Annotated[str, Field(max_length=MOST_CHARS)] = ""
    passages: Annotated[
        list[str],
        Field(max_length=_MOST_PASSAGES, description="passage_id of those shown that decide"),
    ] = []
    quote: Annotated[
        str, Field(max_length=MOST_CHARS, description="words that decide and were not shown")
    ] = ""
    source_url: Annotated[str, Field(max_length=MOST_CHARS, description="where the quote can be read")] = ""
    answer: Annotated[
        str, Field(description="answer of the claim that was looked at; refused when it has changed since")
    ] = ""


def _one_of(name: str, choices: Iterable[str]) -> str:
    return f"{name} must be one of {', '.join(choices)}"


_FAULTS = {
    "decision": _one_of("decision", (one for one in Decision if one is not Decision.WITHDRAW)),
    "verdict": _one_of("verdict", Verdict),
    "open_reason": _one_of("open_reason", Reason),
    "because": _one_of("because", Because),
}


def read_review(body: object) -> Asked:
    """Return the decision that a caller sends.

    Raises
    ------
    InvalidInput
        A field is missing, unknown or of the wrong type.
    """
    if not isinstance(body, dict):
        raise InvalidInput('the body must be a JSON object like {"claim": "c1", "decision": "confirm"}')
    try:
        sent = NewReview.model_validate(body)
    except ValidationError as error:
        raise refused_by_field(error, NewReview, _FAULTS) from error
    if sent.decision is Decision.WITHDRAW:
        raise InvalidInput("a decision is withdrawn with POST …/reviews/{id}/withdraw", field="decision")
    values = {name: getattr(sent, name) for name in NewReview.model_fields}
    return Asked(**values | {"passages": tuple(sent.passages)})


def review_to_wire(review: Review, counting: Collection[int]) -> dict[str, Any]:
    """Return one entry of the history; ``counting`` has the ids of those that count."""
    what = review.what
    return {
        "id": review.review_id,
        "check_id": review.check_id,
        "claim": review.claim,
        "text": wire_text(str((what.get("machine") or {}).get("text") or "")),
        "answer": review.answer,
        "decision": review.decision.value,
        "verdict": review.verdict.value if review.verdict else None,
        "open_reason": review.open_reason.value if review.open_reason else None,
        "because": review.because.value if review.because else None,
        "note": wire_text(review.note),
        "passages": [passage["passage_id"] for passage in what.get("passages", ())],
        "quote": wire_text(what.get("quote", "")),
        "source_url": wire_text(what.get("source_url", "")),
        "withdraws": what.get("of"),
        "by": wire_text(review.by),
        "at": iso(review.at),
        "machine_verdict": (what.get("machine") or {}).get("verdict"),
        "counts": review.review_id in counting,
    }


def reviewed_to_wire(found: CheckReviewed) -> dict[str, Any]:
    """Return what people decided of a check."""
    return {
        "check_id": found.check_id,
        "standing": found.standing.value,
        "needed": found.needed,
        "claims": [_claim(one) for one in found.claims],
        "earlier": [review_to_wire(review, ()) for review in found.gone],
    }


def reviewed_in_short(found: CheckReviewed) -> dict[str, Any]:
    """Return how a check and its claims stand."""
    return {
        "standing": found.standing.value,
        "claims": [
            {
                "id": one.claim["id"],
                "standing": one.standing.value,
                "verdict": one.verdict.value if one.verdict else None,
            }
            for one in found.claims
        ],
    }


def _claim(one: ClaimReviewed) -> dict[str, Any]:
    keys = ("verdict", "reason", "confidence", "explanation")
    counting = {vote.review_id for vote in one.votes}
    return {
        "id": one.claim["id"],
        "text": one.claim["text"],
        "standing": one.standing.value,
        "verdict": one.verdict.value if one.verdict else None,
        "machine": {key: one.claim.get(key) for key in keys},
        "answer": one.answer,
        "reviews": [review_to_wire(review, counting) for review in one.history],
    }


def figures_to_wire(figures: Figures) -> dict[str, Any]:
    """Return the numbers of the dashboard."""
    return {
        "answers": figures.answers,
        "decisions": figures.decisions,
        "standings": {standing.value: number for standing, number in figures.standings.items()},
        "agreement": _share(figures.agreement),
        "between_people": _share(figures.between_people),
        "by_verdict": [_named(share) for share in figures.by_verdict],
        "by_issuer": [_named(share) for share in figures.by_issuer],
        "by_person": [_named(share) for share in figures.by_person],
        "matrix": {machine.value: dict(said) for machine, said in figures.matrix.items()},
        "reliability": [
            _share(one) | {"confidence": round(one.confidence, DIGITS)} for one in figures.reliability
        ],
        "periods": [
            {"start": one.start.isoformat(), "agreed": one.agreed, "of": one.of} for one in figures.periods
        ],
        "step": figures.step,
    }


def _share(share: Share | Bin) -> dict[str, Any]:
    return {
        "agreed": share.agreed,
        "of": share.of,
        "share": round(share.share, DIGITS) if share.of else None,
    }


def _named(share: Share) -> dict[str, Any]:
    return {"name": wire_text(share.name)} | _share(share)
