"""Claims denied, denials taken back, and denials of denials.

A denial of the whole claim turns supported into contradicted and the reverse, and leaves open what
was open. Claims of all three labels are denied, so that a denial alone says nothing.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from training.counterfactuals.clause import clause_of
from training.counterfactuals.sources import STATEMENT
from training.counterfactuals.words import BASE
from training.mixture import Pair

_MOST_WORDS = 22
FLIPPED = {"supports": "contradicts", "contradicts": "supports", "neutral": "neutral"}
_DENIALS = (
    "It is not true that {}",
    "It's false that {}",
    "It's not the case that {}",
    "The claim that {} is false",
    "Reports that {} are untrue",
    "It is a lie that {}",
    "It was wrongly claimed that {}",
)
_AFFIRMATIONS = ("It is true that {}", "Yes, {}", "It's a fact that {}", "The report that {} is correct")
_PLAIN = re.compile(r"^[A-Z][^#@?!:;“”\"—…\n]*[a-z0-9%]\.?$")
_HEDGED = re.compile(
    r"\b(?:if|unless|whether|maybe|perhaps|should|might|may|could|would|according|reportedly|allegedly|"
    r"apparently|says?|"
    r"said|claims?|claimed|but|although|though|while|whereas|so|we|I|you|our|my|even|only|just|too|already|"
    r"again)\b"
)
_DENIED_VERB = re.compile(
    r"^(?P<subject>[A-Z][^,;]*?) (?:(?P<aux>is|are|was|were|has|have|had|will|can)(?: not|n['’]t| never)|"
    r"(?P<did>did|does|do)(?: not|n['’]t)) (?P<rest>.+)$"
)
# With these the claim without its "not" would say more, less or nothing.
_NEEDS_NOT = re.compile(
    r"\b(?:any\w*|ever|yet|until|till|either|because|nor|only|even|least|but|all|every|longer|no|none|never|"
    r"much|many|"
    r"most|some|always|just|or|both|most|few|too|as|one|a single|single|whether|if|since|more|less|fewer|so|"
    r"enough|than)\b|n['’]t\b|\bnot\b"
)


def negated(pair: Pair, rng: random.Random) -> Iterator[Pair]:
    """Yield the pair with "not" in its claim, and sometimes the claim as it was."""
    clause = clause_of(pair.claim)
    if clause is None or not _PLAIN.match(pair.claim):
        return
    yield replace(
        pair, claim=clause.negation(rng), label=FLIPPED[pair.label], origin="counterfactual:negation"
    )
    if pair.origin == STATEMENT and rng.random() < 0.3:
        yield replace(pair, origin="counterfactual:negation")
        if clause.done and not clause.auxiliary:
            verb, rest = clause.done
            claim = f"{clause.subject} did not fail to {verb.base} {rest}"
            yield replace(pair, claim=claim, origin="counterfactual:negation")


def unnegated(pair: Pair, _rng: random.Random) -> Iterator[Pair]:
    """Yield the pair without the "not" of its claim."""
    match = _DENIED_VERB.match(pair.claim)
    if pair.origin == STATEMENT or not match or not _PLAIN.match(pair.claim):
        return
    subject, rest = match["subject"], match["rest"]
    # "It was not A, it was B" affirms something beside its denial.
    if "," in pair.claim or _NEEDS_NOT.search(f"{subject} {rest}".lower()) or _HEDGED.search(pair.claim):
        return
    verb = match["aux"] or _affirmed(match["did"], rest)
    if verb:
        rest = rest if match["aux"] else rest.partition(" ")[2]
        label = FLIPPED[pair.label]
        yield replace(pair, claim=f"{subject} {verb} {rest}", label=label, origin="counterfactual:unnegation")


def denied(pair: Pair, rng: random.Random) -> Iterator[Pair]:
    """Yield the pair with its whole claim called false, or, seldomer, called true."""
    if not is_plain(pair.claim):
        return
    said = embedded(pair.claim.rstrip("."))
    if rng.random() < 0.65:
        claim, label = rng.choice(_DENIALS).format(said), FLIPPED[pair.label]
    else:
        claim, label = rng.choice(_AFFIRMATIONS).format(said), pair.label
    yield replace(pair, claim=claim, label=label, origin="counterfactual:denial")
    clause = clause_of(pair.claim)
    if clause and rng.random() < 0.4:
        said = embedded(clause.negation(rng).rstrip("."))
        yield replace(pair, claim=rng.choice(_DENIALS).format(said), origin="counterfactual:denial")


def is_plain(claim: str) -> bool:
    """Whether a claim is one short sentence that may stand after "that"."""
    hedged = _HEDGED.search(claim) or _HEDGED.match(claim.lower())  # its first word too
    return bool(_PLAIN.match(claim)) and not hedged and len(claim.split()) <= _MOST_WORDS


def embedded(claim: str) -> str:
    """Return a claim as it stands after "that": its first word small where it is no name."""
    first, _, rest = claim.partition(" ")
    small = {
        "The",
        "A",
        "An",
        "In",
        "On",
        "At",
        "There",
        "It",
        "He",
        "She",
        "They",
        "More",
        "Over",
        "Nearly",
        "As",
        "No",
    }
    return f"{first.lower() if first in small else first} {rest}"


def _affirmed(auxiliary: str, rest: str) -> str:
    verb = BASE.get(rest.partition(" ")[0])
    if verb is None or not rest.partition(" ")[2]:
        return ""
    return {"did": verb.past, "does": verb.present, "do": verb.base}[auxiliary]
