"""Whom a text has named so far, and whom a later "Khan" or "the spokesperson" means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from checker.ingest.identity import fits, is_rank_only, same_name, surname
from checker.ingest.people import Person, is_private


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
    several: bool = False  # the words fit more than one of those whom the text names
    told_by: str = ""  # another official, by whom the words are quoted


class Acquaintances:
    """The people of a text, each with where it first names them."""

    def __init__(self, introduced: Iterable[tuple[int, Person]]) -> None:
        self._met: list[tuple[int, Voice, Person]] = []
        self._called: defaultdict[str, list[int]] = defaultdict(list)  # by last name, where in what was met
        for at, person in introduced:
            self.meet(Voice.PRIVATE if is_private(person.office) else Voice.OFFICIAL, person, at)

    def meet(self, voice: Voice, person: Person, at: int) -> None:
        """Remember somebody who speaks, or is named with an office, from here on."""
        for number in self._alike(person):
            since, known_as, known = self._met[number]
            if person == known:
                return
            if known_as is voice and known.name and (fits(person, known) or fits(known, person)):
                if len(person.name) > len(known.name):
                    fuller = Person(person.name, person.office or known.office)
                    self._met[number] = min(at, since), voice, fuller
                return
        if not self._is_no_news(voice, person):
            if person.name:
                self._called[surname(person.name)].append(len(self._met))
            self._met.append((at, voice, person))

    def meant_by(self, mention: Person, words: str, until: int) -> Speaker | None:
        """Return whom a mention means, among those named before it; else among those named later.

        None stands for nobody that is known. Where several fit, nobody is guessed.
        """
        alike = [self._met[number] for number in self._alike(mention)]
        known = [entry for entry in alike if self._may_be(mention, entry[1], entry[2])]
        known = [entry for entry in known if entry[0] < until] or known
        if not known:
            return None
        voices = {voice for _, voice, _ in known}
        if len(known) == 1 or voices == {Voice.PRIVATE}:
            _, voice, person = known[-1]
            return Speaker(voice, person, words)
        return Speaker(Voice.OFFICIAL if mention.office else Voice.UNSURE, mention, words, several=True)

    def _alike(self, person: Person) -> Sequence[int]:
        """Return where those stand who may be a person: of the same last name, or all, without a name.

        Long texts name thousands, and few of one name.
        """
        return self._called.get(surname(person.name), ()) if person.name else range(len(self._met))

    def _may_be(self, mention: Person, voice: Voice, person: Person) -> bool:
        """Whether a mention fits; "Minister Ros" is a minister of that name, and not the former one."""
        holds_office = mention.name and mention.office and not is_rank_only(mention.office)
        return fits(mention, person) and not (holds_office and voice is Voice.PRIVATE)

    def _is_no_news(self, voice: Voice, person: Person) -> bool:
        """Whether a last name is only another title of somebody who was named in full."""
        if person.in_full or not person.name:
            return False
        alike = (self._met[number] for number in self._alike(person))
        return any(
            voice is known_as and known.in_full and same_name(person.name, known.name)
            for _, known_as, known in alike
        )
