"""What comes before what, told from the end from which a passage tells it. Pure.

"The vote comes after the debate" says what "the debate comes before the vote" says. The network knows an
order by the same words in the same places, and takes the same from the other end for its opposite. So a claim
that has the two things of a passage in each other's place, and the same one first, is read from the passage's
end. That says the same whatever the passage says. A claim of the other order is not supported by the passage;
that it is contradicted cannot be told, since both may be true: of many, of what comes again, of other places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from checker.alignment import content
from checker.lexicon import is_sure_verb
from checker.negation import DENYING, FALSE, RUMOUR, says_no

_EARLIER = "(?:before|prior to|earlier than)"
_LATER = "(?:after|later than)"
_IS_EARLIER = re.compile(_EARLIER, re.IGNORECASE)
_ANY_WORD = re.compile(rf"\b(?:{_EARLIER}|{_LATER})\b", re.IGNORECASE)
_COMPARED = re.compile(r"\b(?:earlier than|later than|prior to)\b", re.IGNORECASE)
_ASKING = re.compile(r"^(?:was|were|is|are|did|do|does|has|have|will|can)\b|\?", re.IGNORECASE)
_BETWEEN = re.compile(rf"(?P<one>\S.*?\S) (?P<word>{_EARLIER}|{_LATER}) (?P<other>\S.*)", re.IGNORECASE)
_IN_FRONT = re.compile(r"(?P<word>before|after|prior to) (?P<other>[^,]+), (?P<one>.+)", re.IGNORECASE)
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
# What is denied, doubted or supposed, comes again, or is no time at all.
_UNSURE = says_no(
    DENYING,
    FALSE,
    RUMOUR,
    r"until|unless|if|whether|or|had (?:the|he|she|they|it|we|i)|would|may|might|could|should|fail\w*"
    r"|rarely|seldom|hardly|barely|avoid\w*|alleg\w+|again|also|too|twice|another|further|still"
    r"|who|whom|whose|which|\w+est|most|between",
)
# Who says so, or how it is cried out, in front of what is said.
_LED = re.compile(
    r"(?:according to [^,]{2,80}, |[^,:]{2,60}: |so |breaking[:,]? "
    r"|[^,:]{2,80}? (?:(?:says?|said)(?: that)?|(?:announced|confirmed|told \w+) that) )",
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
_ARTICLES = frozenset({"The", "A", "An", "Its", "Their", "His", "Her", "Our"})
_EDGES = " .!?“”\"'‘’"
_MOST, _LONGEST = 220, 1_000  # letters: of an order, and of a sentence that has one
_ENOUGH = 0.75  # of the words of content of a side


@dataclass(frozen=True, slots=True)
class _Order:
    """Two things, and whether the one is before the other."""

    led: str
    one: str
    other: str
    link: str
    earlier: bool


def told_like(claim: str, passage: str) -> str:
    """Return a claim of an order from the end from which a passage tells it; any other claim as it is.

    Claims beside a passage with more than one word for an order stay as they are as well.
    """
    both = _both(claim, passage)
    if both is None:
        return claim
    said, stated = both
    if _straight(said, stated):
        return _COMPARED.sub("before" if said.earlier else "after", claim)
    return _turned(said) if _crossed(said, stated) and said.earlier != stated.earlier else claim


def is_another(claim: str, passage: str) -> bool:
    """Return whether a claim has the two things of a passage in the other order, which it cannot support."""
    both = _both(claim, passage)
    if both is None:
        return False
    said, stated = both
    straight, crossed = _straight(said, stated), _crossed(said, stated)
    return straight != crossed and (said.earlier == stated.earlier) is crossed


def _both(claim: str, passage: str) -> tuple[_Order, _Order] | None:
    """Return the orders of a claim and of a passage, if each has one and no more."""
    said = _order(claim) if len(claim) <= _MOST and not _ASKING.search(claim) else None
    if said is None or "," in said.other or len(_ANY_WORD.findall(passage)) != 1:
        return None
    sentence = next(s for s in re.split(r"(?<=[.!?”\"])\s+", passage) if _ANY_WORD.search(s))
    stated = _order(_MORE.sub("", sentence, count=1)) if len(sentence) <= _LONGEST else None
    return (said, stated) if stated else None


def _straight(said: _Order, stated: _Order) -> bool:
    return _alike(said.one, stated.one) and _alike(said.other, stated.other)


def _crossed(said: _Order, stated: _Order) -> bool:
    return _alike(said.one, stated.other) and _alike(said.other, stated.one)


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


def _alike(said: str, stated: str) -> bool:
    """Whether a side of the passage has nearly all words of content of a side of the claim."""
    mine, theirs = content(said), content(stated)
    shared = len(mine & theirs)
    return shared > 0 and shared >= _ENOUGH * len(mine) and _is_clause(said) == _is_clause(stated)


def _turned(said: _Order) -> str:
    """Return the claim with its two things in each other's place, and the other word for when."""
    told = f"{said.other}{said.link} {'after' if said.earlier else 'before'} {_inside(said.one)}"
    return said.led + (told if said.led else told[0].upper() + told[1:])


def _is_clause(side: str) -> bool:
    """Whether there is a finite verb behind the first word."""
    return any(is_sure_verb(word.lower()) for word in side.split()[1:])


def _inside(text: str) -> str:
    first, _, rest = text.partition(" ")
    return f"{first.lower()} {rest}" if first in _ARTICLES else text
