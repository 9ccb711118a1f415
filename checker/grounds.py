"""How much of what was decided can be seen in the words of claim and passage.

A sentence that explains says no more than that: "the statement says the same" where it has the claim's words,
"otherwise" where both have words of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from checker import quantities
from checker.alignment import Pairing, Place, Word
from checker.denials import denies_alone, denies_opposite
from checker.lexicon import ARTICLES, REPORTING
from checker.quantities import Quantity
from checker.quantities.comparators import BOUNDS
from checker.quantities.vocabulary import words

_HARDLY, _MOSTLY, _NEARLY_ALL = 1 / 3, 3 / 4, 4 / 5  # of the claim's words of content
_LONGEST = 60  # words of a claim that is laid over a passage
_MOST_REPLACED = 4  # words that stand in the place of others
_ALL = words("all every any each everyone everybody both")
_JOINING = words("and or but while")
_BEFORE_NOUNS = ARTICLES | words("this that these those its his her their our my your whose")
_ENDS = re.compile(r"[,.;:()!?—\n]")


def says_the_same(pair: Pairing) -> bool:
    """Return whether what is quoted has most words of the claim, its numbers and names, and no denial."""
    if names_another(pair) or _one_denies(pair):
        return False
    return _share(pair, pair.focus) >= _MOSTLY and _has_numbers(pair)


def says_otherwise(pair: Pairing) -> bool:
    """Return whether the passage is about what the claim is about, and each has words of its own.

    Where a claim has but a word more than a long passage, nobody sees what contradicts it.
    """
    if not is_about(pair) or denies_opposite(pair):
        return False
    return _share(pair, pair.stated) < _NEARLY_ALL and bool(pair.only_stated)


def is_about(pair: Pairing) -> bool:
    """Return whether the passage has more than a few of the claim's words."""
    return _share(pair, pair.stated) > _HARDLY


def meant(quantity: Quantity) -> tuple[float, float, str, str]:
    """Return what two numbers share that mean the same: "more than 7" is another than "seven"."""
    bound = quantity.comparator if quantity.comparator in BOUNDS else ""
    return quantity.low, quantity.high, quantity.unit, bound


def replaced(pair: Pairing) -> tuple[tuple[Word, ...], tuple[Word, ...]] | None:
    """Return the words of the claim in the place of which the passage has others, where all else is the same.

    "All schools" counts as replaced by "all primary schools".
    """
    found = list(_slots(pair)) if len(pair.said) <= _LONGEST else []
    return found[0] if len(found) == 1 else None


def names_another(pair: Pairing) -> bool:
    """Return whether the passage has a country in place of the claim's, or a name where that has another."""
    ours, theirs = (
        any(w.country and w.key not in pair.spoken_by for w in found)
        for found in (pair.only_said, pair.only_stated)
    )
    apart = replaced(pair)
    return (ours and theirs) or (apart is not None and all(any(w.name for w in side) for side in apart))


def stand_apart(pair: Pairing, said: Sequence[Place], stated: Sequence[Place]) -> bool:
    """Return whether words take each other's place, and none denies the opposite of the other."""
    return (said, stated) == replaced(pair) and not denies_opposite(pair)


def _slots(pair: Pairing) -> Iterator[tuple[tuple[Word, ...], tuple[Word, ...]]]:
    said, stated = pair.said, pair.stated
    matcher = SequenceMatcher(None, [w.key for w in said], [w.key for w in stated], autojunk=False)
    blocks = matcher.get_opcodes()
    matched = {w.place for tag, a, b, _, _ in blocks if tag == "equal" for w in said[a:b]}
    for tag, a, b, c, d in blocks:
        ours, theirs = said[a:b], _up_to_an_end(pair.passage, stated[c:d])
        others = [w.place in matched for w in said[:a] + said[b:] if w.content]
        if not others or not all(others) or not _is_own(pair, theirs) or _begins(pair.passage, stated, c):
            continue
        if tag == "replace" and _is_own(pair, ours) and _may_replace(pair, ours, theirs):
            yield _without_article(ours), _without_article(theirs)
        elif tag == "insert" and 0 < a < len(said) and said[a - 1].text in _ALL:
            yield said[a - 1 : a + 1], stated[c - 1 : d + 1]


def _up_to_an_end(text: str, found: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words before the first mark between them."""
    kept = list(found[:1])
    for word in found[1:]:
        if _ENDS.search(text, kept[-1].end, word.start):
            break
        kept.append(word)
    return tuple(kept)


def _without_article(found: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words without a "the", "its" or so at their end, which belongs to what follows."""
    last = max((n for n, w in enumerate(found) if w.text not in _BEFORE_NOUNS), default=len(found))
    return found[: last + 1]


def _begins(text: str, found: Sequence[Word], place: int) -> bool:
    """Whether something new begins with a word: behind a mark, or with "and"."""
    apart = place > 0 and _ENDS.search(text, found[place - 1].end, found[place].start)
    return bool(apart) or found[place].text in _JOINING


def _is_own(pair: Pairing, found: Sequence[Word]) -> bool:
    """Whether these are few words, some of content, and none of those both texts have."""
    solid = [w for w in found if w.content]
    return 0 < len(solid) <= len(found) <= _MOST_REPLACED and not pair.both(solid)


def _may_replace(pair: Pairing, ours: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Whether both are of one sort, with a number or without, and neither is who says it."""
    numbers = _has_number(pair.claim, ours), _has_number(pair.passage, theirs)
    speaking = any(w.key in pair.spoken_by for w in (*ours, *theirs))
    saying = any(w.text in REPORTING for w in ours) or len(_up_to_an_end(pair.claim, ours)) < len(ours)
    return numbers[0] is numbers[1] and not saying and not speaking


def _has_number(text: str, found: Sequence[Word]) -> bool:
    """Whether a number in figures or in words has a part of itself among words of ``text``."""
    numbers = [(q.spoken_start, q.end) for q in quantities.parse(text)]
    return any(w.counts or any(a <= w.start < b for a, b in numbers) for w in found)


def _share(pair: Pairing, found: Sequence[Word]) -> float:
    """Return how many of the claim's words of content are in ``found``, or belong to a number that is."""
    has = {w.key for w in found}
    values = {meant(q) for q in quantities.parse(pair.passage)}
    known = [q for q in quantities.parse(pair.claim) if meant(q) in values]
    solid = [w for w in pair.said if w.content and w.text not in REPORTING and w.key not in pair.spoken_by]
    met = {w.key for w in solid if w.key in has or any(q.start <= w.start < q.end for q in known)}
    return len(met) / len({w.key for w in solid}) if solid else 0.0


def _has_numbers(pair: Pairing) -> bool:
    """Return whether every number of the claim is in the passage, and means the same there."""
    return {meant(q) for q in quantities.parse(pair.claim)} <= {
        meant(q) for q in quantities.parse(pair.passage)
    }


def _one_denies(pair: Pairing) -> bool:
    """Return whether one of the two denies a word that the other has without denying it."""
    return denies_alone(pair, pair.said, pair.stated) or denies_alone(pair, pair.stated, pair.said)
