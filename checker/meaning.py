"""What the models of a worker say of two claims: how near they are, and if one follows from the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from checker.named_stance import StanceOf
from checker.nearby import Memory
from checker.quantities import one_spelling
from checker.same_claims import Likeness, parts_differ


@dataclass(frozen=True, slots=True)
class ModelMeanings:
    """The encoder that claims are searched with, and the stance model where asking it costs nothing."""

    name: str  # of the encoder
    memory: Memory
    languages: frozenset[str]
    stance: StanceOf | None = None

    def reads(self, lang: str) -> bool:
        """Return whether the models read that language."""
        return lang in self.languages

    def vectors(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one row of length one per text."""
        return self.memory.encode(texts)

    def likeness(self, one: str, others: Sequence[tuple[str, float]]) -> list[Likeness]:
        """Return how like a claim is to each of others, of which the cosine is known."""
        if self.stance is None:
            return [Likeness(cosine) for _, cosine in others]
        return [self._judged(one, words, cosine, self.stance) for words, cosine in others]

    def _judged(self, one: str, other: str, cosine: float, stance: StanceOf) -> Likeness:
        if parts_differ(one, other):
            return Likeness(cosine)  # no model is asked: they are two claims whatever it says
        ours, theirs = one_spelling(one), one_spelling(other)
        there, back = stance.predict([(ours, theirs), (theirs, ours)])
        return Likeness(cosine, min(there.supports, back.supports), max(there.refutes, back.refutes))
