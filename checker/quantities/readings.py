"""A text read once for comparison: its quantities, each with the words around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, takewhile

from checker.quantities.counts import Quantity, parse
from checker.quantities.phrases import before_partitive
from checker.quantities.tokens import Token, TokenKind, tokenise, word_at
from checker.quantities.vocabulary import (
    CLAUSE_ENDS,
    FATES,
    MODALS,
    NEGATIONS,
    OTHER_TIMES,
    PLACE_PREPOSITIONS,
    STOPS,
    STOPWORDS,
)
from checker.quantities.wordforms import nation, stem, stems

MOST_QUANTITIES = 32  # a text with more is a table, not a claim or a sentence
_WINDOW = 12  # tokens on each side that may tell what a number is about


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity where it stands."""

    quantity: Quantity
    around: frozenset[str]  # stems of its sentence nearby, what it counts left out
    fate: str  # class of what happened to those counted; empty when no word says it
    denied: bool  # "310 have yet to return"


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, cut and read."""

    text: str
    tokens: tuple[Token, ...]
    words: frozenset[str]
    mentions: tuple[Mention, ...]
    content: frozenset[str]  # stems, numbers left out
    places: frozenset[str]


@lru_cache(maxsize=512)
def read(text: str) -> Reading:
    """Return what ``text`` says in numbers, and what about."""
    tokens = tokenise(text)
    quantities = parse(text)
    numbers = {position for q in quantities for position in range(q.first, q.last - len(q.counted))}
    words = [t.text for i, t in enumerate(tokens) if t.kind is TokenKind.WORD and i not in numbers]
    counted = quantities if len(quantities) <= MOST_QUANTITIES else ()
    mentions = tuple(_mention(q, tokens, whole=_is_whole(q, counted, tokens)) for q in counted)
    return Reading(text, tokens, frozenset(words), mentions, stems(words), _places(tokens, text))


def negates(word: str) -> bool:
    """Tell whether a folded word denies."""
    return word in NEGATIONS or word.endswith(("n't", "n’t"))


def following(mention: Mention, reading: Reading) -> Sequence[Token]:
    """Return the tokens that may belong to a quantity after its noun phrase."""
    return reading.tokens[mention.quantity.last : mention.quantity.last + _WINDOW]


def _is_whole(quantity: Quantity, quantities: Sequence[Quantity], tokens: Sequence[Token]) -> bool:
    """Tell whether another number is a part of this one: "six out of the 11"."""
    begin = before_partitive(tokens, quantity.first)
    return 0 < begin < quantity.first and any(q.end == tokens[begin - 1].end for q in quantities)


def _mention(quantity: Quantity, tokens: Sequence[Token], *, whole: bool) -> Mention:
    before = tokens[max(0, quantity.first - _WINDOW) : quantity.first][::-1]
    # "no fewer than" denies nothing: the words of the comparator are left out.
    unsaid = [token for token in before if token.end <= quantity.spoken_start]
    after = tokens[quantity.last : quantity.last + _WINDOW]
    sides = (*_until(before, STOPS), *_until(after, STOPS))
    near = frozenset(w for w in (*sides, *quantity.counted) if not nation(w))
    near -= {"last"} if _lasts(tokens, quantity) else set()
    near -= {"per"} if sides.count("per") <= sides.count("cent") else set()  # "per cent" is no time
    around = stems(near) | (near & OTHER_TIMES)
    # "Six of the 11 have died" says nothing of what happened to eleven.
    fate = () if whole else (*_until_number(after), *_until_number(before))
    return Mention(
        quantity,
        around if quantity.verbal else around - {quantity.head},
        _fate((*quantity.counted, *fate)),
        any(map(negates, (*_until(unsaid, CLAUSE_ENDS), *_until(after, CLAUSE_ENDS)))),
    )


def _lasts(tokens: Sequence[Token], quantity: Quantity) -> bool:
    """Tell "it will last 3 years" from "in the last 3 years"."""
    before = word_at(tokens, quantity.first - 2)
    return word_at(tokens, quantity.first - 1) == "last" and (before in MODALS or negates(before))


def _until(tokens: Iterable[Token], stops: frozenset[str]) -> list[str]:
    kept = takewhile(lambda token: token.text not in stops, tokens)
    return [token.text for token in kept if token.kind is TokenKind.WORD]


def _until_number(tokens: Iterable[Token]) -> list[str]:
    return _until(takewhile(lambda token: token.kind is not TokenKind.NUMBER, tokens), STOPS)


def _fate(words: Iterable[str]) -> str:
    return next((stem(word) for word in words if stem(word) in FATES), "")


def _places(tokens: Sequence[Token], text: str) -> frozenset[str]:
    """Return the countries and capitalised names that a preposition of place leads."""
    found = set[str]()
    for before, token in pairwise(tokens):
        if before.text in PLACE_PREPOSITIONS and token.text not in STOPWORDS and token.kind is TokenKind.WORD:
            found.add(nation(token.text) or (stem(token.text) if text[token.start].isupper() else ""))
    return frozenset(found - {""})
