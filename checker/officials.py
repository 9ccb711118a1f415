"""Whose a statement is: how a sentence names it, and whether two are of different officials. Pure."""

from __future__ import annotations

import re
import unicodedata

from checker.labels import unbracketed
from checker.records import IssuedAt, Precision, Statement

_WORD = re.compile(r"\w+")
_OWNED = re.compile(r"['’]s\b")
_LITTLE = frozenset("the of for and to in at".split())
_TITLES = frozenset(
    "mr mrs ms miss dr prof sir dame hon gen general lt maj major brig col colonel adm admiral field marshal "
    "president minister ambassador senator governor secretary".split()
)
_GENERATIONS = frozenset("jr sr".split())
_RANKS = frozenset(
    "deputy vice assistant associate former acting under junior state prime joint additional chief".split()
)
# How many of year, month and day a date says.
_SAID = {Precision.UNKNOWN: 0, Precision.YEAR: 1, Precision.MONTH: 2, Precision.DAY: 3, Precision.MINUTE: 3}


def named(office: str, speaker: str, issuer: str) -> tuple[str, str, str]:
    """Return office, speaker and issuer as they are named side by side; one that adds nothing is empty.

    Of the issuer only that is named which office and speaker do not say: nothing beside "Harbour Board
    Chair" where that is "Harbour Board", "Norland" where it is "Harbour Board, Norland". Where office
    and issuer run into each other they are one: "Norland's Harbour Board Chair".
    """
    known = [_words(office), _words(speaker)]
    parts = [part.strip() for part in issuer.split(",")]
    new = [part for part in parts if not any(_words(part) <= words for words in known)]
    if len(parts) == 1 and new and (both := _run_together(issuer, office)):
        return both, speaker, ""
    return office, speaker, ", ".join(new)


def who_said(statement: Statement, *, with_speaker: bool = True) -> str:
    """Return whose statement it is in one phrase, the institution included; empty where nobody is named."""
    speaker = statement.speaker if with_speaker else ""
    office, speaker, issuer = named(statement.office, speaker, statement.issuer)
    person = " ".join(part for part in (office, speaker) if part)
    return f"{person} ({issuer})" if person and issuer else person or issuer


def may_be_called(name: str, statement: Statement) -> bool:
    """Return whether a name, such as the label of a turn, may be the speaker or the office of a statement."""
    words = _words(unbracketed(name)[0].partition(",")[0]) - _GENERATIONS
    office = _words(statement.office)
    own = words - office - _TITLES
    if own and statement.speaker:
        return may_be_one(" ".join(own), statement.speaker)
    return bool(words and office) and _may_be_one_office(words, office)


def may_disagree(one: Statement, other: Statement) -> bool:
    """Whether two statements come from different officials or different days, as far as known.

    One statement never disagrees with itself.
    """
    if one.statement_id == other.statement_id:
        return False
    return _differ_in_officials(one, other) or _differ_in_days(one.issued_at, other.issued_at)


def same_official(one: Statement, other: Statement) -> bool:
    """Whether two statements are known to be of one official: of one name, or of one office without names."""
    by_name = may_be_one(one.speaker, other.speaker)
    unnamed = bool(one.issuer and other.issuer) and not (one.speaker or other.speaker)
    by_office = unnamed and bool(one.office) and _words(one.office) == _words(other.office)
    return (by_name or by_office) and not _differ_in_officials(one, other)


def _differ_in_officials(one: Statement, other: Statement) -> bool:
    if one.issuer and other.issuer and _words(one.issuer) != _words(other.issuer):
        return True
    if one.speaker and other.speaker:
        return not may_be_one(one.speaker, other.speaker)
    if one.office and other.office:
        return not _may_be_one_office(_words(one.office), _words(other.office))
    if one.issuer and other.issuer:
        return False
    # Named in different ways: an institution and a person have nothing in common, as far as known.
    mine, theirs = (_words(s.spoken_by) for s in (one, other))
    return bool(mine and theirs) and not mine & theirs


def may_be_one(one: str, other: str) -> bool:
    """Whether both are given, and one is the other or a part of it: "Khan", "S. A. Khan"."""
    fewer, more = sorted((_words(one) - _TITLES, _words(other) - _TITLES), key=len)
    left, others = fewer - more, more - fewer
    shared = any(len(word) > 1 for word in fewer & more)
    return shared and all(any(_is_initial(a, b) for b in others) for a in left)


def _is_initial(one: str, other: str) -> bool:
    return min(len(one), len(other)) == 1 and one[0] == other[0]


def _may_be_one_office(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one office may be another said in short; "Deputy Minister" is not short for "Minister"."""
    return (one <= other or other <= one) and not (one ^ other) & _RANKS


def _differ_in_days(one: IssuedAt, other: IssuedAt) -> bool:
    """Whether the days differ, or the months or years where no more is known of one of them."""
    said = min(_SAID[one.precision], _SAID[other.precision])
    if one.value is None or other.value is None:
        return False
    return one.value.timetuple()[:said] != other.value.timetuple()[:said]


def _words(text: str) -> frozenset[str]:
    """Return the words that tell one name from another."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return frozenset(_WORD.findall(_OWNED.sub("", plain))) - _LITTLE


def _run_together(issuer: str, office: str) -> str:
    """Return both in one where the issuer ends with the words that the office begins with, else nothing."""
    own, held = issuer.split(), office.split()
    for shared in range(min(len(own) - 1, len(held)), 0, -1):
        before = own[:-shared]
        if _folded(own[-shared:]) == _folded(held[:shared]) and before[-1].casefold() not in _LITTLE:
            return " ".join([*before, *held])
    return ""


def _folded(words: list[str]) -> list[str]:
    return [word.casefold() for word in words]
