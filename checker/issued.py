"""Dates as sources state them, with how much of them is known."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from checker.records import IssuedAt, Precision

_PARTIAL = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")
_TIMED = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2}) (?P<month>[A-Za-z]+) (?P<year>\d{4})")
_MONTH_FIRST = re.compile(r"(?P<month>[A-Za-z]+) (?P<day>\d{1,2}), (?P<year>\d{4})")
_NAMES = "january february march april may june july august september october november december".split()
_MONTHS = {word: number for number, name in enumerate(_NAMES, 1) for word in (name, name[:3])}


def parse_issued_at(text: str) -> IssuedAt:
    """Return the date that ``text`` states; words such as "Thursday" keep an unknown date.

    Times without a zone are taken as UTC.

    Raises
    ------
    ValueError
        The text has the shape of a date that does not exist, such as 2025-02-30 or 31 June 2025.
    """
    text = " ".join(text.split())
    partial = _PARTIAL.fullmatch(text)
    if partial:
        return _from_parts(text, partial)
    if _TIMED.match(text):
        value = datetime.fromisoformat(text)
        return IssuedAt(text, value if value.tzinfo else value.replace(tzinfo=UTC), Precision.MINUTE)
    return _written(text)


def _from_parts(text: str, match: re.Match[str]) -> IssuedAt:
    year, month, day = (int(match[part]) if match[part] else None for part in ("year", "month", "day"))
    value = datetime(year or 0, month or 1, day or 1, tzinfo=UTC)
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    return IssuedAt(text, value, precision)


def _written(text: str) -> IssuedAt:
    match = _DAY_FIRST.fullmatch(text) or _MONTH_FIRST.fullmatch(text)
    month = _MONTHS.get(match["month"].lower()) if match else None
    if match is None or month is None:
        return IssuedAt(text)
    value = datetime(int(match["year"]), month, int(match["day"]), tzinfo=UTC)
    return IssuedAt(text, value, Precision.DAY)
