"""The plain sentences that people read and paste.

A report says what officials said; it never calls a post false.
"""

from __future__ import annotations

from collections.abc import Sequence

from checker.negation import DENYING, says_no
from checker.officials import same_official, who_said
from checker.records import (
    Claim,
    ClaimResult,
    Ending,
    Evidence,
    Overtaken,
    Post,
    Precision,
    Reason,
    Stance,
    Statement,
    Verdict,
)

_MISSING = {
    Reason.NO_STATEMENT: "No official statement in this corpus is about this.",
    Reason.DETAIL_NOT_STATED: "Official statements cover the topic, but do not state this detail.",
    Reason.SEARCH_DEGRADED: "A part of the search was not available, so finding nothing proves nothing.",
    Reason.LANGUAGE_NOT_COVERED: "The loaded models do not read this language, so it was not judged.",
    Reason.NO_CLAIM: "There is no claim here that a statement could answer.",
    Reason.WITHDRAWN: "Only a statement that no longer holds says something on this.",
    Reason.BELOW_MIN_CONFIDENCE: "What was found is less sure than was asked for, so there is no verdict.",
}
# Beside a verdict, decisive or open, that was reached with a part missing.
DEGRADED = (
    "Judged with a part of the service missing, such as the stance model that the settings name. "
    "Check again later."
)
_NEGATION = says_no(DENYING)


def missing_reason(reason: Reason) -> str:
    """Return the sentence that explains why there is no verdict."""
    return _MISSING[reason]


def nearly_reason(nearly: Sequence[Evidence]) -> str:
    """Return which statement nearly decided a claim, and to which side, or that both sides nearly did."""
    if len(nearly) > 1:
        return (
            "One passage may support this and another contradict it; "
            "neither outweighs the other enough for a verdict."
        )
    [item] = nearly
    what = "support" if item.stance is Stance.SUPPORTS else "contradict"
    return f"{_subject(item.passage.statement)} may {what} this, but that is not sure enough for a verdict."


def contradictory_reason(one: Statement, other: Statement) -> str:
    """Return that two statements, which are not known to be of different officials, contradict each other."""
    of = "of the same official" if same_official(one, other) else "that may be of the same official"
    return f"Statements {of} contradict each other on this."


def decisive_reason(claim: Claim, decisive: Evidence) -> str:
    """Return in one sentence what in the passage supports or contradicts the claim."""
    if decisive.explanation:
        return decisive.explanation.sentence
    if decisive.stance is Stance.SUPPORTS:
        return f"{_subject(decisive.passage.statement)} says the same."
    if decisive.conflict:
        return decisive.conflict.explanation
    denied = bool(_NEGATION.search(decisive.passage.text)) and not _NEGATION.search(claim.query)
    what = "denies this" if denied else "says otherwise"
    return f"{_subject(decisive.passage.statement)} {what}."


def unsure_reason(confidence: float, least: float) -> str:
    """Return why a verdict is not given: how sure it is, and how sure it had to be."""
    found = int(confidence * 100 + 1e-9) / 100  # cut and not rounded: 0.899 is shown below 0.9
    return f"A verdict was found with confidence {found:.2f}; at least {least:g} was asked for."


def overtaken_line(what: Overtaken) -> str:
    """Return which statement a claim matched, and which later one it is contradicted by."""
    matched, later = what.matched.passage.statement, what.by.passage.statement
    line = f"This matched {_of_when(matched)}{_bracketed(what.matched_words)}; overtaken{_on(matched)}"
    if matched.standing.by == later.statement_id:
        return f"{line}{_bracketed(what.by_words)}."
    return f"{line}. {_subject(later)} says otherwise{_bracketed(what.by_words)}."


def withdrawn_reason(item: Evidence) -> str:
    """Return which statement decided a claim, and since when it no longer does."""
    statement = item.passage.statement
    what = "says the same" if item.stance is Stance.SUPPORTS else "says otherwise"
    if statement.standing.ending is Ending.RETRACTED:
        return f"{_subject(statement)} {what}, but was withdrawn{_on(statement)}."
    after = "what is in force now does not say whether this still holds"
    return f"{_subject(statement)} {what}, but was superseded{_on(statement)}; {after}."


