"""BM25 over the passages: finds the names, numbers and rare words that vectors blur.

Built in memory at start: the passages are there anyway, and a file that can go stale or be
tampered with is saved.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from array import array
from collections.abc import Sequence
from functools import lru_cache

import bm25s
import numpy as np
import numpy.typing as npt
import Stemmer

from checker.passages import search_text
from checker.records import Passage

_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[^\W_]+")
_STOPWORDS = frozenset(
    [
        *("a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because"),
        *("been", "but", "by", "can", "did", "do", "does", "for", "from", "had", "has", "have", "he", "her"),
        *(
            "him",
            "his",
            "i",
            "if",
            "in",
            "into",
            "is",
            "it",
            "its",
            "just",
            "me",
            "my",
            "of",
            "on",
            "or",
            "our",
        ),
        *(
            "out",
            "over",
            "she",
            "so",
            "some",
            "such",
            "than",
            "that",
            "the",
            "their",
            "them",
            "then",
            "there",
        ),
        *("these", "they", "this", "those", "to", "too", "up", "us", "was", "we", "were", "what", "when"),
        *("where", "which", "who", "will", "with", "would", "you", "your"),
    ]
)
_APOSTROPHE_S = re.compile(r"['’]s?$")

bm25s.logger.setLevel(logging.WARNING)

Floats = npt.NDArray[np.float32]
Positions = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Rows = list["array[int]"]  # the words of each passage by number, as the next index may need them


class LexicalIndex:
    """BM25 of Lucene's kind. Read-only once built, so threads may share it."""

    def __init__(
        self, model: bm25s.BM25 | None, vocabulary: dict[str, int], passages: Sequence[Passage], rows: Rows
    ) -> None:
        self._model = model
        self._vocabulary = vocabulary
        self._passages = passages
        self._rows = rows
        self._count = len(passages)

    def __len__(self) -> int:
        return self._count

    @classmethod
    def build(cls, passages: Sequence[Passage]) -> LexicalIndex:
        """Return the index of these passages, in their order."""
        return cls(None, {}, (), []).of_others(passages)

    def of_others(self, passages: Sequence[Passage]) -> LexicalIndex:
        """Return the index of other passages; texts that this one has too are not cut into words again."""
        vocabulary = dict(self._vocabulary)
        known = {search_text(passage): number for number, passage in enumerate(self._passages)}
        rows: Rows = []
        for text in map(search_text, passages):
            before = known.get(text)
            if before is None:
                rows.append(array("I", [vocabulary.setdefault(t, len(vocabulary)) for t in tokens(text)]))
            else:
                rows.append(self._rows[before])
        if not any(rows):
            return LexicalIndex(None, {}, passages, rows)
        model = bm25s.BM25(method="lucene")
        model.index(bm25s.tokenization.Tokenized(rows, dict(vocabulary)), show_progress=False)
        return LexicalIndex(model, vocabulary, passages, rows)

    def scores(self, query: str, among: Mask | None = None) -> Floats:
        """Return the BM25 score of every passage, 0 where no word is shared or ``among`` is false."""
        known = [self._vocabulary[t] for t in tokens(query) if t in self._vocabulary]
        if self._model is None or not known:
            return np.zeros(self._count, np.float32)
        found: Floats = self._model.get_scores(known)
        return found if among is None else np.where(among, found, np.float32(0))

    def coverage(self, query: str) -> Floats:
        """Return how much of the query each passage has words for, 0..1, by weight of the words.

        A rare word weighs more than a frequent one; one that no passage has weighs most. Unlike
        BM25 over the best, this is absolute: it is low everywhere when nothing is about the query.
        """
        covered = np.zeros(self._count, np.float32)
        total = 0.0
        for word in dict.fromkeys(tokens(query)):  # in order: a set adds up otherwise in every process
            having = self._having(word)
            weight = float(np.log1p((self._count - len(having) + 0.5) / (len(having) + 0.5)))
            covered[having] += weight
            total += weight
        return covered / total if total else covered

    def search(self, query: str, k: int, among: Mask | None = None) -> tuple[Positions, Floats]:
        """Return positions and scores of the best ``k`` passages that share a word, best first."""
        scores = self.scores(query, among)
        positions = top(scores, k)
        kept = positions[scores[positions] > 0]
        return kept, scores[kept]

    def _having(self, word: str) -> Positions:
        """Return the positions of the passages that have a word."""
        number = self._vocabulary.get(word)
        if self._model is None or number is None:
            return np.zeros(0, np.int64)
        start, end = self._model.scores["indptr"][number : number + 2]
        found: Positions = self._model.scores["indices"][start:end].astype(np.int64)
        return found


def top(scores: Floats, k: int) -> Positions:
    """Return the positions of the ``k`` highest scores, best first, equal ones by position."""
    k = min(k, len(scores))
    if k < 1:
        return np.zeros(0, np.int64)
    edge = np.partition(scores, len(scores) - k)[len(scores) - k]
    above = np.flatnonzero(scores > edge)
    level = np.flatnonzero(scores == edge)[: k - len(above)]
    chosen = np.concatenate([above, level])
    return chosen[np.lexsort((chosen, -scores[chosen]))].astype(np.int64)


def tokens(text: str) -> list[str]:
    """Return the searched words: case-folded, stemmed, without accents; numbers as they are."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = (_APOSTROPHE_S.sub("", w) for w in _TOKEN.findall(folded))
    return [_stem(w) for w in words if w and w not in _STOPWORDS]


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    if word[0].isdigit():
        return word.replace(",", "")
    return str(Stemmer.Stemmer("english").stemWord(_plain(word)))


def _plain(word: str) -> str:
    """Return Latin letters without accents; other scripts keep their marks."""
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if not "\u0300" <= c <= "\u036f")
