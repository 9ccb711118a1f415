"""Whose words the sentences of an article are: an official's, somebody else's, or the reporter's own.

English only; a text in another language has no attribution that is recognised here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise, zip_longest

from checker.ingest.people import (
    Person,
    is_institution,
    is_office,
    is_private,
    matching,
    parted,
    people,
)
from checker.ingest.subjects import CAPITAL, is_open, joint, masked, subjects
from checker.nations import nations
from checker.prose import lines, sentences

MOSTLY = 0.5  # of the words stand in quotation marks: a quotation, and not a report with a word quoted
WHOLLY = 0.8
MAX_NATION_WORDS = 2
MAX_HEADING_WORDS = 16  # a line without a stop is the reporter's: "Pakistan denies military role"

_ENDS = re.compile(r"[.!?…:;,][\"'”’»)\]]*$|[”»\"]$")
_PRONOUN = re.compile(
    r"(?:he|she|they|it|the (?:same )?(?:statement|communiqu[eé]|press release|release))", re.IGNORECASE
)
_NAME = re.compile(
    rf"(?:(?:Mr|Mrs|Ms|Miss|Dr|Sir|Gen|Lt|Col)\.?\s)?{CAPITAL}"
    rf"(?:\s(?:{CAPITAL}|al|bin|de|van|von|der|el)){{0,4}}"
)
_NOBODY = frozenset({"who", "which", "what", "there", "we", "i", "you", "this", "these", "those", "it was"})


_POSSESSIVE = re.compile(r"(?:its|their|his|her)\s", re.IGNORECASE)
_SIGNATURE = re.compile(r"(?:[—–]|--?)\s?(?P<who>[^\W\d_].{2,99}?)\.?")
_GENDERED = frozenset({"he", "she"})
# Who a sentence of the reporter's is about, where it begins with somebody: "Mira Stahl left."
_ABOUT = re.compile(rf"(?:[^\s\0]+\s){{0,4}}?(?P<name>{CAPITAL}(?:\s{CAPITAL}){{1,3}}),?\s[a-z]")


class Voice(StrEnum):
    """Whose words a sentence is."""

    OFFICIAL = "official"
    UNSURE = "unsure"  # somebody with a name, whose office the text does not give
    PRIVATE = "private"  # critics, residents, sources: no official statement
    NOBODY = "nobody"  # the reporter's own


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, as the text has it."""

    voice: Voice
    person: Person = field(default_factory=Person)
    words: str = ""  # by which the text names the speaker


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive sentences of one speaker: ``text[start:end]``."""

    speaker: Speaker
    direct: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or the sentences that one quotation joins."""

    start: int
    end: int
    paragraph: int


def stretches(text: str) -> tuple[Stretch, ...]:
    """Return the text as stretches, each with who speaks; sentences of nobody are stretches too."""
    listening = _Listening(people(text), _signed(text))
    found: list[tuple[Stretch, int]] = []
    for unit in _units(text):
        for stretch in listening.hear(text, unit):
            last, paragraph = found[-1] if found else (None, 0)
            if last and _goes_on(last, stretch) and unit.paragraph - paragraph <= 1:
                found[-1] = replace(last, end=stretch.end), unit.paragraph
            else:
                found.append((stretch, unit.paragraph))
    return tuple(stretch for stretch, _ in found)


def _goes_on(last: Stretch, new: Stretch) -> bool:
    one, other = last.speaker, new.speaker
    return (one.voice, one.person) == (other.voice, other.person) and last.direct is new.direct


def _signed(text: str) -> Mapping[int, str]:
    """Return the lines that are quotations with the speaker below: "— Interior Minister Mohsin Raza"."""
    found: dict[int, str] = {}
    for number, (row, below) in enumerate(pairwise(lines(text))):
        signature = _SIGNATURE.fullmatch(text[row.end : below.end].strip())
        if signature and masked(text[row.start : row.end])[1] >= WHOLLY:
            found[number] = signature["who"]
    return found


def _units(text: str) -> Iterator[_Unit]:
    """Yield sentences; those that a quotation runs through are one, up to the end of its paragraph."""
    for number, line in enumerate(lines(text)):
        begin: int | None = None
        for span in sentences(text, line):
            start = span.start if begin is None else begin
            if is_open(text[start : span.end]) and span.end < line.end:
                begin = start
                continue
            yield _Unit(start, span.end, number)
            begin = None
        if begin is not None:
            yield _Unit(begin, line.end, number)


