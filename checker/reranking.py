"""Search for people and programs: names and topics as words, and the first passages read with the query.

A hashtag or a name with an @ is searched by its words, and those of the first passages that answer the
query move up (docs/adr/0024-what-is-searched-for-is-read.md). The passages of a claim that is checked
are found without either: its text is cleaned already, and each of its few passages is judged anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Protocol

import numpy as np

from checker.hashtags import in_words
from checker.passages import search_text
from checker.records import Candidate, Statement
from checker.scope import Scope

MOST = 50  # candidates of a query that are read
CHARACTERS = 12_000  # of them and of the query beside each: 0.2 s on two cores
LONGEST = 1_200  # of a pair that count: more than the network reads of it
WEIGHT = 0.02  # of the log-odds, beside a sum of cosine, BM25 and coverage
REACH = 4.0  # log-odds either way, beyond which a passage moves no further

# The log-odds that a passage answers a text at all, for each (passage, text).
Answers = Callable[[Sequence[tuple[str, str]]], Sequence[float]]


class _Search(Protocol):
    @property
    def statements(self) -> Sequence[Statement]: ...
    def search(self, queries: Sequence[str], k: int, scope: Scope | None = None) -> list[list[Candidate]]: ...


class Reranked:
    """A search whose best are read once more. Holds no state of a query, so threads may share it."""

    def __init__(self, search: _Search, answers: Answers) -> None:
        self._search = search
        self._answers = answers

    @property
    def statements(self) -> Sequence[Statement]:
        """What is searched, each once."""
        return self._search.statements

    def search(self, queries: Sequence[str], k: int, scope: Scope | None = None) -> list[list[Candidate]]:
        """Return at most ``k`` candidates per query, best first, none that the search does not give."""
        if k < 1:
            return [[] for _ in queries]
        asked = [in_words(query) for query in queries]
        found = self._search.search(asked, max(k, MOST), scope)
        pairs = [_pairs(query, candidates) for query, candidates in zip(asked, found, strict=True)]
        odds = iter(self._answers([pair for each in pairs for pair in each]) if any(pairs) else ())
        return [
            _ordered(candidates, islice(odds, len(each)))[:k]
            for candidates, each in zip(found, pairs, strict=True)
        ]


def _pairs(query: str, candidates: Sequence[Candidate]) -> list[tuple[str, str]]:
    """Return what is read: of the first candidates as many as the time of a search allows."""
    left, pairs = CHARACTERS, []
    for candidate in candidates[:MOST]:
        text = search_text(candidate.passage)
        left -= min(len(text) + len(query), LONGEST)
        if left < 0:
            break
        pairs.append((text, query))
    return pairs


def _ordered(candidates: Sequence[Candidate], odds: Iterator[float]) -> list[Candidate]:
    """Return the candidates by score, which grows by what was read: nothing not read overtakes what was."""
    gains = [_gain(value) for value in odds]
    gains += [0.0] * (len(candidates) - len(gains))
    scored = [replace(c, score=c.score + gain) for c, gain in zip(candidates, gains, strict=True)]
    return sorted(scored, key=lambda c: -c.score)


def _gain(odds: float) -> float:
    """Return what a passage gains, from 0 to 0.16; what is no number gains nothing."""
    return WEIGHT * float(np.nan_to_num(np.clip(odds, -REACH, REACH), nan=-REACH) + REACH)
