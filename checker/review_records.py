"""What people decide of the machine's answers, and what their decisions add up to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from checker.records import Reason, Verdict


class Decision(StrEnum):
    """What one person says of the machine's answer to one claim."""

    CONFIRM = "confirm"  # it is right
    CHANGE = "change"  # another verdict is
    REJECT = "reject"  # it must not be used, and no other is given
    WITHDRAW = "withdraw"  # an earlier decision no longer counts


class Because(StrEnum):
    """Why an answer is changed or rejected."""

    WRONG_PASSAGE = "wrong_passage"  # the passage is about something else
    MISREAD = "misread"  # the passage does not say that
    NUMBER = "number"  # a number or a date was compared wrongly
    OVERTAKEN = "overtaken"  # a later statement holds
    MISSING_STATEMENT = "missing_statement"  # what decides it is not in the corpus, or was not found
    OUT_OF_CONTEXT = "out_of_context"  # the words around it turn its meaning
    NOT_A_CLAIM = "not_a_claim"  # opinion, question, irony
    WRONGLY_CUT = "wrongly_cut"  # the claim is not what the post says
    OTHER = "other"  # the note says it


class Standing(StrEnum):
    """What all decisions on the newest answer add up to, for a claim or for a whole check."""

    UNREVIEWED = "unreviewed"
    PARTLY = "partly"  # of a check: some claims are settled, others are not
    WAITING = "waiting"  # those who decided agree, and one more person is needed
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    REJECTED = "rejected"
    DISPUTED = "disputed"  # people disagree
    STALE = "stale"  # people decided on an earlier answer only


SETTLED = (Standing.CONFIRMED, Standing.CHANGED, Standing.REJECTED)
PUBLISHED = (Standing.CONFIRMED, Standing.CHANGED)  # of which a ClaimReview may be made
OPEN_REASONS = (Reason.NO_STATEMENT, Reason.DETAIL_NOT_STATED)  # that a person may give
_OF_DECISION = {
    Decision.CONFIRM: Standing.CONFIRMED,
    Decision.CHANGE: Standing.CHANGED,
    Decision.REJECT: Standing.REJECTED,
}
# Of a check whose claims stand differently: the first that occurs is what people must know.
_GRAVEST = (Standing.DISPUTED, Standing.STALE, Standing.WAITING)


@dataclass(frozen=True, slots=True)
class Person:
    """Who decides."""

    person: str  # who they are however often they sign in; empty where nobody has to say
    name: str  # as the history shows them


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision as it is asked for."""

    claim: str  # "c1"
    decision: Decision
    verdict: Verdict | None = None  # set exactly when the verdict is changed
    open_reason: Reason | None = None  # set exactly when it is changed to NOT ENOUGH INFO
    because: Because | None = None
    note: str = ""
    passages: tuple[str, ...] = ()  # ids of those shown that decide, as the person sees it
    quote: str = ""  # words that decide and were not shown
    source_url: str = ""  # where the quote can be read
    answer: str = ""  # mark of the answer that was looked at; empty: the newest


@dataclass(frozen=True, slots=True)
class Review:
    """One entry of the history; none is ever changed."""

    review_id: int
    check_id: str
    claim: str
    place: str  # of the claim in the post: "0-20"; ids may differ from report to report
    answer: str  # mark of the answer that was decided on
    person: str
    by: str
    decision: Decision
    verdict: Verdict | None  # after this decision; None where no verdict is given
    open_reason: Reason | None
    because: Because | None
    note: str
    at: datetime
    what: Mapping[str, Any] = field(default_factory=dict)  # machine, passages, quote, source_url, of

    @property
    def outcome(self) -> tuple[object, ...]:
        """Return what people must have in common to agree."""
        return (self.verdict, self.open_reason)


@dataclass(frozen=True, slots=True)
class ClaimReviewed:
    """A claim of the newest report, with what people decided."""

    claim: Mapping[str, Any]  # the machine's answer, in its wire form
    answer: str  # its mark
    standing: Standing
    votes: tuple[Review, ...]  # those that count: one a person, on this answer
    history: tuple[Review, ...]  # all, the oldest first, those on earlier answers and equal posts too

    @property
    def verdict(self) -> Verdict | None:
        """The verdict that people settled on."""
        return self.votes[0].verdict if self.standing in PUBLISHED else None


@dataclass(frozen=True, slots=True)
class CheckReviewed:
    """What people decided of all claims of a check."""

    check_id: str
    needed: int
    claims: tuple[ClaimReviewed, ...]
    gone: tuple[Review, ...] = ()  # of claims that the newest report no longer has

    @property
    def judged(self) -> tuple[ClaimReviewed, ...]:
        """The claims that have an answer to decide on, and others that people decided on all the same."""
        return tuple(one for one in self.claims if one.votes or not _was_left_out(one.claim))

    @property
    def standing(self) -> Standing:
        """What it all adds up to."""
        return combined([one.standing for one in self.judged])

    def of_claim(self, claim_id: str) -> ClaimReviewed | None:
        """Return one of the claims."""
        return next((one for one in self.claims if one.claim["id"] == claim_id), None)


def _was_left_out(claim: Mapping[str, Any]) -> bool:
    return bool(claim.get("reason") == Reason.TOO_MANY_CLAIMS.value)


def place_of(claim: Mapping[str, Any]) -> str:
    """Return where a claim of a wire report stands in the post, which is the same in every report."""
    return f"{claim['start']}-{claim['end']}"


def standing_of(votes: Sequence[tuple[Decision, object]], needed: int, *, older: bool) -> Standing:
    """Return what decisions on one answer add up to; ``older`` if there are some on earlier answers.

    Each is a decision and its outcome, one a person.
    """
    if not votes:
        return Standing.STALE if older else Standing.UNREVIEWED
    if len(set(votes)) > 1:
        return Standing.DISPUTED
    return _OF_DECISION[votes[0][0]] if len(votes) >= needed else Standing.WAITING


def combined(standings: Iterable[Standing]) -> Standing:
    """Return how a check stands whose claims stand like this."""
    found = set(standings)
    if found <= {Standing.UNREVIEWED}:
        return Standing.UNREVIEWED
    if grave := next((one for one in _GRAVEST if one in found), None):
        return grave
    if Standing.UNREVIEWED in found:
        return Standing.PARTLY
    order = (Standing.REJECTED, Standing.CHANGED, Standing.CONFIRMED)
    return next(one for one in order if one in found)
