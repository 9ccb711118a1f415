"""Text in pieces: folded, but every piece knows where it stands in the original.

The text is cut by one regular expression that cannot backtrack, so the time taken grows with
the length of the text and with nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class TokenKind(StrEnum):
    """What a token is made of."""

    NUMBER = "number"
    WORD = "word"
    SYMBOL = "symbol"
    LINK = "link"  # addresses, @names, #tags: nothing in them is counted


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of folded text with where it stands; folding keeps every offset."""

    kind: TokenKind
    text: str
    start: int
    end: int


_TOKEN = re.compile(
    r"(?P<link>(?:https?://|www\.)\S++|[@#]\w++)"
    r"|(?P<number>\d++(?:[.,]\d++)*+)"
    r"|(?P<word>[^\W\d_][\w\u064b-\u0655\u093c-\u094d]*+(?:[’'][^\W\d_]++)*+)"
    r"|(?P<symbol>\S)"
)
_ALIKE = {"٬": ",", "٫": ".", "٪": "%", "\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2212": "-"}
_ALIKE |= {"ي": "ی", "ك": "ک", "\u2044": "/"}


def fold(text: str) -> str:
    """Return ``text`` in lower case with ASCII digits and separators, every offset unchanged."""
    return "".join(map(_fold_character, text))


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    lower = _ALIKE.get(character, character).lower()
    return lower if len(lower) == 1 else character


@lru_cache(maxsize=64)  # what is read is cut for its quantities and for its words
def tokenise(text: str) -> tuple[Token, ...]:
    """Return the tokens of ``text``, folded."""
    return tuple(
        Token(TokenKind(match.lastgroup or ""), match.group(), match.start(), match.end())
        for match in _TOKEN.finditer(fold(text))
    )


def word_at(tokens: Sequence[Token], position: int) -> str:
    """Return the folded text at ``position``, or nothing outside of the text."""
    return tokens[position].text if 0 <= position < len(tokens) else ""


def glued(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether nothing stands between the token at ``position`` and the one before."""
    return 0 < position < len(tokens) and tokens[position - 1].end == tokens[position].start


def kind_at(tokens: Sequence[Token], position: int) -> TokenKind | None:
    """Return the kind of the token at ``position``, or nothing outside of the text."""
    return tokens[position].kind if 0 <= position < len(tokens) else None
