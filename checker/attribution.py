"""Who is said in a claim to have said it, where the corpus holds what they said.

"Pakistan's Foreign Office confirmed that Iran has asked" is settled by what that office says. What Iran's
ministry says of the same matter settles another question, and would make a conflict of a plain answer. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from checker.lexicon import is_verb
from checker.nations import nations
from checker.quantities.vocabulary import words as vocabulary
from checker.records import Claim, Evidence, Stance, Statement

_SAYING = vocabulary("""
    say says said tell tells told claim claims claimed confirm confirms confirmed deny denies denied state
    states stated announce announces announced report reports reported admit admits admitted insist insists
    insisted clarify clarifies clarified reveal reveals revealed declare declares declared assure assures
    assured
""")
_VERB = "|".join(sorted(_SAYING))
# "The ministry of Norway has confirmed that ...", and: "..., Norway says", "..., said Norway's minister".
_BEFORE = re.compile(
    rf"^\W*(?P<who>[^,;:]{{1,80}}?)\s+(?:has\s+|have\s+)?(?:{_VERB})\b(?!\W*$)", re.IGNORECASE
)
_AFTER = re.compile(
    rf",[\s\"”]*(?:(?:{_VERB})\s+(?P<who>[^,]{{1,80}})|(?P<name>[^,]{{1,80}}?)\s+(?:{_VERB}))\W*$",
    re.IGNORECASE,
)
_TO = re.compile(r"\baccording to (?P<who>[^,;:]{1,80})", re.IGNORECASE)
_QUOTED = re.compile(r"^\W*(?P<who>[^,;:]{1,80}):\s*[\"“]")


def by_whom_it_is_said(claim: Claim, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence for a claim that names who said it: where these decide, others leave it open.

    Countries tell them apart. Where no passage that takes a side is theirs, all count as before: a denial of
    one office answers what is told of another, as far as it can be answered.
    """
    asked = said_by(claim.query)
    theirs = [_speaks_for(e.passage.statement, asked) for e in evidence]
    if not any(own and e.stance is not Stance.NEUTRAL for own, e in zip(theirs, evidence, strict=True)):
        return list(evidence)
    return [
        e if own else replace(e, stance=Stance.NEUTRAL, explanation=None, conflict=None)
        for own, e in zip(theirs, evidence, strict=True)
    ]


def said_by(text: str) -> frozenset[str]:
    """Return the countries whose officials a text says to have said or denied it, as far as it tells."""
    for form in (_TO, _AFTER, _QUOTED):
        if found := form.search(text):
            return nations(next(who for who in found.groups() if who))
    found = _BEFORE.match(text)
    # "Norway asked the minister who said": what comes before is no name but says something by itself.
    if not found or any(map(is_verb, found["who"].casefold().split())):
        return frozenset()
    return nations(found["who"])


def _speaks_for(statement: Statement, asked: frozenset[str]) -> bool:
    return bool(asked & nations(f"{statement.issuer} {statement.office} {statement.speaker}"))
