"""A claim that a post makes more than once: judged once, and answered wherever it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from checker.explain import in_post
from checker.records import Claim, ClaimResult, Evidence

Said = tuple[str, str, str]


def said(claim: Claim) -> Said:
    """Return what equal claims share: all that is searched and judged of one."""
    return claim.query, claim.context, claim.lang


def different(claims: Iterable[Claim]) -> list[Claim]:
    """Return the first of each group of equal claims, in their order."""
    firsts: dict[Said, Claim] = {}
    for claim in claims:
        firsts.setdefault(said(claim), claim)
    return list(firsts.values())


def carried(result: ClaimResult, claim: Claim) -> ClaimResult:
    """Return the result on an equal claim for ``claim``, its words marked where they stand in the post."""
    if result.claim == claim:
        return result
    overtaken = result.overtaken and replace(
        result.overtaken,
        matched=_marked(result.overtaken.matched, claim),
        by=_marked(result.overtaken.by, claim),
    )
    evidence = tuple(_marked(item, claim) for item in result.evidence)
    return replace(result, claim=claim, evidence=evidence, overtaken=overtaken)


def _marked(item: Evidence, claim: Claim) -> Evidence:
    why = item.explanation
    if why is None:
        return item
    return replace(item, explanation=replace(why, post_spans=in_post(claim, why.claim_spans)))
