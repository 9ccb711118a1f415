"""What a study set out to learn, found, or found to be wrong; the claim is the finding itself.

The claim shares nearly all its words with the passage each time, so only what is said of it decides: the
question of a study, its hypothesis or what people believe settles nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from training.counterfactuals.denial import embedded
from training.counterfactuals.framed import framed
from training.mixture import Pair

ORIGIN = "counterfactual:finding"
_FOUND = (
    "We found that {said}.",
    "Our results show that {said}.",
    "Here we report that {said}.",
    "These data demonstrate that {said}.",
    "The review concludes that {said}.",
    "There is strong evidence that {said}.",
    "In all {count} groups it turned out that {said} (p < 0.01).",
    "As we had expected, {said}.",
    "Measurements over {count} years confirm that {said}.",
)
_REFUTED = (
    "We found no evidence that {said}.",
    "Our results do not support the view that {said}.",
    "The idea that {said} was not borne out by the data.",
    "Contrary to what is often believed, it is not the case that {said}.",
    "The belief that {said} has turned out to be wrong.",
    "In none of the {count} groups was there any sign that {said}.",
    "The hypothesis that {said} had to be rejected.",
    "It is a myth that {said}, as {count} studies have shown.",
)
_ASKED = (
    "We examined whether {said}.",
    "The aim of this study was to find out whether {said}.",
    "It is not known whether {said}.",
    "We hypothesised that {said}.",
    "Many people believe that {said}.",
    "A trial with {count} centres is to show whether {said}.",
    "Whether {said} is still a matter of debate.",
    "It has been suggested that {said}, but studies are lacking.",
    "Participants were asked whether they had heard that {said}.",
    "We review {count} papers on the question whether {said}.",
)
_SIDES = ((_FOUND, "supports"), (_REFUTED, "contradicts"), (_ASKED, "neutral"))


def studied(pair: Pair, rng: random.Random) -> Iterator[Pair]:
    """Yield the claim, sometimes denied, beside a study that finds it, refutes it and only asks about it."""

    def told(form: str, claim: str) -> str:
        return form.format(said=embedded(claim.rstrip(".")), count=rng.randint(3, 40))

    yield from framed(pair, rng, _SIDES, told, ORIGIN)
