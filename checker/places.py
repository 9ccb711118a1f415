"""Whether a passage tells of another place what is claimed of one.

"7,000 land claims were settled in Antioquia" beside "7,200 land claims have been resolved in Cauca": models
of this size see all but one word of the claim and may take it for support. Places are told by how they are
written, a name behind "in", "at" or "near", so that none has to be listed; countries are ``nations.py``'s.
What is found is narrow, so that it is seldom wrong. That one place lies in the other, or has two names
(Bombay, Mumbai), cannot be seen here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from checker import alignment
from checker.alignment import Pairing, Word
from checker.differences import TIMES
from checker.lexicon import PREPOSITIONS, REPORTING
from checker.plain_letters import without_accents
from checker.quantities.vocabulary import words

# Behind "from", "to" and "on" stand persons and topics as often.
_LEADING = words("in at near")
_OF = "of"
_BETWEEN = words("the a an") | {_OF}
_JOINING = words("and or")
# What holds of a whole holds of its parts; and what is compared stands beside more than one place.
_WIDE = words("all every each everywhere nationwide whole entire both than")
_BROAD = words("""
    north south east west northern southern eastern western central asia africa europe america asian african
    european american
""")
_SHARED = 3  # words of content that both have at least
_OTHER = 1  # words of the claim, besides the place, that the passage may lack: "settled", "resolved"
_SMALL = {"at": 2}  # words in small letters between it and a name: "at the airport of Izmir"
_LONG = 3  # letters of a name at least
_ALIKE = 0.75  # of two names in other spellings: "Odessa", "Odesa"
_SPEAKING = REPORTING | words("speaking addressing agreed promised spoke")


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
    if not ours or len(theirs) != 1:
        return False
    there = theirs[0]
    if not pair.shared.isdisjoint(w.key for w in there.words) or not _takes_its_place(pair, there):
        return False
    names = {w.place for p in ours for w in p.words}
    rest = [w for w in pair.only_said if w.place not in names and w.text not in REPORTING and not w.counts]
    return (
        len(rest) <= _OTHER
        and _in_both(pair) >= _SHARED
        and all(_is_narrow(text, p) for text, p in ((passage, there), *((claim, p) for p in ours)))
        and any((p.lead, p.article) == (there.lead, there.article) for p in ours)
        and not any(_is_spelt_alike(p, there) for p in ours)
    )


def _in_both(pair: Pairing) -> int:
    """Return how many words of content both have; numbers, which may agree in other digits, are one."""
    counted = any(w.counts for w in pair.said) and any(w.counts for w in pair.stated)
    return counted + sum(not key[0].isdigit() for key in pair.shared)


def _takes_its_place(pair: Pairing, place: _Place) -> bool:
    """Whether a place of the passage stands among the words of the claim, and is not where they were said."""
    first, last = place.words[0].place, place.words[-1].place
    if place.words[0].clause not in {w.clause for w in pair.focus}:
        return False
    told = [w.place for w in pair.stated if w.text in _SPEAKING]
    before, behind = [n for n in told if n < first], [n for n in told if n > last]
    said = [w.place for w in pair.both(pair.stated)]
    opens = bool(behind) and 2 * sum(n > last for n in said) > len(said)  # "in Lagos the mayor said that …"
    follows = bool(before) and not any(before[-1] < n < first for n in said)  # "…, the mayor said in Lagos"
    return not (opens or follows)


def _places(text: str, found: Sequence[Word]) -> list[_Place]:
    """Return the names of a text that stand behind a word for where, without those of times."""
    places: list[_Place] = []
    lead, article, small = "", False, 0
    name: list[Word] = []
    for one, two in zip(found, [*found, None][1:], strict=True):
        if one.text in _LEADING:
            lead, article, small = one.text, False, 0
        elif lead and _names(one):
            name.append(one)
        elif one.text in PREPOSITIONS and one.text != _OF:
            lead = ""
        elif one.text not in _BETWEEN:
            small += 1
        elif not name:
            article = one.text == "the"
        comma = two is not None and "," in text[one.end : two.start]
        if name and (comma or two is None or not (_names(two) or two.text == _OF)):
            places.append(_Place(tuple(name), lead, article))
            another = two is not None and (two.text in _JOINING or (comma and _names(two)))
            lead, name, small = lead if another else "", [], -1  # "and" is one
        elif comma or small > _SMALL.get(lead, 0):
            lead = ""
        if two is None or two.clause != one.clause:
            lead = ""
    return [] if _is_headline(found) else [p for p in places if not any(map(_is_time, p.words))]


def _is_time(word: Word) -> bool:
    return word.text in TIMES or _bare(word.text) in TIMES


def _is_headline(found: Sequence[Word]) -> bool:
    """Whether most words are written as names, so that none can be told by that."""
    inner = [w for w in found if w.content and not w.counts][1:]
    return 3 * sum(w.capital for w in inner) > 2 * len(inner)


def _names(word: Word) -> bool:
    return word.capital and word.content and not word.counts


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
    return without_accents(re.split("['’]", name, maxsplit=1)[0])
