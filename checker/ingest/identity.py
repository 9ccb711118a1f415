"""Whether two mentions mean the same person: by name, by office, and never by half of either.

"Khan" may be every Khan of a text, "Gohar Ali Khan" is not Shafqat Ali Khan, and the Iranian spokesman is not
the spokesman of the Foreign Office.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from checker.ingest.people import HEAD, Person, is_private
from checker.nations import nations

_IN_FULL = {
    "PM": "prime minister",
    "DPM": "deputy prime minister",
    "FM": "foreign minister",
    "CM": "chief minister",
    "DG": "director general",
    "IG": "inspector general",
    "DIG": "deputy inspector general",
    "AIG": "additional inspector general",
    "CS": "cabinet secretary",
    "PS": "principal secretary",
    "EAM": "external affairs minister",
    "COAS": "chief of army staff",
    "FO": "foreign office",
    "MOFA": "foreign office",
    "MoFA": "foreign office",
}
_SAME = {
    "premier": "prime minister",
    "spokesman": "spokesperson",
    "spokeswoman": "spokesperson",
    "officials": "official",
    "defense": "defence",
    "organisation": "organization",
}
# One body, by all the names that a report gives it.
_FOREIGN = re.compile(r"\b(?:ministry of foreign affairs|foreign (?:affairs )?ministry)\b", re.IGNORECASE)
_SMALL = frozenset("the a an of and for in on to at our this that same".split())
# Held beside an office, so that they tell nobody apart: the General may be the army's spokesperson.
_RANKS = frozenset(
    "general admiral colonel brigadier captain major lieutenant lt gen col brig maj senator barrister".split()
)
# Of lower rank, or of other days: "the prime minister" is not the deputy prime minister.
_BELOW = frozenset("deputy assistant under vice former ex junior".split())
# What a body is; every country and every topic may have one. A minister heads a ministry.
_KINDS = frozenset(
    "ministry department office agency authority administration bureau council commission court police "
    "army navy military embassy consulate government parliament senate cabinet bank board service "
    "institute directorate secretariat organization fund union assembly hospital university".split()
)
_HEADED_BY = {
    "minister": "ministry",
    "ministers": "ministry",
    "ambassador": "embassy",
    "consul": "consulate",
    "commissioner": "commission",
}
_FOREIGN_MINISTER = re.compile(
    r"\b(?:minister (?:of|for) foreign affairs|foreign (?:affairs )?minister)\b", re.IGNORECASE
)
_REALMS = frozenset("republic kingdom commonwealth federation principality sultanate emirate".split())
_PARTED = re.compile(r" and |, | & |/")  # "Deputy Prime Minister and Foreign Minister"
_WORD = re.compile(r"[\w.&-]*\w")


def fits(mention: Person, known: Person) -> bool:
    """Whether a mention can mean somebody who is known."""
    if not mention.name:
        return _is_part(mention.office, known.office)
    if not known.name or not same_name(mention.name, known.name):
        return False
    equal = mention.name.casefold() == known.name.casefold() and mention.in_full
    return equal or not mention.office or not known.office or _agree(mention.office, known.office)


def matching(mention: Person, known: Iterable[Person]) -> Person | None:
    """Return whom of the known people a later mention means; None when nobody or more than one fits."""
    fitting = [person for person in known if fits(mention, person)]
    return fitting[0] if len(fitting) == 1 else None


def distinct(people: Iterable[Person]) -> tuple[Person, ...]:
    """Return each person once, by the fullest name, in order.

    A last name with another office ("Foreign Minister Dar" beside "Deputy Prime Minister Ishaq Dar") is no
    second person: who is new to a text is named in full.
    """
    kept: list[Person] = []
    for person in people:
        same = [at for at, other in enumerate(kept) if fits(person, other) or fits(other, person)]
        if len(same) == 1:
            kept[same[0]] = _fuller(kept[same[0]], person)
        elif not same and not _is_short_for(person, kept):
            kept = [other for other in kept if not _is_short_for(other, [person])]
            kept.append(person)
    return tuple(kept)


def is_rank_only(office: str) -> bool:
    """Whether an office is a rank, which says nothing of whom somebody speaks for."""
    return bool(office) and _words(office) <= _RANKS


def same_name(one: str, other: str) -> bool:
    """Whether two names can be one person's: the last words agree, and what stands before does not differ."""
    short, long = sorted((_name_words(one), _name_words(other)), key=len)
    if not short or short[-1] != long[-1]:
        return False
    rest = iter(long[:-1])
    return all(any(_same_word(word, candidate) for candidate in rest) for word in short[:-1])


