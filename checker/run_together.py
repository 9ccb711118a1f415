"""Words that are written as one, taken apart: the cheapest words that make up the whole.

The list of half a million words, the commonest first, and what a word costs are those of wordninja. Its own
reader makes a dictionary of them, of which a process keeps 70 MB or the holes that it leaves; here 3 MB stay.
"""

from __future__ import annotations

import lzma
import math
from array import array
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from itertools import accumulate, islice
from pathlib import Path

_LIST = "en_dict.txt.xz"
# Place in the list, the commonest first, up to which words are known. Further down stand misspellings that
# many make ("recieved", 54,814) beside names of places and people.
KNOWN = 50_000
_LONGEST = 72  # letters, of a word of the list
_UNKNOWN_LETTER = 25.0  # more than any word costs
_HIGH, _LOW = 16, 32  # bits of a hash: which part of the table, and what stands there
_REST = (1 << _LOW) - 1


class Costs:
    """What each word of a list costs, found by its hash. Only words of small letters of ASCII are kept.

    Everything on the way is in arrays too: a million numbers as objects would leave holes for ever.
    """

    def __init__(self, words: Iterable[str]) -> None:
        hashes, ranks, rank = array("Q"), array("I"), 1
        for rank, word in enumerate(words, 1):  # the last one says how many there are
            if word.isascii() and word.isalpha() and word.islower():
                hashes.append(_hashed(word))
                ranks.append(rank)
        counts = array("I", bytes(4 << _HIGH))
        for one in hashes:
            counts[one >> _LOW] += 1
        self._starts = array("I", accumulate(counts, initial=0))
        self._hashes, self._costs = array("I", ranks), array("f", ranks)
        free = self._starts[:]
        for one, its_rank in zip(hashes, ranks, strict=True):
            place = free[one >> _LOW]
            free[one >> _LOW] = place + 1
            self._hashes[place] = one & _REST
            self._costs[place] = math.log(its_rank * math.log(rank))

    def of(self, word: str) -> float:
        """Return what a word costs; one that is not known is never worth it, unless it is a letter."""
        place = self._place(word)
        if place is not None:
            return self._costs[place]
        return _UNKNOWN_LETTER if len(word) == 1 else math.inf

    def _place(self, word: str) -> int | None:
        part, wanted = divmod(_hashed(word), _REST + 1)
        for place in range(self._starts[part], self._starts[part + 1]):
            if self._hashes[place] == wanted:
                return place
        return None

    def __contains__(self, word: str) -> bool:
        """Whether a word is in the list."""
        return self._place(word) is not None


def taken_apart(text: str, costs: Costs) -> list[str]:
    """Return the words that make up ``text`` and cost least together; of equals, the shortest at the end."""
    best = [(0.0, 0)]  # of each beginning: what it costs, and how long its last word is
    for end in range(1, len(text) + 1):
        starts = range(max(0, end - _LONGEST), end)
        best.append(min((best[start][0] + costs.of(text[start:end]), end - start) for start in starts))
    words, end = [], len(text)
    while end:
        length = best[end][1]
        words.append(text[end - length : end])
        end -= length
    return words[::-1]


@cache
def english(first: int | None = None) -> Costs:
    """Return the words of English, or the commonest of them.

    Reading all takes a third of a second, and few posts need them.
    """
    spec = find_spec("wordninja_enhanced")  # not imported: it would read its list
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("wordninja_enhanced is not installed")
    with lzma.open(Path(spec.origin).parent / "resources" / _LIST, "rt", encoding="utf-8") as words:
        return Costs(word.strip() for word in islice(words, first))


def _hashed(word: str) -> int:
    """Return so many bits that words of the list are told apart, and from all others."""
    return hash(word) & (1 << (_HIGH + _LOW)) - 1
