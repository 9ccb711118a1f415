"""One spelling for numbers and dates, for readers that do not know that 3000, 3k and 3,000 are one.

A small language model cuts "3000" and "3,000" into different pieces and takes them for
different numbers, and "14/06" and "14 June" for different days. Only quantities and dates that are
surely some are rewritten: years, ids and "03/04" stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checker.quantities.counts import parse
from checker.quantities.dates import FULL_NAMES, MONTHS, SHORT_NAMES, Date, find_dates
from checker.quantities.units import POINTS
from checker.quantities.vocabulary import FUNCTION_WORDS

_SCALES = {"": 1, "k": 1_000, "lakh": 100_000, "lac": 100_000, "crore": 10_000_000}
_LARGE = re.compile(
    r"(?<![\w.,])(?:(?P<plain>\d{4,9})|(?P<part>\d{1,6}(?:\.\d{1,3})?)\s?(?P<scale>k|lakh|lac|crore)s?)(?![\w.]*\d|\w)",
    re.IGNORECASE,
)
_PARTS = {"¼": ".25", "½": ".5", "¾": ".75"}
_WITH_PART = re.compile(r"(?<=\d)[¼½¾]")
_RATES = re.compile(r"%|\b(?:percent|per\scent|rates?|interest|inflation)\b", re.IGNORECASE)
_SHORT_NAME = re.compile(rf"(?<!\w)(?:{'|'.join(SHORT_NAMES)})(?!\w)\.?", re.IGNORECASE)
_IN_DIGITS = re.compile(r"\d[/.-]\d")
_NO_NAMES = [name for name in SHORT_NAMES if name not in {"jan", "mar"}]
# A month alone, but not "in Jan Smuts's house" or "in Mar del Plata".
_ALONE = re.compile(
    r"\b(?P<led>(?:[Ii]n|[Ss]ince|[Uu]ntil|[Tt]ill|[Bb]y|[Ff]rom|[Ll]ast|[Nn]ext|[Bb]efore|[Aa]fter)\s)"
    rf"(?P<month>(?:{'|'.join([*map(str.capitalize, _NO_NAMES), *map(str.upper, _NO_NAMES)])})\b)"
    r"(?!\.?\s[A-Z]|[-’'\w])"
)
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_ORDINALS += [f"{word}th" for word in "thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()]
_ORDINALS += ["twentieth", *(f"twenty-{word}" for word in _ORDINALS[:9]), "thirtieth", "thirty-first"]
_DAYS = {word: day for day, word in enumerate(_ORDINALS, start=1)}
# "The third of June", but not "a third of June exports".
_DAY_OF = re.compile(
    rf"\b[Tt]he\s(?P<day>{'|'.join(sorted(_DAYS, key=len, reverse=True))})"
    rf"\sof\s(?P<month>{'|'.join(FULL_NAMES)})\b(?!['’-])(?!\s(?!(?:{'|'.join(sorted(FUNCTION_WORDS))})\b)[a-z])"
)


def one_spelling(text: str) -> str:
    """Return the text with its large bare numbers, k, lakh and crore written out, its dates in words."""
    text = _WITH_PART.sub(lambda m: _PARTS[m[0]], text)
    if _LARGE.search(text):
        starts = {quantity.start for quantity in parse(text)}
        text = _LARGE.sub(lambda m: _written(m) if m.start() in starts else m[0], text)
    if _RATES.search(text):
        text = _with_points(text)
    return _with_months(text)


def _with_points(text: str) -> str:
    """Return the text with "a quarter point" as 0.25 percentage points."""
    found = [q for q in parse(text) if q.unit == POINTS and _has_no_digit(text[q.start : q.end])]
    return _replaced(text, [(q.start, q.end, f"{q.low:g} percentage points") for q in found])


def _with_months(text: str) -> str:
    if _SHORT_NAME.search(text) or _IN_DIGITS.search(text):
        dates = find_dates(text)
        text = _replaced(text, [(d.start, d.end, _in_words(d, text[d.start : d.end])) for d in dates])
    text = _ALONE.sub(lambda m: m["led"] + _full(m["month"]), text)
    return _DAY_OF.sub(lambda m: f"{_DAYS[m['day']]} {m['month']}", text)


def _in_words(date: Date, written: str) -> str:
    if date.month and date.day and not any(map(str.isalpha, written)):
        return f"{date.day} {FULL_NAMES[date.month - 1]}" + (f" {date.year}" if date.year else "")
    return _SHORT_NAME.sub(lambda m: _full(m[0]), written)


def _has_no_digit(written: str) -> bool:
    return not any(map(str.isdigit, written))


def _replaced(text: str, changes: Sequence[tuple[int, int, str]]) -> str:
    """Return the text with other words from one offset to another, the changes in order."""
    pieces, at = list[str](), 0
    for start, end, written in changes:
        pieces += [text[at:start], written]
        at = end
    return "".join([*pieces, text[at:]])


def _full(name: str) -> str:
    return FULL_NAMES[MONTHS[name.rstrip(".").lower()] - 1]


def _written(match: re.Match[str]) -> str:
    number = float(match["plain"] or match["part"])
    value = number * _SCALES[(match["scale"] or "").casefold()]
    return f"{round(value):,}"
