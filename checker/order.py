"""What comes before what, told the way round in which a passage tells it. Pure.

"The vote comes after the debate" says what "the debate comes before the vote" says. The network knows an
order by the same words in the same places, and takes the same from the other end for its opposite, and the
opposite for the same. So a claim that has the two things of a passage in each other's place is read in the
passage's order; where its own order is the other one, what supports that reading contradicts the claim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from checker.alignment import Word, words
from checker.lexicon import is_sure_verb
from checker.negation import DENYING, FALSE, RUMOUR, says_no

_EARLIER = "(?:before|prior to|ahead of|earlier than)"
_LATER = "(?:after|later than)"
_IS_EARLIER = re.compile(_EARLIER, re.IGNORECASE)
_ANY_WORD = re.compile(rf"\b(?:{_EARLIER}|{_LATER})\b", re.IGNORECASE)
_BETWEEN = re.compile(rf"(?P<one>\S.*?\S) (?P<word>{_EARLIER}|{_LATER}) (?P<other>\S.*)", re.IGNORECASE)
_IN_FRONT = re.compile(
    r"(?P<word>before|after|ahead of|prior to) (?P<other>[^,]+), (?P<one>.+)", re.IGNORECASE
)
# Behind the first of these it is a span or an idiom: "two days after", "shortly before", "look after".
_LEADING = re.compile(
    r"\b(?:\d+|minutes?|hours?|days?|weeks?|months?|years?|decades?|shortly|soon|long|just|right|immediately"
    r"|only|even|look\w*|nam\w+|call\w*|ask\w*|run\w*|t(?:ake|ook)|a|the|as|and|than|once|ever"
    r"|appear\w*|testif\w+|bring|brought|put|went|go|stand|stood)$",
    re.IGNORECASE,
)
# Before one of these it is a place, or points back.
_FOLLOWING = re.compile(
    r"(?:all|long|now|that|this|then|it|they|he|she|we|i|which|tax(?:es)?|hours|ever)\b"
    r"|.*\b(?:court|committee|parliament|judges?|congress|tribunal|senate|panel|commission|council|assembly)\b",
    re.IGNORECASE,
)
# One thing that comes once, and is so: no part of many, no second time, nobody's word for it, no condition.
_UNSURE = says_no(
    DENYING,
    FALSE,
    RUMOUR,
    r"until|unless|if|whether|or|had (?:the|he|she|they|it|we|i)|would|may|might|could|should|fail\w*|rarely|seldom"
    r"|hardly|barely|avoid\w*|alleg\w+|again|also|too|twice|another|further|still|who|whom|whose|which|\w+est|most|between",
)
# Who says so, or how it is cried out, in front of what is said.
_LED = re.compile(
    r"(?:according to [^,]{2,80}, |[^,:]{2,60}: |so |breaking[:,]? "
    r"|[^,:]{2,80}? (?:(?:says?|said)(?: that)?|(?:announced|confirmed|told \w+) that) )?",
    re.IGNORECASE,
)
# When something is, behind what is: it stays where it is when the two change places.
_LINK = re.compile(
    r"(?P<what>.*?\S)(?P<link> (?:(?:(?:is|are|was|were|will be|has been|to be) )?(?:\w+ly )?"
    r"(?:due|planned|scheduled|set|expected|held|comes?|came|will come|(?:takes?|took|will take) place"
    r"|falls?|fell|happens?|happened)|is|are|was|were|will be))",
    re.IGNORECASE,
)
# Behind the order a passage may tell more: "before the express, although the latter had been waiting".
_MORE = re.compile(
    r"(?<=\w), (?:and|but|which|because|although|though|while|as|so|where|when|who|in"
    rf"|on|with|for) (?!.*(?:{_EARLIER}|{_LATER})).*",
    re.IGNORECASE,
)
_COUNTING = frozenset("some several many few all both half each every more other others".split())
_ARTICLES = frozenset({"The", "A", "An", "Its", "Their", "His", "Her", "Our"})
_EDGES = " .!?“”\"'‘’"
_MOST = 220  # letters
_ENOUGH = 0.75  # of the words of content of a side


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

    Other claims stay as they are, and so do all beside a passage with more than one word for an order.
    """
    said = _order(claim) if len(claim) <= _MOST else None
    if said is None or "," in said.other or len(_ANY_WORD.findall(passage)) != 1:
        return Told(claim)
    sentence = next(s for s in re.split(r"(?<=[.!?”\"])\s+", passage) if _ANY_WORD.search(s))
    stated = _order(_MORE.sub("", sentence, count=1))
    if stated is None:
        return Told(claim)
    for alike in (_same, _near):
        crossed = alike(said.one, stated.other) and alike(said.other, stated.one)
        straight = alike(said.one, stated.one) and alike(said.other, stated.other)
        if crossed == straight:
            continue
        if straight:  # "earlier than" says "before" of the same two; "after" may be so as well as "before"
            plain = _ANY_WORD.sub("before" if said.earlier else "after", claim)
            return Told(plain if said.earlier == stated.earlier else claim)
        exchanged = said.earlier == stated.earlier
        # From the other end a claim says the same whatever the passage says; exchanged it is another claim.
        return Told(claim) if exchanged and alike is _near else Told(_turned(said, stated), exchanged)
    return Told(claim)


