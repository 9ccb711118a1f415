"""Networks that remember the texts of a moment ago: a claim is searched for, and searched for again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from checker.encoder import Encoder
from checker.network import Reader, Sentence

KEPT = 1_024  # vectors: a megabyte and a half
SENTENCES_KEPT = 256  # a post is read as a whole, and then its claims, often the same words
MANY = 64  # texts at once are those of a build, and do not come again

Vectors = npt.NDArray[np.float32]
Made = TypeVar("Made")


class _Recent(Generic[Made]):
    """What was made of the texts that were asked for last. Threads may share one."""

    def __init__(self, make: Callable[[Sequence[str]], Sequence[Made]], kept: int) -> None:
        self._make, self._most = make, kept
        self._made: OrderedDict[str, Made] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str]) -> list[Made]:
        """Return what is made of each text, of each once."""
        known = self._known(texts)
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            made = dict(zip(missing, self._make(missing), strict=True))
            self._keep(made)
            known |= made
        return [known[text] for text in texts]

    def _known(self, texts: Sequence[str]) -> dict[str, Made]:
        with self._lock:
            found = {text: self._made[text] for text in texts if text in self._made}
            for text in found:
                self._made.move_to_end(text)
            return found

    def _keep(self, made: Mapping[str, Made]) -> None:
        with self._lock:
            self._made |= made
            while len(self._made) > self._most:
                self._made.popitem(last=False)


class RecentEncoder:
    """Gives the vectors of the encoder inside, each made once while it is asked for again and again.

    Threads may share one.
    """

    def __init__(self, encoder: Encoder, kept: int = KEPT) -> None:
        self._encoder = encoder
        self._recent: _Recent[Vectors] = _Recent(lambda texts: list(encoder.encode(texts)), kept)

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
        return np.stack(self._recent.of(texts))


class RecentSentences:
    """Gives what the network of sentences says, each text read once; capitals are the same to it."""

    def __init__(self, network: Reader, kept: int = SENTENCES_KEPT) -> None:
        self.name, self.sizes = network.name, network.sizes
        self._recent: _Recent[Sentence] = _Recent(network.read, kept)

    def read(self, texts: Sequence[str]) -> list[Sentence]:
        """Return what is said of each text."""
        return self._recent.of([text.lower() for text in texts])
