"""A claim beside passages that frame it: one that supports it, one that does not, one that leaves it open."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from training.counterfactuals.clause import clause_of
from training.counterfactuals.denial import FLIPPED, is_plain
from training.mixture import Pair

Side = tuple[Sequence[str], str]  # forms of a passage, and the label of the claim beside any of them
_OFTEN, _NEGATED = 0.25, 0.5


def framed(
    pair: Pair, rng: random.Random, sides: Sequence[Side], told: Callable[[str, str], str], origin: str
) -> Iterator[Pair]:
    """Yield the claim, sometimes denied, beside a passage of each side; ``told(form, claim)`` words it."""
    if not is_plain(pair.claim) or rng.random() > _OFTEN:
        return
    clause = clause_of(pair.claim)
    for forms, label in sides:
        passage = told(rng.choice(forms), pair.claim)
        yield Pair(pair.claim, passage, label, origin)
        if clause and rng.random() < _NEGATED:
            yield Pair(clause.negation(rng), passage, FLIPPED[label], origin)