def _order(sentence: str) -> _Order | None:
    sentence = sentence.strip(_EDGES)
    if len(sentence) > _MOST or len(_ANY_WORD.findall(sentence)) != 1 or _UNSURE.search(sentence):
        return None
    led = _LED.match(sentence)
    start = led.end() if led else 0
    found = _IN_FRONT.fullmatch(sentence, start) or _BETWEEN.fullmatch(sentence, start)
    if found is None or _LEADING.search(found["one"]) or _FOLLOWING.match(found["other"]):
        return None
    link = None if _is_clause(found["other"]) else _LINK.fullmatch(found["one"])
    one, linked = (link["what"], link["link"]) if link else (found["one"], "")
    if _is_clause(found["other"]) != _is_clause(one):
        return None  # "use before age 18 was rare": whose, and not when
    earlier = bool(_IS_EARLIER.fullmatch(found["word"]))
    return _Order(sentence[:start], one.strip(_EDGES), found["other"].strip(_EDGES), linked, earlier)


def _near(said: str, stated: str) -> bool:
    """Whether a side of the passage has nearly all words of content of a side of the claim."""
    mine, theirs = ({word.key for word in _content(side)} for side in (said, stated))
    shared = len(mine & theirs)
    return shared > 0 and shared >= _ENOUGH * len(mine) and _is_clause(said) == _is_clause(stated)


def _same(said: str, stated: str) -> bool:
    """Whether a side of the passage begins with all words of content of a side of the claim, in their order.

    "The former president" is not the president, nor is "the vote count" the vote; "the vote in Lima" is.
    """
    mine, theirs = _content(said), _content(stated)
    if not mine or [w.key for w in mine] != [w.key for w in theirs[: len(mine)]]:
        return False
    rest = theirs[len(mine) :]
    return not rest or rest[0].place > theirs[len(mine) - 1].place + 1


def _content(side: str) -> list[Word]:
    return [word for word in words(side) if word.content or word.text in _COUNTING]


def _turned(said: _Order, stated: _Order) -> str:
    """Return the claim with its two things in each other's place, and the passage's word for when."""
    link = stated.link or said.link
    told = f"{said.other}{link} {'before' if stated.earlier else 'after'} {_inside(said.one)}"
    return said.led + (told if said.led else told[0].upper() + told[1:])


def _is_clause(side: str) -> bool:
    """Whether there is a finite verb behind the first word."""
    return any(is_sure_verb(word.lower()) for word in side.split()[1:])


def _inside(text: str) -> str:
    first, _, rest = text.partition(" ")
    return f"{first.lower()} {rest}" if first in _ARTICLES else text