def surname(name: str) -> str:
    """Return the last word of a name, on which any two names of one person agree."""
    return next(iter(_name_words(name)[-1:]), "")


def one_body(one: str, other: str) -> bool:
    """Whether two names can be those of one body: "the ministry" may be the Ministry of Health.

    The Ministry of Finance is not, of whatever country: what a body is and whose tells it from no other.
    """
    a, b = _body_words(one), _body_words(other)
    if not a & b or is_private(one) is not is_private(other):
        return False
    countries, others = nations(one), nations(other)
    if _differ(a & _KINDS, b & _KINDS) or _differ(countries, others):
        return False
    topic, another = a - _KINDS - countries, b - _KINDS - others
    # Without a topic the country tells it from others: the Bank of Norway is not the World Bank.
    return (topic <= another and (bool(topic) or countries <= others)) or (
        another <= topic and (bool(another) or others <= countries)
    )


def _differ(one: AbstractSet[str], other: AbstractSet[str]) -> bool:
    return bool(one and other) and not one & other


def _body_words(name: str) -> AbstractSet[str]:
    words = _words(_FOREIGN_MINISTER.sub("foreign office", name))
    return {_HEADED_BY.get(word, word) for word in words} - _REALMS - _BELOW - {"acting"}


def _is_short_for(person: Person, others: Iterable[Person]) -> bool:
    alike = [other for other in others if other.in_full and same_name(person.name, other.name)]
    # A private person and an official of one name are two.
    return not person.in_full and any(is_private(o.office) is is_private(person.office) for o in alike)


def _fuller(one: Person, other: Person) -> Person:
    longer = other if len(other.name) > len(one.name) else one
    return Person(longer.name, longer.office or one.office or other.office)


@lru_cache(maxsize=8192)
def _name_words(name: str) -> Sequence[str]:
    return tuple(word.strip(".,").casefold() for word in name.split())


def _same_word(one: str, other: str) -> bool:
    initial = len(one) == 1 or len(other) == 1
    return one == other or (initial and one[:1] == other[:1])


def _agree(one: str, other: str) -> bool:
    """Whether two offices can be one: "Minister" and "Minister of Health", not "Minister" and "Chairman"."""
    if is_rank_only(one) or is_rank_only(other):
        return True
    return _is_part(one, other) or _is_part(other, one)


@lru_cache(maxsize=8192)
def _is_part(short: str, long: str) -> bool:
    heads, words = _heads(short), _words(short)
    return bool(heads) and any(
        heads <= _heads(office) and words <= _words(office) and _words(office) & _BELOW <= words
        for office in (long, *_PARTED.split(long))
    )


@lru_cache(maxsize=1024)
def _heads(office: str) -> frozenset[str]:
    found = {head.group().casefold() for head in HEAD.finditer(_in_full(office))}
    return frozenset(_SAME.get(head, head) for head in found)


@lru_cache(maxsize=1024)
def _words(office: str) -> frozenset[str]:
    """Return the words of an office that tell it from others; a country is the same however it is called."""
    found: set[str] = set()
    for word in _WORD.findall(_in_full(office)):
        countries = nations(word, shouted=False)
        plain = word.casefold()
        found.update(countries or _SAME.get(plain, plain).split())
    return frozenset(found - _SMALL)


def _in_full(office: str) -> str:
    words = (re.sub(r"[’'][sS]?$", "", word) for word in office.split())
    return _FOREIGN.sub("foreign office", " ".join(_IN_FULL.get(word, word) for word in words))
