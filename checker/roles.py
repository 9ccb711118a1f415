"""Whether a claim says of two what a passage says of them the other way round.

"Uganda has asked Kenya for help" beside "Kenya has asked Uganda for help": models of this size read the
same words and take it for support. What is found here is narrow, so that it is seldom wrong: the same two
names, each once in its text, with the same word between them, active or passive. Names are countries and
other words with a capital that do not begin a clause, of one word each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from checker.alignment import Word, words
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
_NEAR = 2  # words before a name among which one may lead to it: "from the", "to their"


def exchanged(claim: str, passage: str) -> bool:
    """Return whether the passage has the same act between the same two the other way round."""
    acts = set(_acts(passage))
    return any((two, act, lead, one) in acts for one, act, lead, two in _acts(claim))


def _acts(text: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield who, a content word between the two, the word that leads to the other, and the other."""
    found = words(text)
    names = [(w, who) for w in found if (who := _who(w))]
    count = Counter(who for _, who in names)
    for (one, who), (two, whom) in pairwise(names):
        between = found[one.place + 1 : two.place]
        texts = {w.text for w in between}
        once = count[who] == count[whom] == 1
        linked = one.clause == two.clause and not _APART.search(text, one.end, two.start)
        if not once or not linked or texts & _OTHERWISE or one.text.endswith(_OWNER):
            continue
        acts = [w.key for w in between if w.content and w.text.isalpha() and w.text not in _ASKING]
        lead = next((w.text for w in between[-_NEAR:] if w.text in _LEADING), "")
        passive = "by" in texts
        if passive and not (texts & _PASSIVE and "by" in [w.text for w in between[-_NEAR:]]):
            continue
        doer, done_to = (whom, who) if passive else (who, whom)
        yield from ((doer, act, "" if passive else lead, done_to) for act in acts)
        if texts & _ASKING:
            yield doer, "ask", "", done_to


def _who(word: Word) -> str:
    return word.country or (word.text if word.capital else "")
