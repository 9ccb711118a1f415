"""How likely a sentence is to be worth checking, by the network for it that ships with the package.

What it was trained on, and how well it does, is in docs/models/checkworthy.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from checker.network import SentenceNetwork

# At and above it a text is called check-worthy: chosen on held-out debates and tweets, see there.
CHECKWORTHY = 0.25


class CheckWorthiness:
    """Callable from texts to probabilities. Immutable, so threads may share one."""

    def __init__(self, network: SentenceNetwork) -> None:
        self._network = network

    @property
    def name(self) -> str:
        """The network, with a hash of its weights."""
        return self._network.name

    def __call__(self, texts: Sequence[str]) -> list[float]:
        """Return the probability of each text, 0..1."""
        return [0.5 + 0.5 * math.tanh(odds / 2) for odds in self._network.worth(texts)]
