"""Whose words the sentences of an article are: an official's, somebody else's, or the reporter's own.

English only; a text in another language has no attribution that is recognised here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from checker.ingest.acquaintance import Acquaintances, Speaker, Voice
from checker.ingest.people import (
    Person,
    introductions,
    is_body_itself,
    is_office,
    is_private,
    parted,
    private_person,
)
from checker.ingest.quotations import is_open, is_quotation
from checker.ingest.subjects import CAPITAL, joint, masked, subjects
from checker.ingest.units import Unit, signed, units
from checker.nations import nations
from checker.prose import lines

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
# "A spokesperson of the Indian embassy" is nobody whom the text has named.
_SOMEBODY_NEW = re.compile(
    r"(?:an?|another|one|some|several|two|three|other|its|their|his|her)\s", re.IGNORECASE
)
_GENDERED = frozenset({"he", "she"})
# Who a sentence of the reporter's is about, where it begins with somebody: "Mira Stahl left."
_ABOUT = re.compile(rf"(?:[^\s\0]+\s){{0,4}}?(?P<name>{CAPITAL}(?:\s{CAPITAL}){{1,3}}),?\s[a-z]")
_ABOUT_ONE = re.compile(rf"(?P<name>{CAPITAL}),?\s[a-z]")
# "While Kirby would not estimate it, he said": he is Kirby, whoever spoke before.
_LEADING = re.compile(
    r"(?:While|As|When|Although|Though|Since|Because|If|Where|After|Before|Once)\s"
    rf"(?P<name>{CAPITAL}(?:\s{CAPITAL}){{0,3}})\s[a-z]"
)
_BEFORE_NATION = frozenset(
    "the south north west east new united saudi sri czech ivory hong equatorial".split()
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive sentences of one speaker: ``text[start:end]``."""

    speaker: Speaker
    direct: bool
    start: int
    end: int


def stretches(text: str) -> tuple[Stretch, ...]:
    """Return the text as stretches, each with who speaks; sentences of nobody are stretches too."""
    listening = _Listening(text)
    found: list[tuple[Stretch, int]] = []
    for unit in units(text):
        for stretch in listening.hear(unit):
            last, paragraph = found[-1] if found else (None, 0)
            if last and _goes_on(last, stretch) and unit.paragraph - paragraph <= 1:
                found[-1] = replace(last, end=stretch.end), unit.paragraph
            else:
                found.append((stretch, unit.paragraph))
    return tuple(stretch for stretch, _ in found)


def _goes_on(last: Stretch, new: Stretch) -> bool:
    one, other = last.speaker, new.speaker
    same = (one.voice, one.person, one.told_by) == (other.voice, other.person, other.told_by)
    # A quotation of nobody is a stretch of its own, so that nobody overlooks it.
    return same and last.direct is new.direct and not (new.direct and other.voice is Voice.NOBODY)


