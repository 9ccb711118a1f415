"""Typed quantities in a text: how many or how much of what, and nothing that only looks like one.

A number becomes a ``Quantity`` unless it is part of a date, a time, a name or a reference
("Article 51", "flight 370", "F-16", "Covid-19"), an ordinal, a score, a version, a telephone
number or the numbering of a list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest

from checker.quantities.comparators import AS_WRITTEN, Comparator, Meant, comparator_of, trailer_end
from checker.quantities.dates import date_offsets
from checker.quantities.identifiers import counts
from checker.quantities.limits import age_end, age_group, limited, years
from checker.quantities.numerals import Numeral, find_numerals
from checker.quantities.phrases import head_of, is_noun, is_verbal, noun_phrase
from checker.quantities.signs import sign_before
from checker.quantities.tokens import Token, TokenKind, tokenise, word_at
from checker.quantities.units import AGE, PERCENT, Unit, currency_before, unit_after
from checker.quantities.vocabulary import FRACTIONS, INCREMENTS
from checker.quantities.wordforms import nation, stem


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that counts or measures; offsets count code points of the text it stands in."""

    low: float  # in ``unit``; equal to high unless a range is stated
    high: float
    comparator: Comparator
    unit: str  # empty for bare counts
    counted: tuple[str, ...]  # folded words of the noun phrase after the number, head last
    head: str  # stem of what is counted; empty when the text does not say
    start: int  # number with currency or unit
    end: int
    phrase_end: int  # end of the counted noun phrase
    first: int  # token numbers, for the words around
    last: int
    verbal: bool = False  # "46 injured": the words name what happened, not what is counted
    more: bool = False  # "28 other donors": comes on top of something
    spoken_start: int = 0  # with the words of the comparator: "at least 5,000"
    below: bool | None = False  # "-2.5 %": as far below zero as the number says; None: perhaps
    strict: bool = False  # "more than 7": not seven itself
    limit: bool = False  # "children under 12": the bound tells who or what is meant

    @property
    def value(self) -> float:
        """The number, or the middle of a range."""
        return self.low if self.high == float("inf") else (self.low + self.high) / 2


_ODDS = frozenset({2, 3, 4, 5, 6, 8, 10, 20, 100})
_OF = frozenset({"in", "out of", "of every", "in every", "out of every"})
_TELEPHONE = [3, 4]  # digits of "555-1234"
_NUMBERING = re.compile(r"(?:^|\n)[ \t]{0,8}[(\[]?\d{1,3}[.)\]]\s")


@lru_cache(maxsize=512)  # a claim is read with each of its passages, and some of these again
def parse(text: str) -> tuple[Quantity, ...]:
    """Return the quantities that ``text`` states, in order."""
    tokens = tokenise(text)
    barred = date_offsets(text).union(*(range(*m.span()) for m in _NUMBERING.finditer(text)))
    numerals = [n for n in find_numerals(tokens, text) if not _barred(tokens, n, barred)]
    found: list[Quantity] = []
    for numeral, following in zip_longest(numerals, numerals[1:]):
        if found and tokens[numeral.first].start < found[-1].end:
            continue  # the second bound of a range
        quantity = _quantity(tokens, text, numeral, following)
        if quantity is not None:
            found.append(quantity)
    return tuple(found)


def _barred(tokens: Sequence[Token], numeral: Numeral, offsets: frozenset[int]) -> bool:
    return any(token.start in offsets for token in tokens[numeral.first : numeral.last])


def _quantity(
    tokens: Sequence[Token], text: str, numeral: Numeral, following: Numeral | None
) -> Quantity | None:
    share = _portion(tokens, numeral) if numeral.share else _share(tokens, text, numeral, following)
    if share is not None:
        return share
    group = age_group(tokens, numeral)
    if group is not None:
        places = (numeral.first, numeral.last + 1, numeral.last + 1)
        return _with_phrase(tokens, (numeral.low, numeral.high), group, AGE, places)
    last, top = _range_end(tokens, numeral, following)
    money, first = currency_before(tokens, numeral.first)
    unit = Unit(money, 1.0, last) if money else unit_after(tokens, last)
    after = trailer_end(tokens, unit.last)
    if not unit.name and not counts(tokens, text, numeral, last):
        return None
    below, first = sign_before(tokens, text, first, unit.name)
    low, high = numeral.low * unit.factor, max(numeral.high, top) * unit.factor
    if top and numeral.low * 1_000 <= top and following:  # "2-3 million": the scale is said once
        low = numeral.low * _scale_of(following) * unit.factor
    meant = comparator_of(tokens, first, after)
    if top > 0:
        meant = Meant(Comparator.BETWEEN, first - (word_at(tokens, first - 1) in {"between", "from"}))
    elif numeral.vague:
        meant = Meant(Comparator.OVER, meant.start)
    limit = limited(tokens, meant, unit.name, high, after)
    after = age_end(tokens, after) if limit else after
    name, per = (AGE, years(unit.name)) if limit and years(unit.name) else (unit.name, 1.0)
    places = (first, max(unit.last, last), after)
    found = _with_phrase(tokens, (low / per, high / per), replace(meant, limit=limit), name, places)
    return replace(found, below=below)


