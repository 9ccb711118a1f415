"""Parts of a whole in words without a number: "half of the flights", "a third of pupils", "most trains"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker.quantities.numberwords import SCALES
from checker.quantities.phrases import is_noun, is_verbal
from checker.quantities.tokens import Token, word_at
from checker.quantities.vocabulary import FRACTIONS, FUNCTION_WORDS, words

_HALF = 50.0
_OWNERS = words("the all its their our his her my your these those this that")
# "The second half of the match", "two and a half of the": a piece with a name, or the end of a number.
_NAMED_BY = words("first second third last latter other next better top bottom lower upper and point")
_LED_BY = words("the a an at one two three")  # "the most deaths", "at most 5"
# A half of these is a time or an amount, and no share of many.
_NO_WHOLES = SCALES.keys() | words("""
    time times hour hours minute minutes day days night week weeks month months year years decade decades
    century centuries january february march april may june july august september october november december
    season seasons term point points percent
""")


@dataclass(frozen=True, slots=True)
class Portion:
    """A share in percent, and the tokens ``first`` to ``last`` (exclusive) for it."""

    percent: float
    first: int
    last: int
    most: bool = False  # more than that


def portion_at(tokens: Sequence[Token], position: int) -> Portion | None:
    """Return the portion for which the words begin at ``position``, if any."""
    word, following = word_at(tokens, position), word_at(tokens, position + 1)
    if word == "half":
        return _half(tokens, position)
    if word in {"a", "the"} and following == "majority" and _of_many(tokens, position + 2):
        return Portion(_HALF, position, position + 2, most=True)
    if word == "a" and following in FRACTIONS and _of_many(tokens, position + 2):
        return Portion(100 / FRACTIONS[following], position, position + 2)
    if word == "most" and word_at(tokens, position - 1) not in _LED_BY and _most_of(tokens, position + 1):
        return Portion(_HALF, position, position + 1, most=True)
    return None


def _half(tokens: Sequence[Token], position: int) -> Portion | None:
    before, after = word_at(tokens, position - 1), position + 1
    owned = word_at(tokens, after) in _OWNERS and _is_whole(tokens, after + 1)
    if before in _NAMED_BY | _OWNERS or not (owned or _of_many(tokens, after)):
        return None
    first = position - (before in {"a", "one"})
    return None if first < position and word_at(tokens, first - 1) == "and" else Portion(_HALF, first, after)


def _of_many(tokens: Sequence[Token], at: int) -> bool:
    """Tell "of the flights" from "of an hour" and "of June"."""
    return word_at(tokens, at) == "of" and _is_whole(tokens, at + 1 + (word_at(tokens, at + 1) in _OWNERS))


def _most_of(tokens: Sequence[Token], at: int) -> bool:
    """Tell "most flights" and "most of the flights" from "most important" and "most recently"."""
    if word_at(tokens, at) == "of":
        return _of_many(tokens, at)
    word = word_at(tokens, at)
    many = word.endswith("s") and word != "news" and not word.endswith(("ss", "us", "is"))
    return _is_whole(tokens, at) and (many or word in {"people", "children", "women", "men"})


def _is_whole(tokens: Sequence[Token], at: int) -> bool:
    word = word_at(tokens, at)
    return is_noun(tokens, at) and word not in _NO_WHOLES | FUNCTION_WORDS and not is_verbal(word)
