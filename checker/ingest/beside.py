"""What others say within somebody's own words: a critic in a release, a minister in an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from checker.ingest.acquaintance import Speaker, Voice
from checker.ingest.attribution import Stretch, stretches
from checker.ingest.identity import fits, one_body, same_name
from checker.ingest.people import Person, institution_of, is_body_itself, is_private
from checker.ingest.quotations import hidden
from checker.records import Statement

_YOURS = re.compile(
    r"(?:in )?your (?:\w+ ){0,2}(?:letter|statement|message|note|tweet|post|e-?mail)\b", re.IGNORECASE
)
# What is told in order to deny it stays with the denial.
_SETS_RIGHT = re.compile(
    r"\W*(?:(?:but|and|yet|however|in fact|so|well)[, ]+)?(?:"
    r"(?:this|that|it|these|those|they|he|she|which|both|none|nothing|neither|such \w+|the \w+)\b"
    r"[^.!?]{0,40}?"
    r"(?:\b(?:not|never|no|false\w*|untrue|wrong|incorrect|baseless|unfounded|fabricated|lies?|nonsense|myths?|"
    r"misleading|denie[sd]|rejects?|reject(?:ed)|fake)\b|n[’']t\b)|"
    r"(?:no|not|never|nothing|nonsense|wrong|false)\b|"
    r"(?:we|I)\s(?:\w+ly\s)?"
    r"(?:deny|reject|refute|dismiss|do not|don[’']t|have no|have not|haven[’']t|never)\b|"
    r"there (?:is|was|are|were|has been) (?:no|not|never)\b)",
    re.IGNORECASE,
)
_MOST_BEFORE = 4  # words in front of who is told of: "And as the opposition leader ... said"
_WHOLLY = 0.6  # of the words stand in quotation marks
_FEWEST_QUOTED = 5  # words; less may be a name: "Operation Dawn"
_WORD = re.compile(r"[^\W\d_]+")
_PRONOUNS = frozenset({"he", "she", "they"})


class _Whose(StrEnum):
    OWN = "own"
    TOLD = "told"
    LEFT_OUT = "left out"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Parted:
    """Somebody's own words, and what others say within them."""

    text: str  # without the others
    told: tuple[Stretch, ...]  # quotations of other officials
    left_out: tuple[Stretch, ...]  # of people who speak for no public body
    unclear: tuple[Stretch, ...]  # quotations that stay, and may not be the speaker's


def parted_from_others(statement: Statement) -> Parted:
    """Return the words of a release, letter, speech or answer without those of others within them."""
    text = statement.text
    found = stretches(text)
    by_whose: dict[_Whose, list[Stretch]] = {whose: [] for whose in _Whose}
    for stretch, following in zip_longest(found, found[1:]):
        ours = following is not None and following.speaker.voice is not Voice.PRIVATE
        after = text[following.start : following.end] if following and ours else ""
        left_out = by_whose[_Whose.LEFT_OUT]
        goes_on = bool(left_out) and left_out[-1].speaker.person == stretch.speaker.person
        by_whose[_whose(stretch, statement, after, goes_on=goes_on)].append(stretch)
    others = sorted([*by_whose[_Whose.TOLD], *by_whose[_Whose.LEFT_OUT]], key=lambda other: other.start)
    return Parted(
        _without(text, others) if others else text,
        tuple(by_whose[_Whose.TOLD]),
        tuple(by_whose[_Whose.LEFT_OUT]),
        tuple(by_whose[_Whose.UNCLEAR]),
    )


def _whose(stretch: Stretch, statement: Statement, after: str, *, goes_on: bool) -> _Whose:
    speaker, words = stretch.speaker, statement.text[stretch.start : stretch.end]
    if speaker.voice is Voice.PRIVATE:
        known = goes_on or is_private(speaker.words) or is_private(speaker.person.office)
        theirs = known or _YOURS.match(speaker.words)
        if not theirs or not (stretch.direct or _begins_with(words, speaker)):
            return _Whose.OWN
        if not _SETS_RIGHT.match(after):
            return _Whose.LEFT_OUT
        return _Whose.UNCLEAR if stretch.direct else _Whose.OWN
    if speaker.voice is Voice.NOBODY:
        quoted = hidden(words)[1]
        alone = stretch.direct and quoted >= max(_FEWEST_QUOTED, _WHOLLY * len(words.split()))
        return _Whose.UNCLEAR if alone and words != statement.text.strip() else _Whose.OWN
    if not stretch.direct or _belongs(speaker.person, statement):
        return _Whose.OWN
    return _Whose.TOLD if speaker.person.name or speaker.person.office else _Whose.UNCLEAR


def _begins_with(words: str, speaker: Speaker) -> bool:
    """Whether a sentence begins with who is told of, so that no more than that is told in it."""
    names = {*_WORD.findall(speaker.words)[:1], speaker.person.last} - {""}
    opening = _WORD.findall(words)[: _MOST_BEFORE + 1]
    return any(word in names or word.casefold() in {speaker.person.last, *_PRONOUNS} for word in opening)


def _belongs(person: Person, statement: Statement) -> bool:
    """Whether somebody who is quoted speaks for whoever the words are of."""
    if statement.speaker or statement.office:
        who = Person(statement.speaker, statement.office)
        if person.name and who.name:
            return same_name(person.name, who.name)
        return fits(Person("", person.office), who) or one_body(person.office, statement.issuer)
    body = person.office if is_body_itself(person.office) else institution_of(person.office)
    return not (body and statement.issuer) or one_body(body, statement.issuer)


def _without(text: str, others: Sequence[Stretch]) -> str:
    """Return the text without these, and a new paragraph where words leant on what is not there any more."""
    kept, begin = [], 0
    for other in others:
        kept.append(text[begin : other.start])
        begin = other.end
    rows = "\n".join((*kept, text[begin:])).split("\n")
    return "\n".join(row.strip() for row in rows if _WORD.search(row) or re.search(r"\d", row))
