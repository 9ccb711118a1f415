"""What the network of sentences that ships says: how likely one is to be worth checking, what each word is.

What it was trained on, and how well it does, is in docs/models/checkworthy.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from checker.network import Floats, Reader
from checker.remarks import STARTS

# At and above it a text is called check-worthy: chosen on held-out debates and tweets, see there.
CHECKWORTHY = 0.25

_NEVER = -99.0  # log-odds
_MARKS_BEFORE, _MARKS_BEHIND = re.compile(r"[^\w\s]*"), re.compile(r"[^\w\s]*$")


class CheckWorthiness:
    """Callable from texts to probabilities. Immutable, so threads may share one."""

    def __init__(self, network: Reader) -> None:
        self._network = network

    @property
    def name(self) -> str:
        """The network, with a hash of its weights."""
        return self._network.name

    def __call__(self, texts: Sequence[str]) -> list[float]:
        """Return the probability of each text, 0..1."""
        return [0.5 + 0.5 * math.tanh(one.worth / 2) for one in self._network.read(texts)]

    def marks(self, text: str) -> list[list[float]]:
        """Return what each word between blanks is, of shape (words, 4): see ``remarks.Word``.

        Words that were not read, beyond 176 tokens, are not among them.
        """
        words = text.split()
        if not words:
            return []
        text = " ".join(words)
        [sentence] = self._network.read([text])
        marks, starts, at = [], [], 0
        for word, size in zip(words, self._network.sizes(text), strict=True):
            if at + size > len(sentence.tokens):
                break
            tokens = _of_letters(word, sentence.tokens[at : at + size])
            # A word of which the tokeniser sees nothing could be anything, and begins nothing.
            marks.append(tokens[:, :STARTS].mean(axis=0) if len(tokens) else np.zeros(STARTS))
            starts.append(tokens[:, STARTS].max() if len(tokens) else _NEVER)
            at += size
        logits = np.array(marks, dtype=np.float32).reshape(-1, STARTS)
        shares = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
        found: list[list[float]] = np.column_stack([shares, np.array(starts, np.float32)]).tolist()
        return found


def _of_letters(word: str, tokens: Floats) -> Floats:
    """Return the tokens of a word without those of the marks at its ends, if it has letters or figures.

    Each mark is a token, and the stop behind a claim belongs to what follows as much as to the claim.
    """
    before, after = _MARKS_BEFORE.match(word), _MARKS_BEHIND.search(word)
    within = tokens[before.end() if before else 0 : len(tokens) - (len(after[0]) if after else 0)]
    return within if len(within) else tokens
