"""Which passages may speak to a claim: cosine, BM25 and coverage in one weighted sum, above a floor.

A claim that officials said nothing about has neighbours too. The floor, chosen on
development data (``eval/retrieval.py``, docs/adr/0006-index-and-fusion.md), makes sure that
it gets no candidates rather than five unrelated ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol, TypeVar, runtime_checkable

import numpy as np
import numpy.typing as npt

from checker.lexical import query_words
from checker.passages import search_text
from checker.records import Candidate, Passage, Statement
from checker.scope import Scope

BROWSING = 0.18  # for people who look around: less near than a claim needs, and not everything
NO_FLOOR = -math.inf  # for people who search: they see the scores, and judge for themselves
DEEPER = 3  # times as many candidates as are asked for are looked at for what is their title's alone
POOL = 200  # passages that each of the two searches puts up for the sum

Floats = npt.NDArray[np.float32]
Positions = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Part = TypeVar("Part", float, Floats)


class _Encoder(Protocol):
    def encode(self, texts: Sequence[str]) -> Floats: ...


class _Vectors(Protocol):
    def search(
        self, vectors: Floats, k: int, among: Mask | None = None
    ) -> tuple[list[Floats], list[Positions]]: ...
    def vectors(self, positions: Positions) -> Floats: ...


class _Words(Protocol):
    def search(self, query: str, k: int, among: Mask | None = None) -> tuple[Positions, Floats]: ...
    def scores(self, query: str, positions: Positions) -> Floats: ...
    def coverage(self, query: str, positions: Positions) -> Floats: ...
    def coverage_beyond(self, query: str, positions: Positions, begun: Sequence[str]) -> Floats: ...


@runtime_checkable
class Grouped(Protocol):
    """Passages that know without being read to which statement each belongs."""

    @property
    def heads(self) -> Sequence[Statement]:
        """The statements without their words."""
        ...

    @property
    def statement_numbers(self) -> Positions:
        """For each passage the place of its statement among the heads."""
        ...


@dataclass(frozen=True, slots=True)
class Fusion:
    """How the two searches become one score, and which candidates are let through."""

    lexical_weight: float = 0.25  # of BM25 over the best of the query, added to the cosine
    coverage_weight: float = 0.35  # of the share of the query that the passage has words for, added too
    floor: float = 0.46  # of cosine + floor_coverage * coverage; below it a passage is about something else
    floor_coverage: float = 0.6
    full_coverage_words: int = 4  # a shorter query is covered by chance, so its coverage counts for less

    def score(self, cosine: Part, lexical: Part, coverage: Part) -> Part:
        """Return what passages are ordered by; ``lexical`` is BM25 over the best of the query."""
        total: Part = cosine + self.lexical_weight * lexical + self.coverage_weight * coverage
        return total

    def nearness(self, cosine: Part, coverage: Part) -> Part:
        """Return what the floor is about: how near passages are whatever else the corpus holds."""
        near: Part = cosine + self.floor_coverage * coverage
        return near


class Retriever:
    """Finds candidates for claims. Holds no state of a query, so threads may share it."""

    def __init__(
        self,
        passages: Sequence[Passage],
        encoder: _Encoder,
        index: _Vectors,
        lexical: _Words,
        fusion: Fusion | None = None,
    ) -> None:
        self._passages = passages
        self._encoder = encoder
        self._index = index
        self._lexical = lexical
        self._fusion = fusion or Fusion()

    def asking(self, encoder: _Encoder) -> Retriever:
        """Return the same search with vectors of queries from elsewhere, such as a memory of them."""
        _ = self._of_passages  # made once for both
        same = copy(self)
        same._encoder = encoder  # noqa: SLF001  # of our own class
        return same

    def above(self, floor: float) -> Retriever:
        """Return the same search with another floor."""
        _ = self._of_passages  # made once for both
        same = copy(self)
        same._fusion = replace(self._fusion, floor=floor)  # noqa: SLF001  # of our own class
        return same

    def search(self, queries: Sequence[str], k: int, scope: Scope | None = None) -> list[list[Candidate]]:
        """Return at most ``k`` candidates per query, best first, none below the floor or out of scope."""
        among = self._among(scope) if scope and scope.limits else None
        vectors = self._encoder.encode(queries)
        return [self._found(query, vector, k, among) for query, vector in zip(queries, vectors, strict=True)]

    @property
    def statements(self) -> Sequence[Statement]:
        """What is searched, each once."""
        return self._of_passages[0]

    def _among(self, scope: Scope) -> Mask:
        """Return which passages are in scope; each statement is asked once."""
        statements, numbers = self._of_passages
        admitted = np.fromiter(map(scope.admits, statements), np.bool_, len(statements))
        found: Mask = admitted[numbers]
        return found

    @cached_property
    def _of_passages(self) -> tuple[Sequence[Statement], Positions]:
        """The statements, and the number of that of each passage."""
        if isinstance(self._passages, Grouped):
            return self._passages.heads, self._passages.statement_numbers
        seen: dict[str, int] = {}
        statements: list[Statement] = []
        numbers = np.empty(len(self._passages), np.int64)
        for place, passage in enumerate(self._passages):
            statement = passage.statement
            numbers[place] = number = seen.setdefault(statement.statement_id, len(statements))
            if number == len(statements):
                statements.append(statement)
        return statements, numbers

    def _found(self, query: str, vector: Floats, k: int, among: Mask | None) -> list[Candidate]:
        said = len(set(query_words(query)))
        if not said or k < 1:
            return []
        # One query after the other: the vectors of what is near are in memory still when both are fused.
        _, (near,) = self._index.search(vector[np.newaxis], max(POOL, k), among)
        shared, best = self._lexical.search(query, max(POOL, k), among)
        pool = _united(near, shared)
        if not len(pool):
            return []
        cosine = self._index.vectors(pool) @ vector
        lexical = self._lexical.scores(query, pool) / max(float(best[0]) if len(best) else 0.0, 1e-9)
        coverage = self._coverage(query, said, pool)
        score = self._fusion.score(cosine, lexical, coverage)
        above = self._fusion.nearness(cosine, coverage) >= self._fusion.floor
        order = np.lexsort((pool, -score))
        order = order[above[order]]
        first = order[: k * DEEPER]
        nearest = {i: self._passages[pool[i]] for i in first.tolist()}
        own = self._own_coverage(query, said, pool[first], list(nearest.values()))
        score[first] -= self._fusion.coverage_weight * np.maximum(coverage[first] - own, np.float32(0))
        order[: len(first)] = first[np.lexsort((pool[first], -score[first]))]
        found = (
            Candidate(
                nearest[i] if i in nearest else self._passages[pool[i]],
                score=float(score[i]),
                cosine=float(cosine[i]),
                lexical=float(lexical[i]),
                coverage=float(coverage[i]),
            )
            for i in order.tolist()
        )
        return sorted(_distinct(found, k), key=lambda candidate: -candidate.score)

    def _own_coverage(
        self, query: str, said: int, positions: Positions, passages: Sequence[Passage]
    ) -> Floats:
        """Return the coverage of passages without the words that only title and issuer have.

        These stand before every sentence of a statement. A post that repeats a headline would find them all
        alike, and the short ones before the one that says it.
        """
        begun = [search_text(passage).removesuffix(passage.standalone) for passage in passages]
        return self._lexical.coverage_beyond(query, positions, begun) * np.float32(self._share(said))

    def _coverage(self, query: str, said: int, positions: Positions) -> Floats:
        """Return the coverage of some passages, less of it for a query of few words."""
        return self._lexical.coverage(query, positions) * np.float32(self._share(said))

    def _share(self, said: int) -> float:
        return min(1.0, (said - 1) / (self._fusion.full_coverage_words - 1))


def _united(*found: Positions) -> Positions:
    """Return the positions that are in any of these, ascending: so few are sorted sooner than hashed."""
    united = np.sort(np.concatenate(found), kind="stable")
    new = np.ones(len(united), np.bool_)
    np.not_equal(united[1:], united[:-1], out=new[1:])
    return united[new].astype(np.int64)


def _distinct(found: Iterable[Candidate], k: int) -> list[Candidate]:
    """Return the first ``k`` that differ in words or in who says them of whom.

    The same sentence of the same official twice is one piece of evidence; of two institutions it is two.
    """
    seen: set[str] = set()
    kept: list[Candidate] = []
    for candidate in found:
        words = " ".join(candidate.passage.standalone.casefold().split())
        if words not in seen:
            seen.add(words)
            kept.append(candidate)
        if len(kept) == k:
            break
    return kept
