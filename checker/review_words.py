"""How reviews read on the page: the words and the look of each standing, decision and reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _

from checker.looks import look
from checker.records import Reason, Verdict
from checker.review_figures import REJECTED, Bin, Share
from checker.review_records import Because, Decision, Review, Standing


@dataclass(frozen=True, slots=True)
class StandingLook:
    """How a standing looks."""

    kind: str  # CSS class and icon
    words: str
    meaning: str


def standing_look(standing: Standing) -> StandingLook:
    """Return how a standing looks, in the language of the page."""
    words, meaning = _standings()[standing]
    return StandingLook(standing.value, words, meaning)


def verdict_words(verdict: Verdict, reason: Reason | None = None) -> str:
    """Return a verdict in words, as the report has it."""
    open_reason = (reason or Reason.DETAIL_NOT_STATED).value
    return str(look({"verdict": verdict.value, "reason": open_reason}).words)


def outcome_words(outcome: str) -> str:
    """Return what people said of an answer: a verdict, or that it was rejected."""
    if outcome == REJECTED:
        return str(_("Rejected"))
    return str(_("No verdict")) if outcome == Verdict.NOT_ENOUGH_INFO else verdict_words(Verdict(outcome))


def decision_words(review: Review) -> str:
    """Return what somebody decided."""
    if review.decision is Decision.CHANGE and review.verdict:
        verdict = verdict_words(review.verdict, review.open_reason)
        return str(_("changed it to “%(verdict)s”", verdict=verdict))
    words = {
        Decision.CONFIRM: _("confirmed it"),
        Decision.REJECT: _("rejected it"),
        Decision.WITHDRAW: _("withdrew a decision"),
        Decision.CHANGE: _("changed it"),
    }
    return str(words[review.decision])


def because_words(because: Because) -> str:
    """Return a reason in words."""
    return reasons()[because]


def reasons() -> Mapping[Because, str]:
    """Return every reason in words."""
    return {
        Because.WRONG_PASSAGE: _("The passage is about something else"),
        Because.MISREAD: _("The passage does not say that"),
        Because.NUMBER: _("A number or date was compared wrongly"),
        Because.OVERTAKEN: _("A later statement holds"),
        Because.MISSING_STATEMENT: _("The statement that decides it was not found"),
        Because.OUT_OF_CONTEXT: _("The words around it turn its meaning"),
        Because.NOT_A_CLAIM: _("It is no claim: an opinion, a question, irony"),
        Because.WRONGLY_CUT: _("The post does not say that"),
        Because.OTHER: _("Another reason: see the note"),
    }


def choices() -> Mapping[str, str]:
    """Return the verdicts that an answer may be changed to: what the form sends, and the words."""
    decisive = (Verdict.REFUTES, Verdict.SUPPORTS, Verdict.CONFLICTING)
    openly = (Reason.NO_STATEMENT, Reason.DETAIL_NOT_STATED)
    return {verdict.value: verdict_words(verdict) for verdict in decisive} | {
        f"{Verdict.NOT_ENOUGH_INFO}/{reason}": verdict_words(Verdict.NOT_ENOUGH_INFO, reason)
        for reason in openly
    }


def period_words(start: date, step: str) -> str:
    """Return a period in a few letters, for the foot of a chart."""
    return str(format_date(start, "MMM y" if step == "month" else "d MMM", rebase=False))


def share_words(share: Share | Bin) -> str:
    """Return a share as people read it; of nothing there is none."""
    return f"{share.share:.0%}".replace("%", "\u00a0%") if share.of else "–"


def faults() -> Mapping[str, str]:
    """Return what is to be changed in the form, by the field at fault."""
    return {
        "decision": _("Choose what you decide."),
        "because": _("Choose why."),
        "verdict": _("Choose the right verdict. It must be another one than the machine's."),
        "open_reason": _("Choose the right verdict. It must be another one than the machine's."),
        "passages": _("Choose the words that decide: one passage, or two where officials disagree."),
        "note": _("Write in the note what the reason is, in at most 2,000 characters."),
        "quote": _("Give the words together with the address where they can be read."),
        "source_url": _("Give the full address where the words can be read, beginning with https://."),
        "answer": _("The answer has changed since you opened the page. Read the new one, then decide."),
        "claim": _("The answer no longer has this claim. Read the new one, then decide."),
    }


def _standings() -> Mapping[Standing, tuple[str, str]]:
    return {
        Standing.UNREVIEWED: (
            _("Not reviewed"),
            _("This is the machine's answer; no person has looked at it."),
        ),
        Standing.PARTLY: (_("Reviewed in part"), _("Some claims are settled, others nobody has reviewed.")),
        Standing.WAITING: (
            _("One more person needed"),
            _("An answer is settled when two people agree; one has decided."),
        ),
        Standing.CONFIRMED: (_("Confirmed"), _("People agree with the machine's answer.")),
        Standing.CHANGED: (_("Changed by reviewers"), _("People came to another verdict than the machine.")),
        Standing.REJECTED: (_("Rejected by reviewers"), _("People say that this answer must not be used.")),
        Standing.DISPUTED: (
            _("Reviewers disagree"),
            _("It is open until one of them decides otherwise, or withdraws."),
        ),
        Standing.STALE: (
            _("To be reviewed again"),
            _("The answer has changed since it was reviewed; what was decided is in the history."),
        ),
    }
