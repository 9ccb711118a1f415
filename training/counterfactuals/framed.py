"""A claim beside passages that frame it: one that supports it, one that does not, one that leaves it open.

Some passages frame the denied claim, so that those that reject it support the claim: double negations.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from training.counterfactuals.clause import clause_of
from training.counterfactuals.denial import FLIPPED, is_plain
from training.mixture import Pair

Side = tuple[Sequence[str], str]  # forms of a passage, and the label of the claim beside any of them
_OFTEN, _NEGATED, _DENIED_IN_PASSAGE = 0.25, 0.5, 0.3


def framed(
    pair: Pair, rng: random.Random, sides: Sequence[Side], told: Callable[[str, str], str], origin: str
) -> Iterator[Pair]:
    """Yield the claim, sometimes denied, beside a passage of each side; ``told(form, claim)`` words it.

    Claim and passage are each denied or not, which turns the label once for each.
    """
    if not is_plain(pair.claim) or rng.random() > _OFTEN:
        return
    clause = clause_of(pair.claim)
    for forms, stated in sides:
        framed_claim, label = pair.claim, stated
        if clause and rng.random() < _DENIED_IN_PASSAGE:
            framed_claim, label = clause.negation(rng), FLIPPED[stated]
        passage = told(rng.choice(forms), framed_claim)
        yield Pair(pair.claim, passage, label, origin)
        if clause and rng.random() < _NEGATED:
            yield Pair(clause.negation(rng), passage, FLIPPED[label], origin)
