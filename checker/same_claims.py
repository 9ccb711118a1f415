"""Whether two claims say the same, so that they are counted as one thing that goes round.

Models see that two sentences are near; that a number, a name or a "not" makes another claim of the
nearest sentence, rules see better. Where neither can tell, two claims stay two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from checker.alignment import Pairing, Word
from checker.contrasts import opposite
from checker.quantities import date_conflict, find_dates, parse
from checker.quantities.wordforms import nation

NEAR = 0.75  # cosine below which nothing else is looked at
VERY_NEAR = 0.88
AGREED = 0.6  # probability that each follows from the other
DENIED = 0.6
_DIGITS = re.compile(r"\d+(?:[.,:/-]\d+)*")
# Who passes a claim on is no part of it.
_SAYING = frozenset("say says said tell told according report reports reported office ministry".split())


@dataclass(frozen=True, slots=True)
class Likeness:
    """What models say of two claims."""

    cosine: float
    follows: float | None = None  # the lesser probability that one follows from the other, both ways
    denies: float = 0.0  # the greater one that one denies the other


def say_the_same(one: str, other: str, like: Likeness) -> bool:
    """Return whether two claims are one, put in two ways."""
    if like.cosine < NEAR or parts_differ(one, other):
        return False
    if like.follows is not None and like.follows >= AGREED:
        return True
    pair = Pairing(one, other)
    apart = _telling(pair.only_said) and _telling(_only_stated(pair))
    return like.cosine >= VERY_NEAR and like.denies < DENIED and not apart


def parts_differ(one: str, other: str) -> bool:
    """Return whether a number, a date, a country, a negation, a name or an opposite sets two claims apart."""
    pair = Pairing(one, other)
    ours, theirs = _telling(pair.only_said), _telling(_only_stated(pair))
    return (
        _numbers(one) != _numbers(other)
        or date_conflict(one, other) is not None
        or _denies(pair.said) != _denies(pair.stated)
        or _countries(pair.said) != _countries(pair.stated)
        or (any(w.name for w in ours) and any(w.name for w in theirs))
        or any(_are_opposite(a.text, b.text) for a in ours for b in theirs)
    )


def _numbers(text: str) -> frozenset[object]:
    """Return the quantities of a text, and as they are written the digits that count nothing."""
    found = parse(text)
    taken = [(q.start, q.end) for q in found] + [(d.start, d.end) for d in find_dates(text)]
    loose = {
        match[0]
        for match in _DIGITS.finditer(text)
        if not any(start <= match.start() < end for start, end in taken)
    }
    return frozenset({(q.low, q.high, q.comparator) for q in found} | loose)


def _denies(found: Iterable[Word]) -> int:
    """Return how many words deny something: twice is not the same as once."""
    return sum(word.negates for word in found)


def _countries(found: Iterable[Word]) -> list[str]:
    """Return the countries in their order: who did it to whom is a part of a claim."""
    return list(dict.fromkeys(named for word in found if (named := nation(word.text))))


def _only_stated(pair: Pairing) -> list[Word]:
    return [word for word in pair.stated if word.content and word.key not in pair.shared]


def _telling(found: Iterable[Word]) -> list[Word]:
    return [word for word in found if word.text not in _SAYING]


def _are_opposite(one: str, other: str) -> bool:
    return opposite(one, other) or opposite(one.removeprefix("re"), other.removeprefix("re"))
