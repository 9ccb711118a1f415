"""Whether a passage about other countries than a claim's leaves the claim open. Pure.

Models of this size may take what is said of one country for a word on another. Where they are sure they are
right about it far more often than a rule that knows nothing but names (record 56), but for passages that say
the same of others.
"""

from __future__ import annotations

from collections.abc import Sequence

from checker import roles
from checker.alignment import Pairing
from checker.lexicon import REPORTING
from checker.nations import speaks_of_others
from checker.quantities import Quantity, parse
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
    pair, counted = Pairing(claim.query, passage.text, passage.said.spoken_by), parse(claim.query)
    return _says_the_same(pair, counted) and (stance is Stance.SUPPORTS or _counts_some(pair, counted))


def _says_the_same(pair: Pairing, counted: Sequence[Quantity]) -> bool:
    spans = [range(quantity.spoken_start, quantity.end) for quantity in counted]
    lacking = [w for w in pair.only_said if not any(w.start in span for span in spans)]
    return sum(not w.country and w.text not in REPORTING for w in lacking) <= _LACKING


def _counts_some(pair: Pairing, counted: Sequence[Quantity]) -> bool:
    """Whether a claim has a number of somebody or something: "3,000 Kenyans", but not "the 41 Kenyans"."""
    return any(_before(pair, quantity.spoken_start) not in _KNOWN for quantity in counted)


def _before(pair: Pairing, start: int) -> str:
    before = [w.text for w in pair.said if w.start < start]
    return before[-1] if before else ""
