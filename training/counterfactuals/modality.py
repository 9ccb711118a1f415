"""What has been done against what may be, is refused or has yet to be done.

Where the claim says that something has been done, a passage in which it is only considered leaves
the claim open, and one in which it is refused contradicts it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from training.counterfactuals.clause import Clause, clause_of
from training.counterfactuals.sources import STATEMENT
from training.counterfactuals.words import BASE, NEGATIVE
from training.mixture import Pair

_OPEN = (
    "may {}",
    "is considering whether to {}",
    "hopes to {}",
    "has been asked to {}",
    "plans to {}",
    "is in talks to {}",
    "is expected to {}",
    "could {}",
)
_OPEN_BEFORE = ("may", "could", "might", "has been asked to", "is considering whether to")
_REFUSED = ("has refused to {}", "has declined to {}", "did not {}", "has yet to {}")
_PLURALS = {"has": "have", "is": "are", "hopes": "hope", "plans": "plan"}
_STILL = ("did {}", "did in fact {}", "did indeed {}")
# "The leaders", "Talks", "A and B"; a name that ends in s is one ("Ms. Rollins", "The United States").
_PLURAL = re.compile(
    r"^(?:We|They)$|\band\b|(?:^| )[a-z]+[^s\W]s$|^(?:The )?(?:[A-Z][a-z]+ )?[A-Z][a-z]+(?:er|or|nt|tive|y|"
    r"ie|al|ion|ist)s$"
)
# Done by nobody in particular, or not by will: nothing that one refuses or considers.
_INVOLUNTARY = frozenset(
    """
    rise fall lose become come say find receive increase grow drop exceed earn cause win
    kill die begin end start include cause reveal exceed break develop strengthen improve play perform serve
    """.split()
)


def not_yet_done(pair: Pair, rng: random.Random) -> Iterator[Pair]:
    """Yield claims of deeds against passages where they are done, open or refused."""
    if pair.origin != STATEMENT or NEGATIVE.search(pair.evidence):
        return
    clause = clause_of(pair.claim)
    if clause is None or not pair.evidence.startswith(clause.subject):
        return
    if clause.auxiliary == "will" and pair.evidence.startswith(f"{clause.subject} will "):
        yield from _announced(pair, clause, rng)
    elif clause.done and clause.done[0].base not in _INVOLUNTARY:
        yield from _done(pair, clause, rng)


def _announced(pair: Pair, clause: Clause, rng: random.Random) -> Iterator[Pair]:
    head = f"{clause.subject} will "
    tail = pair.evidence.removeprefix(head)
    if tail.startswith(("be ", "also ", "have ")):
        return
    plural = _is_plural(clause.subject)
    may = rng.choice([m for m in _OPEN_BEFORE if not (plural and m.startswith(("has", "is")))])
    refuses = "will not"
    if clause.rest.partition(" ")[0] in BASE.keys() - _INVOLUNTARY and rng.random() < 0.6:
        refuses = "refuse to" if plural else "refuses to"
    yield _made(pair, pair.claim, f"{clause.subject} {may} {tail}", "neutral")
    yield _made(pair, pair.claim, f"{clause.subject} {refuses} {tail}", "contradicts")
    yield _made(pair, f"{clause.subject} {refuses} {clause.rest}", pair.evidence, "contradicts")
    yield _made(
        pair, f"{clause.subject} {refuses} {clause.rest}", f"{clause.subject} {refuses} {tail}", "supports"
    )
    going = "are going to" if plural else "is going to"
    yield _made(pair, f"{clause.subject} {going} {clause.rest}", pair.evidence, "supports")


def _done(pair: Pair, clause: Clause, rng: random.Random) -> Iterator[Pair]:
    verb, rest = clause.done or (None, "")
    words = f"{clause.auxiliary} {verb.participle}" if verb and clause.auxiliary else clause.form
    head = f"{clause.subject} {words} "
    if verb is None or not pair.evidence.startswith(head):
        return
    tail, plural = pair.evidence.removeprefix(head), _is_plural(clause.subject)
    open_ = _agreeing(rng.choice(_OPEN), plural=plural)
    refused = _agreeing(rng.choice(_REFUSED), plural=plural)
    still = rng.choice(_STILL)
    yield _made(pair, pair.claim, f"{clause.subject} {open_.format(verb.base)} {tail}", "neutral")
    yield _made(pair, pair.claim, f"{clause.subject} {refused.format(verb.base)} {tail}", "contradicts")
    yield _made(pair, f"{clause.subject} {refused.format(verb.base)} {rest}", pair.evidence, "contradicts")
    yield _made(pair, f"{clause.subject} {still.format(verb.base)} {rest}", pair.evidence, "supports")
    other = _agreeing(rng.choice(_REFUSED[:2]), plural=plural)
    yield _made(
        pair,
        f"{clause.subject} did not {verb.base} {rest}",
        f"{clause.subject} {other.format(verb.base)} {tail}",
        "supports",
    )


def _agreeing(form: str, *, plural: bool) -> str:
    first, _, rest = form.partition(" ")
    return f"{_PLURALS.get(first, first)} {rest}" if plural else form


def _is_plural(subject: str) -> bool:
    return bool(_PLURAL.search(subject.split(" of ", maxsplit=1)[0]))


def _made(pair: Pair, claim: str, evidence: str, label: str) -> Pair:
    return replace(pair, claim=claim, evidence=evidence, label=label, origin="counterfactual:modality")
