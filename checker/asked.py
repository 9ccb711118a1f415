"""A verdict as its caller asked for it: sure enough, and with no more passages than wanted."""

from __future__ import annotations

from dataclasses import replace

from checker.records import ClaimResult, Judgement, Post, Reason, Stance, Verdict
from checker.wording import unsure_reason

_CARRIED_BY = {
    Verdict.SUPPORTS: (Stance.SUPPORTS,),
    Verdict.REFUTES: (Stance.REFUTES,),
    Verdict.CONFLICTING: (Stance.REFUTES, Stance.SUPPORTS),
    Verdict.NOT_ENOUGH_INFO: (),
}


def as_asked(result: ClaimResult, post: Post) -> ClaimResult:
    """Return the result on a claim of ``post`` as far as its options let it out.

    Nothing is judged otherwise: the options only leave out what was found.
    """
    return _cut(_sure(result, post.min_confidence), post.max_passages)


def shown_in_short(result: ClaimResult) -> ClaimResult:
    """Return the result with no more passages than it needs, or one."""
    return _cut(result, 1)


def _sure(result: ClaimResult, least: float) -> ClaimResult:
    """Return the result, or that there is none where it is less sure than ``least``."""
    result = replace(result, then=_judgement(result.then, least), now=_judgement(result.now, least))
    if result.verdict is Verdict.NOT_ENOUGH_INFO or result.confidence >= least:
        return result
    return replace(
        result,
        verdict=Verdict.NOT_ENOUGH_INFO,
        reason=Reason.BELOW_MIN_CONFIDENCE,
        explanation=unsure_reason(result.confidence, least),
        overtaken=None,
    )


def _judgement(one: Judgement | None, least: float) -> Judgement | None:
    if one is None or one.verdict is Verdict.NOT_ENOUGH_INFO or one.confidence >= least:
        return one
    return Judgement(Verdict.NOT_ENOUGH_INFO, one.confidence)


def _cut(result: ClaimResult, most: int) -> ClaimResult:
    """Return the result with its first ``most`` passages, and those without which it could not stand."""
    if not most:
        return result
    needed = {one.passage_id for one in (result.then, result.now) if one}
    for stance in _CARRIED_BY[result.verdict]:
        first = next(e for e in result.evidence if e.stance is stance)
        needed.add(first.passage.passage_id)
    if result.overtaken:
        needed |= {e.passage.passage_id for e in (result.overtaken.matched, result.overtaken.by)}
    shown = [e for n, e in enumerate(result.evidence) if n < most or e.passage.passage_id in needed]
    return replace(result, evidence=tuple(shown))
