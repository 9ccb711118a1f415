"""What webhooks are sent, by the kind of the event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from checker.answer_changes import ChangeKind
from checker.check_records import CheckState
from checker.contract.checks import CauseAnswer, ClaimChangeAnswer, FailureAnswer, OutcomeAnswer
from checker.contract.wire import Answer, Moment, PartDate, words
from checker.records import Precision, Verdict
from checker.review_records import Because, Decision, Standing
from checker.webhook_events import Told


class ClaimInShort(Answer):
    """What a report says of one claim, in short."""

    id: str
    text: str
    verdict: Verdict
    reason: str | None
    confidence: float | None


class CompletedData(Answer):
    """A check that has ended."""

    id: str
    state: CheckState
    url: str | None
    verdict: Verdict | None = None
    reason: str | None = None
    summary: str | None = None
    corpus_version: str | None = None
    claims: list[ClaimInShort] | None = None
    error: FailureAnswer | None = None


class ChangedData(Answer):
    """A check whose answer is another one now."""

    id: str
    url: str | None
    post: str
    kind: ChangeKind
    before: OutcomeAnswer
    after: OutcomeAnswer
    claims: list[ClaimChangeAnswer]
    because: list[CauseAnswer]


class StatementInShort(Answer):
    """A statement as it is now."""

    text: Annotated[str, words("verbatim")]
    title: str
    issuer: str
    speaker: str
    office: str
    issued_at: PartDate
    issued_at_precision: Precision
    source_url: str
    language: str
    supersedes: list[str]
    retracts: list[str]


class StatementData(Answer):
    """Something that happened to a statement."""

    seq: int
    statement_id: str
    actor: str
    reason: str
    corpus_version: str
    by: Annotated[str | None, words("the statement that did it, if one did")] = None
    effective: Moment | None = None
    statement: Annotated[StatementInShort | None, words("of one that was added or corrected")] = None


class CheckCompleted(Answer):
    """A check has a report, or failed."""

    id: str
    type: Literal["check.completed"]
    timestamp: Moment
    data: CompletedData


class CheckChanged(Answer):
    """An answer that was given is another one now."""

    id: str
    type: Literal["check.changed"]
    timestamp: Moment
    data: ChangedData


class ReviewTold(Answer):
    """What somebody decided."""

    id: int
    decision: Decision
    verdict: Verdict | None
    because: Because | None
    note: str
    by: str


class ClaimTold(Answer):
    """How the claim stands that was decided on."""

    id: str
    text: str
    standing: Standing
    standing_before: Standing | None
    machine_verdict: Verdict
    verdict: Annotated[Verdict | None, words("that people settled on")]


class ReviewedData(Answer):
    """A check of which somebody decided something."""

    id: str
    url: str | None
    standing: Standing
    standing_before: Standing
    needed: Annotated[int, words("people who must agree")]
    review: ReviewTold
    claim: Annotated[ClaimTold | None, words("none where the newest answer has it no longer")]


class CheckReviewed(Answer):
    """Somebody decided on an answer, or took a decision back."""

    id: str
    type: Literal["check.reviewed"]
    timestamp: Moment
    data: ReviewedData


class BatchData(Answer):
    """A batch of which no post is waited for any more."""

    id: str
    state: Literal["done", "cancelled"]
    total: int
    skipped: Annotated[int, words("lines that were no posts")]
    states: Annotated[dict[str, int], words("posts by how they ended")]
    verdicts: Annotated[dict[str, int], words("posts that are done, by verdict")]


class BatchCompleted(Answer):
    """Every post of a batch has ended, or the batch was cancelled."""

    id: str
    type: Literal["batch.completed"]
    timestamp: Moment
    data: BatchData


class StatementChanged(Answer):
    """Something happened to an official statement."""

    id: str
    type: Literal[
        "statement.added",
        "statement.corrected",
        "statement.retracted",
        "statement.superseded",
        "statement.restored",
        "statement.removed",
    ]
    timestamp: Moment
    data: StatementData


ToldBody = Annotated[
    CheckCompleted | CheckChanged | CheckReviewed | BatchCompleted | StatementChanged,
    Field(discriminator="type"),
]
_OF_CHECKS: Mapping[Told, type[BaseModel]] = {
    Told.CHECK_COMPLETED: CheckCompleted,
    Told.CHECK_CHANGED: CheckChanged,
    Told.CHECK_REVIEWED: CheckReviewed,
    Told.BATCH_COMPLETED: BatchCompleted,
}
_SIGNED = {
    "webhook-id": "of the event: refuse one that was there before",
    "webhook-timestamp": "seconds since 1970: refuse one that is more than five minutes off",
    "webhook-signature": "v1, and the base64 of the HMAC-SHA256 over id, timestamp and body, dots between",
}


def body_of(kind: Told) -> type[BaseModel]:
    """Return the model of what is sent of an event."""
    return _OF_CHECKS.get(kind, StatementChanged)


def as_webhook(kind: Told, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return how an event comes, as the document has it."""
    head = [
        {"name": name, "in": "header", "required": True, "description": what, "schema": {"type": "string"}}
        for name, what in _SIGNED.items()
    ]
    return {
        "post": {
            "summary": (body_of(kind).__doc__ or "").rstrip("."),
            "tags": ["Webhooks"],
            "security": [],
            "parameters": head,
            "requestBody": {"required": True, "content": {"application/json": {"schema": dict(schema)}}},
            "responses": {
                "2XX": {"description": "It was taken. Everything else is tried again later."},
                "410": {"description": "Nobody is there any more: it is not tried again."},
            },
        }
    }
