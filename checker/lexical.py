"""BM25 over the passages: finds the names, numbers and rare words that vectors blur.

What is written lies in a generation of the index beside the vectors, and is mapped into memory from there.
"""

from __future__ import annotations

import logging
import math
import re
import unicodedata
from array import array
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
import Stemmer

from checker.arrays import read_array, read_text, write_array, write_text
from checker.generations import Manifest
from checker.nations import folded, searched_country
from checker.passages import search_text
from checker.plain_letters import without_strokes
from checker.postings import Mask, Positions, Postings
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

Floats = npt.NDArray[np.float32]
Rows = list["array[int]"]  # the words of each passage by number, as the next index may need them

_VOCABULARY = "words.txt"
_ROWS = ("words.rows.npy", "words.row_starts.npy")


class LexicalIndex:
    """BM25 of Lucene's kind. Read-only once built, so threads may share it."""

    def __init__(
        self, postings: Postings, vocabulary: dict[str, int], rows: tuple[Positions, Positions]
    ) -> None:
        self._postings = postings
        self._vocabulary = vocabulary
        self._rows = rows  # all words of all passages, and where those of each begin

    def __len__(self) -> int:
        return self._postings.count

    @classmethod
    def build(cls, passages: Sequence[Passage]) -> LexicalIndex:
        """Return the index of these passages, in their order."""
        nothing = np.zeros(0, np.int64)
        empty = cls(Postings.empty(0), {}, (nothing, np.zeros(1, np.int64)))
        return empty.of_others(passages, np.full(len(passages), -1, np.int64))

    def of_others(self, passages: Sequence[Passage], before: Positions) -> LexicalIndex:
        """Return the index of other passages; texts that this one has too are not cut into words again.

        Parameters
        ----------
        before
            For each passage the position here of one with the same searched text; -1 where there is none.
        """
        vocabulary = dict(self._vocabulary)
        rows: Rows = []
        for passage, number in zip(passages, before.tolist(), strict=True):
            if number < 0:
                words = tokens(search_text(passage))
                rows.append(array("I", [vocabulary.setdefault(word, len(vocabulary)) for word in words]))
            else:
                rows.append(array("I", self._row(number).tolist()))
        return LexicalIndex(_postings(rows, vocabulary), vocabulary, _flat(rows))

    @classmethod
    def read(cls, generation: Path, manifest: Manifest) -> LexicalIndex:
        """Return the index that ``write`` put into a generation.

        Raises
        ------
        IndexCorrupt
            A file is missing, damaged or half-written.
        """
        words = read_text(generation / _VOCABULARY, manifest).split("\n")
        vocabulary = {word: number for number, word in enumerate(words) if word}
        flat, starts = (read_array(generation / name, manifest) for name in _ROWS)
        return cls(Postings.read(generation, manifest), vocabulary, (flat, starts))

    def write(self, generation: Path) -> None:
        """Write all of it into a new generation."""
        write_text(generation / _VOCABULARY, "\n".join(self._vocabulary))
        for name, values in zip(_ROWS, self._rows, strict=True):
            write_array(generation / name, values)
        self._postings.write(generation)

    def search(self, query: str, k: int, among: Mask | None = None) -> tuple[Positions, Floats]:
        """Return positions and scores of the best ``k`` passages that share a word, best first.

        Equal scores come in the order of the corpus; ``among`` leaves passages out before the best
        are chosen.
        """
        words = self._known(query)
        found = self._postings.contenders(words, k, among)
        scores = self._postings.scores(words, found)
        best = top(scores, k)
        return found[best], scores[best]

    def has(self, word: str) -> bool:
        """Whether a passage has a word, in whatever form."""
        return _stemmed(folded(word)) in self._vocabulary

    def scores(self, query: str, positions: Positions) -> Floats:
        """Return the BM25 score of some passages, 0 where no word is shared."""
        return self._postings.scores(self._known(query), positions)

    def coverage(self, query: str, positions: Positions) -> Floats:
        """Return how much of the query some passages have words for, 0..1, by weight of the words.

        A rare word weighs more than a frequent one; one that no passage has weighs most. Unlike
        BM25 over the best, this is absolute: it is low everywhere when nothing is about the query.
        """
        worth, total = self._worth(query)
        return self._postings.having_some(worth, positions) / total

    def coverage_beyond(self, query: str, positions: Positions, begun: Sequence[str]) -> Floats:
        """Return the coverage of some passages by what they say after what each has ``begun`` with.

        Parameters
        ----------
        begun
            For each passage the text with which its searched text begins and which does not count.
        """
        worth, total = self._worth(query)
        said = [
            {*self._row(position)[len(_words_of(text)) :].tolist()}
            for position, text in zip(positions.tolist(), begun, strict=True)
        ]
        covered = [math.fsum(worth[w] for w in sorted(worth.keys() & words)) / total for words in said]
        return np.array(covered, np.float32)

    def _worth(self, query: str) -> tuple[dict[int, float], float]:
        """Return what each known word of a query weighs, by its number, and what all words weigh together."""
        # In order: a set adds up otherwise in every process.
        weights = {word: self._weight(word) for word in dict.fromkeys(query_words(query))}
        worth = {self._vocabulary[w]: weight for w, weight in weights.items() if w in self._vocabulary}
        return worth, math.fsum(weights.values()) or 1.0

    def _weight(self, word: str) -> float:
        number = self._vocabulary.get(word)
        having = 0 if number is None else self._postings.having(number)
        return math.log1p((len(self) - having + 0.5) / (having + 0.5))

    def _known(self, query: str) -> list[int]:
        return [self._vocabulary[t] for t in query_words(query) if t in self._vocabulary]

    def _row(self, position: int) -> Positions:
        flat, starts = self._rows
        return flat[starts[position] : starts[position + 1]]