class _Listening:
    """Goes through a text and remembers who spoke last, since a text goes on with "he said"."""

    def __init__(self, known: Sequence[Person], signed: Mapping[int, str]) -> None:
        self._signed = signed
        self._known = [person for person in known if not is_private(person.office)]
        self._bodies: list[Person] = []
        self._private = {person.last for person in known if is_private(person.office)}
        self._genders: dict[str, str] = {}
        self._last = Speaker(Voice.NOBODY)
        self._paragraph = -2
        self._other = False  # somebody else was named since: "she" may be that person

    def hear(self, text: str, unit: _Unit) -> Iterator[Stretch]:
        """Yield the unit with who speaks in it; one of two speakers is cut between them."""
        piece = text[unit.start : unit.end]
        if len(piece.split()) <= MAX_HEADING_WORDS and _ENDS.search(piece) is None:
            yield Stretch(Speaker(Voice.NOBODY), direct=False, start=unit.start, end=unit.end)
            return
        hidden, quoted = masked(piece)
        signed = self._signed.get(unit.paragraph)
        parts = [(self._named(signed, unit.paragraph), 0)] if signed else self._parts(hidden, unit.paragraph)
        goes_on = unit.paragraph - self._paragraph <= 1 and not self._other
        if not parts and quoted >= WHOLLY and goes_on:
            parts = [(self._last, 0)]
        if not parts:
            self._other = self._other or self._is_about_another(hidden)
            yield Stretch(Speaker(Voice.NOBODY), direct=False, start=unit.start, end=unit.end)
            return
        self._last, self._paragraph = parts[-1][0], unit.paragraph
        self._other = False
        for (speaker, begin), after in zip_longest(parts, parts[1:]):
            end = unit.start + ((joint(hidden, after[1]) or after[1]) if after else len(piece))
            yield Stretch(speaker, quoted >= MOSTLY, unit.start + begin, end)

    def _parts(self, hidden: str, paragraph: int) -> list[tuple[Speaker, int]]:
        """Return who speaks in a sentence, each with where the part begins."""
        found: list[tuple[Speaker, int]] = []
        for subject in subjects(hidden):
            speaker = self._named(subject.words, paragraph)
            private = speaker.voice is Voice.PRIVATE and is_private(subject.words)
            weak = subject.acting and speaker.voice is not Voice.OFFICIAL and not private
            if speaker.voice is Voice.NOBODY or weak:
                continue
            if not found:
                found.append((speaker, 0))
            elif speaker.person != found[-1][0].person and joint(hidden, subject.start):
                found.append((speaker, subject.start))
        return found

    def _named(self, words: str, paragraph: int) -> Speaker:
        """Return who is meant by the subject of a verb of saying."""
        if _PRONOUN.fullmatch(words):
            return self._meant(words, paragraph)
        if words.casefold() in _NOBODY:
            return Speaker(Voice.NOBODY)
        of_last = _POSSESSIVE.match(words) is not None and self._last.voice is Voice.PRIVATE
        if of_last or is_private(words):
            self._private.add(parted(words.split(",", maxsplit=1)[0]).last)
            return Speaker(Voice.PRIVATE, Person(words), words)
        person = parted(words)
        if not person.office:
            return self._only_named(words, person)
        if is_institution(words) and not is_office(words):
            return Speaker(Voice.OFFICIAL, self._body(person), words)
        meant = matching(person, self._known) or person
        if meant.name and meant not in self._known:
            self._known.append(meant)
        return Speaker(Voice.OFFICIAL, meant, words)

    def _meant(self, pronoun: str, paragraph: int) -> Speaker:
        """Return who "she" is: who spoke last, unless somebody else may be meant."""
        last, gender = self._last, pronoun.casefold()
        if last.voice is Voice.PRIVATE and paragraph != self._paragraph:
            return Speaker(Voice.UNSURE, Person(), pronoun)
        if last.voice is not Voice.OFFICIAL or gender not in _GENDERED:
            return last
        if self._genders.get(last.person.last, gender) != gender:
            return Speaker(Voice.UNSURE, Person(), pronoun)
        if self._other:
            return Speaker(Voice.UNSURE, last.person, pronoun)
        if last.person.name:
            self._genders[last.person.last] = gender
        return last

    def _is_about_another(self, hidden: str) -> bool:
        found = _ABOUT.match(hidden)
        return found is not None and parted(found["name"]).last != self._last.person.last

    def _body(self, named: Person) -> Person:
        """Return the Ministry of Health for "the ministry", where that was named before."""
        short = named.office.casefold()
        for earlier in reversed(self._bodies):
            if " " not in short and short in earlier.office.casefold().split():
                return earlier
        self._bodies.append(named)
        return named

    def _only_named(self, words: str, person: Person) -> Speaker:
        if person.last in self._private:
            return Speaker(Voice.PRIVATE, Person(words), words)
        meant = matching(person, self._known)
        if meant:
            return Speaker(Voice.OFFICIAL, meant, words)
        if len(words.split()) <= MAX_NATION_WORDS and nations(words):
            return Speaker(Voice.OFFICIAL, Person(office=words), words)
        if _NAME.fullmatch(words):
            return Speaker(Voice.UNSURE, person, words)
        return Speaker(Voice.PRIVATE, Person(words), words)
