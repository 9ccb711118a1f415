"""Whether a passage tells of another place what is claimed of one.

"7,000 land claims were settled in Antioquia" beside "7,200 land claims have been resolved in Cauca": models
of this size see all but one word of the claim and may take it for support. Places are told by how they are
written, a name behind "in", "at" or "near", so that none has to be listed; countries are ``nations.py``'s.
What is found is narrow, so that it is seldom wrong. That one place lies in the other cannot be seen here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from checker import alignment
from checker.alignment import Pairing, Word
from checker.differences import TIMES
from checker.lexicon import REPORTING
from checker.quantities.vocabulary import words

# Behind "from", "to" and "on" stand persons and topics as often.
_LEADING = words("in at near")
_BETWEEN = words("the a an of")
_JOINING = words("and or")
# What holds of a whole holds of its parts; and what is compared stands beside more than one place.
_WIDE = words("all every each everywhere nationwide whole entire both than")
_BROAD = words("""
    north south east west northern southern eastern western central asia africa europe america asian african
    european american
""")
_SHARED = 3  # words of content that both have at least
_OTHER = 1  # words of the claim, besides the place, that the passage may lack: "settled", "resolved"
_SMALL = 2  # words in small letters between "at" and a name: "at the ground station in Dubai"
_LONG = 3  # letters of a name at least
_ALIKE = 0.75  # of two names in other spellings: "Odessa", "Odesa"
_SPEAKING = REPORTING | words("speaking addressing")


@dataclass(frozen=True, slots=True)
class _Place:
    """A name behind a small word."""

    words: tuple[Word, ...]
    lead: str  # "in", "at" or "near"
    article: bool  # "the Senate"


def elsewhere(claim: str, passage: str, speaking: str = "", around: str = "") -> bool:
    """Return whether the passage has what is claimed of one place, but of another one.

    It has all words of the claim but the place, numbers, words of reporting and one more; numbers are for
    ``quantities`` to compare. ``speaking`` is who says the passage, ``around`` what else is known of where it
    was said: either may name the place. Left aside are texts that deny, passages that compare or that tell of
    all, of several places or of where somebody spoke, and countries, continents and abbreviations.
    """
    pair = Pairing(claim, passage, speaking)
    if any(w.negates for w in (*pair.said, *pair.stated)) or any(w.text in _WIDE for w in pair.stated):
        return False
    known = pair.shared | pair.spoken_by | {w.key for w in alignment.words(around)}
    ours = [p for p in _places(claim, pair.said) if known.isdisjoint(w.key for w in p.words)]
    theirs = _places(passage, pair.stated)
    if not ours or len(theirs) != 1 or not _takes_its_place(pair, theirs[0]):
        return False
    there = theirs[0]
    names = {w.place for p in ours for w in p.words}
    rest = [w for w in pair.only_said if w.place not in names and w.text not in REPORTING and not _counts(w)]
    return (
        len(rest) <= _OTHER
        and _in_both(pair) >= _SHARED
        and all(_is_narrow(text, p) for text, p in ((passage, there), *((claim, p) for p in ours)))
        and any((p.lead, p.article) == (there.lead, there.article) for p in ours)
        and not any(_is_spelt_alike(p, there) for p in ours)
    )


def _counts(word: Word) -> bool:
    return word.text[0].isdigit()


def _in_both(pair: Pairing) -> int:
    """Return how many words of content both have; numbers, which may agree in other digits, are one."""
    counted = any(map(_counts, pair.said)) and any(map(_counts, pair.stated))
    return counted + sum(not key[0].isdigit() for key in pair.shared)


def _takes_its_place(pair: Pairing, place: _Place) -> bool:
    """Whether a place of the passage stands among the words of the claim, and is not where they were said."""
    first, last = place.words[0], place.words[-1]
    behind = pair.both(pair.stated[last.place + 1 :])
    told = any(w.text in _SPEAKING for w in pair.stated[last.place + 1 :]) or any(
        w.text in _SPEAKING for w in pair.stated[: first.place]
    )
    inside = {w.clause for w in pair.focus}
    return first.clause in inside and not (told and 2 * len(behind) > len(pair.both(pair.stated)))


def _places(text: str, found: Sequence[Word]) -> list[_Place]:
    """Return the names of a text that stand behind a word for where, without times and countries."""
    places: list[_Place] = []
    lead, article, small = "", False, 0
    name: list[Word] = []
    for one, two in zip(found, [*found, None][1:], strict=True):
        if one.text in _LEADING:
            lead, article, small = one.text, False, 0
        elif lead and _names(one):
            name.append(one)
        elif one.text not in _BETWEEN:
            small += 1
        elif not name:
            article = one.text == "the"
        comma = two is not None and "," in text[one.end : two.start]
        if name and (comma or two is None or not (_names(two) or two.text in _BETWEEN)):
            places.append(_Place(tuple(name), lead, article))
            another = two is not None and (two.text in _JOINING or (comma and _names(two)))
            lead, name = lead if another else "", []
        elif comma or small > _SMALL:
            lead = ""
        if two is None or two.clause != one.clause:
            lead = ""
    return [p for p in places if not any(w.text in TIMES or _bare(w.text) in TIMES for w in p.words)]


def _names(word: Word) -> bool:
    return word.capital and word.content and not _counts(word)


def _is_narrow(text: str, place: _Place) -> bool:
    """Whether a name is no country's, no abbreviation, and not so broad that another place may lie in it."""
    return not any(
        w.country or w.text in _BROAD or len(w.text) < _LONG or text[w.start : w.end].isupper()
        for w in place.words
    )


def _is_spelt_alike(one: _Place, two: _Place) -> bool:
    """Whether two names may be one: "Sydney" and "Sydney's", "Niš" and "Nis", "Basel" and "Kleinbasel"."""
    ours, theirs = (" ".join(_bare(w.text) for w in place.words) for place in (one, two))
    return ours in theirs or theirs in ours or SequenceMatcher(None, ours, theirs).ratio() >= _ALIKE


def _bare(name: str) -> str:
    apart = unicodedata.normalize("NFKD", re.split("['’]", name, maxsplit=1)[0])
    return "".join(c for c in apart if not unicodedata.combining(c))
