"""Days with which something begins or ends: "it is over on 8 July" where 8 July is when it begins.

The day is the passage's and so are all other words, which is why models of this size take it for support.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from checker.quantities.dates import MOST_DATES, Date, content, find_dates
from checker.quantities.tokens import fold
from checker.quantities.vocabulary import words


class Edge(Enum):
    """Which end of a period a day is."""

    FIRST = "first"
    LAST = "last"


_FIRST = words(
    "begin begins began beginning begun start starts started starting commence commences commenced"
)
_LAST = words("end ends ended ending finish finishes finished expire expires expired lapse lapses lapsed")
_DENYING = words("not no never nor neither without cannot t")  # "isn't" is two words here
_STOPPING = words("""
    pause pauses paused suspend suspends suspended suspension halt halts halted ban bans banned stop stops
    stopped close closes closed closure
""")
# Right before a day, and "over" behind "is".
_FROM = re.compile(r"\b(?:from|between|since)\s+(?:the\s+)?$")
_TO = re.compile(r"\b(?:until|till|through|(?:is|are|was|were|be|been)\s+over(?:\s+\w+)?)\s+(?:the\s+)?$")
# Behind these, "from" and "to" are the day before and the day after.
_MOVED = re.compile(r"\b(?:extend|mov|postpon|delay|chang|shift|reschedul|push|brought?|bring)\w*")
_JOINED = {"from": re.compile(r"\s*(?:to|-|–)\s*"), "between": re.compile(r"\s*and\s*")}
_BREAK = re.compile(r"[.;:!?\n]")
_WORD = re.compile(r"[a-z]+")
_APART = 6  # words between the two days of a period at most
_LEAST = 2  # words that both have; the same day is more


@dataclass(frozen=True, slots=True)
class _Day:
    date: Date
    edge: Edge | None
    before: str  # what stands between it and the date before


def ends_exchanged(claim: str, passage: str) -> bool:
    """Return whether a day with which something begins in one text is when it ends in the other.

    The passage has to state two days of a period, one right behind the other, and all words of the claim but
    those for beginning and ending. Texts that deny, and what is only paused then, are left aside.
    """
    said, stated = _days(claim), _days(passage)
    if not said or not stated or _turns(claim, passage, stated[-1].date.end):
        return False
    if not any(_is_period(*pair) for pair in pairwise(stated)) or not _is_told(claim, passage):
        return False
    for day in said:
        same = [other.edge for other in stated if _is_same(day.date, other.date)]
        if same and day.edge and all(edge is not None and edge is not day.edge for edge in same):
            return True
    return False


def _days(text: str) -> list[_Day]:
    """Return the dates of a text, each with which end of a period it is, if either."""
    folded = fold(text)
    found: list[_Day] = []
    end = 0
    for date in find_dates(text)[:MOST_DATES]:
        before = folded[end : date.start]
        found.append(_Day(date, _edge(before, found), before))
        end = date.end
    return found


def _edge(before: str, found: list[_Day]) -> Edge | None:
    """Return which end a day is by what stands right before it and by the words for either in its clause."""
    if found and found[-1].edge is Edge.FIRST:
        led = _WORD.findall(found[-1].before)[-1:]
        if led and led[0] in _JOINED and _JOINED[led[0]].fullmatch(before):
            return Edge.LAST
    clause = _BREAK.split(before)[-1]
    told = set(_WORD.findall(clause))
    first = bool(_FROM.search(clause) or told & _FIRST)
    last = bool(_TO.search(clause) or told & _LAST)
    if first is last or _MOVED.search(clause):
        return None
    return Edge.FIRST if first else Edge.LAST


def _is_period(one: _Day, two: _Day) -> bool:
    between = two.before
    near = not _BREAK.search(between) and len(_WORD.findall(between)) <= _APART
    return near and one.edge is Edge.FIRST and two.edge is Edge.LAST


def _turns(claim: str, passage: str, behind: int) -> bool:
    """Whether one text denies, the passage stops what is claimed, or more begins or ends behind its days."""
    said, stated = (set(_WORD.findall(fold(text))) for text in (claim, passage))
    more = set(_WORD.findall(_BREAK.split(fold(passage)[behind:])[0]))
    return bool((said | stated) & _DENYING or (stated - said) & _STOPPING or more & (_FIRST | _LAST))


def _is_told(claim: str, passage: str) -> bool:
    """Whether the passage has all that the claim says, days and words for beginning and ending apart."""
    said = content(claim, _FIRST | _LAST)
    return len(said) >= _LEAST and said <= content(passage, _FIRST | _LAST)


def _is_same(one: Date, two: Date) -> bool:
    return None not in (one.day, one.month, two.day, two.month) and not one.excludes(two)
