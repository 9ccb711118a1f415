"""Whether a claim says of two what a passage says of them the other way round.

"Uganda has asked Kenya for help" beside "Kenya has asked Uganda for help": models of this size read the
same words and take it for support. What is found here is narrow, so that it is seldom wrong: the same two
names, each once in its text, with the same word between them, active or passive. Names are countries and
words with a capital; one that begins a clause is none by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from checker.alignment import Word, words
from checker.differences import TIMES
from checker.quantities.vocabulary import words as vocabulary

# What two do to each other, so that either may be named first.
_MUTUAL = vocabulary("""
    meet meets met meeting talk talks talked speak spoke discuss discussed agree agreed agreement share
    shares shared border borders bordering trade between both together with join joined joint fight fought
    clash clashed play played face faced draw drew tie tied marry married versus vs friend friends partner
    partners ally allies relations ties deal treaty exchange exchanged near next beside neighbour neighbours
    neighbor neighbors neighbouring neighboring resemble resembles resembled like lie lies war close differ
    differs differed flight flights linked rival rivals similar
""")
# With these the names may stand in either order, or the word between them belongs to one of them alone.
_OTHERWISE = _MUTUAL | vocabulary("and or nor than less more as who whom which whose that")
_OWNER = ("'s", "’s", "'", "’")
_PASSIVE = vocabulary("is are was were be been being")
_APART = re.compile(r"[,;:()\"“”—–]")
_LEADING = vocabulary("""
    to from for of on in into at against over about toward towards onto upon after before
""")
# One act, whichever word leads to whom it is done: "asked Oslo for", "requested from Oslo", "appealed to".
_ASKING = vocabulary("""
    asks asked asking requested requesting begs begged begging urges urged urging appealed appealing implored
""")
_JOINING = (["of"], ["for"], ["of", "the"], ["for", "the"])  # parts of a name
_NEAR = 2  # words before a name among which one may lead to it: "from the", "to their"


@dataclass(frozen=True, slots=True)
class _Name:
    """A country, or what is written as a name: its words, and by what it is known."""

    first: Word
    last: Word
    who: str


def exchanged(claim: str, passage: str) -> bool:
    """Return whether the passage has the same act between the same two the other way round."""
    acts = set(_acts(passage))
    return any((two, act, lead, one) in acts for one, act, lead, two in _acts(claim))


def _acts(text: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield who, a content word between the two, the word that leads to the other, and the other."""
    found = words(text)
    names = list(_names(text, found))
    count = Counter(name.who for name in names)
    for one, two in pairwise(names):
        between = found[one.last.place + 1 : two.first.place]
        texts = {w.text for w in between}
        once = count[one.who] == count[two.who] == 1
        linked = one.last.clause == two.first.clause and not _APART.search(
            text, one.last.end, two.first.start
        )
        if not once or not linked or texts & _OTHERWISE or one.last.text.endswith(_OWNER):
            continue
        acts = [w.key for w in between if w.content and w.text.isalpha() and w.text not in _ASKING]
        lead = next((w.text for w in between[-_NEAR:] if w.text in _LEADING), "")
        passive = "by" in texts
        if passive and not (texts & _PASSIVE and "by" in [w.text for w in between[-_NEAR:]]):
            continue
        doer, done_to = (two.who, one.who) if passive else (one.who, two.who)
        yield from ((doer, act, "" if passive else lead, done_to) for act in acts)
        if texts & _ASKING:
            yield doer, "ask", "", done_to


def _names(text: str, found: Sequence[Word]) -> Iterator[_Name]:
    """Yield the names of a text, words side by side and those that "of" or "for" joins as one."""
    run: list[Word] = []
    for word in found:
        if not _is_named(text, word, found):
            continue
        if run and not _joined(text, run[-1], word, found):
            yield _name(run)
            run = []
        run.append(word)
    if run:
        yield _name(run)


def _is_named(text: str, word: Word, found: Sequence[Word]) -> bool:
    if word.text in TIMES:
        return False
    if word.name:
        return True
    # The first word of a clause has a capital anyway: it is of a name where the next word has one too.
    following = found[word.place + 1 : word.place + 2]
    return word.content and text[word.start].isupper() and any(w.capital for w in following)


def _joined(text: str, one: Word, two: Word, found: Sequence[Word]) -> bool:
    between = [w.text for w in found[one.place + 1 : two.place]]
    apart = one.clause != two.clause or _APART.search(text, one.end, two.start)
    return not apart and not one.text.endswith(_OWNER) and (not between or between in _JOINING)


def _name(run: Sequence[Word]) -> _Name:
    country = next((w.country for w in run if w.country), "")
    return _Name(run[0], run[-1], country or " ".join(w.key for w in run))
