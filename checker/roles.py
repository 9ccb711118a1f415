"""Whether a claim says of one what a passage says of another, or of two the other way round.

"Uganda has asked Kenya for help" beside "Kenya has asked Uganda for help": models of this size read the
same words and take it for support. What is found here is narrow, so that it is seldom wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from checker.acts import ASK, OURS, Act, Told
from checker.alignment import Pairing, Word
from checker.denials import contrasted, is_denied
from checker.lexicon import REPORTING
from checker.nations import related

_NEXT, _FAR = 2, 5  # words of content behind a country, and words among which they are


def exchanged(claim: str, passage: str, speaking: str = "") -> bool:
    """Return whether who does it and to whom it is done have changed places between claim and passage.

    Either the passage has the same act between the same two the other way round, or the same verb has one
    country for its subject here and another there, and each text names both. ``speaking`` is who says the
    passage, where that is known.
    """
    said, stated = Told(claim), Told(passage, speaking)
    # That Oslo did not ask Rome is borne out by what Rome asked of Oslo.
    turned = any(change.denied or not change.denied_in_claim for change in _turned(said, stated))
    others = _done_by_another(said, stated, said.doers)
    found = turned or any(change.denied is change.denied_in_claim for change in others)
    return found and not _may_be_of_both(said, stated)


def _may_be_of_both(said: Told, stated: Told) -> bool:
    """Whether one did it in answer to the other: "in response", "after Oslo did so"."""
    since = said.tells_since(stated.doing) or stated.tells_since(said.doing)
    return since or said.answers or stated.answers


def denied_of_exchanged(claim: str, passage: str, speaking: str = "") -> bool:
    """Return whether all that the passage has of the claim is exchanged, and denied there and nothing else.

    "Rome has not asked Oslo" leaves open whether Oslo has asked Rome.
    """
    said, stated = Told(claim), Told(passage, speaking)
    found = [*_turned(said, stated), *_done_by_another(said, stated, (ASK,))]
    denied = all(c.denied and not c.denied_in_claim and stated.tells_once(c.acts) for c in found)
    return bool(found) and denied


def of_another_country(claim: str, passage: str, speaking: str = "") -> bool:
    """Return whether the passage says of another country what is claimed, and has all else of the claim."""
    pair = Pairing(claim, passage, speaking)
    rest = (w for w in pair.only_said if not w.country and w.key not in pair.spoken_by)
    if any(w.text not in REPORTING for w in rest) or any(w.denies for w in pair.said):
        return False  # that it is not Italy's is borne out where it is Spain's
    ours = [w for w in pair.only_said if w.country and not _speaks(pair, w)]
    theirs = [w for w in pair.stated if w.country and w.key not in pair.shared]
    return any(
        not related(one.country, two.country)
        and not set(_behind(pair.said, one)[:1]).isdisjoint(_behind(pair.stated, two))
        for one in ours
        for two in theirs
    )


def _speaks(pair: Pairing, word: Word) -> bool:
    """Whether a country speaks in the passage, which has "we" for it."""
    return word.key in pair.spoken_by and any(w.text in OURS for w in pair.stated)


def _behind(found: Sequence[Word], word: Word) -> tuple[str, ...]:
    """Return the next words of content behind one."""
    behind = found[word.place + 1 : word.place + 1 + _FAR]
    return tuple(w.key for w in behind if w.content)[:_NEXT]


def set_apart(claim: str, passage: str) -> bool:
    """Return whether a claim sets aside a country of which the passage tells: "Oman, not Iran, asked"."""
    pair = Pairing(claim, passage)
    found = contrasted(pair)
    if found is None:
        return False
    aside, told = found.said[-1], found.stated[-1]
    if not isinstance(aside, Word) or not isinstance(told, Word) or len(found.stated) > 1:
        return False
    return aside.country != "" and not is_denied(pair.stated, told)


@dataclass(frozen=True, slots=True)
class _Change:
    """What is told of one in the claim and of another in the passage."""

    acts: frozenset[str]
    denied_in_claim: bool
    denied: bool  # in the passage


def _turned(said: Told, stated: Told) -> Iterator[_Change]:
    """Yield the acts of one text that are turned round in the other.

    Nothing is where both have an act in the same direction: "Oslo asked Rome to take in Norwegians".
    """
    if _has_the_same(said, stated):
        return
    for ours, theirs in product(said.acts, stated.acts):
        if ours.is_turned(theirs) and not _both_do(said, stated, ours, theirs):
            yield _Change(ours.words & theirs.words, ours.denied, theirs.denied)


def _has_the_same(said: Told, stated: Told) -> bool:
    """Whether both have an act in the same direction."""
    return any(ours.is_as(theirs) for ours, theirs in product(said.acts, stated.acts))


def _both_do(said: Told, stated: Told, ours: Act, theirs: Act) -> bool:
    """Whether one text tells of both what is turned: "Oslo sells beans to Rome, Rome sells milk there"."""
    both = ours.words & theirs.words
    return stated.does(ours.doer, both) or said.does(theirs.doer, both)


def _done_by_another(said: Told, stated: Told, acts: Iterable[str]) -> Iterator[_Change]:
    """Yield those acts that one country does here and another there, where both texts name both."""
    both = said.countries & stated.countries
    if _has_the_same(said, stated):
        return
    for act in () if said.compares else acts:
        ours, theirs = said.doers.get(act), stated.doers.get(act)
        if ours and theirs and ours.who.isdisjoint(theirs.who) and ours.who | theirs.who <= both:
            yield _Change(frozenset((act,)), ours.denied, theirs.denied)
