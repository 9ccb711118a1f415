"""Texts as the numbers that the models read, put together from words that were cut into pieces before.

The tokeniser cuts at every blank, so what stands between two of them has the same pieces wherever it
stands, and is looked up where it was met before: a tenth of the time, and the same numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path

KEPT = 16_384  # words: some three megabytes
LONGEST = 40  # letters of a word that is kept
_BLANKS = re.compile(r"[ \n\t]+")  # what the tokeniser takes for blanks besides stays within a word here


class WordPieces:
    """The tokeniser of BERT. Threads may share one."""

    def __init__(self, tokenizer: Path, most: int) -> None:
        """Read a tokeniser from its file.

        Parameters
        ----------
        most
            How many tokens a model reads; the end of a longer text is cut off, of a pair that of the longer.
        """
        from tokenizers import Tokenizer  # noqa: PLC0415  # the API process never needs it

        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._most = most
        self._first, self._between = self._tokenizer.encode("").ids
        self._known = lru_cache(KEPT)(self._cut)

    @property
    def kept(self) -> int:
        """How many words are kept at the moment."""
        return self._known.cache_info().currsize

    def of_text(self, text: str) -> tuple[list[int], list[int]]:
        """Return the numbers of a text, and a 0 for each."""
        ids = [self._first, *self._pieces(text)[: self._most - 2], self._between]
        return ids, [0] * len(ids)

    def of_pair(self, first: str, second: str) -> tuple[list[int], list[int]]:
        """Return the numbers of two texts one behind the other, and of each number whose it is: 0 or 1."""
        one, two = self._pieces(first), self._pieces(second)
        most_one, most_two = _shares(len(one), len(two), self._most - 3)
        one, two = one[:most_one], two[:most_two]
        ids = [self._first, *one, self._between, *two, self._between]
        return ids, [0] * (len(one) + 2) + [1] * (len(two) + 1)

    def sizes(self, text: str) -> list[int]:
        """Return of how many numbers each word between blanks is made, however many a model reads."""
        return [len(pieces) for pieces in self._words(text)]

    def _pieces(self, text: str) -> list[int]:
        return list(chain.from_iterable(self._words(text)))

    def _words(self, text: str) -> Iterator[tuple[int, ...]]:
        words = _BLANKS.split(text)
        if max(map(len, words)) <= LONGEST:  # nearly always
            return map(self._known, words)
        return (self._known(word) if len(word) <= LONGEST else self._cut(word) for word in words)

    def _cut(self, word: str) -> tuple[int, ...]:
        return tuple(self._tokenizer.encode(word, add_special_tokens=False).ids)


def _shares(one: int, two: int, most: int) -> tuple[int, int]:
    """Return how many pieces of each text stay of a pair: the longer one is cut first."""
    if one + two <= most:
        return one, two
    shorter = min(one, two)
    longer = max(shorter, most - shorter)
    if shorter + longer > most:
        shorter, longer = most // 2, most - most // 2
    return (shorter, longer) if one <= two else (longer, shorter)