def _postings(rows: Rows, vocabulary: dict[str, int]) -> Postings:
    if not any(rows):
        return Postings.empty(len(rows), len(vocabulary))
    import bm25s  # noqa: PLC0415  # with scipy: a third of a second that only builders pay

    bm25s.logger.setLevel(logging.WARNING)
    model = bm25s.BM25(method="lucene")
    model.index(bm25s.tokenization.Tokenized(rows, dict(vocabulary)), show_progress=False)
    made = model.scores
    return Postings.of(made["indptr"], made["indices"], made["data"], len(rows))


def _flat(rows: Rows) -> tuple[Positions, Positions]:
    lengths = np.fromiter(map(len, rows), np.int64, len(rows))
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    return np.fromiter(chain.from_iterable(rows), np.int32, int(starts[-1])), starts


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


@lru_cache(maxsize=4_096)  # issuer and title stand before every passage of a statement
def _words_of(text: str) -> list[str]:
    return tokens(text)


def tokens(text: str) -> list[str]:
    """Return the searched words: case-folded, stemmed, without accents; numbers as they are.

    A country is one word, by name, people, adjective or capital: what Tehran asked, Iran asked.
    """
    words = (_APOSTROPHE_S.sub("", w) for w in _TOKEN.findall(folded(unicodedata.normalize("NFKC", text))))
    return [_stem(w) for w in words if w and w not in _STOPWORDS]


@lru_cache(maxsize=64)  # a search asks for those of its query four times
def query_words(query: str) -> tuple[str, ...]:
    """Return the searched words of a query."""
    return tuple(tokens(query))


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    return _stemmed(word)


def _stemmed(word: str) -> str:
    """Return a stem that is not remembered: hundreds are asked for, for each word that is misspelt."""
    if word[0].isdigit():
        return word.replace(",", "")
    plain = _plain(word)
    meant = searched_country(plain)
    # No stem has a blank in it, so that no other word becomes the same.
    return f"{meant} (country)" if meant else str(Stemmer.Stemmer("english").stemWord(plain))


def _plain(word: str) -> str:
    """Return Latin letters without accents and strokes; other scripts keep their marks."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", without_strokes(word))
    return "".join(c for c in parts if not "\u0300" <= c <= "\u036f")
