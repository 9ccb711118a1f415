"""Pairs made from supported claims by saying their number otherwise, rightly and wrongly.

A claim that a passage supports, and whose number stands in the passage in the same digits, stays
supported with "over" a little less, "about" the rounded number or the number in other units of
counting, and becomes contradicted with a bound on the wrong side or another number. And where the number is
taken out of the passage the claim that still gives one is left open (fact removal: Atanasova et al.
2022, "Fact checking with insufficient evidence").
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from training.mixture import Pair

# A year, a date, a time, a rank or a share of a longer number is no plain count.
_NUMBER = re.compile(
    r"(?<![\w.,:/$€£#-])(\d{1,3}(?:,\d{3})+|\d+)(?![\d.,:/]*\d)(?!\s?(?:st|nd|rd|th|am|pm|per\s?cent|percent|%|k|m|bn|million|billion|lakh|crore|thousand|:)\b|\s?%|-)"
)
_PERCENT = re.compile(r"(?<![\w.,])(\d{1,2})\s?(?:%|per\s?cent\b|percent\b)")
_MONTH = re.compile(
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?\s?$|^\s?(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
_BOUND_BEFORE = re.compile(
    r"(?:\b(?:over|than|least|most|about|around|nearly|almost|some|only|just|up to|under|below|above|roughly|"
    r"approximately|exceed\w*|no|rule|resolution|article|section|flight|room|chapter|phase|group|level)|~)\s*$",
    re.IGNORECASE,
)
# "1,200 people", "14 new cases": what is counted has a plural, so that this is no name, rank or score.
_COUNTED = re.compile(r"\s(?:[a-z]+\s)?(?:people\b|children\b|men\b|women\b|police\b|[a-z]{2,}[^s\W]s\b)")
_NAMED = re.compile(r"\b[A-Z]\w+ $")  # "State Route 18"
_NEGATION = re.compile(
    r"\b(?:no|not|never|none|neither|nor|without|deni\w+|reject\w*)\b|n['’]t\b", re.IGNORECASE
)
_FRACTIONS = {
    20: "a fifth",
    25: "a quarter",
    33: "a third",
    50: "half",
    67: "two thirds",
    75: "three quarters",
}
# From, below, and what one says then; what lies between two of them is called neither.
_MAGNITUDES = (
    (30, 100, "dozens of"),
    (200, 1_000, "hundreds of"),
    (2_000, 20_000, "thousands of"),
    (20_000, 100_000, "tens of thousands of"),
    (200_000, 1_000_000, "hundreds of thousands of"),
    (2_000_000, 1_000_000_000, "millions of"),
)
_LEAST, _YEARS = 8, range(1800, 2101)
_UNITS = (
    *(
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_SCALES = {1_000_000: "million", 100_000: "lakh", 1_000: "thousand", 100: "hundred"}
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


@dataclass(frozen=True)
class _Found:
    """A number of a claim that stands in the passage too."""

    value: int
    start: int
    end: int


def number_pairs(pairs: Sequence[Pair], rng: random.Random, count: int) -> list[Pair]:
    """Return at most ``count`` pairs made from the supported ones among ``pairs``, none of them held out."""
    made: dict[str, list[Pair]] = {"supports": [], "contradicts": [], "neutral": []}
    for pair in pairs:
        if pair.label == "supports":
            for label, found in _variants(pair, rng).items():
                made[label] += found
    share = count // len(made)
    return [pair for rows in made.values() for pair in rng.sample(rows, min(share, len(rows)))]


def _variants(pair: Pair, rng: random.Random) -> dict[str, list[Pair]]:
    found = _shared(pair)
    if found is None:
        return _shares(pair, rng)
    put = _writer(pair, found)
    n = found.value
    right = rng.sample(_right(n, rng), 2)
    wrong = rng.sample(_wrong(n, rng), 2)
    bare = _without(pair.evidence, found.value)
    return {
        "supports": [put(text, "supports") for text in right],
        "contradicts": [put(text, "contradicts") for text in wrong],
        "neutral": [replace(pair, evidence=bare, label="neutral", origin="numbers")] if bare else [],
    }


def _writer(pair: Pair, found: _Found) -> Callable[[str, str], Pair]:
    def put(text: str, label: str) -> Pair:
        claim = pair.claim[: found.start] + text + pair.claim[found.end :]
        return replace(pair, claim=claim[:1].upper() + claim[1:], label=label, origin="numbers")

    return put


def _shared(pair: Pair) -> _Found | None:
    """Return the one plain number of the claim, if the passage has it once and nothing bounds it."""
    numbers = [m for m in _NUMBER.finditer(pair.claim) if _plain(pair.claim, m)]
    if len(numbers) != 1 or _NEGATION.search(pair.claim):
        return None
    value = int(numbers[0][1].replace(",", ""))
    same = [m for m in _NUMBER.finditer(pair.evidence) if int(m[1].replace(",", "")) == value]
    if len(same) != 1 or not _plain(pair.evidence, same[0]) or value < _LEAST or value in _YEARS:
        return None
    return _Found(value, *numbers[0].span(1))


def _plain(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    return (
        bool(_COUNTED.match(after))
        and not _NAMED.search(before)
        and not (_BOUND_BEFORE.search(before) or _MONTH.search(before[-12:]) or _MONTH.search(after[:6]))
    )


def _scale(n: int) -> str:
    """Return the order of magnitude as people say it; empty for what is too small or too near the next."""
    for least, most, name in _MAGNITUDES:
        if least <= n < most:
            return name
    return ""


def _right(n: int, rng: random.Random) -> list[str]:
    low, high = _round(n, down=True), _round(n, down=False)
    said = rng.choice(("over", "more than", "upwards of")) + f" {low:,}"
    near = min((low, high), key=lambda v: abs(v - n))
    found = [said, f"at least {low:,}", f"{rng.choice(('fewer than', 'under', 'less than'))} {high:,}"]
    found += [f"at least {n:,}", f"no more than {high:,}", f"up to {n:,}"]
    if abs(near - n) <= n * 0.06:
        found.append(f"{rng.choice(('about', 'around', 'roughly', 'some'))} {near:,}")
    if n < high <= n * 1.08:
        found.append(f"{rng.choice(('nearly', 'almost', 'close to'))} {high:,}")
    words = spoken(n)
    return [text for text in (*found, words, words, _scale(n), _scale(n)) if text]


def _wrong(n: int, rng: random.Random) -> list[str]:
    low, high = (
        _round(int(n * rng.uniform(0.4, 0.8)), down=True),
        _round(int(n * rng.uniform(1.3, 2.5)), down=False),
    )
    found = [
        f"{rng.choice(('over', 'more than', 'upwards of'))} {high:,}",
        f"at least {high:,}",
        f"{rng.choice(('fewer than', 'under', 'less than'))} {low:,}",
        f"no more than {low:,}",
        f"{n * 10:,}",
        f"{rng.choice(('nearly', 'almost', 'about', 'around'))} {high:,}",
        f"{rng.choice(('about', 'just', 'only', 'roughly'))} {low:,}",
        f"{n + rng.choice((2, 3, 5, -2, -3)):,}",
    ]
    words = spoken(low)
    off = _scale(n * rng.choice((30, 100, 1_000)))
    return [text for text in (*found, words, off) if text]


def _round(n: int, *, down: bool) -> int:
    """Return a round number strictly under or over ``n``, two leading digits kept."""
    unit = 10 ** max(0, len(str(n)) - 2) if n >= 100 else (5 if n >= 20 else 1)
    floor = n // unit * unit
    if down:
        return floor if floor < n else max(floor - unit, 1)
    return floor + unit


def spoken(n: int) -> str:
    """Return a number in words or in another unit of counting; empty where neither is short."""
    for unit, name in _SCALES.items():
        if n % unit == 0 and 0 < n // unit < 100:
            return f"{_small(n // unit)} {name}"
    if n < 100:
        return _small(n)
    return f"{n / 1000:g}k" if n % 100 == 0 and n > 1000 else ""


def _small(n: int) -> str:
    if n < len(_UNITS):
        return _UNITS[n]
    return _TENS[n // 10] + (f"-{_UNITS[n % 10]}" if n % 10 else "")


def _without(evidence: str, value: int) -> str:
    """Return the passage without that number; empty where what is left would not be a sentence."""
    for match in _NUMBER.finditer(evidence):
        if int(match[1].replace(",", "")) != value:
            continue
        after = re.match(r"\s+[a-z]+s\b", evidence[match.end() :])  # "1,200 people" has a plural to stand on
        if after and match.start():
            return evidence[: match.start()] + evidence[match.end() :].lstrip()
    return ""


def _shares(pair: Pair, rng: random.Random) -> dict[str, list[Pair]]:
    """Return the same for a claim with a percentage: as a fraction, rightly and wrongly."""
    found = list(_PERCENT.finditer(pair.claim))
    if len(found) != 1 or len(_PERCENT.findall(pair.evidence)) != 1:
        return {}
    value, match = int(found[0][1]), found[0]
    if not re.search(rf"(?<![\d.,]){value}\s?(?:%|per\s?cent|percent)", pair.evidence):
        return {}
    rest = pair.claim[match.end() :]
    if not rest.startswith(" of "):
        return {}
    put = _writer(pair, _Found(value, *match.span()))
    near = [text for share, text in _FRACTIONS.items() if abs(share - value) <= 1]
    far = [text for share, text in _FRACTIONS.items() if abs(share - value) > 12]
    return {
        "supports": [put(text, "supports") for text in near],
        "contradicts": [put(rng.choice(far), "contradicts")],
    }
