"""Whether two numbers can both be right, each as its comparator means it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from checker.quantities.comparators import AS_WRITTEN, BOUNDS, Comparator, same_side
from checker.quantities.counts import Quantity
from checker.quantities.readings import Mention, Reading, negates
from checker.quantities.sameness import maybe_people, of_one_act, other_step, same_fate, unnamed
from checker.quantities.units import AGE, DAYS, PERCENT
from checker.quantities.vocabulary import FALLING, HALVES, TURNS

_EPSILON = 1e-12  # of factors between units
_ROUNDING = 0.05
_APPROXIMATE = 0.12  # "about"; half as much again below for "nearly", a quarter of it above
_VAGUE = 2  # "thousands" may be one and some
_PRAGMATIC = 4  # an official's "over 1,500" is not meant to cover 15,000
_DERIVED_REACH = 2  # a sum or difference of two numbers has to be near
_ROUNDED_FROM = 100  # smaller counts are not rounded
_MOST_PARTS = 8  # quantities of one passage that sums are tried over


def agree(ours: Quantity, theirs: Quantity, reach: float = math.inf) -> bool:
    """Tell whether the claim's number and the passage's can both hold.

    ``reach`` bounds the claim's "over": by how many times it may be exceeded.
    """
    if ours.limit and theirs.limit:
        return same_side(ours.comparator, theirs.comparator) and _one_limit(ours, theirs)
    (low, high), (floor, top), slack = _ranges(ours, theirs, reach)
    return low <= top * slack and floor <= high * slack


def _one_limit(ours: Quantity, theirs: Quantity) -> bool:
    """Tell "under 12" beside "11 and under", as ages are whole, and beside "12 and under", as many say it."""
    if ours.strict == theirs.strict or ours.unit != AGE:
        return math.isclose(ours.value, theirs.value)
    strict, inclusive = (ours, theirs) if ours.strict else (theirs, ours)
    edge = strict.value + (1 if strict.comparator is Comparator.OVER else -1)
    return any(math.isclose(value, inclusive.value) for value in (strict.value, edge))


def covers(ours: Quantity, theirs: Quantity) -> bool:
    """Tell whether all that the passage's number may mean is within what the claim's allows."""
    if (ours.limit and theirs.limit) or at_its_edge(ours, theirs):
        return ours.limit and agree(ours, theirs)
    (low, high), (floor, top), slack = _ranges(ours, theirs, math.inf)
    return low <= floor * slack and top <= high * slack


def at_its_edge(ours: Quantity, theirs: Quantity) -> bool:
    """Tell "more than 7" beside "7", which leaves it open: the passage's number may be rounded."""
    if not ours.strict or ours.unit == DAYS:  # "over 35 years" may be during them
        return False
    return theirs.comparator in AS_WRITTEN and math.isclose(ours.value, theirs.value)


def opposite(ours: Quantity, theirs: Quantity, said: Reading, stated: Reading) -> bool:
    """Tell "2.5 %" from "-2.5 %"; not from that "it fell by 2.5 %", which has the sign in a word."""
    signs = {ours.below, theirs.below}
    return signs == {True, False} and not FALLING & (said.words | stated.words)


def found_in(ours: Mention, said: Reading, stated: Reading) -> bool:
    """Tell whether any number of the passage, or two of them together, can be the claim's."""
    mentions = (*stated.mentions, *stated.shares)
    peers = [m for m in of_one_act(ours, mentions) if _may_be(ours.quantity, m.quantity)]
    near = [
        _pointed(m.quantity)
        for m in peers
        if same_fate(ours, m)
        and not other_step(ours, m)
        and not opposite(ours.quantity, m.quantity, said, stated)
    ]
    if any(agree(ours.quantity, theirs) for theirs in near) or _complement(ours.quantity, near, said):
        return True
    halves = bool(HALVES & (said.words | stated.words))
    derived = _derived([m.quantity for m in peers[:_MOST_PARTS]], halves=halves)
    return any(agree(ours.quantity, value, reach=_DERIVED_REACH) for value in derived)