def said_then(item: Evidence) -> str:
    """Return what the statement in force when a post was written said of it."""
    what = "said the same" if item.stance is Stance.SUPPORTS else "said otherwise"
    statement = item.passage.statement
    return f"When it was posted, {_of_when(statement)} was in force and {what}."


def _of_when(statement: Statement) -> str:
    """Return "the statement of 18 June 2025", or of whom where the day is not known."""
    when = statement.issued_at
    if when.precision is not Precision.UNKNOWN and when.value:
        return f"the statement of {dated(statement)}"
    if when.text:
        return f"the statement of {when.text}"
    name = who_said(statement)
    return (
        f"a statement of {name}, whose date is not known" if name else "a statement whose date is not known"
    )


def _on(statement: Statement) -> str:
    """Return since when a statement no longer holds."""
    until = statement.standing.until
    return f" on {until.strftime('%-d %B %Y')}" if until else ", on a date that is not known"


def _bracketed(words: str) -> str:
    return f" ({words})" if words else ""


def summarise(claims: Sequence[ClaimResult], verdict: Verdict) -> str:
    """Return one line on the whole post that can be pasted as a reply."""
    if not claims:
        return "This post makes no claim that an official statement could support or contradict."
    graver = [c for c in claims if c.verdict is verdict]
    line = _line(graver[0])
    others = len(graver) - 1
    if others and verdict is not Verdict.NOT_ENOUGH_INFO:
        line += f" The same goes for {others} more claim{'s' if others > 1 else ''} in this post."
    return line


def searched_only(post: Post) -> str:
    """Return what a post was held against, where that is not everything; empty where it is."""
    if not post.issuers and not post.languages:
        return ""
    whose = f" of {' or '.join(post.issuers)}" if post.issuers else ""
    which = f" in {' or '.join(post.languages)}" if post.languages else ""
    return f"Only statements{whose}{which} were searched."


def _line(result: ClaimResult) -> str:
    if result.verdict is Verdict.NOT_ENOUGH_INFO:
        return result.explanation
    if result.overtaken:
        earlier, later = _quoted(result.overtaken.matched), _quoted(result.overtaken.by)
        return f"{result.explanation} Before: {earlier} Since: {later}"
    if result.verdict is Verdict.CONFLICTING:
        against = next(e for e in result.evidence if e.stance is Stance.REFUTES)
        behind = next(e for e in result.evidence if e.stance is Stance.SUPPORTS)
        return f"Officials disagree on this. Against it: {_quoted(against)} For it: {_quoted(behind)}"
    verb = "contradicts" if result.verdict is Verdict.REFUTES else "supports"
    decisive = result.evidence[0]
    because = f" [{decisive.conflict.explanation}]" if decisive.conflict else ""
    return f"{_subject(decisive.passage.statement)} {verb} this{because}: {_quoted(decisive, named=False)}"


def _quoted(item: Evidence, *, named: bool = True) -> str:
    statement = item.passage.statement
    who = f"{_subject(statement).rstrip(',')}: " if named else ""
    source = statement.source.url or statement.source.title or statement.title
    return f"{who}“{item.passage.text.strip(' “”')}”" + (f" ({source})." if source else "")


def _subject(statement: Statement) -> str:
    """Return whose statement it is and of when, as far as the source says."""
    name = who_said(statement)
    owner = f"The statement of {name}" if name else "An official statement"
    when = statement.issued_at
    if when.precision is not Precision.UNKNOWN and when.value:
        return f"{owner}, {dated(statement)},"
    return f"{owner} ({when.text})" if when.text else owner


def dated(statement: Statement) -> str:
    """Return the date of a statement as far as it is known; its precision is not UNKNOWN."""
    when = statement.issued_at
    forms = {Precision.YEAR: "%Y", Precision.MONTH: "%B %Y"}
    assert when.value is not None  # noqa: S101  # a known precision comes with a value
    return when.value.strftime(forms.get(when.precision, "%-d %B %Y"))
