"""The plain sentences that people read and paste.

A report says what officials said; it never calls a post false.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.negation import DENIED, DENYING, says_no
from checker.officials import same_official, who_said
from checker.records import (
    Claim,
    ClaimResult,
    Ending,
    Evidence,
    Overtaken,
    Passage,
    Post,
    Precision,
    Reason,
    Stance,
    Statement,
    Verdict,
)

_MISSING = {
    Reason.NO_STATEMENT: "No official statement was found in this corpus that answers this.",
    Reason.DETAIL_NOT_STATED: "Official statements cover the topic, but do not state this detail.",
    Reason.SEARCH_DEGRADED: "A part of the search was not available, so finding nothing proves nothing.",
    Reason.LANGUAGE_NOT_COVERED: "The loaded models do not read this language, so it was not judged.",
    Reason.NO_CLAIM: "There is no claim here that a statement could answer.",
    Reason.WITHDRAWN: "Only a statement that no longer holds says something on this.",
    Reason.BELOW_MIN_CONFIDENCE: "What was found is less sure than was asked for, so there is no verdict.",
    Reason.TOO_MANY_CLAIMS: (
        "Too many claims: the first 100 different ones of this post were checked, this one was not. "
        "Split the post."
    ),
}
# The reasons why a post has no verdict, the one that says most first.
_TELLING = (
    Reason.SEARCH_DEGRADED,
    Reason.BELOW_MIN_CONFIDENCE,
    Reason.WITHDRAWN,
    Reason.DETAIL_NOT_STATED,
    Reason.TOO_MANY_CLAIMS,
    Reason.NO_STATEMENT,
    Reason.LANGUAGE_NOT_COVERED,
    Reason.NO_CLAIM,
)
# Beside a verdict, decisive or open, that was reached with a part missing.
DEGRADED = (
    "Judged with a part of the service missing, such as the stance model that the settings name. "
    "Check again later."
)
_NEGATION = says_no(DENYING)
_MARK = re.compile(r"[“”„\"]")
_OPENING = re.compile(r"(?<![^\s(\[—–-])[“”„\"](?=\S)")
_AT_THE_END = re.compile(r"[“”\"][\s.,;:!?]*$")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)]{0,9}\s\Z")
_NEAR = 1_000  # code points before a passage, in which the sentence before it stands
_LONGEST_NAMED = 120  # code points by which a claim is named


def in_quotation(text: str) -> str:
    """Return the words in one pair of quotation marks, and what is quoted within them in single ones.

    A sentence may begin or end within a quotation of which it has but one mark: that is given the other, or
    goes where it would stand beside the outer one.
    """
    text = text.strip()
    written, opened = list(text), list[int]()
    before = after = ""
    for at in (match.start() for match in _MARK.finditer(text)):
        if _OPENING.match(text, at):
            opened.append(at)
            continue
        last = _AT_THE_END.match(text, at)
        if opened:
            first = opened.pop()
            written[first], written[at] = ("", "") if first == 0 and last else ("‘", "’")
        else:
            written[at] = "" if last or before else "’"
            before = before or ("" if last else "‘")
    for at in opened:
        written[at] = "" if at == 0 or after else "‘"
        after = after or ("" if at == 0 else "’")
    return f"“{before}{''.join(written)}{after}”"


def in_context(passage: Passage) -> str:
    """Return the words of a passage, with the sentence before where it leans on that.

    Nobody can place "He is in stable condition." Only what stands side by side in the statement is quoted
    together, or with "[…]" between where it stands further up in the same paragraph: not the question of a
    reporter with the answer.
    """
    whole = passage.statement.text
    before = " ".join(whole[max(0, passage.start - _NEAR) : passage.start].split())
    lead = passage.standalone.removesuffix(passage.text).rstrip()
    if lead.endswith(":"):  # who speaks, and nothing else
        return passage.text
    parts = [lead[at:] for at in (0, *(match.end() for match in re.finditer(r": ", lead))) if lead[at:]]
    if beside := next((part for part in parts if before.endswith(part)), ""):
        return f"{beside} {passage.text}"
    paragraph = " ".join(whole[whole.rfind("\n", 0, passage.start) + 1 : passage.start].split())
    above = next((part for part in parts if _has_sentence(paragraph, part)), "")
    return f"{above} […] {passage.text}" if above else passage.text


def _has_sentence(paragraph: str, sentence: str) -> bool:
    """Whether a sentence, and not the end of one, stands in a paragraph and asks nothing."""
    at = paragraph.find(sentence)
    begins = at == 0 or (at > 0 and _SENTENCE_END.search(paragraph, 0, at) is not None)
    return begins and not sentence.rstrip("\"'”’»").endswith(("?", "؟"))


def named_claim(claim: Claim, most: int = _LONGEST_NAMED) -> str:
    """Return the words of a claim by which it is told from others, in quotation marks."""
    words = (claim.text if claim.query.startswith(DENIED) else claim.query).rstrip(" .,;:!?…")
    if len(words) > most:
        words = f"{words[:most].rsplit(None, 1)[0].rstrip(' ,;:–-')}…"
    return in_quotation(words)


def most_telling(claims: Sequence[ClaimResult]) -> ClaimResult | None:
    """Return the claim by whose reason a post is left open: the one that says most; none without claims."""
    left = [c for c in claims if c.reason]
    return min(left, key=lambda c: _TELLING.index(c.reason or Reason.NO_CLAIM), default=None)


def unanswered(claims: Sequence[ClaimResult], verdict: Verdict) -> int:
    """Return how many claims of a post, the verdict of which might be taken for theirs, are left open."""
    return sum(c.reason is not None for c in claims) if verdict is Verdict.SUPPORTS else 0


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
    return f"{_subject(item.passage.said)} may {what} this, but that is not sure enough for a verdict."


def contradictory_reason(one: Statement, other: Statement) -> str:
    """Return that two statements, which are not known to be of different officials, contradict each other."""
    of = "of the same official" if same_official(one, other) else "that may be of the same official"
    return f"Statements {of} contradict each other on this."


def decisive_reason(claim: Claim, decisive: Evidence) -> str:
    """Return in one sentence what in the passage supports or contradicts the claim."""
    if decisive.explanation:
        return decisive.explanation.sentence
    if decisive.stance is Stance.SUPPORTS:
        return f"{_subject(decisive.passage.said)} says the same."
    if decisive.conflict:
        return decisive.conflict.explanation
    denied = bool(_NEGATION.search(decisive.passage.text)) and not _NEGATION.search(claim.query)
    what = "denies this" if denied else "says otherwise"
    return f"{_subject(decisive.passage.said)} {what}."


def unsure_reason(confidence: float, least: float) -> str:
    """Return why a verdict is not given: how sure it is, and how sure it had to be."""
    found = int(confidence * 100 + 1e-9) / 100  # cut and not rounded: 0.899 is shown below 0.9
    return f"A verdict was found with confidence {found:.2f}; at least {least:g} was asked for."


def overtaken_line(what: Overtaken) -> str:
    """Return which statement a claim matched, and which later one it is contradicted by."""
    matched, later = what.matched.passage.said, what.by.passage.said
    line = f"This matched {_of_when(matched)}{_bracketed(what.matched_words)}; overtaken{_on(matched)}"
    if matched.standing.by == later.statement_id:
        return f"{line}{_bracketed(what.by_words)}."
    return f"{line}. {_subject(later)} says otherwise{_bracketed(what.by_words)}."


def withdrawn_reason(item: Evidence) -> str:
    """Return which statement decided a claim, and since when it no longer does."""
    statement = item.passage.said
    what = "says the same" if item.stance is Stance.SUPPORTS else "says otherwise"
    if statement.standing.ending is Ending.RETRACTED:
        return f"{_subject(statement)} {what}, but was withdrawn{_on(statement)}."
    after = "what is in force now does not say whether this still holds"
    return f"{_subject(statement)} {what}, but was superseded{_on(statement)}; {after}."


def said_then(item: Evidence) -> str:
    """Return what the statement in force when a post was written said of it."""
    what = "said the same" if item.stance is Stance.SUPPORTS else "said otherwise"
    statement = item.passage.said
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
    told = most_telling(claims)
    if verdict is Verdict.NOT_ENOUGH_INFO and told:
        return told.explanation
    graver = [c for c in claims if c.verdict is verdict]
    others, left = len(graver) - 1, unanswered(claims, verdict)
    line = _line(graver[0], whole=not left)
    if others:
        line += f" The same goes for {_counted(others, 'more')}."
    if left:
        line += f" {_counted(left, 'other')} {'are' if left > 1 else 'is'} left without a verdict."
    return line


def _counted(claims: int, which: str) -> str:
    return f"{claims} {which} claim{'s' if claims > 1 else ''} in this post"


def searched_only(post: Post) -> str:
    """Return what a post was held against, where that is not everything; empty where it is."""
    if not post.issuers and not post.languages:
        return ""
    whose = f" of {' or '.join(post.issuers)}" if post.issuers else ""
    which = f" in {' or '.join(post.languages)}" if post.languages else ""
    return f"Only statements{whose}{which} were searched."


def _line(result: ClaimResult, *, whole: bool = True) -> str:
    if result.overtaken:
        earlier, later = _quoted(result.overtaken.matched), _quoted(result.overtaken.by)
        return f"{result.explanation} Before: {earlier} Since: {later}"
    if result.verdict is Verdict.CONFLICTING:
        against = next(e for e in result.evidence if e.stance is Stance.REFUTES)
        behind = next(e for e in result.evidence if e.stance is Stance.SUPPORTS)
        return f"Officials disagree on this. Against it: {_quoted(against)} For it: {_quoted(behind)}"
    verb = "contradicts" if result.verdict is Verdict.REFUTES else "supports"
    decisive = result.evidence[0]
    what = "this" if whole else f"this part of the post, {named_claim(result.claim)}"
    because = f" [{decisive.conflict.explanation}]" if decisive.conflict else ""
    return f"{_subject(decisive.passage.said)} {verb} {what}{because}: {_quoted(decisive, named=False)}"


def _quoted(item: Evidence, *, named: bool = True) -> str:
    statement = item.passage.said
    who = f"{_subject(statement).rstrip(',')}: " if named else ""
    source = statement.source.url or statement.source.title or statement.title
    return f"{who}{in_quotation(in_context(item.passage))}" + (f" ({source})." if source else "")


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
