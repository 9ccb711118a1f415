"""From evidence to a verdict in time: by what was in force when a post was written, and by what is now.

A statement that was superseded or withdrawn never decides alone what holds now. A claim that one
supports and that is contradicted now was right and is outdated: that is shown as such, and never as a
plain contradiction, whenever the post was written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from checker.records import Claim, ClaimResult, Evidence, Judgement, Overtaken, Reason, Span, Stance, Verdict
from checker.scope import in_force
from checker.verdict import Thresholds, judge
from checker.wording import overtaken_line, said_then, withdrawn_reason

_LONGEST_WORDS = 40  # code points; more is no longer a number or a name but the sentence itself


def judge_in_time(
    claim: Claim, evidence: Sequence[Evidence], thresholds: Thresholds, posted_at: datetime | None = None
) -> ClaimResult:
    """Return the verdict on ``claim`` now, with that of when it was posted and what has overtaken it."""
    holding = [e for e in evidence if not e.passage.statement.standing.ended]
    ended = [e for e in evidence if e.passage.statement.standing.ended]
    now = judge(claim, holding, thresholds)
    result = replace(now, now=_judgement(now))
    if ended:
        result = _with_ended(result, ended, thresholds)
    if posted_at is None:
        return result
    then = judge(claim, [e for e in evidence if in_force(e.passage.statement, posted_at)], thresholds)
    return _with_then(result, then) if ended else replace(result, then=_judgement(then))


def _judgement(result: ClaimResult) -> Judgement:
    decided = result.verdict is not Verdict.NOT_ENOUGH_INFO
    return Judgement(
        result.verdict, result.confidence, result.evidence[0].passage.passage_id if decided else ""
    )


def _with_ended(now: ClaimResult, ended: Sequence[Evidence], thresholds: Thresholds) -> ClaimResult:
    """Return what holds now, in the light of what held before."""
    if now.verdict is Verdict.REFUTES:
        supporting = [e for e in ended if e.stance is Stance.SUPPORTS]
        before = judge(now.claim, supporting, thresholds)
        return _overtaken(now, before, ended) if before.verdict is Verdict.SUPPORTS else now
    if now.verdict is Verdict.NOT_ENOUGH_INFO and now.reason is not Reason.SEARCH_DEGRADED:
        before = judge(now.claim, ended, thresholds)
        return now if before.verdict is Verdict.NOT_ENOUGH_INFO else _withdrawn(now, before)
    return now


def _overtaken(now: ClaimResult, before: ClaimResult, ended: Sequence[Evidence]) -> ClaimResult:
    matched = before.evidence[0]
    by = _overtaker(matched, now.evidence[0], [*now.evidence, *ended])
    what = Overtaken(matched, by, *_words(matched, by))
    rest = [e for e in now.evidence if e != by]
    return replace(
        now,
        verdict=Verdict.CONFLICTING,
        confidence=min(now.confidence, before.confidence),
        evidence=(matched, by, *rest),
        explanation=overtaken_line(what),
        degraded=now.degraded or before.degraded,
        overtaken=what,
    )


def _overtaker(matched: Evidence, decisive: Evidence, others: Sequence[Evidence]) -> Evidence:
    """Return the passage of the statement that ended the matched one, else that which decides now."""
    ender = matched.passage.statement.standing.by
    against = (e for e in others if e.passage.statement.statement_id == ender and e.stance is Stance.REFUTES)
    return next(against, decisive)


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
    return replace(result, then=_judgement(then), explanation=f"{result.explanation}{more}")


def _words(matched: Evidence, by: Evidence) -> tuple[str, str]:
    """Return the words of both passages that make the difference, where they are few."""
    if by.conflict:
        against = _cut(by, by.conflict.passage_span)
        said = by.conflict.claim_text
        if said in matched.passage.text:
            return _short(said), _short(against)
        return _short(_spanned(matched)), _short(against)
    return _short(_spanned(matched)), _short(_spanned(by))


def _spanned(item: Evidence) -> str:
    spans = item.explanation.passage_spans if item.explanation else ()
    return _cut(item, spans[0]) if len(spans) == 1 else ""


def _cut(item: Evidence, span: Span) -> str:
    return item.passage.text[span.start : span.end]


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST_WORDS else ""
