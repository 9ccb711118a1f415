"""When a post and an official sentence give numbers for the same thing that cannot both hold.

This explains a contradiction or vetoes a support; it never decides alone
(docs/adr/0004-quantities-veto-never-decide.md). Everything doubtful is "no conflict": two
numbers meet only when unit, thing counted, place and event agree as far as the words show.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

from checker.counts import Comparator, Quantity, parse
from checker.dates import date_conflict
from checker.numerals import Token, TokenKind, tokenise
from checker.ratios import compare
from checker.records import Conflict, Span
from checker.units import AGE
from checker.wordforms import EXCLUSIVE, PEOPLE, STOPWORDS, is_person, nation, stem, stems

__all__ = ["conflict", "missing_quantities", "parse", "vetoes_support"]

_WINDOW = 9  # words on each side in which the event of a number is looked for
_ENOUGH_SHARED = 0.5  # of the claim's content words, in the passage too
_ROUNDING = 0.05
_APPROXIMATE = 0.12
_PRAGMATIC = 4  # an official's "over 1,500" is not meant to cover 15,000
_MOST_PARTS = 12  # quantities of one sentence that sums are tried over
_PLACED = frozenset("in from at near across outside off via to".split())


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text, cut and read once."""

    text: str
    tokens: tuple[Token, ...]
    quantities: tuple[Quantity, ...]
    content: frozenset[str]
    places: frozenset[str]


def conflict(claim: str, passage: str) -> Conflict | None:
    """Return the first quantity of ``claim`` that every one of ``passage`` for the same thing excludes."""
    said, stated = _read(claim), _read(passage)
    if not _same_topic(said, stated):
        return None
    for ours in said.quantities:
        rivals = [theirs for theirs in stated.quantities if _same_thing(ours, theirs, said, stated)]
        if rivals and not _found_in(ours, stated.quantities):
            theirs = max(rivals, key=lambda q: len(_around(ours, said) & _around(q, stated)))
            return _explain(ours, theirs, said, stated)
    return None


def vetoes_support(claim: str, passage: str) -> bool:
    """Tell whether ``passage`` gives another number or date for what ``claim`` states."""
    return conflict(claim, passage) is not None or date_conflict(claim, passage) is not None


def missing_quantities(claim: str, passage: str) -> tuple[Quantity, ...]:
    """Return the quantities of ``claim`` that ``passage`` does not have: neither the value nor a rival."""
    said, stated = _read(claim), _read(passage)
    return tuple(
        ours
        for ours in said.quantities
        if not _found_in(ours, stated.quantities)
        and not any(_same_thing(ours, theirs, said, stated) for theirs in stated.quantities)
    )


@lru_cache(maxsize=512)
def _read(text: str) -> _Reading:
    tokens = tokenise(text)
    quantities = parse(text)
    numbers = {position for q in quantities for position in range(q.first, q.last - len(q.counted))}
    words = [t.text for i, t in enumerate(tokens) if t.kind is TokenKind.WORD and i not in numbers]
    return _Reading(text, tokens, quantities, stems(words), _places(tokens, text))


def _places(tokens: Sequence[Token], text: str) -> frozenset[str]:
    """Return the countries that are named, and the capitalised words that a place preposition leads."""
    found = {nation(token.text) for token in tokens if token.kind is TokenKind.WORD}
    for before, token in zip(tokens, tokens[1:], strict=False):
        if before.text in _PLACED and text[token.start].isupper() and token.text not in STOPWORDS:
            found.add(nation(token.text) or stem(token.text))
    return frozenset(found - {""})


def _same_topic(said: _Reading, stated: _Reading) -> bool:
    """Tell whether most of the claim's words are in the passage, and no other place is meant."""
    shared = said.content & stated.content
    elsewhere = said.places - stated.places - stated.content
    if elsewhere and stated.places - said.places - said.content:
        return False
    return len(shared) >= _ENOUGH_SHARED * len(said.content)


def _same_thing(ours: Quantity, theirs: Quantity, said: _Reading, stated: _Reading) -> bool:
    if ours.unit != theirs.unit or not _same_counted(ours, theirs, said, stated):
        return False
    around, there = _around(ours, said), _around(theirs, stated)
    ends, others = around & EXCLUSIVE, there & EXCLUSIVE
    if ends and others and not ends & others:
        return False
    return len(around & there) >= (2 if ours.unit else 1)


def _same_counted(ours: Quantity, theirs: Quantity, said: _Reading, stated: _Reading) -> bool:
    modifiers, others = stems(ours.counted), stems(theirs.counted)
    if ours.unit:
        return not modifiers or bool(modifiers & (others or _around(theirs, stated)))
    if not ours.head or not theirs.head:
        return False
    nations = ({nation(w) for w in q.counted} - {""} for q in (ours, theirs))
    mine, other = (frozenset(n) for n in nations)
    if mine and other and not mine & other:
        return False
    if ours.head == theirs.head:
        return modifiers - {ours.head} <= stated.content | others
    return _generic(ours, stated) and _generic(theirs, said) and bool(mine | other)


