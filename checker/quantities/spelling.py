"""One spelling for large numbers, for readers that do not know that 3000, 3k and 3,000 are one.

A small language model cuts "3000" and "3,000" into different pieces and takes them for
different numbers. Only quantities are rewritten: years, ids and dates stay as they are.
"""

from __future__ import annotations

import re

from checker.quantities.counts import parse

_SCALES = {"": 1, "k": 1_000, "lakh": 100_000, "lac": 100_000, "crore": 10_000_000}
_LARGE = re.compile(
    r"(?<![\w.,])(?:(?P<plain>\d{4,9})|(?P<part>\d{1,6}(?:\.\d{1,3})?)\s?(?P<scale>k|lakh|lac|crore)s?)(?![\w.]*\d|\w)",
    re.IGNORECASE,
)


def with_thousands(text: str) -> str:
    """Return the text with its large bare numbers, k, lakh and crore written out: 3,000."""
    if not _LARGE.search(text):
        return text
    starts = {quantity.start for quantity in parse(text)}
    return _LARGE.sub(lambda m: _written(m) if m.start() in starts else m[0], text)


def _written(match: re.Match[str]) -> str:
    number = float(match["plain"] or match["part"])
    value = number * _SCALES[(match["scale"] or "").casefold()]
    return f"{round(value):,}"
