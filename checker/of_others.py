"""Whether a passage about other countries than a claim's leaves the claim open. Pure.

Models of this size may take what is said of one country for a word on another. Where they are sure they are
right about it far more often than a rule that knows nothing but names (record 56), but for passages that say
the same of others.
"""

from __future__ import annotations

from checker import roles
from checker.alignment import Pairing
from checker.lexicon import REPORTING
from checker.nations import speaks_of_others
from checker.quantities import parse
from checker.quantities.vocabulary import words
from checker.records import Claim, Passage, Stance

# Words of a claim, besides countries and numbers, that a passage may lack which says the same of others.
_LACKING = 1
_KNOWN = words("the these those all both every each our your their its his her my")


def is_of_others(claim: Claim, passage: Passage, stance: Stance, *, sure: bool) -> bool:
    """Return whether a passage is about other countries than the claim, so that its stance settles nothing.

    Who sets a country of the passage apart speaks of it: "Oman, not Iran". Where the model is ``sure``, a
    passage that says the same of others is still no support, and of a number of somebody or something no
    contradiction: that 3,000 came back from one country does not deny that as many came back from another.
    """
    if not speaks_of_others(claim, passage):
        return False
    if stance is Stance.REFUTES and roles.set_apart(claim.query, passage.text):
        return False
    if not sure:
        return True
    pair = Pairing(claim.query, passage.text, passage.said.spoken_by)
    return _says_the_same(pair) and (stance is Stance.SUPPORTS or _counts_some(pair))


def _says_the_same(pair: Pairing) -> bool:
    counted = [range(q.spoken_start, q.end) for q in parse(pair.claim)]
    lacking = [w for w in pair.only_said if not any(w.start in span for span in counted)]
    return sum(not w.country and w.text not in REPORTING for w in lacking) <= _LACKING


def _counts_some(pair: Pairing) -> bool:
    """Whether a claim has a number of somebody or something: "3,000 Kenyans", but not "the 41 Kenyans"."""
    return any(_before(pair, quantity.spoken_start) not in _KNOWN for quantity in parse(pair.claim))


def _before(pair: Pairing, start: int) -> str:
    before = [w.text for w in pair.said if w.start < start]
    return before[-1] if before else ""
