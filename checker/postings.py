"""For each word the passages that have it, and what it adds to their BM25 scores: how the best are found.

The best are found exactly, without looking at most of the long lists: once the k-th best of what the
rarer words have found cannot be reached by the more frequent words alone, passages that have only
those are left out, and of the others fewer with each word that is added (MaxScore; Turtle and Flood, 1995,
"Query evaluation: strategies and optimizations").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from checker.arrays import read_array, write_array
from checker.generations import Manifest

LONG = 2_048  # a shorter list is read sooner than it is found out whether it may be left out
FEW = 131_072  # of so few passages, a number for each is made sooner than a short list is searched
SLACK = 1e-4  # sums of 32 bits differ in the last digits with the order in which they are made

Positions = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
_Floats = npt.NDArray[np.float32]
_Small = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Postings:
    """The lists of all words, one behind the other. Read-only, so threads may share it."""

    starts: Positions  # where the list of each word begins, and at last where all end
    passages: _Small  # ascending within a list
    weights: _Floats  # above 0
    most: _Floats  # the highest weight of each word
    count: int  # of passages

    @classmethod
    def of(cls, starts: Positions, passages: _Small, weights: _Floats, count: int) -> Self:
        """Return the lists that a matrix of words by passages in compressed columns holds."""
        starts = np.asarray(starts, np.int64)
        most = np.zeros(len(starts) - 1, np.float32)
        filled = np.flatnonzero(np.diff(starts))
        if len(filled):
            most[filled] = np.maximum.reduceat(weights, starts[filled])
        return cls(starts, np.asarray(passages, np.int32), np.asarray(weights, np.float32), most, count)

    @classmethod
    def empty(cls, count: int, words: int = 0) -> Self:
        """Return the lists of passages without words."""
        nothing = np.zeros(0, np.float32)
        return cls.of(np.zeros(words + 1, np.int64), np.zeros(0, np.int32), nothing, count)

    @classmethod
    def read(cls, generation: Path, manifest: Manifest) -> Self:
        """Return the lists that ``write`` put into a generation.

        Raises
        ------
        IndexCorrupt
            A file is missing, damaged or half-written.
        """
        return cls(**{n: read_array(generation / _file(n), manifest) for n in _ARRAYS}, count=manifest.count)

    def write(self, generation: Path) -> None:
        """Write the lists into a new generation."""
        for name in _ARRAYS:
            write_array(generation / _file(name), getattr(self, name))

    def having(self, word: int) -> int:
        """Return how many passages have a word."""
        return int(self.starts[word + 1] - self.starts[word])

    def scores(self, words: Sequence[int], positions: Positions) -> _Floats:
        """Return the BM25 scores of some passages; a word that is asked for twice counts twice."""
        return self._sums([(word, None) for word in words], positions)

    def having_some(self, worth: Mapping[int, float], positions: Positions) -> _Floats:
        """Return for some passages what the words they have are worth together."""
        return self._sums(worth.items(), positions)

    def _sums(self, words: Iterable[tuple[int, float | None]], positions: Positions) -> _Floats:
        """Return the sum of each position over the words its passage has, in their order.

        A word adds what is given with it, or else what it adds to BM25.
        """
        few = self.count <= FEW
        total = np.zeros(self.count if few else len(positions), np.float32)
        for word, worth in words:
            if few and self.having(word) <= LONG:
                where: Positions | slice = slice(self.starts[word], self.starts[word + 1])
                places: _Small | Positions | Mask = self.passages[where]
            else:
                has, found = self._found(word, positions)
                where, places = found[has], positions[has] if few else has
            total[places] += self.weights[where] if worth is None else worth
        return total[positions] if few else total

    def contenders(self, words: Sequence[int], k: int, among: Mask | None = None) -> Positions:
        """Return the positions of all passages that may be among the best ``k``, ascending.

        Every one of the best is there, and whatever ties with the last of them.
        """
        if k < 1 or not words:
            return np.zeros(0, np.int64)
        times = Counter(words)
        rarest_first = sorted(times, key=self.having)
        left = sum(float(self.most[word]) * number for word, number in times.items())
        total = np.zeros(self.count, np.float32)
        scored = np.zeros(0, np.int32)  # all of ``total`` is never looked through: most of it stays zero
        added = 0
        for word in rarest_first:
            if self.having(word) > LONG and _edge(total[scored], k) > left * (1 + SLACK):
                break
            scored = np.concatenate([scored, self._add(total, word, times[word], among)])
            left -= float(self.most[word]) * times[word]
            added += 1
        found = np.sort(scored).astype(np.int64)
        return self._narrowed(found, total[found], k, {w: times[w] for w in rarest_first[added:]})

    def _narrowed(self, found: Positions, partial: _Floats, k: int, words: Mapping[int, int]) -> Positions:
        """Return those of ``found`` that may be among the best once ``words`` are added to their scores."""
        left = sum(float(self.most[word]) * number for word, number in words.items())
        near = _within_reach(partial, left, k)
        found, partial = found[near], partial[near]
        for word, number in words.items():
            has, where = self._found(word, found)
            partial[has] += self.weights[where[has]] * np.float32(number)
            left -= float(self.most[word]) * number
            near = _within_reach(partial, left, k)
            found, partial = found[near], partial[near]
        return found

    def _add(self, total: _Floats, word: int, times: int, among: Mask | None) -> _Small:
        """Add what a word is worth to the scores, and return the passages that had none before."""
        chosen = slice(self.starts[word], self.starts[word + 1])
        passages, weights = self.passages[chosen], self.weights[chosen]
        if among is not None:
            kept = among[passages]
            passages, weights = passages[kept], weights[kept]
        before = total[passages]
        total[passages] = before + weights * np.float32(times)
        added: _Small = passages[before == 0]
        return added

    def _found(self, word: int, positions: Positions) -> tuple[Mask, Positions]:
        """Return which passages have a word, and where in all lists they stand."""
        start, end = int(self.starts[word]), int(self.starts[word + 1])
        if start == end:
            return np.zeros(len(positions), np.bool_), np.zeros(len(positions), np.int64)
        passages = self.passages[start:end]
        wanted = positions.astype(np.int32)  # searching for another type would copy the list
        where = np.minimum(passages.searchsorted(wanted), end - start - 1)
        return passages[where] == wanted, where + start


_ARRAYS = tuple(field.name for field in fields(Postings) if field.name != "count")


def _file(name: str) -> str:
    return f"words.{name}.npy"


def _within_reach(partial: _Floats, left: float, k: int) -> Mask:
    """Return which of these scores may be among the best ``k`` after at most ``left`` is added to each."""
    edge = _edge(partial, k)
    near: Mask = partial > max(edge - left - SLACK * edge, 0.0)
    return near


def _edge(scores: _Floats, k: int) -> float:
    """Return the k-th highest of the scores so far; 0 where fewer passages have one."""
    return float(np.partition(scores, len(scores) - k)[len(scores) - k]) if len(scores) >= k else 0.0
