"""Numbers as people write them, found in running text: digits, words, scales, other scripts.

Only the shape is read here: what a number counts, and whether it counts anything, is for
``counts.py``. The text is cut into tokens once by a regular expression without backtracking;
everything after that walks the tokens, so the time taken grows with the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from checker.quantities.numberwords import FEW, GLUED, PLURALS, SCALES, SMALL, TENS
from checker.quantities.portions import portion_at
from checker.quantities.tokens import Token, TokenKind, glued, word_at

MAX_DIGITS = 15  # a longer run of digits is an account or a serial number


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number and the tokens ``first`` to ``last`` (exclusive) that spell it."""

    low: float
    high: float  # equal to low unless the spelling is vague or ambiguous
    first: int
    last: int
    vague: bool = False  # "thousands of": an order of magnitude
    plain: bool = False  # digits alone, no separator, no scale: may be a year or an id
    share: bool = False  # "half of the flights": in percent; "most" is vague as well


_WESTERN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?")
_MAYBE_DOTTED = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}")
_DECIMAL = re.compile(r"\d+(?:\.\d+)?")
_GROUP = re.compile(r"\d{3}(?:\.\d+)?")
_SHARES = frozenset({"%", "percent", "per", "percentage"})
_BEFORE_POINT = frozenset('$€£₹("“+-~')
_PARTS = {"half": 0.5, "quarter": 0.25}
_SPACES = frozenset(" \u00a0\u2009\u202f'’")
_MAX_SCALES = 3
_MAX_WORDS = 16


def find_numerals(tokens: Sequence[Token], text: str) -> tuple[Numeral, ...]:
    """Return every number that is spelt in ``tokens``, in order and without overlap."""
    found: list[Numeral] = []
    position = 0
    while position < len(tokens):
        numeral = _numeral_at(tokens, position, text)
        if numeral is None:
            position += 1
        else:
            found.append(numeral)
            position = numeral.last
    return tuple(found)


def _numeral_at(tokens: Sequence[Token], position: int, text: str) -> Numeral | None:
    if tokens[position].kind is TokenKind.NUMBER:
        return _digits(tokens, position, text)
    if tokens[position].kind is TokenKind.WORD:
        part = _part(tokens, position) or _portion(tokens, position)
        return _vague(tokens, position) or part or _spelt(tokens, position)
    return None


def _portion(tokens: Sequence[Token], position: int) -> Numeral | None:
    portion = portion_at(tokens, position)
    if portion is None:
        return None
    return Numeral(
        portion.percent, portion.percent, portion.first, portion.last, vague=portion.most, share=True
    )


def _digits(tokens: Sequence[Token], position: int, text: str) -> Numeral | None:
    written, after = _join_groups(tokens, position, text)
    value = _read_digits(written)
    if value is None:
        return None
    if glued(tokens, after) and len(tokens[after].text) == 1:  # "2¾"
        part = unicodedata.numeric(tokens[after].text, 0.0)
        value, after = (value + part, after + 1) if 0 < part < 1 else (value, after)
    scale, last = _scale_after(tokens, after)
    if _is_fraction(tokens, position) and (scale > 1 or word_at(tokens, last) in _SHARES):
        value *= scale / 10 ** len(written)
        return Numeral(value, value, position - 1, last)
    if scale == 1 and _MAYBE_DOTTED.fullmatch(written):
        return Numeral(value, value * 1_000, position, last)
    return Numeral(
        value * scale, value * scale, position, last, plain=last == position + 1 and written.isdigit()
    )


