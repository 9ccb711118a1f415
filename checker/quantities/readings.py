"""A text read once for comparison: its quantities, each with the words around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, takewhile

from checker.quantities.counts import Quantity, parse
from checker.quantities.phrases import before_partitive, is_verbal
from checker.quantities.tokens import Token, TokenKind, tokenise, word_at
from checker.quantities.units import PERCENT
from checker.quantities.vocabulary import (
    AUXILIARIES,
    CLAUSE_ENDS,
    DENYING,
    FATES,
    MODALS,
    NEGATIONS,
    OTHER_TIMES,
    PLACE_PREPOSITIONS,
    STOPS,
    STOPWORDS,
)
from checker.quantities.vocabulary import words as vocabulary
from checker.quantities.wordforms import nation, stem, stems

MOST_QUANTITIES = 32  # a text with more is a table, not a claim or a sentence
_OTHER_CLAUSE = vocabulary("and but or while whereas although though because none nobody")
_OUT_OF = frozenset(
    f"{of}{owner}"
    for of in ("of", "out of")
    for owner in ("", " the", " all", " all the", " its", " their", " our", " those", " these")
)
_THEM = vocabulary("them these those")
_CHANGES = vocabulary("=rise =fall")
_TELLING = 3  # words before "that" among which one may deny what follows: "dismissed the rumours that"
_STEPPING = 8  # words before "to 3 percent" among which one says that something rose or fell
_WINDOW = 12  # tokens on each side that may tell what a number is about


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity where it stands."""

    quantity: Quantity
    around: frozenset[str]  # stems of its sentence nearby, what it counts left out
    fate: str  # class of what happened to those counted; empty when no word says it
    event: str  # stem of the first word after it for what happened, in its own clause
    act: str  # stem of a word for what happened right before it: "rejected 40 of them"
    denied: bool  # "310 have yet to return"
    part_of: str  # head of what "40 of them" is a part of
    step: str  # "by" or "to", where it is by how much or to what something rose or fell


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, cut and read."""

    text: str
    tokens: tuple[Token, ...]
    words: frozenset[str]
    mentions: tuple[Mention, ...]
    shares: tuple[Mention, ...]  # "86 of 140 flights", in percent; both numbers are mentions as well
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
    mentions = tuple(_mention(q, counted, tokens) for q in counted)
    shares = tuple(_mention(q, counted, tokens) for q in _shares(text, counted))
    return Reading(text, tokens, frozenset(words), mentions, shares, stems(words), _places(tokens, text))


def _shares(text: str, quantities: Sequence[Quantity]) -> Iterable[Quantity]:
    """Yield the share of each "86 of 140 flights" in percent."""
    for part, whole in pairwise(quantities):
        if is_part(text, part, whole):
            yield replace(
                whole,
                low=100 * part.low / whole.high,
                high=100 * part.high / whole.low,
                comparator=part.comparator,
                strict=part.strict,
                unit=PERCENT,
                head=PERCENT,
                start=part.start,
                spoken_start=part.spoken_start,
                first=part.first,
            )


def is_part(text: str, part: Quantity, whole: Quantity) -> bool:
    """Tell "86 of 140 flights" and "45 out of the 60 trains", counts of which one is a part of the other."""
    joint = " ".join(text[part.end : whole.start].lower().split())
    counts = not (part.unit or whole.unit or part.limit or whole.limit) and whole.low == whole.high
    return counts and joint in _OUT_OF and 0 < part.high <= whole.low


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


def _mention(quantity: Quantity, quantities: Sequence[Quantity], tokens: Sequence[Token]) -> Mention:
    whole = _is_whole(quantity, quantities, tokens)
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
    told = () if whole else _own_clause(_until_number(after))
    fate = (*told, *(() if whole else _until_number(before)))
    return Mention(
        quantity,
        around if quantity.verbal else around - {quantity.head},
        _fate((*quantity.counted, *fate)),
        next((stem(word) for word in _until(after, CLAUSE_ENDS) if is_verbal(word)), ""),
        stem(unsaid[0].text) if unsaid and is_verbal(unsaid[0].text) else "",
        any(map(negates, (*_until(unsaid, CLAUSE_ENDS), *_until(after, CLAUSE_ENDS))))
        or _is_told_false(unsaid),
        _part_of(quantity, quantities, tokens),
        _step(unsaid),
    )


def _own_clause(found: Sequence[str]) -> list[str]:
    """Return the words up to those that begin another clause, once a verb has been."""
    for place, word in enumerate(found):
        if word in _OTHER_CLAUSE and any(w in AUXILIARIES or is_verbal(w) for w in found[:place]):
            return list(found[:place])
    return list(found)


def _is_told_false(before: Sequence[Token]) -> bool:
    """Tell "denied that", "rejects reports that" and "no evidence that" in front of a clause, read back."""
    ends = [place for place, token in enumerate(before) if token.text in CLAUSE_ENDS]
    if not ends or before[ends[0]].text != "that":
        return False
    leading = _until(before[ends[0] + 1 : ends[0] + 1 + _TELLING], CLAUSE_ENDS)
    return any(word in DENYING or negates(word) for word in leading)


def _part_of(quantity: Quantity, quantities: Sequence[Quantity], tokens: Sequence[Token]) -> str:
    """Return what a larger number before counts where this one is of "them"."""
    if word_at(tokens, quantity.last) != "of" or word_at(tokens, quantity.last + 1) not in _THEM:
        return ""
    wholes = (q for q in reversed(quantities) if q.start < quantity.start and q.value > quantity.value)
    return next((q.head for q in wholes if not q.unit), "")


def _step(before: Sequence[Token]) -> str:
    """Return "by" or "to" right before a number, where a word of rising or falling leads to it, read back."""
    led = _until(before, CLAUSE_ENDS)
    if not led or led[0] not in {"by", "to"} or (before[0].text != led[0]):
        return ""
    return led[0] if any(stem(word) in _CHANGES for word in led[1 : 1 + _STEPPING]) else ""


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