def _scale_of(numeral: Numeral) -> float:
    scale = 1.0
    while numeral.low / (scale * 1_000) >= 1:
        scale *= 1_000
    return scale


def _range_end(tokens: Sequence[Token], numeral: Numeral, following: Numeral | None) -> tuple[int, float]:
    """Return the end and upper bound of "10-15" and "between 10 and 15", or no bound."""
    if following is None or following.first != numeral.last + 1 or numeral.low >= following.low:
        return numeral.last, 0.0
    if [len(tokens[n.first].text) for n in (numeral, following) if n.plain] == _TELEPHONE:
        return numeral.last, 0.0
    joint, before = word_at(tokens, numeral.last), word_at(tokens, numeral.first - 1)
    named = (joint == "and" and before == "between") or (joint == "to" and before in {"from", ""})
    if named or joint in {"-", "—"} or (joint == "to" and following.low <= 10 * numeral.low):
        return following.last, following.high
    return numeral.last, 0.0


def _portion(tokens: Sequence[Token], numeral: Numeral) -> Quantity:
    """Read "half of the flights", "nearly a third of pupils" and "most trains" as percentages."""
    meant = comparator_of(tokens, numeral.first, numeral.last)
    if numeral.vague:
        meant = Meant(Comparator.OVER, numeral.first, strict=True)
    elif meant.comparator in AS_WRITTEN:
        meant = Meant(Comparator.ABOUT, meant.start)
    owned = word_at(tokens, numeral.last) not in {"of", ""} and not is_noun(tokens, numeral.last)
    places = (numeral.first, numeral.last, numeral.last + owned)
    found = _with_phrase(tokens, (numeral.low, numeral.high), meant, PERCENT, places)
    return replace(found, end=tokens[numeral.last - 1].end)


def _share(
    tokens: Sequence[Token], text: str, numeral: Numeral, following: Numeral | None
) -> Quantity | None:
    """Read "nine in ten", "2 out of 3" and "two-thirds" as percentages."""
    parts, end = _fraction(tokens, numeral.last) or _odds(tokens, text, numeral, following)
    if not numeral.low <= numeral.high < parts:
        return None
    share = 100 * numeral.low / parts
    meant = comparator_of(tokens, numeral.first, end)
    if meant.comparator in AS_WRITTEN:
        meant = Meant(Comparator.ABOUT, meant.start)
    return _with_phrase(tokens, (share, share), meant, PERCENT, (numeral.first, end, end))


def _fraction(tokens: Sequence[Token], last: int) -> tuple[int, int] | None:
    hyphen = int(word_at(tokens, last) == "-")
    parts = FRACTIONS.get(word_at(tokens, last + hyphen))
    return (parts, last + hyphen + 1) if parts else None


def _odds(tokens: Sequence[Token], text: str, numeral: Numeral, following: Numeral | None) -> tuple[int, int]:
    """Return M and its end for "N in M", or 0; "12 in 10 days" is none."""
    if following is None or following.share or unit_after(tokens, following.last).name:
        return 0, 0
    if following.low not in _ODDS and numeral.low != 1:  # "one in 3,000"
        return 0, 0
    joint = text[tokens[numeral.last - 1].end : tokens[following.first].start].strip().lower()
    return (int(following.low), following.last) if joint in _OF else (0, 0)


def _with_phrase(
    tokens: Sequence[Token],
    bounds: tuple[float, float],
    meant: Meant,
    unit: str,
    places: tuple[int, int, int],
) -> Quantity:
    first, last, after = places
    begin, end = (after, after) if meant.limit else noun_phrase(tokens, after)
    words = tuple(t.text for t in tokens[begin:end] if t.kind is TokenKind.WORD)
    head = head_of(words)
    close = max(end, last, after) if words else max(last, after)
    return Quantity(
        *bounds,
        meant.comparator,
        unit,
        words,
        head=unit or (nation(head) or stem(head) if head else ""),
        start=tokens[first].start,
        end=tokens[max(last, after) - 1].end,
        phrase_end=tokens[close - 1].end,
        first=first,
        last=close,
        spoken_start=tokens[first if meant.comparator is Comparator.EXACTLY else meant.start].start,
        verbal=len(words) == 1 and is_verbal(head),
        more=not meant.limit and any(t.text in INCREMENTS for t in tokens[after : after + 2]),
        strict=meant.strict,
        limit=meant.limit,
    )
