"""A claim's numbers in the words of a passage, where those of the passage are within what the claim says.

"Over 2,900 came home" follows from "3,000 came home", but a small model sees two numbers and takes them for a
contradiction. Arithmetic tells that the passage's number is within the claim's; whether the rest of the claim
agrees as well is for the model to say, of the claim with the passage's number in it.
"""

from __future__ import annotations

from checker.quantities.agreement import covers
from checker.quantities.readings import Mention, Reading, read
from checker.quantities.sameness import same_thing, same_topic
from checker.quantities.units import PERCENT

_OF = " of "


def as_stated(claim: str, passage: str) -> str:
    """Return ``claim`` with each number that covers the passage's for the same thing written as that.

    The same number stays as it is written, "forty" as well as "70%", unless it is a fraction in words.
    """
    said, stated = read(claim), read(passage)
    if not same_topic(said, stated):
        return claim
    for ours in reversed(said.mentions):  # from the end, so that the places of those before stay
        theirs = next(
            (m for m in stated.mentions if same_thing(ours, m, stated) and _says_less(ours, m, said)), None
        )
        if theirs:
            claim = _put(claim, ours, theirs, stated)
    return claim


def _says_less(ours: Mention, theirs: Mention, said: Reading) -> bool:
    one, other = ours.quantity, theirs.quantity
    differs = (one.low, one.high) != (other.low, other.high)
    fraction = one.unit == PERCENT and not any(c.isdigit() for c in said.text[one.start : one.end])
    return covers(one, other) and (differs or fraction)


def _put(claim: str, ours: Mention, theirs: Mention, stated: Reading) -> str:
    one, other = ours.quantity, theirs.quantity
    rest, after = claim[one.end :], stated.text[other.end :]
    if rest.startswith(_OF) and not (one.unit or after.startswith(_OF)):  # "thousands of people"
        rest = rest[len(_OF) - 1 :]
    return claim[: one.spoken_start] + stated.text[other.spoken_start : other.end] + rest
