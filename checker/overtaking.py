"""From evidence to a verdict in time: by what was in force when a post was written, and by what is now.

A statement that was superseded or withdrawn never decides alone what holds now. A claim that one
supports and that a later one contradicts was right and is outdated: that is shown as such, and never as a
plain contradiction, whenever the post was written. Where nobody has said otherwise since, it was not
overtaken: what a person withdrew may never have been said so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from checker.explain import explain
from checker.quantities import conflict
from checker.records import (
    Claim,
    ClaimResult,
    Ending,
    Evidence,
    Judgement,
    Overtaken,
    Reason,
    Span,
    Stance,
    Statement,
    Verdict,
)
from checker.scope import in_force, period
from checker.verdict import Thresholds, judge
from checker.wording import overtaken_line, said_then, withdrawn_reason

_LONGEST_WORDS = 40  # code points; more is no longer a number or a name but the sentence itself
# That an earlier statement says the same is likely already where a later one took its place and the
# claim is contradicted by what holds now; so less is asked of it than of what decides alone.
_LIKELY = 0.4
_NUMBER = re.compile(
    r"\d(?:[\d,.]*\d)?(?:\s?(?:%|per cent|percent|thousand|million|billion|lakh|crore))?", re.IGNORECASE
)


def judge_in_time(
    claim: Claim, evidence: Sequence[Evidence], thresholds: Thresholds, posted_at: datetime | None = None
) -> ClaimResult:
    """Return the verdict on ``claim`` now, with that of when it was posted and what has overtaken it."""
    holding = [e for e in evidence if not e.passage.statement.standing.ended]
    ended = len(holding) < len(evidence)
    now = judge(claim, holding, thresholds)
    result = replace(now, now=_judgement(now))
    if ended:
        result = _with_ended(result, evidence, thresholds)
    if posted_at is None:
        return result
    then = judge(claim, [e for e in evidence if in_force(e.passage.statement, posted_at)], thresholds)
    if not ended:
        return _beside(replace(result, then=_judgement(then)), _deciding(then))
    if (
        result.overtaken
        and then.verdict is Verdict.NOT_ENOUGH_INFO
        and _was_later(result.overtaken, posted_at)
    ):
        return replace(result, then=result.now)
    return _with_then(result, then)


def _was_later(what: Overtaken, posted_at: datetime) -> bool:
    """Whether the later of the two statements was in force, and the earlier one no longer."""
    matched, by = what.matched.passage.statement, what.by.passage.statement
    return in_force(by, posted_at) and not in_force(matched, posted_at)


def _judgement(result: ClaimResult) -> Judgement:
    decided = result.verdict is not Verdict.NOT_ENOUGH_INFO
    return Judgement(
        result.verdict, result.confidence, result.evidence[0].passage.passage_id if decided else ""
    )


def _with_ended(now: ClaimResult, evidence: Sequence[Evidence], thresholds: Thresholds) -> ClaimResult:
    """Return what holds now, in the light of what held before."""
    ended = [e for e in evidence if e.passage.statement.standing.ended]
    if now.verdict is Verdict.REFUTES:
        return _contradicted(now, ended, evidence, thresholds)
    if now.verdict is not Verdict.NOT_ENOUGH_INFO or now.reason is Reason.SEARCH_DEGRADED:
        return now
    before = judge(now.claim, ended, thresholds)
    if before.verdict is Verdict.NOT_ENOUGH_INFO:
        return now
    later = _otherwise(before, evidence) if before.verdict is Verdict.SUPPORTS else None
    if later is None:
        return _withdrawn(now, before)
    result = _overtaken(replace(now, confidence=before.confidence), before, later)
    return replace(result, now=Judgement(Verdict.REFUTES, result.confidence, later.passage.passage_id))


def _contradicted(
    now: ClaimResult, ended: Sequence[Evidence], evidence: Sequence[Evidence], thresholds: Thresholds
) -> ClaimResult:
    """Return that a claim was overtaken, or the contradiction with what said the same and was withdrawn."""
    supporting = [e for e in ended if e.stance is Stance.SUPPORTS]
    overtakers = {e.passage.passage_id: _overtaker(e, now.evidence, evidence) for e in supporting}
    outdated = [e for e in supporting if overtakers[e.passage.passage_id]]
    before = judge(now.claim, outdated, replace(thresholds, decisive=_LIKELY))
    by = overtakers[before.evidence[0].passage.passage_id] if before.evidence else None
    if before.verdict is Verdict.SUPPORTS and by:
        return _overtaken(now, before, by)
    before = judge(now.claim, supporting, thresholds)
    if before.verdict is not Verdict.SUPPORTS:
        return now
    shown = before.evidence[0]
    withdrawn = shown.passage.statement.standing.ending is Ending.RETRACTED
    more = f" {withdrawn_reason(shown)}" if withdrawn else ""
    return _beside(replace(now, explanation=f"{now.explanation}{more}"), (shown,))


def _otherwise(before: ClaimResult, evidence: Sequence[Evidence]) -> Evidence | None:
    """Return the passage of the later statement whose number cannot be the one that was matched.

    The claim may put it in words that the model does not find contradicted, but it says the same as
    the earlier statement, and that the later one took its place was said by an official or confirmed.
    """
    matched, query = before.evidence[0].passage, before.claim.query
    for item in evidence:
        if item.passage.statement.statement_id != matched.statement.standing.by:
            continue
        found = conflict(matched.text, item.passage.text)
        at = query.find(found.claim_text) if found else -1
        if found and at >= 0:
            found = replace(found, claim_span=Span(at, at + len(found.claim_text)))
            why = explain(before.claim, item.passage.text, Stance.REFUTES, found)
            return replace(item, stance=Stance.REFUTES, conflict=found, explanation=why)
    return None


def _overtaken(now: ClaimResult, before: ClaimResult, by: Evidence) -> ClaimResult:
    matched = before.evidence[0]
    what = Overtaken(matched, by, *_words(matched, by))
    shown = {by.passage.passage_id, matched.passage.passage_id}
    rest = [e for e in now.evidence if e.passage.passage_id not in shown]
    return replace(
        now,
        verdict=Verdict.CONFLICTING,
        reason=None,
        confidence=min(now.confidence, before.confidence),
        evidence=(matched, by, *rest),
        explanation=overtaken_line(what),
        degraded=now.degraded or before.degraded,
        overtaken=what,
    )


def _overtaker(matched: Evidence, now: Sequence[Evidence], others: Sequence[Evidence]) -> Evidence | None:
    """Return what contradicts the claim since the matched statement ended; None where nothing does.

    That is the statement that ended it, else one of those that decide now, if it is known to be later. What
    a person withdrew gave way to no statement.
    """
    statement = matched.passage.statement
    ender, ending = statement.standing.by, statement.standing.ending
    against = [e for e in others if ender and e.passage.statement.statement_id == ender]
    if ending is not Ending.RETRACTED:
        against += [e for e in now if _is_later(e.passage.statement, statement)]
    return next((e for e in against if e.stance is Stance.REFUTES), None)


def _is_later(one: Statement, other: Statement) -> bool:
    """Whether a statement is known to have been made after another one."""
    made, before = period(one.issued_at), period(other.issued_at)
    return made is not None and before is not None and made[0] > before[1]


def _withdrawn(now: ClaimResult, before: ClaimResult) -> ClaimResult:
    shown = before.evidence[0]
    known = {shown.passage.passage_id}
    rest = [e for e in (*before.evidence[1:], *now.evidence) if e.passage.passage_id not in known]
    return replace(
        now,
        confidence=before.confidence,
        reason=Reason.WITHDRAWN,
        evidence=(shown, *rest),
        explanation=withdrawn_reason(shown),
        degraded=now.degraded or before.degraded,
    )


def _with_then(result: ClaimResult, then: ClaimResult) -> ClaimResult:
    """Return the result with the verdict of then, and a sentence where it was the opposite one."""
    turned = {result.verdict, then.verdict} == {Verdict.SUPPORTS, Verdict.REFUTES}
    more = f" {said_then(then.evidence[0])}" if turned else ""
    result = replace(result, then=_judgement(then), explanation=f"{result.explanation}{more}")
    return _beside(result, _deciding(then))


def _deciding(result: ClaimResult) -> tuple[Evidence, ...]:
    """Return the passages without which a verdict could not stand."""
    sides = {Verdict.NOT_ENOUGH_INFO: 0, Verdict.CONFLICTING: 2}
    return result.evidence[: sides.get(result.verdict, 1)]


def _beside(result: ClaimResult, others: Sequence[Evidence]) -> ClaimResult:
    """Return the result with these passages shown too, after those that decide it."""
    shown = {e.passage.passage_id for e in result.evidence}
    more = (e for e in others if e.passage.passage_id not in shown)
    return replace(result, evidence=(*result.evidence, *more))


def _words(matched: Evidence, by: Evidence) -> tuple[str, str]:
    """Return the words of both passages that make the difference, where they are few."""
    against = _cut(by, by.conflict.passage_span) if by.conflict else _spanned(by)
    said = by.conflict.claim_text if by.conflict else ""
    return _short(said if said and said in matched.passage.text else _spanned(matched)), _short(against)


def _spanned(item: Evidence) -> str:
    spans = item.explanation.passage_spans if item.explanation else ()
    return _cut(item, spans[0]) if len(spans) == 1 else ""


def _cut(item: Evidence, span: Span) -> str:
    return item.passage.text[span.start : span.end]


def _short(words: str) -> str:
    number = _NUMBER.search(words)
    shown = number.group() if number else words
    return shown if len(shown) <= _LONGEST_WORDS else ""
