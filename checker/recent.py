"""An encoder that remembers the texts of a moment ago: a claim is searched for, and searched for again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from checker.encoder import Encoder

KEPT = 1_024  # vectors: a megabyte and a half
MANY = 64  # texts at once are those of a build, and do not come again

Vectors = npt.NDArray[np.float32]


class RecentEncoder:
    """Gives the vectors of the encoder inside, each made once while it is asked for again and again.

    Threads may share one.
    """

    def __init__(self, encoder: Encoder, kept: int = KEPT) -> None:
        self._encoder = encoder
        self._kept = kept
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Which weights make the vectors."""
        return self._encoder.name

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return self._encoder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one L2-normalised row per text; no text gives zero rows."""
        if not texts or len(texts) > MANY:
            return self._encoder.encode(texts)
        known = self._known(texts)
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            made = dict(zip(missing, self._encoder.encode(missing), strict=True))
            self._keep(made)
            known |= made
        return np.stack([known[text] for text in texts])

    def _known(self, texts: Sequence[str]) -> dict[str, Vectors]:
        with self._lock:
            found = {text: self._vectors[text] for text in texts if text in self._vectors}
            for text in found:
                self._vectors.move_to_end(text)
            return found

    def _keep(self, made: dict[str, Vectors]) -> None:
        with self._lock:
            self._vectors |= made
            while len(self._vectors) > self._kept:
                self._vectors.popitem(last=False)
