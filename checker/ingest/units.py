"""The sentences of an article, each with what belongs to it, and the lines that are signed quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from checker.ingest.quotations import is_open, is_quotation
from checker.prose import lines, sentences
from checker.records import Span

_SIGNATURE = r"(?:[—–]|--?)\s?(?P<who>[^\W\d_].{2,99}?)\.?"
_SIGNED = re.compile(_SIGNATURE)
_SIGNED_BESIDE = re.compile(rf"(?P<words>[“\"].+[”\"])\s*{_SIGNATURE}")
# It tells whose the quotation before it is: "That is what the spokesman said.", "Dr Lind said on Monday."
_TELLS_WHOSE = re.compile(
    r"(?:that|this|so)\s(?:is|was)\s(?:what|how)\b|"
    r"(?-i:[A-Z][\w.’'-]*)(?:\s[\w.’'-]+){0,5}?\s(?:said|added|told\s[^.,]{3,40})"
    r"(?:\s(?:in|at|on|during|while|when|after)\s[^.\n]{0,80})?\.(?=\s|\Z)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, or the sentences that one quotation joins."""

    start: int
    end: int
    paragraph: int


def units(text: str) -> Iterator[Unit]:
    """Yield the sentences of a text, those together that belong together.

    A quotation that runs through several is one, up to the end of its paragraph, and so is one with
    "That is what the minister said" behind it.
    """
    for number, line in enumerate(lines(text)):
        last: Unit | None = None
        for unit in _whole_quotations(text, line, number):
            if last and _TELLS_WHOSE.match(text, unit.start) and is_quotation(text[last.start : last.end]):
                last = Unit(last.start, unit.end, number)
                continue
            if last:
                yield last
            last = unit
        if last:
            yield last


def signed(text: str) -> Mapping[int, str]:
    """Return the lines that are quotations signed behind or below: "— Interior Minister Mohsin Raza"."""
    found: dict[int, str] = {}
    rows = list(lines(text))
    for number, row in enumerate(rows):
        beside = _SIGNED_BESIDE.fullmatch(text[row.start : row.end])
        if beside and is_quotation(beside["words"]):
            found[number] = beside["who"]
    for number, (row, below) in enumerate(pairwise(rows)):
        signature = _SIGNED.fullmatch(text[row.end : below.end].strip())
        if signature and is_quotation(text[row.start : row.end]):
            found[number] = signature["who"]
    return found


def _whole_quotations(text: str, line: Span, number: int) -> Iterator[Unit]:
    begin: int | None = None
    for span in sentences(text, line):
        start = span.start if begin is None else begin
        if is_open(text[start : span.end]) and span.end < line.end:
            begin = start
            continue
        yield Unit(start, span.end, number)
        begin = None
    if begin is not None:
        yield Unit(begin, line.end, number)
