"""Whether a passage tells of another place what is claimed of one.

"7,000 land claims were settled in Antioquia" beside "7,200 land claims have been resolved in Cauca": models
of this size see all but one word of the claim and may take it for support. Places are told by how they are
written, a name behind "in", "at" or "near", so that none has to be listed; countries are ``nations.py``'s.
What is found is narrow, so that it is seldom wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from checker import alignment
from checker.alignment import Pairing, Word
from checker.differences import TIMES
from checker.lexicon import REPORTING
from checker.quantities.vocabulary import words

_AT = words("in at near on")  # one for another: "at Lagos", "in Lagos"
_LEADING = _AT | words("from to into off outside inside towards toward via")
_BETWEEN = words("the a an of")
# What holds of a whole holds of its parts; and what is compared stands beside more than one place.
_WIDE = words("all every each everywhere nationwide whole entire both than")
_BROAD = words("""
    north south east west northern southern eastern western central asia africa europe america asian african
    european american
""")
_SHARED = 3  # words of content that both have at least
_OTHER = 1  # words of the claim, besides the place, that the passage may lack: "settled", "resolved"
_LONG = 3  # letters at least; "AU" and "UN" are written out elsewhere
_APART = 2  # words from one name to the next of the same place: "Port of Spain"


def elsewhere(claim: str, passage: str, speaking: str = "", before: str = "") -> bool:
    """Return whether the passage has all of the claim but its place, and another place instead.

    ``speaking`` is who says the passage, ``before`` the sentence that it leans on: either may name the place.
    Texts that deny or compare, passages with several places, and countries and continents are left aside.
    Whether numbers agree is for ``quantities`` to tell.
    """
    pair = Pairing(claim, passage, speaking)
    if any(w.negates for w in (*pair.said, *pair.stated)) or any(w.text in _WIDE for w in pair.stated):
        return False
    known = pair.spoken_by | {w.key for w in alignment.words(before)}
    ours = [w for w in _places(pair, pair.said) if _is_told_apart(claim, w) and w.key not in known]
    theirs = _places(pair, pair.stated)
    rest = [w for w in pair.only_said if w not in ours and w.text not in REPORTING and not _counts(w)]
    if not ours or _in_both(pair) < _SHARED or len(rest) > _OTHER or not _is_one(theirs):
        return False
    told = set(pair.focus)
    return (
        all(w in told for w in theirs)
        and any(_alike(_lead(pair.said, one), _lead(pair.stated, two)) for one in ours for two in theirs)
        and not any(_same(one.text, two.text) for one in ours for two in theirs)
    )


def _counts(word: Word) -> bool:
    return word.text[0].isdigit()


def _in_both(pair: Pairing) -> int:
    """Return how many words of content both have; numbers, which may agree in other digits, are one."""
    counted = any(map(_counts, pair.said)) and any(map(_counts, pair.stated))
    return counted + sum(not key[0].isdigit() for key in pair.shared)


def _places(pair: Pairing, found: Sequence[Word]) -> list[Word]:
    """Return the words of the names of places that only one of the texts has."""
    return [
        w
        for w in found
        if w.capital
        and w.content
        and not (w.country or w.key in pair.shared or w.text in TIMES or _counts(w))
        and _lead(found, w)
    ]


def _lead(found: Sequence[Word], word: Word) -> str:
    """Return what leads to the name in which a word stands: "in", "near" …, or nothing.

    Up to two other words may stand between: "at the ground station in Dubai", "at the airport of Izmir".
    """
    others = 0
    for before in reversed(found[: word.place]):
        if before.clause != word.clause:
            return ""
        if before.text in _LEADING:
            return before.text
        if not before.capital and before.text not in _BETWEEN:
            others += 1
            if others > _APART or not before.content:
                return ""
    return ""


def _is_told_apart(text: str, word: Word) -> bool:
    """Whether a name is neither an abbreviation nor so broad that another place may lie in it."""
    written = text[word.start : word.end]
    return len(written) >= _LONG and not written.isupper() and word.text not in _BROAD


def _is_one(found: Sequence[Word]) -> bool:
    """Whether words are those of one place."""
    return bool(found) and all(two.place - one.place <= _APART for one, two in pairwise(found))


def _alike(one: str, two: str) -> bool:
    return one == two or {one, two} <= _AT


def _same(one: str, two: str) -> bool:
    """Whether two names may be one: "Sydney" and "Sydney's", "Niš" and "Nis", "Basel" and "Kleinbasel"."""
    one, two = _bare(one), _bare(two)
    return one in two or two in one


def _bare(name: str) -> str:
    apart = unicodedata.normalize("NFKD", re.split("['’]", name, maxsplit=1)[0])
    return "".join(c for c in apart if not unicodedata.combining(c))
