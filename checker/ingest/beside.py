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
from checker.ingest.transcript import OF_WHOM, OWN_INSTITUTION, is_of_another_country, is_staff
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
# They speak for a whole country, and for none of its bodies; a court or a bank has its own president.
_OF_A_COUNTRY = re.compile(
    r"\b(?:(?:prime|chief) minister|premier|king|queen|prince|emir|sultan|pm|cm)\b", re.IGNORECASE
)
_PRESIDENT = re.compile(r"\b(?:president|chancellor)\b", re.IGNORECASE)
_UNDER_PRESIDENT = re.compile(
    r"\b(?:ministry|department|government|embassy|consulate|police|army|military|(?:foreign|home) office)\b",
    re.IGNORECASE,
)
_OF_A_MINISTRY = re.compile(r"\b(?P<minister>(?<!\bstate )minister)\b(?! of state\b)", re.IGNORECASE)
_JOINS = re.compile(r"[\s,;–—-]*(?:\b(?:while|but|and|whereas|although|though|as|yet)\b[\s,]*)?")
_SENTENCE_ENDS = frozenset(".!?…:;。！？؟۔।\"'”’»)]")
_NEAR = 40  # characters in which a sentence has a word before or behind a place in it


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
    cut: tuple[Stretch, ...] = ()  # of others, that were taken out of the middle of a sentence


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
        tuple(other for other in others if _goes_on_behind(text, other) or _goes_on_before(text, other)),
    )


def _whose(stretch: Stretch, statement: Statement, after: str, *, goes_on: bool) -> _Whose:
    speaker, words = stretch.speaker, statement.text[stretch.start : stretch.end]
    if speaker.voice is Voice.PRIVATE:
        known = goes_on or is_private(speaker.words) or is_private(speaker.person.office)
        theirs = known or _YOURS.match(speaker.words)
        if not theirs:
            return _Whose.UNCLEAR if stretch.direct and _is_named(speaker.person) else _Whose.OWN
        if not (stretch.direct or _begins_with(words, speaker)):
            return _Whose.OWN
        if not _SETS_RIGHT.match(after):
            return _Whose.LEFT_OUT
        return _Whose.UNCLEAR if stretch.direct else _Whose.OWN
    if speaker.voice is Voice.NOBODY:
        quoted = hidden(words)[1]
        alone = stretch.direct and quoted >= max(_FEWEST_QUOTED, _WHOLLY * len(words.split()))
        return _Whose.UNCLEAR if alone and words != statement.text.strip() else _Whose.OWN
    whose = _whose_official(speaker, statement) if stretch.direct else _Whose.OWN
    nobody = not speaker.person.name and not speaker.person.office
    return _Whose.UNCLEAR if whose is _Whose.TOLD and nobody else whose


def _is_named(person: Person) -> bool:
    """Whether words that are no office are a name: "Kari Moe", and not "The report"."""
    return person.in_full and all(word[0].isupper() for word in person.name.split())


def _begins_with(words: str, speaker: Speaker) -> bool:
    """Whether a sentence begins with who is told of, so that no more than that is told in it."""
    names = {*_WORD.findall(speaker.words)[:1], speaker.person.last} - {""}
    opening = _WORD.findall(words)[: _MOST_BEFORE + 1]
    return any(word in names or word.casefold() in {speaker.person.last, *_PRONOUNS} for word in opening)


def _whose_official(speaker: Speaker, statement: Statement) -> _Whose:
    """Return whose an official's quotation is: of whoever the words around it are, or another's."""
    person, issuer = speaker.person, statement.issuer
    if statement.speaker or statement.office:
        return _Whose.OWN if _is_who_speaks(person, statement) else _Whose.TOLD
    body = _body_of(person)
    if not issuer or one_body(body or person.office, issuer):
        return _Whose.OWN
    if body or _speaks_for_another(speaker, issuer):
        return _Whose.TOLD
    return _Whose.UNCLEAR if person.name else _Whose.OWN


def _is_who_speaks(person: Person, statement: Statement) -> bool:
    who = Person(statement.speaker, statement.office)
    if person.name and who.name:
        return same_name(person.name, who.name)
    return fits(Person("", person.office), who) or one_body(
        _body_of(person) or person.office, statement.issuer
    )


def _body_of(person: Person) -> str:
    return person.office if is_body_itself(person.office) else institution_of(person.office)


def _speaks_for_another(speaker: Speaker, issuer: str) -> bool:
    """Whether an office that names no public body is certainly none of an institution's own."""
    office = speaker.person.office
    if not office:
        return False
    if _OF_A_COUNTRY.search(office) or is_of_another_country(office, issuer):
        return True
    if _PRESIDENT.search(office) and _UNDER_PRESIDENT.search(issuer):
        return True
    minister = _OF_A_MINISTRY.search(office)
    if minister and office.casefold() != minister["minister"].casefold():  # "Finance Minister"
        return True
    whom = OF_WHOM.search(speaker.words) or OF_WHOM.search(office)
    if whom is None or is_staff(whom.group(), issuer):
        return False
    # "Director of Immunization" may be of any body, "Director of Blue Line Shipping" of that one only.
    return OWN_INSTITUTION.search(office) is not None or " " in whom["whom"]


def _without(text: str, others: Sequence[Stretch]) -> str:
    """Return the text without these, and a new paragraph where words leant on what is not there any more."""
    kept, begin = [], 0
    for other in others:
        kept.append(text[begin : other.start])
        begin = other.end
        if _goes_on_behind(text, other) and (joins := _JOINS.match(text, begin)):
            begin = joins.end()
    rows = "\n".join((*kept, text[begin:])).split("\n")
    return "\n".join(row.strip() for row in rows if _WORD.search(row) or re.search(r"\d", row))


def _goes_on_behind(text: str, other: Stretch) -> bool:
    """Whether the sentence goes on behind the words of others: "Critics say so, and we deny it."."""
    rest = text[other.end : other.end + _NEAR].partition("\n")[0]
    return _WORD.search(rest) is not None and text[other.end - 1] not in _SENTENCE_ENDS


def _goes_on_before(text: str, other: Stretch) -> bool:
    before = text[max(0, other.start - _NEAR) : other.start].rpartition("\n")[2].rstrip()
    return _WORD.search(before) is not None and before[-1] not in _SENTENCE_ENDS
