"""Numbers that count nothing: years, times, references, names, codes, scores."""

from __future__ import annotations

from collections.abc import Sequence

from checker.quantities.comparators import AFTER, BEFORE
from checker.quantities.dates import WEEKDAYS
from checker.quantities.numerals import Numeral
from checker.quantities.phrases import is_noun, is_verbal
from checker.quantities.tokens import Token, TokenKind, glued, kind_at, word_at
from checker.quantities.vocabulary import (
    CLOCK,
    DATING,
    FUNCTION_WORDS,
    INCREMENTS,
    NOT_ONE,
    PEOPLE,
    PERIODS,
    REFERENCES,
)
from checker.quantities.wordforms import is_person

_YEARS = range(1900, 2100)
_ONE = frozenset({"one", "ایک", "एक", "zero"})
_CODE_BEFORE = frozenset("§#№/@_=\\")
_CODE_AFTER = frozenset("/:_@=\\*'’")


def counts(tokens: Sequence[Token], text: str, numeral: Numeral, last: int) -> bool:
    """Tell a bare number that counts something from names, references, times, scores and years.

    ``last`` is the token after the number, or after the range that it opens.
    """
    first = numeral.first
    if tokens[first].kind is TokenKind.WORD:
        return _spelt_counts(tokens, text, first, last)
    if _part_of_name(tokens, first) or _part_of_code(tokens, first, last) or _is_time(tokens, last):
        return False
    if not numeral.plain:
        return True
    if TokenKind.NUMBER in {kind_at(tokens, first - 1), kind_at(tokens, last)}:  # "300 1234567"
        return False
    refers = _refers(tokens, first, last) or _is_year(tokens, numeral, last)
    return not (refers or _follows_capital(tokens, text, first, word_at(tokens, last)))


def _spelt_counts(tokens: Sequence[Token], text: str, first: int, last: int) -> bool:
    before, after = word_at(tokens, first - 1), word_at(tokens, last)
    if last - first > 1 or word_at(tokens, first) not in _ONE:
        return before not in REFERENCES or after not in {"", ".", ",", ":"}
    if text[tokens[first].start].isupper() and _follows_capital(tokens, text, first, ""):  # "Xbox One"
        return False
    return is_noun(tokens, last) and after not in NOT_ONE and before not in NOT_ONE


def _refers(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Recognise "Article 51", "flight 370" and "day 5", but not "the same day 245 more crossed"."""
    before = word_at(tokens, first - 1)
    counted = is_noun(tokens, last) or word_at(tokens, last) in INCREMENTS
    return before in REFERENCES or (before in PERIODS and not counted)


def _is_time(tokens: Sequence[Token], last: int) -> bool:
    after = word_at(tokens, last)
    return after in CLOCK or (after in {"a", "p"} and word_at(tokens, last + 1) == ".")


def _part_of_name(tokens: Sequence[Token], first: int) -> bool:
    """Recognise "F-16", "Covid-19", "#5", "No. 5", "+92" and "§ 51", but not "Minister: 300 left"."""
    before, earlier = word_at(tokens, first - 1), word_at(tokens, first - 2)
    if before == "-" and glued(tokens, first) and glued(tokens, first - 1):
        return True
    if before == "." and earlier in REFERENCES:
        return True
    return before in _CODE_BEFORE or (before in {"+", ":"} and glued(tokens, first))


def _part_of_code(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Recognise "10:30", "24/7", "0300", "3-1", "555-1234", "3rd" and "5G"."""
    after, written = word_at(tokens, last), tokens[first].text
    if len(written) > 1 and written.startswith("0") and written.isdigit():
        return True
    if glued(tokens, last) and tokens[last].kind is TokenKind.WORD:
        return True
    if glued(tokens, last) and after in _CODE_AFTER:
        return True
    joined = after == "-" and glued(tokens, last) and glued(tokens, last + 1)
    return joined and tokens[last + 1].kind is TokenKind.NUMBER


def _is_year(tokens: Sequence[Token], numeral: Numeral, last: int) -> bool:
    before, after = word_at(tokens, numeral.first - 1), word_at(tokens, last)
    if numeral.low not in _YEARS or len(tokens[numeral.first].text) != len("2024"):
        return False
    if before in DATING or before in {"(", "'", "’"}:
        return after not in PEOPLE or before not in {"of", "from", "and", "by"}
    round_number = numeral.low % 100 == 0
    many = is_person(after) or (round_number and after.endswith("s") and after not in FUNCTION_WORDS)
    return not (many or before in BEFORE or after in AFTER)


def _follows_capital(tokens: Sequence[Token], text: str, first: int, after: str) -> bool:
    """Recognise "Apollo 11" and "Masters 1000": a name, then a short number that counts nothing."""
    if first == 0 or tokens[first - 1].kind is not TokenKind.WORD or len(tokens[first].text) > len("9999"):
        return False
    name = tokens[first - 1]
    if not text[name.start].isupper() or name.text in FUNCTION_WORDS or name.text in WEEKDAYS:
        return False
    if not after[:1].isalpha() or after in FUNCTION_WORDS:
        return True
    led = word_at(tokens, first - 2) in {"in", "from", "at", "near", "to", ""}
    shouted = text[name.start : name.end].isupper()
    return not (led or shouted or is_person(after) or is_verbal(after))
