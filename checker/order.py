"""What comes before what, told the way round in which a passage tells it. Pure.

"The vote comes after the debate" says what "the debate comes before the vote" says. The network knows an
order by the same words in the same places, and takes another for its opposite, or for the same. So a claim
about the two things of a passage is read in the passage's order; where its own order is the other one, what
supports that reading contradicts the claim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from checker.alignment import words
from checker.lexicon import is_sure_verb

_EARLIER = "(?:before|prior to|ahead of|earlier than)"
_LATER = "(?:after|following|later than)"
_IS_EARLIER = re.compile(_EARLIER, re.IGNORECASE)
_ANY_WORD = re.compile(rf"\b(?:{_EARLIER}|{_LATER})\b", re.IGNORECASE)
_BETWEEN = re.compile(rf"(?P<one>\S.*?\S) (?P<word>{_EARLIER}|{_LATER}) (?P<other>\S.*)", re.IGNORECASE)
_IN_FRONT = re.compile(
    r"(?P<word>before|after|following|prior to) (?P<other>[^,]+), (?P<one>.+)", re.IGNORECASE
)
# Right before it, these make a span or an idiom of it: "two days after", "shortly before", "look after".
_NO_ORDER = re.compile(
    r"\b(?:\d+|minutes?|hours?|days?|weeks?|months?|years?|decades?|shortly|soon|long|just|right|immediately"
    r"|only|even|not|never|look\w*|name[sd]?|ask\w*|run\w*|t(?:ake|ook)|a|the|as|and|or|than|once|ever)$"
    r"|^(?:all|long|now|that|this|then|it|they|he|she|which|tax(?:es)?|hours|ever)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|no|never|nor|neither|without|cannot|until|unless|if|whether|or)\b|n['’]t\b", re.IGNORECASE
)
# Who says so, or how it is cried out, in front of what is said.
_LED = re.compile(
    r"(?:according to [^,]{2,80}, |[^,:]{2,60}: |so |breaking[:,]? "
    r"|[^,:]{2,80}? (?:says?|said|announced|confirmed|told \w+) (?:that )?)?",
    re.IGNORECASE,
)
# When something is, behind what is: it stays where it is when the two change places.
_LINK = re.compile(
    r"(?P<what>.*?\S)(?P<link> (?:(?:is|are|was|were|will be|has been|had been|to be) )?(?:\w+ly )?"
    r"(?:due|planned|scheduled|set|expected|held|comes?|came|will come|(?:takes?|took|will take) place|"
    r"falls?|fell|happens?|happened))",
    re.IGNORECASE,
)
_MOST = 220  # letters
_ENOUGH = 0.8  # of the words of content of a side


@dataclass(frozen=True, slots=True)
class Told:
    """A claim as it is read beside a passage, and whether what supports that contradicts the claim."""

    text: str
    exchanged: bool = False


@dataclass(frozen=True, slots=True)
class _Order:
    """Two things, and whether the one is before the other."""

    led: str
    one: str
    other: str
    link: str
    earlier: bool


@lru_cache(maxsize=1_024)
def told_like(claim: str, passage: str) -> Told:
    """Return a claim about the order of two things in the order in which a passage has the same two.

    Other claims stay as they are.
    """
    said = _order(claim.rstrip(" .!"))
    if said is None:
        return Told(claim)
    for sentence in re.split(r"(?<=[.!?”\"])\s+", passage):
        stated = _order(sentence.strip(' .!“”"'))
        if stated is None:
            continue
        if _alike(said.one, stated.one) and _alike(said.other, stated.other):
            return _written(said, said.one, said.other, stated, exchanged=said.earlier != stated.earlier)
        if _alike(said.one, stated.other) and _alike(said.other, stated.one):
            return _written(said, said.other, said.one, stated, exchanged=said.earlier == stated.earlier)
    return Told(claim)


def _order(sentence: str) -> _Order | None:
    if len(sentence) > _MOST or len(_ANY_WORD.findall(sentence)) != 1 or _DENIED.search(sentence):
        return None
    led = _LED.match(sentence)
    start = led.end() if led else 0
    found = _IN_FRONT.fullmatch(sentence, start) or _BETWEEN.fullmatch(sentence, start)
    if found is None or _NO_ORDER.search(found["one"]) or _NO_ORDER.search(found["other"]):
        return None
    if _is_clause(found["other"]) and not _is_clause(found["one"]):
        return None  # "use before age 18 was rare": whose, and not when
    link = None if _is_clause(found["other"]) else _LINK.fullmatch(found["one"])
    one, linked = (link["what"], link["link"]) if link else (found["one"], "")
    return _Order(sentence[:start], one, found["other"], linked, bool(_IS_EARLIER.fullmatch(found["word"])))


def _alike(said: str, stated: str) -> bool:
    """Whether a side of the claim is what a side of the passage tells, and both or neither are clauses."""
    mine, theirs = _content(said), _content(stated)
    return bool(mine) and len(mine & theirs) >= _ENOUGH * len(mine) and _is_clause(said) == _is_clause(stated)


def _content(side: str) -> frozenset[str]:
    return frozenset(word.key for word in words(side) if word.content)


def _written(said: _Order, one: str, other: str, stated: _Order, *, exchanged: bool) -> Told:
    """Return the claim with the passage's word for when, and its own words for what."""
    link = said.link or stated.link
    told = f"{one}{link} {'before' if stated.earlier else 'after'} {_inside(other)}"
    return Told(said.led + (told if said.led else told[0].upper() + told[1:]), exchanged)


def _is_clause(side: str) -> bool:
    """Whether there is a finite verb behind the first word."""
    return any(is_sure_verb(word.lower()) for word in side.split()[1:])


def _inside(text: str) -> str:
    first, _, rest = text.partition(" ")
    return f"{first.lower()} {rest}" if first in {"The", "A", "An", "Its", "Their"} else text
