"""What people decided of answers, as the API shows it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from checker.contract.wire import Answer, Moment, Share, words
from checker.records import Reason, Verdict
from checker.review_records import Because, Decision, Standing


class ReviewAnswer(Answer):
    """One decision; entries are added, and none is changed."""

    id: int
    check_id: str
    claim: str
    text: Annotated[str, words("of the claim")]
    answer: Annotated[str, words("the answer that was decided on")]
    decision: Decision
    verdict: Annotated[Verdict | None, words("after this decision")]
    open_reason: Reason | None
    because: Because | None
    note: str
    passages: Annotated[list[str], words("those that decide")]
    quote: Annotated[str, words("words that decide and were not shown")]
    source_url: str
    withdraws: Annotated[int | None, words("the decision that no longer counts")]
    by: str
    at: Moment
    machine_verdict: Verdict | None
    counts: Annotated[bool, words("whether it is the newest of its person, on the newest answer")]


class MachineAnswer(Answer):
    """What the machine says."""

    verdict: Verdict
    reason: str
    confidence: float | None
    explanation: str


class ReviewedClaim(Answer):
    """A claim, with the machine's answer and people's."""

    id: str
    text: str
    standing: Standing
    verdict: Annotated[Verdict | None, words("that people settled on")]
    machine: MachineAnswer
    answer: Annotated[str, words("sent with a decision: refused when the answer has changed since")]
    reviews: Annotated[list[ReviewAnswer], words("the oldest first, those on earlier answers too")]


class ReviewLinks(Answer):
    """Where this is, the check, and what may be published of it."""

    self: str
    check: str
    claimreview: str


class ReviewedCheck(Answer):
    """What people decided of a check."""

    check_id: str
    standing: Standing
    needed: Annotated[int, words("people who must agree")]
    claims: list[ReviewedClaim]
    earlier: Annotated[list[ReviewAnswer], words("on claims that the newest answer no longer has")]
    links: ReviewLinks


class ReviewList(Answer):
    """Decisions, the newest first."""

    reviews: list[ReviewAnswer]
    next: Annotated[int | None, words("before of the next page")]


class ShareAnswer(Answer):
    """How often people agreed, of how many."""

    agreed: int
    of: int
    share: Share | None


class NamedShare(ShareAnswer):
    """The same, of one kind."""

    name: str


class BinAnswer(ShareAnswer):
    """The same, of answers of about one confidence."""

    confidence: Annotated[float, words("their mean")]


class PeriodAnswer(Answer):
    """The same, of a day, a week or a month."""

    start: Annotated[str, words("its first day")]
    agreed: int
    of: int


class ReviewSummary(Answer):
    """How far people agree with the machine, and with each other."""

    answers: Annotated[int, words("that somebody decided on")]
    decisions: int
    standings: dict[Standing, int]
    agreement: Annotated[ShareAnswer, words("with the machine, of what is settled")]
    between_people: Annotated[ShareAnswer, words("of answers that several people decided on")]
    by_verdict: list[NamedShare]
    by_issuer: list[NamedShare]
    by_person: Annotated[list[NamedShare], words("of single decisions")]
    matrix: Annotated[dict[Verdict, dict[str, int]], words("the machine's verdict, then people's")]
    reliability: Annotated[list[BinAnswer], words("of decisive verdicts")]
    periods: list[PeriodAnswer]
    step: str


class ClaimReviewAnswer(Answer):
    """JSON-LD of schema.org: a ClaimReview, or a graph of them."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    context: Annotated[str, Field(alias="@context")]
    kind: Annotated[str | None, Field(alias="@type")] = None
    graph: Annotated[list[dict[str, Any]] | None, Field(alias="@graph")] = None
