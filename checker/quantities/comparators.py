"""How a number is meant: "about", "at least", "up to", before or after it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from checker.quantities.tokens import Token, word_at


class Comparator(StrEnum):
    """How a number is meant."""

    PLAIN = "plain"  # as written; may be rounded
    EXACTLY = "exactly"
    ABOUT = "about"
    NEARLY = "nearly"  # a little less
    OVER = "over"  # this or more
    UP_TO = "up to"  # this or somewhat less
    UNDER = "under"  # less than this, whatever it is
    BETWEEN = "between"


def _meanings(table: dict[Comparator, str]) -> dict[str, Comparator]:
    return {form: meaning for meaning, forms in table.items() for form in forms.split()}


BEFORE = _meanings(
    {
        Comparator.ABOUT: """
            about around approximately approx roughly some circa estimated little_over a_little_over
            little_more_than just_over slightly_over slightly_more_than تقریباً تقریبا لگ_بھگ करीब लगभग
            taqreeban ~ ≈
        """,
        Comparator.NEARLY: """
            nearly almost close_to just_under little_under slightly_under slightly_less_than nearing
            approaching
        """,
        Comparator.OVER: """
            over more_than above at_least no_fewer_than no_less_than not_less_than not_fewer_than
            in_excess_of exceeding exceeds exceeded upwards_of minimum_of greater_than better_than higher_than
            larger_than bigger_than no_smaller_than no_lower_than beyond topped کم_از_کم > past passed
        """,
        Comparator.UP_TO: "up_to as_many_as as_much_as as_high_as maximum_of",
        Comparator.UNDER: """
            at_most no_more_than not_more_than under below less_than fewer_than smaller_than lower_than
            no_larger_than no_higher_than within < not_exceed cap_of exceed
        """,
        Comparator.EXACTLY: "exactly precisely only just mere all merely",
    }
)
AFTER = _meanings(
    {
        Comparator.OVER: """
            + plus or_more at_least at_minimum and_counting or_above سے_زائد سے_زیادہ से_अधिक से_ज्यादा
            se_zyada se_zaid
        """,
        Comparator.UNDER: "or_less or_fewer at_most at_maximum سے_کم से_कम",
        Comparator.ABOUT: "or_so odd",
    }
)


def trailer_end(tokens: Sequence[Token], last: int) -> int:
    """Step over what may follow a number before the thing counted: "100+", "3,000 or so"."""
    pair = f"{word_at(tokens, last)}_{word_at(tokens, last + 1)}"
    if pair in AFTER:
        return last + 2
    return last + 1 if word_at(tokens, last) in AFTER else last


def comparator_of(tokens: Sequence[Token], first: int, after: int) -> tuple[Comparator, int]:
    """Return how the number is meant and where the words for it start, or the number itself."""
    for length in (2, 1):
        written = _joined(tokens, after - length, after)
        if written in AFTER:
            return AFTER[written], first
    at = first - 1 if word_at(tokens, first - 1) in {"a", "the", "an"} else first
    for length in (4, 3, 2, 1):
        written = _joined(tokens, at - length, at)
        if written in BEFORE:
            return BEFORE[written], at - length
    return Comparator.PLAIN, first


def _joined(tokens: Sequence[Token], start: int, end: int) -> str:
    return "_".join(word_at(tokens, position) for position in range(start, end))
