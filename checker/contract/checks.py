"""Checks, their lists, and what changed in their answers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from checker.answer_changes import ChangeKind
from checker.check_records import CheckState
from checker.contract.reports import ReportAnswer
from checker.contract.wire import Answer, CorpusVersion, Moment, words
from checker.queue_reasons import Why
from checker.records import Verdict
from checker.review_records import Standing


class CheckLinks(Answer):
    """Where a check is: for programs, and for people."""

    self: Annotated[str, words("for programs", example="/api/v1/checks/Zk3")]
    page: Annotated[str, words("for people", example="/checks/Zk3")]
    events: Annotated[str, words("to follow it", example="/api/v1/checks/Zk3/events")]


class AcceptedAnswer(Answer):
    """The check is kept and will be answered."""

    id: str
    state: CheckState
    links: CheckLinks


class FailureAnswer(Answer):
    """Why there is no report."""

    type: str
    detail: str


class OutcomeAnswer(Answer):
    """What a report said in short."""

    verdict: Verdict | None
    reason: str | None
    summary: str | None
    corpus_version: CorpusVersion | None


class ClaimOutcome(Answer):
    """What a report said of one claim, in short."""

    verdict: Verdict
    reason: str
    explanation: str
    confidence: float | None
    passage: Annotated[dict[str, Any] | None, words("the passage that decided, in short")]
    then: dict[str, Any] | None = None
    now: dict[str, Any] | None = None
    overtaken: dict[str, Any] | None = None


class ClaimChangeAnswer(Answer):
    """One claim that is answered differently now."""

    id: str
    text: str
    kind: ChangeKind
    before: Annotated[ClaimOutcome | None, words("null: the post was cut into other claims then")]
    after: Annotated[ClaimOutcome | None, words("null: the post is cut into other claims now")]


class CauseAnswer(Answer):
    """What happened to a statement that either report shows."""

    statement_id: str
    change: str


class ChangeLinks(Answer):
    """Where the check and its earlier report are."""

    check: str
    page: str
    earlier: str


class ChangeAnswer(Answer):
    """One time that the answer of a check changed."""

    type: Literal["answer_changed"]
    id: int
    at: Moment
    check_id: str
    earlier_report: Annotated[int, Field(ge=1)]
    kind: ChangeKind
    before: OutcomeAnswer
    after: OutcomeAnswer
    claims: list[ClaimChangeAnswer]
    because: list[CauseAnswer]
    links: ChangeLinks


class StandingAnswer(Answer):
    """How a claim stands with people."""

    id: str
    standing: Standing
    verdict: Annotated[Verdict | None, words("that people settled on; the machine's stays in the report")]


class ReviewBrief(Answer):
    """What people decided, in short."""

    standing: Standing
    claims: list[StandingAnswer]


class CheckAnswer(Answer):
    """A check as it stands."""

    id: str
    state: CheckState
    created_at: Moment
    finished_at: Moment | None
    cached: Annotated[bool, words("the answer is that of an earlier check of the same post")]
    first_check_id: Annotated[str | None, words("of which one; null too where that was removed")]
    report: Annotated[ReportAnswer | None, words("there when the state is done")] = None
    error: Annotated[FailureAnswer | None, words("there when the state is failed")] = None
    review: Annotated[ReviewBrief | None, words("none where nobody has reviewed it")] = None
    request_id: Annotated[str | None, words("of the request that made it, as X-Request-ID told")] = None
    history: Annotated[list[ChangeAnswer], words("each time that the answer changed, the first one first")]
    links: CheckLinks


class ListedCheck(Answer):
    """A check in a list."""

    id: str
    state: CheckState
    verdict: Verdict | None
    created_at: Moment
    finished_at: Moment | None
    post: str
    url: str | None
    needs_review: Annotated[list[Why], words("why it waits for a person; empty where it does not")]
    links: CheckLinks


class CheckList(Answer):
    """A page of checks, the newest first."""

    checks: list[ListedCheck]
    next: Annotated[str | None, words("the cursor of the next page; null on the last one")]


class ChangeList(Answer):
    """A page of changed answers, the newest first."""

    changes: list[ChangeAnswer]
    next: Annotated[int | None, words("before of the next page; null on the last one")]


class AliveAnswer(Answer):
    """The process is alive."""

    status: Literal["alive"]


class PartAnswer(Answer):
    """Whether one part can do its work, and what it is made of."""

    ready: bool
    detail: str
    facts: dict[str, str] | None = None


class ReadyAnswer(Answer):
    """Whether each part can do its work."""

    ready: bool
    parts: dict[str, PartAnswer]
