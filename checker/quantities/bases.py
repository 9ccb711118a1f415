"""What a number is reckoned by: per day, out of how many, in families or in persons.

"3,000 a day came home", "one in 3,000 did" and "3,000 families did" all have the number of "3,000 came home",
which says none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from checker.lexicon import is_verb
from checker.quantities.agreement import agree
from checker.quantities.numerals import Numeral, find_numerals
from checker.quantities.phrases import is_noun
from checker.quantities.readings import Mention, Reading, is_part
from checker.quantities.tokens import Token, TokenKind, glued, kind_at, word_at
from checker.quantities.units import PERCENT
from checker.quantities.vocabulary import classes, words
from checker.quantities.wordforms import is_person

_PERIODS = classes(
    {
        "hour": "hour hourly",
        "day": "day daily",
        "night": "night nightly",
        "week": "week weekly",
        "month": "month monthly",
        "year": "year yearly annual annually annum",
    }
)
_EACH = words("every each per")
_ARTICLES = words("a an")
# "A day later", "for a week": how long it was, not how often.
_SPANS_AFTER = words("after ago later before earlier old long or and of in")
_SPANS_BEFORE = words(
    "for in within after of once until over during than about almost nearly last what such quite"
)
_STOPS = frozenset(":;!?—")
_OPENING = 2  # words, of what belongs to the clause behind it: "Every day: 40 boats leave"
_REACH = 40  # tokens, of a clause
_ADVERBS = words("hourly daily nightly weekly monthly yearly annually")
_GROUPS = words("family families household households couple couples")
_RATIO = words("in every each out")  # "one of the 14 states" is a member, and no share
_ONE = 1.0


def adds(said: Reading, stated: Reading) -> bool:
    """Tell whether a claim reckons a number that both have by something that the passage does not name."""
    same = [
        (ours, theirs)
        for ours in said.mentions
        for theirs in stated.mentions
        if ours.quantity.unit == theirs.quantity.unit and agree(ours.quantity, theirs.quantity)
    ]
    if same and _rates(said, [ours for ours, _ in same]) - _periods(stated):
        return True
    return any(_of_groups(*pair) for pair in same) or _adds_a_whole(said, stated)


def _of_groups(ours: Mention, theirs: Mention) -> bool:
    """Tell 3,000 families from 3,000 persons."""
    one, other = ours.quantity.counted, theirs.quantity.counted
    if not (one and other) or ours.quantity.unit:
        return False
    return any(
        _GROUPS.intersection(these) and not _GROUPS.intersection(those) and is_person(those[-1])
        for these, those in ((one, other), (other, one))
    )


def _rates(reading: Reading, numbered: Sequence[Mention]) -> frozenset[str]:
    """Return the periods by which one of the numbers is reckoned: "every day", "a week", "monthly"."""
    numbers = [m.quantity for m in reading.mentions]
    taken = {n for q in numbers for n in range(q.first, q.last - len(q.counted))}  # "miles per hour"
    tokens = reading.tokens
    found = (
        _PERIODS[token.text]
        for n, token in enumerate(tokens)
        if token.text in _PERIODS and n not in taken and _is_rate(tokens, n)
        if any(m.quantity.first in _clause(tokens, n) for m in numbered)
    )
    return frozenset(found)


def _clause(tokens: Sequence[Token], at: int) -> range:
    """Return where the clause around a word stands: not that of the number in "Every day counts: 40 remain".

    A comma ends one that has a subject and a verb: "It goes twice a day, 40 people ride", and not
    "Every day, 40 people ride".
    """
    part, near = _between(tokens, at, _STOPS | {","}), _between(tokens, at, _STOPS)
    if any(is_verb(tokens[n].text) for n in part[1:]):
        return part
    return near if len(near) > _OPENING else range(max(0, at - _REACH), at + _REACH)


def _between(tokens: Sequence[Token], at: int, stops: frozenset[str]) -> range:
    before, after = range(at, max(at - _REACH, 0), -1), range(at, min(at + _REACH, len(tokens)))
    first = next((n for n in before if _stops(tokens, n - 1, stops)), before.stop)
    return range(first, next((n for n in after if _stops(tokens, n, stops)), after.stop))


def _stops(tokens: Sequence[Token], at: int, stops: frozenset[str]) -> bool:
    return tokens[at].text in stops and not glued(tokens, at + 1)  # "10:30" has no end of a clause


def _is_rate(tokens: Sequence[Token], at: int) -> bool:
    before, after = word_at(tokens, at - 1), word_at(tokens, at + 1)
    if word_at(tokens, at) in _ADVERBS:
        counted = kind_at(tokens, at - 1) is TokenKind.NUMBER  # "40 daily flights", not the "weekly briefing"
        return counted or not is_noun(tokens, at + 1)
    if before in _ARTICLES:
        return after not in _SPANS_AFTER and word_at(tokens, at - 2) not in _SPANS_BEFORE
    return before in _EACH


def _periods(reading: Reading) -> frozenset[str]:
    """Return every period that a passage names, whatever for: of what it may mean nothing is taken away."""
    return frozenset(_PERIODS[word] for word in reading.words if word in _PERIODS)


def _adds_a_whole(said: Reading, stated: Reading) -> bool:
    """Tell "one in 3,000" and "3,000 of the 5,000" beside a passage that has 3,000 and no share."""
    values = {n.low for n in find_numerals(stated.tokens, stated.text)}
    if any(m.quantity.unit == PERCENT for m in (*stated.mentions, *stated.shares)):
        return False
    return any(
        (whole in values) is not (part in values)
        for part, whole in (*_ones(said), *_parts(said))
        if whole in values or part > _ONE
    )


def _ones(reading: Reading) -> list[tuple[float, float]]:
    """Return one and the whole of each "one in 3,000", "one out of 12"."""
    numerals = find_numerals(reading.tokens, reading.text)
    return [
        (_ONE, whole.low)
        for one, whole in pairwise(numerals)
        if one.low == one.high == _ONE < whole.low and _joined(reading.tokens, one, whole)
    ]


def _joined(tokens: Sequence[Token], one: Numeral, whole: Numeral) -> bool:
    between = {token.text for token in tokens[one.last : whole.first]}
    return bool(between & _RATIO) and between <= _RATIO | {"of"}


def _parts(reading: Reading) -> list[tuple[float, float]]:
    pairs = pairwise(m.quantity for m in reading.mentions)
    return [(one.low, other.low) for one, other in pairs if is_part(reading.text, one, other)]
