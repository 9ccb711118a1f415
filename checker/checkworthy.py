"""How likely a sentence is to be worth checking: a head of the network that ships with the package.

What it was trained on, and how well it does, is in docs/models/checkworthy.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from checker.network import ClaimNetwork


class CheckWorthiness:
    """Callable from texts to probabilities. Immutable, so threads may share one."""

    def __init__(self, network: ClaimNetwork) -> None:
        self._network = network

    def __call__(self, texts: Sequence[str]) -> list[float]:
        """Return the probability of each text, 0..1."""
        return [float(p) for p in _sigmoid(self._network.sentences(texts).worth)]


def _sigmoid(logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    return 1.0 / (1.0 + np.exp(-logits.astype(np.float64)))