def _is_fraction(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether a point before digits makes them less than one: ".5 million", not "left .5 others"."""
    if (
        word_at(tokens, position - 1) != "."
        or not glued(tokens, position)
        or not tokens[position].text.isdigit()
    ):
        return False
    return not glued(tokens, position - 1) or word_at(tokens, position - 2) in _BEFORE_POINT


def _join_groups(tokens: Sequence[Token], position: int, text: str) -> tuple[str, int]:
    """Join "30 000", which is written with single spaces between groups of three digits."""
    parts, after = [tokens[position].text], position + 1
    if len(parts[0]) > len("999") or not parts[0].isdigit() or parts[0].startswith("0"):
        return parts[0], after
    while (
        after < len(tokens)
        and _GROUP.fullmatch(tokens[after].text)
        and text[tokens[after - 1].end : tokens[after].start] in _SPACES
    ):
        parts.append(tokens[after].text)
        after += 1
    return "".join(parts), after


def _read_digits(written: str) -> float | None:
    if sum(map(str.isdigit, written)) > MAX_DIGITS:
        return None
    if _WESTERN.fullmatch(written) or _INDIAN.fullmatch(written):
        return float(written.replace(",", ""))
    if _DOTTED.fullmatch(written):
        return float(written.replace(".", "").replace(",", "."))
    if _DECIMAL_COMMA.fullmatch(written):
        return float(written.replace(",", "."))
    return float(written) if _DECIMAL.fullmatch(written) else None


def _scale_after(tokens: Sequence[Token], position: int) -> tuple[float, int]:
    """Return the product of the scales that follow, as in "1.2 lakh crore", and where they end."""
    scale, start = 1.0, position
    suffix = word_at(tokens, position)
    if glued(tokens, position) and suffix in GLUED:
        return float(GLUED[suffix]), position + 1
    while position - start < _MAX_SCALES:
        skip = 1 if word_at(tokens, position) == "-" and glued(tokens, position) else 0
        word = word_at(tokens, position + skip)
        if word not in SCALES:
            break
        scale *= SCALES[word]
        position += skip + 1
    return scale, position


def _vague(tokens: Sequence[Token], position: int) -> Numeral | None:
    """Read "thousands", "tens of thousands" and "several hundred"."""
    word = word_at(tokens, position)
    if word in FEW and word_at(tokens, position + 1) in SCALES:
        scale, last = _scale_after(tokens, position + 1)
        return Numeral(2 * scale, 10 * scale, position, last, vague=True)
    factor = {"tens": 10, **PLURALS}.get(word)
    if factor is None:
        return None
    more = PLURALS.get(word_at(tokens, position + 2), 0) if word_at(tokens, position + 1) == "of" else 0
    if more:
        return Numeral(2.0 * factor * more, float("inf"), position, position + 3, vague=True)
    return None if word == "tens" else Numeral(2.0 * factor, float("inf"), position, position + 1, vague=True)


def _part(tokens: Sequence[Token], position: int) -> Numeral | None:
    """Read "half a million", "a quarter of a billion", "two and a half million" and "a quarter point"."""
    words = [word_at(tokens, position + i) for i in range(6)]
    whole = 0.0
    if words[0] in SMALL and words[1:3] == ["and", "a"] and words[3] in _PARTS:
        whole, start = float(SMALL[words[0]]), 3
    else:
        start = 1 if words[0] in {"a", "one"} and words[1] in _PARTS else 0
    if words[start] not in _PARTS:
        return None
    after = position + start + 1
    after += word_at(tokens, after) == "of"
    after += word_at(tokens, after) in {"a", "an"}
    scale, last = _scale_after(tokens, after)
    value = (whole + _PARTS[words[start]]) * scale
    if scale > 1:
        return Numeral(value, value, position, last)
    after += word_at(tokens, after) == "-"
    points = word_at(tokens, after) in {"point", "percentage"}
    return Numeral(value, value, position, after) if points else None


@dataclass(slots=True)
class _Sum:
    """A number in words while it is read; ``total`` holds the parts that a large scale closed."""

    total: float = 0.0
    current: float = 0.0
    scale: float = float("inf")  # the last large one: parts come in falling order

    def take(self, word: str) -> bool:
        """Add ``word`` where the number can go on with it."""
        if word in SCALES:
            return self._multiply(SCALES[word])
        value = SMALL.get(word, TENS.get(word, -1))
        if value < 0 or value >= self.scale or not self._fits(value):
            return False
        self.current += value
        return True

    def _fits(self, value: int) -> bool:
        """Tell "twenty five" and "hundred five" from "five six" and "ten six"."""
        tens, units = self.current % 100, self.current % 10
        return tens == 0 or (value < 10 and units == 0 and tens != 10)  # noqa: PLR2004

    def _multiply(self, scale: float) -> bool:
        if scale <= 100:  # noqa: PLR2004 - "dozen" and "hundred" multiply only what is just before
            self.current *= scale
            return 0 < self.current < 10_000 * scale
        if self.current and scale < self.scale:
            self.total, self.current = self.total + self.current * scale, 0.0
        elif self.total and not self.current:  # "two lakh crore"
            self.total *= scale
        else:
            return False
        self.scale = scale
        return True


def _spelt(tokens: Sequence[Token], position: int) -> Numeral | None:
    article = word_at(tokens, position) in {"a", "an"} and word_at(tokens, position + 1) in SCALES
    reading = _Sum(current=1.0 if article else 0.0)
    after = position + article
    kept, value = position, 0.0  # the longest part read so far that is a number by itself
    joined = word_at(tokens, position - 1) != "between"
    for _ in range(_MAX_WORDS):
        step = _joint(tokens, after) if after > position and joined else 0
        if not reading.take(word_at(tokens, after + step)):
            break
        after += step + 1
        if not (word_at(tokens, after) in SCALES and reading.total and reading.current):
            kept, value = after, reading.total + reading.current
    return Numeral(value, value, position, kept) if kept > position + article else None


def _joint(tokens: Sequence[Token], position: int) -> int:
    """Count the hyphen of "twenty-five" or the "and" of "one hundred and five"."""
    word, following = word_at(tokens, position), word_at(tokens, position + 1)
    hyphen = word == "-" and glued(tokens, position) and glued(tokens, position + 1)
    after_scale = word == "and" and word_at(tokens, position - 1) in SCALES
    return int((hyphen or after_scale) and (following in SMALL or following in TENS or following in SCALES))
