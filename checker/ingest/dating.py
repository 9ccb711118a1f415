"""The date that some words are, with how much of it is known: read as it is written, never worked out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from checker.ingest.drafts import Doubt
from checker.issued import parse_issued_at
from checker.records import IssuedAt, Precision

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS).replace("sep(?:", "sept?(?:")
_DAY_FIRST = (
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: day)?[ -](?:of )?(?P<m>{_MONTH})(?:, ?|\.? |-)(?P<y>\d{{4}})"
)
_MONTH_FIRST = rf"(?P<m>{_MONTH})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:, ?| )(?P<y>\d{{4}})"
_NO_DAY = rf"(?P<m>{_MONTH})(?:, ?|\.? )(?P<y>\d{{4}})"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_TIME = (
    r"(?:,?(?: [|·–-])? (?:at )?(?P<H>\d{1,2})[:.](?P<M>\d{2})(?::\d{2})? ?(?P<half>[ap]\.?m\.?)?"
    r"(?: (?:hrs|hours|o[’']clock))?"
    r" ?(?P<zone>UTC|GMT|Z|[+-]\d{2}:?\d{2})?(?-i: \(?[A-Z]{2,4}\)?)?)?"
)
_WRITTEN = tuple(
    re.compile(rf"(?:{_WEEKDAY}\.?,? )?(?:the )?{shape}{_TIME}", re.IGNORECASE)
    for shape in (_DAY_FIRST, _MONTH_FIRST, _NO_DAY)
)
_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})" + _TIME, re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})" + _TIME, re.IGNORECASE)
_ISO_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
_ISO_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d{2}:?\d{2})?")
_RFC = re.compile(r"(?:[A-Za-z]{3},? )?\d{1,2} [A-Za-z]{3} \d{2,4} \d{2}:\d{2}.*")

# What a date can look like where it stands among other words.
DAY = "|".join(
    re.sub(r"\?P<\w+>", "?:", shape)
    for shape in (
        rf"(?:{_WEEKDAY}\.?,? )?(?:the |this )?(?:{_DAY_FIRST}|{_MONTH_FIRST})",
        r"\d{4}-\d{2}-\d{2}|\d{4}/\d{1,2}/\d{1,2}|\d{4}\.\d{1,2}\.\d{1,2}",
        r"\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})|\d{1,2}-\d{1,2}-\d{4}",
    )
)
DAY_OF_NO_YEAR = rf"(?:{_MONTH})\.? \d{{1,2}}|\d{{1,2}} (?:{_MONTH})\.?"
MONTH = re.sub(r"\?P<\w+>", "?:", _NO_DAY)
WEEKDAY = _WEEKDAY
TIME = re.sub(r"\?P<\w+>", "?:", _TIME)
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
        year, month, day = map(int, year_first.groups()[:3])
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
