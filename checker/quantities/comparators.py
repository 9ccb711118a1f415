"""How a number is meant: "about", "at least", "up to", before or after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from checker.quantities.tokens import Token, TokenKind, kind_at, word_at
from checker.quantities.vocabulary import words


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


BOUNDS = frozenset({Comparator.OVER, Comparator.UP_TO, Comparator.UNDER})
AS_WRITTEN = frozenset({Comparator.PLAIN, Comparator.EXACTLY})


@dataclass(frozen=True, slots=True)
class Meant:
    """How a number is meant, and the token at which the words for it start, or the number itself."""

    comparator: Comparator
    start: int
    strict: bool = False  # "more than 7": not seven itself
    limit: bool = False  # "children under 12": tells who is meant


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
            over_the_age_of above_the_age_of
        """,
        Comparator.UP_TO: "up_to as_many_as as_much_as as_high_as maximum_of",
        Comparator.UNDER: """
            at_most no_more_than not_more_than under below less_than fewer_than smaller_than lower_than
            no_larger_than no_higher_than within < not_exceed cap_of exceed
            under_the_age_of below_the_age_of
        """,
        Comparator.EXACTLY: "exactly precisely only just mere all merely",
    }
)
AFTER = _meanings(
    {
        Comparator.OVER: """
            + plus or_more at_least at_minimum and_counting or_above or_over or_older and_over and_above
            and_older سے_زائد سے_زیادہ से_अधिक से_ज्यादा se_zyada se_zaid
        """,
        Comparator.UNDER: """
            or_less or_fewer at_most at_maximum or_under or_younger and_under and_younger سے_کم से_कम
        """,
        Comparator.ABOUT: "or_so odd",
    }
)
_STRICT = words("""
    over more_than above in_excess_of exceeding exceeds exceeded greater_than better_than higher_than
    larger_than bigger_than beyond topped > past passed under below less_than fewer_than smaller_than
    lower_than < over_the_age_of above_the_age_of under_the_age_of below_the_age_of
""")
_GOING = words("go goes going went gone move moves moved climb climbs climbed")  # "goes up to 67"


def same_side(one: Comparator, other: Comparator) -> bool:
    """Tell whether two bounds leave open the same side: "under", "up to"."""
    return (one is Comparator.OVER) is (other is Comparator.OVER)


def trailer_end(tokens: Sequence[Token], last: int) -> int:
    """Step over what may follow a number before the thing counted: "100+", "3,000 or so"."""
    pair = f"{word_at(tokens, last)}_{word_at(tokens, last + 1)}"
    if pair in AFTER and kind_at(tokens, last + 2) is not TokenKind.NUMBER:  # "60 and over 40 more"
        return last + 2
    return last + 1 if word_at(tokens, last) in AFTER else last


def comparator_of(tokens: Sequence[Token], first: int, after: int) -> Meant:
    """Return how the number is meant that begins at ``first``, with what follows it up to ``after``."""
    for length in (2, 1):
        written = _joined(tokens, after - length, after)
        if written in AFTER:
            return Meant(AFTER[written], first)
    at = first - 1 if word_at(tokens, first - 1) in {"a", "the", "an"} else first
    for length in (4, 3, 2, 1):
        written = _joined(tokens, at - length, at)
        if written in BEFORE and not (written == "up_to" and word_at(tokens, at - length - 1) in _GOING):
            return Meant(BEFORE[written], at - length, written in _STRICT)
    return Meant(Comparator.PLAIN, first)


def _joined(tokens: Sequence[Token], start: int, end: int) -> str:
    return "_".join(word_at(tokens, position) for position in range(start, end))
