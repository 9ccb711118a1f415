"""The operations on reviews."""

from __future__ import annotations

from collections.abc import Mapping

from checker.contract.operations import Media, Operation, number, one_of, query
from checker.contract.reviewing import ClaimReviewAnswer, ReviewedCheck, ReviewList, ReviewSummary
from checker.review_export import Shape
from checker.review_records import Decision
from checker.review_wire import NewReview

_SINCE = query("since", "ISO 8601; the first moment that is wanted", example="2025-06-19")
_UNTIL = query("until", "ISO 8601; the first moment that no longer is")

REVIEWS: Mapping[str, Operation] = {
    "check_reviews.show": Operation("Reviews", {200: ReviewedCheck}, (401, 404, 503)),
    "check_reviews.add": Operation(
        "Reviews",
        {201: ReviewedCheck},
        (400, 401, 403, 404, 413, 415, 422, 503),
        body=NewReview,
        headers=("Location",),
        examples={
            "It is right": {"claim": "c1", "decision": "confirm"},
            "Another verdict is": {
                "claim": "c1",
                "decision": "change",
                "verdict": "NOT ENOUGH INFO",
                "open_reason": "detail_not_stated",
                "because": "wrong_passage",
                "note": "The passage is about another port.",
            },
            "It must not be used": {"claim": "c1", "decision": "reject", "because": "not_a_claim"},
        },
        more="The machine's answer stays as it is; what people decide stands beside it. Of a person the "
        "newest decision on an answer counts. Needs the scope review.",
    ),
    "check_reviews.take_back": Operation("Reviews", {200: ReviewedCheck}, (401, 403, 404, 503)),
    "check_reviews.claim_review": Operation(
        "Reviews",
        {200: Media("application/ld+json", "a ClaimReview, or a graph of several", ClaimReviewAnswer)},
        (401, 404, 503),
        parameters=(query("claim", "only of this claim", example="c1"),),
        more="404 until people have confirmed the newest answer to a claim that a statement decides.",
    ),
    "reviews.show_all": Operation(
        "Reviews",
        {200: ReviewList},
        (401, 403, 422, 503),
        parameters=(
            query("check", "only on this check"),
            query("decision", "only these", one_of(*Decision), example=Decision.CHANGE.value),
            query("by", "only one's own", one_of("me")),
            _SINCE,
            _UNTIL,
            query("before", "next of the page before", number(1)),
            query("limit", "how many", number(1, 200)),
        ),
    ),
    "reviews.summary": Operation(
        "Reviews", {200: ReviewSummary}, (401, 403, 422, 503), parameters=(_SINCE, _UNTIL)
    ),
    "reviews.export": Operation(
        "Reviews",
        {200: Media("application/x-ndjson", "a row each line")},
        (401, 403, 422, 503),
        parameters=(query("as", "which rows", one_of(*Shape), example=Shape.PAIRS.value), _SINCE),
    ),
}
