"""How likely a sentence is to be worth checking: a logistic head on sentence vectors.

Trained by training/checkworthy.py; what on, and how well it does, is in docs/models/checkworthy.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, Self
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from checker.errors import ModelMissing

WEIGHTS = Path(__file__).parent / "models" / "checkworthy.npz"

Vectors = npt.NDArray[np.float32]


class SentenceEncoder(Protocol):
    """What is needed of an encoder."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def name(self) -> str:
        """Model and version."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, shape (n, dimension)."""
        ...


class CheckWorthiness:
    """Callable from texts to probabilities. Immutable, so threads may share one."""

    def __init__(self, encoder: SentenceEncoder, weights: Vectors, bias: float) -> None:
        self._encoder = encoder
        self._weights = weights
        self._bias = bias

    @classmethod
    def load(cls, encoder: SentenceEncoder, path: Path = WEIGHTS) -> Self:
        """Return the head that ships with the package.

        Its weights mean nothing on the vectors of another model. Every sentence is then worth
        checking: one that nobody spoke about costs a search and ends as NOT ENOUGH INFO.

        Raises
        ------
        ModelMissing
            The weights cannot be read; the package is damaged.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                weights, bias, model = (
                    file["weights"].astype(np.float32),
                    float(file["bias"]),
                    str(file["encoder"]),
                )
        except (OSError, EOFError, KeyError, ValueError, BadZipFile) as error:
            raise ModelMissing(f"the check-worthiness weights at {path} cannot be read: {error}") from error
        if encoder.dimension != weights.size or model.lower() not in encoder.name.lower():
            return cls(encoder, np.zeros(0, np.float32), np.inf)
        return cls(encoder, weights, bias)

    def __call__(self, texts: Sequence[str]) -> list[float]:
        """Return the probability of each text, 0..1."""
        if not texts:
            return []
        if not self._weights.size:
            return [1.0] * len(texts)
        return [float(p) for p in self.of_vectors(self._encoder.encode(texts))]

    def of_vectors(self, vectors: Vectors) -> npt.NDArray[np.float64]:
        """Return the probability for each row of ``vectors``, shape (n, dimension)."""
        logits = vectors.astype(np.float64) @ self._weights + self._bias
        return 1.0 / (1.0 + np.exp(-logits))
