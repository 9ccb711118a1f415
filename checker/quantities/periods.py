"""Dates with which something begins or ends: "it is over on 8 July" where 8 July is when it begins.

The date is the passage's and so are all other words, which is why models of this size take it for support.
"""

from __future__ import annotations

import re
from enum import Enum

from checker.quantities.dates import Date, find_dates, on_one_event
from checker.quantities.tokens import fold
from checker.quantities.vocabulary import words


class Edge(Enum):
    """Which end of a period a date is."""

    FIRST = "first"
    LAST = "last"


_FIRST = words("""
    begin begins began beginning begun start starts started starting commence commences commenced from since
    between
""")
_LAST = words("""
    end ends ended ending finish finishes finished expire expires expired over until till through lapse lapses
    lapsed
""")
_LEAST = 2  # words that both have; the same day is more
_JOINED = re.compile(r"\s*(?:to|and|-|–)\s*")
_BREAK = re.compile(r"[.;:!?\n]")
_WORD = re.compile(r"[a-z]+")


def ends_exchanged(claim: str, passage: str) -> bool:
    """Return whether a date with which it begins in one text is when it ends in the other, of one event.

    Only days count that both state with their month, and only where the passage has both ends of a period and
    does not have the day as the claim has it as well.
    """
    said, stated = edges(claim), edges(passage)
    if not {Edge.FIRST, Edge.LAST} <= {edge for _, edge in stated}:
        return False
    for date, edge in said:
        same = [at for other, at in stated if _is_same_day(date, other)]
        if same and edge and all(at is not None and at is not edge for at in same):
            return on_one_event(claim, passage, _LEAST)
    return False


def edges(text: str) -> list[tuple[Date, Edge | None]]:
    """Return the dates of a text, each with which end of a period it is, if either."""
    folded = fold(text)
    found: list[tuple[Date, Edge | None]] = []
    end = 0
    for date in find_dates(text):
        between = folded[end : date.start]
        joined = found and found[-1][1] is Edge.FIRST and _JOINED.fullmatch(between)
        found.append((date, Edge.LAST if joined else _edge(between)))
        end = date.end
    return found


def _edge(before: str) -> Edge | None:
    """Return what the last word for a beginning or an end says, of those in the clause before a date."""
    for word in reversed(_WORD.findall(_BREAK.split(before)[-1])):
        if word in _FIRST or word in _LAST:
            return Edge.FIRST if word in _FIRST else Edge.LAST
    return None


def _is_same_day(one: Date, two: Date) -> bool:
    return None not in (one.day, one.month, two.day, two.month) and not one.excludes(two)