def _generic(quantity: Quantity, other: _Reading) -> bool:
    """Tell whether people are counted by a word that leaves open which, or by a nation both name."""
    word = quantity.counted[-1] if quantity.counted else ""
    return word in PEOPLE or (bool(nation(word)) and nation(word) in other.places) or is_person(word)


def _around(quantity: Quantity, reading: _Reading) -> frozenset[str]:
    """Return stems of the words around a quantity in its sentence, what it counts left out."""
    counted = set(quantity.counted)
    before = _until_stop(reversed(reading.tokens[max(0, quantity.first - _WINDOW) : quantity.first]))
    after = _until_stop(reading.tokens[quantity.last : quantity.last + _WINDOW])
    words = [*before, *after]
    if quantity.unit:
        words += quantity.counted
        counted = set()
    return frozenset(s for s in stems(w for w in words if w not in counted) if not nation(s))


def _until_stop(tokens: Iterable[Token]) -> list[str]:
    words: list[str] = []
    for token in tokens:
        if token.text in {".", ";", "!", "?"}:
            break
        if token.kind is TokenKind.WORD:
            words.append(token.text)
    return words


def _found_in(ours: Quantity, stated: Sequence[Quantity]) -> bool:
    """Tell whether any number of the passage, or two of them together, can be the claim's."""
    peers = [theirs for theirs in stated if theirs.unit == ours.unit]
    related = [q for q in peers if q.head == ours.head or not (q.head and ours.head) or _both_people(q, ours)]
    if any(_agree(ours, theirs) for theirs in (peers if ours.unit else related)):
        return True
    return any(_agree(ours, both) for both in _together(peers[:_MOST_PARTS]))


def _both_people(one: Quantity, other: Quantity) -> bool:
    return all(bool(q.counted) and is_person(q.counted[-1]) for q in (one, other))


def _together(parts: Sequence[Quantity]) -> Iterable[Quantity]:
    """Yield sums and differences of two quantities: 23 arrested, 19 bailed, so 4 were not."""
    for one, other in combinations(parts, 2):
        for value in (one.value + other.value, abs(one.value - other.value)):
            yield replace(one, low=value, high=value, comparator=Comparator.PLAIN)


def _agree(ours: Quantity, theirs: Quantity) -> bool:
    """Tell whether one number can be both, each as its comparator means it."""
    low, high = _meant(ours, math.inf)
    floor, top = _meant(theirs, _PRAGMATIC)
    if low <= top and floor <= high:
        return True
    plain = Comparator.EXACTLY not in {ours.comparator, theirs.comparator}
    return plain and _rounds(ours, theirs) and low <= top * (1 + _ROUNDING) and floor <= high * (1 + _ROUNDING)


def _meant(quantity: Quantity, reach: float) -> tuple[float, float]:
    """Return the lowest and highest value that the words allow, bounds widened by ``reach`` at most."""
    low, high = quantity.low, quantity.high
    match quantity.comparator:
        case Comparator.ABOUT:
            return low * (1 - _APPROXIMATE), high * (1 + _APPROXIMATE)
        case Comparator.NEARLY:
            return low * (1 - 1.5 * _APPROXIMATE), high * (1 + _APPROXIMATE / 4)
        case Comparator.OVER:
            return low / (_PRAGMATIC if high > low else 1), max(high, low) * reach
        case Comparator.UP_TO:
            return low / reach, high
        case _:
            return low * (1 - 1e-9), high * (1 + 1e-9)


def _rounds(one: Quantity, other: Quantity) -> bool:
    """Tell whether one of two numbers is written with fewer digits, so that it may be rounded."""
    if max(one.value, other.value) < 100 and not one.unit:  # noqa: PLR2004 - small counts are not rounded
        return False
    return one.unit != AGE and _digits(one.value) != _digits(other.value)


def _digits(value: float) -> int:
    return len(f"{value:.15g}".replace(".", "").strip("0")) if math.isfinite(value) else 0


def _explain(ours: Quantity, theirs: Quantity, said: _Reading, stated: _Reading) -> Conflict:
    claim_text = said.text[ours.start : ours.end]
    phrase = stated.text[theirs.start : theirs.phrase_end]
    event = _event_word(ours, theirs, said, stated)
    ratio = compare(ours, theirs)
    words = f"{phrase} {event}".rstrip()
    return Conflict(
        claim_text=claim_text,
        passage_text=phrase,
        explanation=f"post: {claim_text}; statement: {words}" + (f" ({ratio})" if ratio else ""),
        claim_span=Span(ours.start, ours.end),
        passage_span=Span(theirs.start, theirs.phrase_end),
    )


def _event_word(ours: Quantity, theirs: Quantity, said: _Reading, stated: _Reading) -> str:
    """Return the passage's own word, soon after the number, for what both say happened."""
    shared = _around(ours, said) & _around(theirs, stated)
    for token in stated.tokens[theirs.last : theirs.last + _WINDOW]:
        if token.kind is not TokenKind.WORD:
            break
        if stem(token.text) in shared and token.text.endswith(("ed", "en", "t", "d")):
            return stated.text[token.start : token.end]
    return ""
