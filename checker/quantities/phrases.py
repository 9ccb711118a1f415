"""The noun phrase after a number: what is counted."""

from __future__ import annotations

from collections.abc import Sequence

from checker.quantities.tokens import Token, TokenKind, glued, kind_at, word_at
from checker.quantities.vocabulary import ADVERBS, AUXILIARIES, FUNCTION_WORDS, INCREMENTS, PARTICIPLES

_LONGEST = 6  # tokens
_DETERMINERS = frozenset({"the", "these", "those", "our", "their", "its"})


def is_verbal(word: str) -> bool:
    """Tell whether a folded word is likely a participle: what happened, not what is counted."""
    return word in PARTICIPLES or word.endswith("ed")


def noun_phrase(tokens: Sequence[Token], after: int) -> tuple[int, int]:
    """Return the token range of the noun phrase that starts at ``after``; empty when none does."""
    begin = after + 1 if word_at(tokens, after) == "-" and glued(tokens, after) else after
    begin = _after_partitive(tokens, begin)
    end, crossed = begin, False
    while end < len(tokens) and end - begin < _LONGEST:
        word = word_at(tokens, end)
        if word == "of" and end > begin and not crossed and is_noun(tokens, end + 1):
            crossed = True
        elif end > begin and _compound(tokens, end):
            end += 1
        elif not _continues(tokens, begin, end):
            break
        end += 1
    return begin, end


def _compound(tokens: Sequence[Token], at: int) -> bool:
    """Recognise the rest of "mid-career" and "Covid-19"."""
    return word_at(tokens, at) == "-" and glued(tokens, at) and glued(tokens, at + 1)


def _after_partitive(tokens: Sequence[Token], at: int) -> int:
    """Step over "of the", "out of the 11", "more", "other": "five of the soldiers" counts soldiers."""
    of = at + (word_at(tokens, at) == "out")
    if word_at(tokens, of) == "of":
        whole = of + 1 + (word_at(tokens, of + 1) in _DETERMINERS)
        number = kind_at(tokens, whole) is TokenKind.NUMBER
        if number or whole > of + 1:
            return whole + number if is_noun(tokens, whole + number) else at
    start = at
    while word_at(tokens, at) in INCREMENTS or word_at(tokens, at) == "of":
        at += 1
    return at if is_noun(tokens, at) else start


def before_partitive(tokens: Sequence[Token], first: int) -> int:
    """Return where "of the" or "out of" before ``first`` begins; ``first`` itself where there is none."""
    of = first - 1 - (word_at(tokens, first - 1) in _DETERMINERS)
    if word_at(tokens, of) != "of":
        return first
    return of - (word_at(tokens, of - 1) == "out")


def _continues(tokens: Sequence[Token], begin: int, at: int) -> bool:
    word = word_at(tokens, at)
    if not is_noun(tokens, at) or word in AUXILIARIES or word in ADVERBS or len(word) == 1:
        return False
    if at == begin:
        return True
    return not is_verbal(word) and not word.endswith("ing")


def head_of(words: Sequence[str]) -> str:
    """Return the noun that the number counts: the last one, or the last before "of"."""
    if "of" in words[1:]:
        return words[words.index("of", 1) - 1]
    return words[-1] if words else ""


def is_noun(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether the token at ``at`` is a word that carries content."""
    return kind_at(tokens, at) is TokenKind.WORD and word_at(tokens, at) not in FUNCTION_WORDS
