"""What a stance model is to all who ask one, wherever it runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from checker.records import Probabilities


class StanceOf(Protocol):
    """Says whether a passage supports or refutes a claim."""

    def predict(self, pairs: Sequence[tuple[str, str]]) -> list[Probabilities]:
        """Return the probabilities of each (passage, claim) pair, in the order given."""
        ...


class NamedStance(StanceOf, Protocol):
    """A stance model that says which one it is."""

    @property
    def name(self) -> str:
        """Which weights, or which model at which endpoint."""
        ...