class _Listening:
    """Goes through a text and remembers who spoke last, since a text goes on with "he said"."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._signed = signed(text)
        self._quotations = {
            number: is_quotation(text[line.start : line.end]) for number, line in enumerate(lines(text))
        }
        self._met = Acquaintances(introductions(text))
        self._bodies: list[Person] = []
        self._genders: dict[str, str] = {}
        self._last = Speaker(Voice.NOBODY)
        self._paragraph = -2
        self._before: Stretch | None = None  # what was heard directly before, and in which paragraph
        self._before_in = -2
        self._other = False  # somebody else was named since: "she" may be that person

    def hear(self, unit: Unit) -> Iterator[Stretch]:
        """Yield the unit with who speaks in it; one of two speakers is cut between them."""
        for stretch in self._heard(unit):
            self._before, self._before_in = stretch, unit.paragraph
            yield stretch

    def _heard(self, unit: Unit) -> Iterator[Stretch]:
        piece = self._text[unit.start : unit.end]
        if len(piece.split()) <= MAX_HEADING_WORDS and _ENDS.search(piece) is None:
            yield Stretch(Speaker(Voice.NOBODY), direct=False, start=unit.start, end=unit.end)
            return
        hidden, quoted = masked(piece)
        signed = self._signed.get(unit.paragraph)
        parts = [(self._named(signed, unit), 0)] if signed else self._parts(hidden, unit)
        if not parts and quoted >= WHOLLY:
            parts = [(speaker, 0) for speaker in self._going_on(unit)]
        if not parts:
            self._other = self._other or self._is_about_another(hidden, unit)
            quotes = quoted >= MOSTLY or hidden.startswith("\0")
            yield Stretch(Speaker(Voice.NOBODY), quotes, unit.start, unit.end)
            return
        self._last, self._paragraph = parts[-1][0], unit.paragraph
        self._other = bool(self._last.told_by)
        if self._last.told_by:
            self._last = self._named(self._last.told_by, unit)
        for (speaker, begin), after in zip_longest(parts, parts[1:]):
            end = unit.start + ((joint(hidden, after[1]) or after[1]) if after else len(piece))
            yield Stretch(speaker, quoted >= MOSTLY, unit.start + begin, end)

    def _going_on(self, unit: Unit) -> Iterator[Speaker]:
        """Yield whose a quotation is that names no speaker: of who spoke directly before, or nobody's.

        A paragraph of its own goes on where the one before left its quotation open, or where both are
        quotations. After a report it may be anybody's.
        """
        before = self._before
        if before is None or self._other or unit.paragraph - self._paragraph > 1:
            return
        beside = unit.paragraph == self._paragraph
        reporters = before.speaker.voice is Voice.NOBODY
        if (reporters and (before.direct or not beside)) or not (
            beside or self._quotations[unit.paragraph] or is_open(self._text[before.start : before.end])
        ):
            return
        sure = not reporters and (beside or before.direct)
        unsure = not sure and self._last.voice is Voice.OFFICIAL
        yield replace(self._last, voice=Voice.UNSURE, words="") if unsure else self._last

    def _parts(self, hidden: str, unit: Unit) -> list[tuple[Speaker, int]]:
        """Return who speaks in a sentence, each with where the part begins."""
        found: list[tuple[Speaker, int]] = []
        leading = _LEADING.match(hidden)
        for subject in subjects(hidden):
            pronoun = leading and subject.words.casefold() in _GENDERED and not found
            speaker = self._named(leading["name"] if leading and pronoun else subject.words, unit)
            private = speaker.voice is Voice.PRIVATE and is_private(subject.words)
            weak = subject.acting and speaker.voice is not Voice.OFFICIAL and not private
            if speaker.voice is Voice.NOBODY or weak:
                continue
            if subject.told_by and self._is_somebody(subject.told_by, unit):
                speaker = replace(speaker, told_by=subject.told_by)
            if not found:
                found.append((speaker, 0))
            elif speaker.person != found[-1][0].person and joint(hidden, subject.start):
                found.append((speaker, subject.start))
        return found

    def _is_somebody(self, teller: str, unit: Unit) -> bool:
        """Whether who tells the words of another is an official, and no newspaper or public body."""
        speaker = self._named(teller, unit)
        return speaker.voice is not Voice.PRIVATE and (
            bool(speaker.person.name) or is_office(speaker.person.office)
        )

    def _named(self, words: str, unit: Unit) -> Speaker:
        """Return who is meant by the subject of a verb of saying."""
        if _PRONOUN.fullmatch(words):
            return self._meant(words, unit.paragraph)
        if words.casefold() in _NOBODY and words != "WHO":
            return Speaker(Voice.NOBODY)
        of_last = _POSSESSIVE.match(words) is not None and self._last.voice is Voice.PRIVATE
        if of_last or is_private(words):
            return self._private(words, unit)
        if is_body_itself(words):
            body = words.partition(", ")
            short = body[0] if body[2][:1].islower() else words  # "the health ministry, run by Hamas"
            owned = parted(short)
            if owned.name:  # "the UN's Volker Türk"
                return self._only_named(owned.name, owned, unit)
            return Speaker(Voice.OFFICIAL, self._body(Person("", _bare(owned.office))), words)
        person = parted(words)
        return (
            self._in_office(words, person, unit) if person.office else self._only_named(words, person, unit)
        )

    def _in_office(self, words: str, person: Person, unit: Unit) -> Speaker:
        new = not person.name and _SOMEBODY_NEW.match(words) is not None
        meant = None if new else self._met.meant_by(person, words, unit.end)
        if meant is None:
            self._met.meet(Voice.OFFICIAL, person, unit.start)
            return Speaker(Voice.OFFICIAL, person, words)
        if meant.voice is Voice.UNSURE and person.name:  # known by name alone until now
            longer = max(person.name, meant.person.name, key=len)
            return Speaker(Voice.OFFICIAL, Person(longer, person.office), words)
        return meant

    def _private(self, words: str, unit: Unit) -> Speaker:
        person = private_person(words)
        self._met.meet(Voice.PRIVATE, person, unit.start)
        return Speaker(Voice.PRIVATE, person, words)

    def _meant(self, pronoun: str, paragraph: int) -> Speaker:
        """Return who "she" is: who spoke last, unless somebody else may be meant."""
        last, gender = self._last, pronoun.casefold()
        if gender == "it" and (last.person.name or is_office(last.person.office)):
            return Speaker(Voice.NOBODY)  # "So it says on a wall"
        if last.voice is Voice.PRIVATE:
            unclear = paragraph - self._paragraph > 1 or self._other
            return Speaker(Voice.UNSURE, Person(), pronoun) if unclear else last
        if last.voice is not Voice.OFFICIAL or gender not in _GENDERED:
            return last
        if self._genders.get(last.person.last, gender) != gender:
            return Speaker(Voice.UNSURE, Person(), pronoun)
        if self._other:
            return Speaker(Voice.UNSURE, last.person, pronoun)
        if last.person.name:
            self._genders[last.person.last] = gender
        return last

    def _is_about_another(self, hidden: str, unit: Unit) -> bool:
        found = _ABOUT.match(hidden)
        if found is None:
            found = _ABOUT_ONE.match(hidden)
            if found is None or self._met.meant_by(parted(found["name"]), "", unit.end) is None:
                return False
        return parted(found["name"]).last != self._last.person.last

    def _body(self, named: Person) -> Person:
        """Return the Ministry of Health for "the ministry", where that was named before."""
        short = named.office.casefold()
        for earlier in reversed(self._bodies):
            if " " not in short and short in earlier.office.casefold().split():
                return earlier
        self._bodies.append(named)
        return named

    def _only_named(self, words: str, person: Person, unit: Unit) -> Speaker:
        meant = self._met.meant_by(person, words, unit.end)
        if meant:
            return meant
        if len(words.split()) <= MAX_NATION_WORDS and nations(words) and _is_nation(words):
            return Speaker(Voice.OFFICIAL, Person(office=words), words)
        if _NAME.fullmatch(words):
            self._met.meet(Voice.UNSURE, person, unit.start)
            return Speaker(Voice.UNSURE, person, words)
        return self._private(words, unit)


def _is_nation(words: str) -> bool:
    """Whether two words are a country, and not somebody called German or Türk."""
    first, *more = words.split()
    return not more or bool(nations(first)) or first.casefold() in _BEFORE_NATION


def _bare(office: str) -> str:
    """Return "Ministry" for "his ministry": whose it is, the words do not say."""
    plain = _POSSESSIVE.sub("", office, count=1) if _POSSESSIVE.match(office) else office
    return plain[:1].upper() + plain[1:]
