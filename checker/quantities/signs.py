"""Numbers below zero: only where the minus before a number is surely one.

Dashes and hyphens part, join and list. One is a sign where it touches the number and nothing else, the
number has a unit that goes below zero, and no other reading is near: no number before it (a range, a
difference), no line that it may list, no second dash that closes what it may open.
"""

from __future__ import annotations

from collections.abc import Sequence

from checker.quantities.tokens import Token, TokenKind, glued, kind_at, word_at
from checker.quantities.units import GOES_BELOW, is_money
from checker.quantities.vocabulary import STOPS

_MINUS = "\u2212"
# As folded. An em dash parts and is no sign: "La inflación —5 % en mayo—, dijo".
_SIGN = "-"
_DASHES = frozenset("-—")
_PUNCTUATION = frozenset(",;:.!?)]…")
_OPENING = frozenset("([\"“‘'")
_NEAR = 2  # tokens before the sign: "5 million -6 million"


def sign_before(tokens: Sequence[Token], text: str, first: int, unit: str) -> tuple[bool | None, int]:
    """Return whether the number that begins at ``first`` is below zero, and where its sign begins.

    None is returned where a dash stands before it that may be a sign or not.
    """
    at = first - 1
    if unit not in GOES_BELOW and not is_money(unit):
        return False, first
    dash = word_at(tokens, at) == _SIGN and not _joins(tokens, at)
    if word_at(tokens, at) != "minus" and not dash:
        return False, first
    if any(kind_at(tokens, at - back) is TokenKind.NUMBER for back in range(1, _NEAR + 1)):
        return None, first
    if dash and not _is_sure(tokens, text, at):
        return None, first
    return True, at


def _joins(tokens: Sequence[Token], at: int) -> bool:
    """Tell "mid-5" and "5-10", where the dash touches what is before it."""
    return glued(tokens, at) and word_at(tokens, at - 1) not in _OPENING


def _is_sure(tokens: Sequence[Token], text: str, at: int) -> bool:
    if not glued(tokens, at + 1):
        return False
    return text[tokens[at].start] == _MINUS or not (_lists(tokens, text, at) or _opens(tokens, at + 1))


def _lists(tokens: Sequence[Token], text: str, at: int) -> bool:
    """Tell a dash at the head of a line from one within it."""
    return at == 0 or "\n" in text[tokens[at - 1].end : tokens[at].start]


def _opens(tokens: Sequence[Token], first: int) -> bool:
    """Tell "the tax -5 % of income - will rise": a second dash may close what this one opens."""
    for at in range(first, len(tokens)):
        if word_at(tokens, at) in STOPS:
            return False
        ends = not glued(tokens, at + 1) or word_at(tokens, at + 1) in _PUNCTUATION
        if word_at(tokens, at) in _DASHES and ends:
            return True
    return False
