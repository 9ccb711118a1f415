"""Calendar dates that a text states outright, and when two of them exclude each other.

Nothing relative ("last week") and nothing ambiguous (03/04/2025) becomes a date; such spans are
still reported by ``date_spans``, so that their digits are not taken for counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from checker.numerals import fold, tokenise
from checker.records import Conflict, Span
from checker.wordforms import nation, stems

_MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan जनवरी جنوری,february feb फरवरी فروری,march mar मार्च مارچ,april apr अप्रैल اپریل,may मई مئی,"
        "june jun जून جون,july jul जुलाई جولائی,august aug अगस्त اگست,september sept sep सितंबर ستمبر,"
        "october oct अक्टूबर اکتوبر,november nov नवंबर نومبر,december dec दिसंबर دسمبر".split(","),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:1[5-9]|20)\d\d"
_RANGE = rf"(?:{_DAY}(?:st|nd|rd|th)?(?:\s?-\s?|\s(?:and|to|or)\s))?"
_NOT_JOINED = r"(?<![\w.,/:-])"
_END = r"(?!\w|[.,]\d)"
_FORMS = (
    rf"{_NOT_JOINED}(?P<r1>{_RANGE})(?P<d1>{_DAY})(?:st|nd|rd|th)?[\s-](?:of\s)?(?P<m1>{_MONTH})\b\.?"
    rf"(?:(?:,?\s|-)(?P<y1>{_YEAR}){_END})?",
    rf"\b(?P<m2>{_MONTH})\b\.?[\s-](?P<r2>{_RANGE})(?P<d2>{_DAY})(?:st|nd|rd|th)?{_END}"
    rf"(?:,?\s(?P<y2>{_YEAR}){_END})?",
    rf"\b(?P<m3>{_MONTH})\b\.?(?:,?\s(?:of\s)?|-)(?P<y3>{_YEAR}){_END}",
    rf"{_NOT_JOINED}(?P<y4>{_YEAR})[-/.](?P<m4>0?[1-9]|1[0-2])[-/.](?P<d4>{_DAY}){_END}",
    rf"{_NOT_JOINED}(?P<a5>\d\d?)[-/.](?P<b5>\d\d?)[-/.](?P<y5>{_YEAR}|\d\d){_END}",
    rf"\b(?:in|since|of|by|during|from|until|till|before|after|year|early|late|mid|fy|fiscal\syear)[\s-]?"
    rf"(?P<y6>{_YEAR}){_END}(?!\s?(?:%|people|persons))",
    rf"\b(?P<w7>{'|'.join(_WEEKDAYS)})\b",
)
_DATE = re.compile("|".join(_FORMS))
_BOUNDS = frozenset("since until till by before after from through between to".split())
_PREPOSITION = re.compile(r"([a-z]+)\s+(?:the\s+)?$")
_LOOK_BACK = 24
_ENOUGH_SHARED = 0.6
_ENOUGH_WORDS = 3


@dataclass(frozen=True, slots=True)
class Date:
    """A date as precisely as it is stated; ``text[start:end]`` are its words."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None  # Monday is 0
    bound: str = ""  # "since", "until", …: the date limits a period

    def excludes(self, other: Date) -> bool:
        """Tell whether no day is both; unknown parts agree with anything."""
        known = [(self.year, other.year)]
        if None not in {self.month, other.month}:
            known += [(self.month, other.month), (self.day, other.day)]
        if (self.month, other.month, self.year, other.year) == (None, None, None, None):
            known.append((self.weekday, other.weekday))
        return any(None not in {a, b} and a != b for a, b in known)


def find_dates(text: str) -> tuple[Date, ...]:
    """Return the dates that ``text`` states without doubt, in order."""
    folded = fold(text)
    read = (_read(match, folded) for match in _DATE.finditer(folded))
    return tuple(date for date in read if date is not None)


def date_spans(text: str) -> tuple[Span, ...]:
    """Return where dates stand, doubtful ones too."""
    return tuple(Span(*match.span()) for match in _DATE.finditer(fold(text)))


def date_conflict(claim: str, passage: str) -> Conflict | None:
    """Return the first date of ``claim`` that every date of ``passage`` on the same event excludes."""
    stated = [date for date in find_dates(passage) if not date.bound]
    if not stated or not _same_event(claim, passage):
        return None
    for date in find_dates(claim):
        if not date.bound and all(date.excludes(other) for other in stated):
            return _conflict(claim, passage, date, stated[0])
    return None


def _read(match: re.Match[str], folded: str) -> Date | None:
    groups = {name[0]: value for name, value in match.groupdict().items() if value}
    start, end = match.span()
    start += len(groups.get("r", "")) if match.group("r1") else 0
    if "a" in groups:
        return None
    month = groups.get("m", "")
    preposition = _PREPOSITION.search(folded[max(0, start - _LOOK_BACK) : start])
    bound = preposition.group(1) if preposition and preposition.group(1) in _BOUNDS else ""
    if match.group("y6"):
        word = match.group().split()[0].rstrip("0123456789-")
        bound = word if word in _BOUNDS else ""
        start = match.start("y6")
    return Date(
        start,
        end,
        int(groups["y"]) if "y" in groups else None,
        _MONTHS.get(month) or (int(month) if month else None),
        int(groups["d"]) if "d" in groups and not groups.get("r") else None,
        _WEEKDAYS.index(groups["w"]) if "w" in groups else None,
        bound,
    )


def _content(text: str) -> frozenset[str]:
    spans = date_spans(text)
    words = [
        token.text
        for token in tokenise(text)
        if token.text[0].isalpha() and not any(s.start <= token.start < s.end for s in spans)
    ]
    return stems(nation(word) or word for word in words)


def _same_event(claim: str, passage: str) -> bool:
    """Tell whether nearly all that the claim says, its date apart, is in the passage too."""
    said, stated = _content(claim), _content(passage)
    shared = len(said & stated)
    return shared >= _ENOUGH_WORDS and shared >= _ENOUGH_SHARED * len(said)


def _conflict(claim: str, passage: str, date: Date, other: Date) -> Conflict:
    ours, theirs = claim[date.start : date.end], passage[other.start : other.end]
    return Conflict(
        claim_text=ours,
        passage_text=theirs,
        explanation=f"post: {ours}; statement: {theirs}",
        claim_span=Span(date.start, date.end),
        passage_span=Span(other.start, other.end),
    )