def _may_be(ours: Quantity, theirs: Quantity) -> bool:
    if unnamed(theirs) or (ours.unit and ours.unit == theirs.unit):
        return True
    if ours.unit or theirs.unit:
        return False
    return unnamed(ours) or ours.head == theirs.head or (maybe_people(ours) and maybe_people(theirs))


def _pointed(quantity: Quantity) -> Quantity:
    """Take "up to 180", which counts nothing by name, for 180: its whole range would fit anything."""
    return replace(quantity, comparator=Comparator.PLAIN) if unnamed(quantity) else quantity


def _derived(parts: Sequence[Quantity], *, halves: bool) -> Iterable[Quantity]:
    """Yield sums and differences of quantities: 23 arrested, 19 bailed, so 4 were not."""
    numbers = sorted((q.value for q in parts), reverse=True)
    values = [v for a, b in combinations(numbers, 2) for v in (a + b, a - b)]
    values += [v for a, b, c in combinations(numbers, 3) for v in (a + b + c, a - b - c)]
    values += [q.high - q.low for q in parts if q.high > q.low]  # "raised from nine to twelve"
    values += [v for number in numbers for v in (number / 2, number * 2)] if halves else []
    for value in values:
        yield replace(parts[0], low=value, high=value, comparator=Comparator.PLAIN)


def _complement(ours: Quantity, near: Sequence[Quantity], said: Reading) -> bool:
    """Tell "15 % are not" beside "85 % are", and "40 % below" beside "60 % of"."""
    if ours.unit != PERCENT or not any(word in TURNS or negates(word) for word in said.words):
        return False
    turned = {Comparator.OVER: Comparator.UNDER, Comparator.UNDER: Comparator.OVER}
    comparator = turned.get(ours.comparator, ours.comparator)
    rest = replace(ours, low=100 - ours.high, high=100 - ours.low, comparator=comparator)
    return any(agree(rest, theirs) for theirs in near)


def _ranges(
    ours: Quantity, theirs: Quantity, reach: float
) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Return what either may mean, and by which factor rounding may have moved them apart."""
    slack = 1 + (_ROUNDING if _rounds(ours, theirs) else 0)
    return _meant(ours, reach), _meant(theirs, _PRAGMATIC), slack


def _meant(quantity: Quantity, reach: float) -> tuple[float, float]:
    """Return the lowest and highest value that the words allow; "over" goes up to ``reach`` times."""
    low, high = quantity.low, quantity.high
    match quantity.comparator:
        case Comparator.ABOUT:
            return low * (1 - _APPROXIMATE), high * (1 + _APPROXIMATE)
        case Comparator.NEARLY:
            return low * (1 - 1.5 * _APPROXIMATE), high * (1 + _APPROXIMATE / 4)
        case Comparator.OVER:  # "thousands" has no upper end of its own
            return (low / _VAGUE, high) if high > low else (low, high * reach if high else math.inf)
        case Comparator.UP_TO:
            return low / _PRAGMATIC, high
        case Comparator.UNDER:
            return 0.0, high
        case _:
            return low * (1 - _EPSILON), high * (1 + _EPSILON)


def _rounds(ours: Quantity, theirs: Quantity) -> bool:
    """Tell whether one of two numbers is written with fewer digits, so that it may be rounded.

    A bound is not: whoever says "fewer than 400" says that it was not 412.
    """
    if Comparator.EXACTLY in {ours.comparator, theirs.comparator} or ours.unit == AGE:
        return False
    if ours.comparator in BOUNDS or (theirs.comparator in BOUNDS and finer(ours, theirs)):
        return False
    large = max(ours.value, theirs.value) >= _ROUNDED_FROM or bool(ours.unit)
    return large and _digits(ours.value) != _digits(theirs.value)


def finer(one: Quantity, other: Quantity) -> bool:
    """Tell whether a number is written with more digits than either end of another."""
    ends = (end for end in (other.low, other.high) if math.isfinite(end))
    return all(_digits(one.value) > _digits(end) for end in ends)


def _digits(value: float) -> int:
    return len(f"{value:.15g}".replace(".", "").strip("0")) if math.isfinite(value) else 0
