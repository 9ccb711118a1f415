"""A claim's numbers in the words of a passage, where those of the passage agree with them.

"Over 2,900 came home" follows from "3,000 came home", and "2 years" from "24 months", but a small model sees
two numbers and takes them for a contradiction. Arithmetic tells that the passage's number is within the
claim's; whether the rest of the claim agrees as well is for the model to say, of the claim with the passage's
number in it. The other way about, "3,468 came home" is within "more than 3,000 did", which leaves it open.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from checker.lexicon import is_sure_verb
from checker.quantities.agreement import agree, at_its_edge, covers, finer, opposite
from checker.quantities.bases import adds
from checker.quantities.comparators import AS_WRITTEN, BOUNDS, Comparator, same_side
from checker.quantities.counts import Quantity
from checker.quantities.limits import years
from checker.quantities.readings import Mention, Reading, read
from checker.quantities.sameness import same_thing, same_topic
from checker.quantities.units import DAYS, PERCENT, POINTS, is_money

_DIGITS = 9  # after the point: of factors between units
_OF = " of "
_BOUNDS = BOUNDS | {Comparator.BETWEEN}
_OF_THE = re.compile(r"\A(?: of)?(?: (?:the|all|its|their|our|these|those))?(?= )", re.IGNORECASE)
# "most flights", "half the flights", "one in five flights"
_NEEDS_NO_OF = re.compile(r"\b(?:most|half|(?:in|out of)(?: [\w,.]+){1,4})\Z", re.IGNORECASE)
_ODDS = re.compile(r"\b(?:in|out of)(?: [\w,.]+){1,4}\Z", re.IGNORECASE)
_MOST = re.compile(r"\bmost\Z", re.IGNORECASE)
_OF_BARE = re.compile(r"\A of(?= (?!(?:the|all|its|their|our|these|those|his|her|my|your|them|us)\b))")
_NEXT_WORD = re.compile(r" (\w+)")
_LAST_WORD = re.compile(r"\w+\s*$")  # "exactly" is no part of the number


@dataclass(frozen=True, slots=True)
class Restated:
    """A claim with the passage's numbers in it."""

    text: str
    settled: bool = True  # False: who says this leaves open the claim as it was


def as_stated(claim: str, passage: str) -> Restated:
    """Return ``claim`` with each number that agrees with the passage's for the same thing written as that.

    A number that is written alike stays, and so does one that only may be the passage's. ``settled`` is False
    where one of the claim's is within a bound that the passage gives, and finer than that, or is reckoned by
    something that the passage does not name.
    """
    said, stated = read(claim), read(passage)
    settled = not adds(said, stated)
    if not same_topic(said, stated):
        return Restated(claim, settled)
    for ours in reversed(said.mentions):  # from the end, so that the places of those before stay
        if _moves(ours, said):
            continue
        same = [
            m
            for m in (*stated.shares, *stated.mentions)
            if (same_thing(ours, m, stated) or _is_spelt_otherwise(ours.quantity, m.quantity))
            and not opposite(ours.quantity, m.quantity, said, stated)
            and not _may_be_ages(ours.quantity, m.quantity)
        ]
        theirs = _first(m for m in same if covers(ours.quantity, m.quantity))
        if theirs is None:
            theirs = _first(m for m in same if _bounds(m.quantity, ours.quantity)) or _turned(ours, stated)
            settled = settled and theirs is None
        if theirs:
            claim = _put(claim, ours, theirs, said, stated)
    return Restated(claim, settled)


def _first(mentions: Iterable[Mention]) -> Mention | None:
    return next(iter(mentions), None)


def _moves(ours: Mention, said: Reading) -> bool:
    """Tell "from 3 to 3.5 percent", which is no range where something rose by it."""
    return said.text[ours.quantity.spoken_start :].lower().startswith("from")


def _turned(ours: Mention, stated: Reading) -> Mention | None:
    """Return who is meant by the other side of the same bound: "children over 12", "children under 12"."""
    one = ours.quantity
    return _first(
        m
        for m in stated.mentions
        if one.limit
        and m.quantity.limit
        and one.unit == m.quantity.unit
        and one.value == m.quantity.value
        and not same_side(one.comparator, m.quantity.comparator)
    )


def _is_spelt_otherwise(ours: Quantity, theirs: Quantity) -> bool:
    """Tell "45,000 euros" beside "€45,000", one measure whatever it is of."""
    one, other = (
        (q.unit, round(q.low, _DIGITS), round(q.high, _DIGITS), q.comparator, q.limit) for q in (ours, theirs)
    )
    return one == other and (is_money(ours.unit) or ours.unit in {PERCENT, POINTS})


def _may_be_ages(ours: Quantity, theirs: Quantity) -> bool:
    """Tell "for people over 60 years" beside "over 65 years", where nobody says that it is their age."""
    if not (ours.unit == theirs.unit == DAYS and ours.strict and theirs.strict):
        return False
    return min(ours.value, theirs.value) >= years(DAYS) and not math.isclose(ours.value, theirs.value)


def _bounds(theirs: Quantity, ours: Quantity) -> bool:
    """Tell "more than 3,000" beside "3,468", and "120" beside "over 120": it may be, but nobody said it."""
    if at_its_edge(ours, theirs):
        return agree(ours, theirs)
    if theirs.comparator not in _BOUNDS or ours.comparator not in AS_WRITTEN or not covers(theirs, ours):
        return False
    return agree(ours, theirs) and (ours.comparator is Comparator.EXACTLY or finer(ours, theirs))


def _before_whole(share: str, theirs: str, rest: str, *, counts: bool) -> str:
    """Return what follows a share of the claim behind the passage's.

    There is no "of" behind "86 of 140", "one in five" and "most", and one behind a percentage.
    """
    if counts or _ODDS.search(theirs):
        return _OF_THE.sub("", rest)
    following = _NEXT_WORD.match(rest)
    # "one in five fell ill" does not say of whom
    if _NEEDS_NO_OF.search(share) and following and following[1] != "of" and not is_sure_verb(following[1]):
        rest = f" of{rest}"
    return _OF_BARE.sub("", rest) if _MOST.search(theirs) else rest


def _put(claim: str, ours: Mention, theirs: Mention, said: Reading, stated: Reading) -> str:
    one, other = ours.quantity, theirs.quantity
    if said.text[one.spoken_start : one.end].lower() == stated.text[other.spoken_start : other.end].lower():
        return claim
    rest, after = claim[one.end :], stated.text[other.end :]
    if one.unit == PERCENT:
        share, new = said.text[one.start : one.end], stated.text[other.start : other.end]
        rest = _before_whole(share, new, rest, counts=theirs in stated.shares)
    elif rest.startswith(_OF) and not (one.unit or after.startswith(_OF)):  # "thousands of people"
        rest = rest[len(_OF) - 1 :]
    before = claim[: one.spoken_start]
    if one.comparator is Comparator.EXACTLY and other.comparator in _BOUNDS:
        before = _LAST_WORD.sub("", before)
    return before + stated.text[other.spoken_start : other.end] + rest
