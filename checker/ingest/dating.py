"""When something was said, as far as a source states it: read where it stands, never worked out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from checker.ingest.drafts import Doubt
from checker.issued import parse_issued_at
from checker.records import IssuedAt, Precision

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS).replace("sep(?:", "sept?(?:")
_DAY_FIRST = rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m>{_MONTH}),? (?P<y>\d{{4}})"
_MONTH_FIRST = rf"(?P<m>{_MONTH}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})"
_NO_DAY = rf"(?P<m>{_MONTH}),? (?P<y>\d{{4}})"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
_TIME = (
    r"(?:,? (?:at )?(?P<H>\d{1,2})[:.](?P<M>\d{2})(?::\d{2})? ?(?P<half>[ap]\.?m\.?)?"
    r" ?(?P<zone>UTC|GMT|Z|[+-]\d{2}:?\d{2})?(?: [A-Z]{2,4})?)?"
)
_WRITTEN = tuple(
    re.compile(_WEEKDAY + shape + _TIME, re.IGNORECASE) for shape in (_DAY_FIRST, _MONTH_FIRST, _NO_DAY)
)
_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
_ISO_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
_ISO_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d{2}:?\d{2})?")
_RFC = re.compile(r"(?:[A-Za-z]{3},? )?\d{1,2} [A-Za-z]{3} \d{2,4} \d{2}:\d{2}.*")

_LABEL = r"(?:(?:date|dated|published|issued|posted|released|release date|updated)(?: on)?:? )?"
_PLACE = r"(?:[A-Z][\w.’' -]{1,40}[,:] ?){0,2}"
_ANY = (
    rf"(?i:{_WEEKDAY}(?:{_DAY_FIRST}|{_MONTH_FIRST})|\d{{4}}-\d{{2}}-\d{{2}})".replace("?P<d>", "?:")
    .replace("?P<m>", "?:")
    .replace("?P<y>", "?:")
)
_DATE_LINE = re.compile(rf"(?:{_LABEL}|{_PLACE})\(?(?P<date>{_ANY})\)?[.,]?", re.IGNORECASE)
_DATELINE = re.compile(
    rf"[A-Z][A-Za-z.’' -]{{1,40}}(?:, ?[A-Z][A-Za-z.’' -]{{1,40}})?[,:]? ?\(?(?P<date>{_ANY})\)?"
    r"(?: \([A-Z]{2,8}\))? ?[-–—:]",
)
_YEARLESS = re.compile(
    rf"[A-Z][A-Z.’' -]{{2,40}}, ?(?P<date>(?i:(?:{_MONTH})\.? \d{{1,2}}|\d{{1,2}} (?:{_MONTH})))"
    r"(?: \([A-Z]{2,8}\))? ?[-–—:]"
)
_IN_TITLE = re.compile(rf"(?:\bon|\bof|[-–—,:(|]) ?(?P<date>{_ANY})\)?$")
_OCCASION = re.compile(
    r"\b(?:press|media|news|regular|daily|weekly) (?:conference|briefing|availability|release|statement)"
    r"|\b(?:briefing|transcript|press note|communiqu[eé]|readout|interview|q ?& ?a|press call|remarks)\b",
    re.IGNORECASE,
)
_LONGEST_TITLE = 300
_HEAD, _TAIL = 10, 5
_LONGEST_LINE = 100
_HOURS_OF_HALF = 12


@dataclass(frozen=True, slots=True)
class Dated:
    """A date with what is uncertain about it."""

    issued_at: IssuedAt = field(default_factory=IssuedAt)
    doubts: tuple[Doubt, ...] = ()


def dated(text: str) -> Dated:
    """Return the date that ``text`` is; one that can be read in two ways keeps its words and no value."""
    plain = " ".join(text.replace("\u200b", "").split())[:200]
    if not plain:
        return Dated()
    try:
        issued = _read(plain)
    except (ValueError, OverflowError):
        return _unread(plain, f"{plain!r} is no date that exists; write it as 2025-06-19")
    if issued is not None:
        return Dated(issued)
    if _NUMERIC.fullmatch(plain):
        return _unread(plain, f"{plain!r} can be read in two ways; write it as 2025-06-19")
    return _unread(plain, f"{plain!r} gives no date; if you know it, write it as 2025-06-19")


def date_in(text: str) -> Dated:
    """Return the date that stands alone on a line near the beginning or end, or in the dateline.

    A date in the middle of a sentence is what the text is about, not when it was said.
    """
    rows = [row.strip() for row in text.split("\n") if row.strip()]
    found = dict.fromkeys(_dates(rows))
    if len({issued.value for issued in map(_readable, found) if issued}) > 1:
        shown = " or ".join(repr(date) for date in found)
        return Dated(doubts=(Doubt("issued_at", f"it bears more than one date: {shown}; say which it is"),))
    for words in found:
        return dated(words)
    yearless = (
        _YEARLESS.match(rows[0]) or (_YEARLESS.match(rows[1]) if len(rows) > 1 else None) if rows else None
    )
    if yearless:
        words = yearless["date"]
        return Dated(IssuedAt(words), (Doubt("issued_at", f"the dateline says {words!r} and no year"),))
    return Dated()


def is_date_line(row: str) -> bool:
    """Whether a row is a date and nothing else."""
    return len(row) <= _LONGEST_LINE and _DATE_LINE.fullmatch(row.strip()) is not None


def date_of(title: str, text: str) -> Dated:
    """Return the date of a text, else that of the briefing or release that its title names."""
    found = date_in(text)
    if found.issued_at.text or found.doubts:
        return found
    named = _IN_TITLE.search(title[:_LONGEST_TITLE])
    return dated(named["date"]) if named and _OCCASION.search(title) else found


def _dates(rows: Sequence[str]) -> Iterable[str]:
    edges = (*rows[:_HEAD], *rows[max(_HEAD, len(rows) - _TAIL) :])
    for row in edges:
        alone = _DATE_LINE.fullmatch(row) if len(row) <= _LONGEST_LINE else None
        if alone:
            yield alone["date"]
    for row in rows[:_HEAD]:
        opening = _DATELINE.match(row)
        if opening:
            yield opening["date"]


def _readable(words: str) -> IssuedAt | None:
    issued = dated(words).issued_at
    return issued if issued.value else None


def _unread(words: str, message: str) -> Dated:
    return Dated(IssuedAt(words), (Doubt("issued_at", message),))


def _read(text: str) -> IssuedAt | None:
    midnight = _ISO_MIDNIGHT.fullmatch(text)
    if midnight:
        return IssuedAt(text, parse_issued_at(midnight[1]).value, Precision.DAY)
    issued = parse_issued_at(text)
    if issued.value is not None:
        return issued
    for shape in _WRITTEN:
        match = shape.fullmatch(text.replace(". ", " ").rstrip("."))
        if match:
            return _from_words(text, match)
    if _RFC.fullmatch(text):
        return _with_time(text, parsedate_to_datetime(text))
    return _numeric(text)


def _from_words(text: str, match: re.Match[str]) -> IssuedAt:
    parts = match.groupdict()
    month = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(parts["m"].lower()[:3]))
    value = datetime(int(parts["y"]), month, int(parts.get("d") or 1), tzinfo=UTC)
    if not parts.get("d"):
        return IssuedAt(text, value, Precision.MONTH)
    if not parts["H"] or not parts["zone"]:
        return IssuedAt(text, value, Precision.DAY)  # a time of no known zone would be wrong by hours
    hour = int(parts["H"])
    if parts["half"]:
        hour = hour % _HOURS_OF_HALF + (_HOURS_OF_HALF if parts["half"][0].lower() == "p" else 0)
    if (hour, int(parts["M"])) == (0, 0):
        return IssuedAt(text, value, Precision.DAY)  # systems that know the day only write midnight
    value = value.replace(hour=hour, minute=int(parts["M"]), tzinfo=_zone(parts["zone"]))
    return IssuedAt(text, value, Precision.MINUTE)


def _zone(words: str) -> timezone:
    if words[0] not in "+-":
        return UTC
    digits = words[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if words[0] == "-" else offset)


def _with_time(text: str, value: datetime) -> IssuedAt:
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    exact = (aware.hour, aware.minute, aware.second) != (0, 0, 0)
    return IssuedAt(text, aware, Precision.MINUTE if exact else Precision.DAY)


def _numeric(text: str) -> IssuedAt | None:
    """Return a date of numbers where only one reading exists."""
    year_first = _YEAR_FIRST.fullmatch(text)
    if year_first:
        year, month, day = map(int, year_first.groups())
        return IssuedAt(text, datetime(year, month, day, tzinfo=UTC), Precision.DAY)
    match = _NUMERIC.fullmatch(text)
    if not match or len(match[4]) != 4:  # noqa: PLR2004
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if match[2] == "." or first > _HOURS_OF_HALF or first == second:  # with points the day comes first
        return IssuedAt(text, datetime(year, second, first, tzinfo=UTC), Precision.DAY)
    if second > _HOURS_OF_HALF:
        return IssuedAt(text, datetime(year, first, second, tzinfo=UTC), Precision.DAY)
    return None
