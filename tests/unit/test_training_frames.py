"""Claims in frames: what changes of them."""

from __future__ import annotations

import pytest

from tests.draws import seeded
from training.frames import DENIED, LONGEST, ORIGIN, TOLD, framed, pairs
from training.mixture import Pair

PREMISE = "The ministry has ordered 12 ferries."


def _pair(claim: str, label: str = "supports") -> Pair:
    return Pair(claim, PREMISE, label, "authored", "Minister, Norhavn")


@pytest.mark.parametrize(
    ("label", "turned"),
    [("supports", "contradicts"), ("contradicts", "supports"), ("neutral", "neutral")],
)
def test_what_is_called_false_has_the_other_label(label, turned):
    """And what is only told keeps its own; the rest of the pair stays."""
    made = [framed(_pair("The ministry ordered 12 ferries", label), seeded(seed)) for seed in range(200)]
    told = {frame.format("the ministry ordered 12 ferries") for frame in TOLD}
    denied = {frame.format("the ministry ordered 12 ferries") for frame in DENIED}
    for pair in made:
        plain = pair.claim.replace("The ministry", "the ministry")
        assert (plain in told) != (plain in denied)
        assert pair.label == (label if plain in told else turned)
        assert (pair.evidence, pair.speaker, pair.origin) == (PREMISE, "Minister, Norhavn", ORIGIN)
    assert 60 < sum(pair.claim.replace("The m", "the m") in denied for pair in made) < 140


def test_names_keep_their_capitals():
    """The first word of a claim is small in a frame only where it is no name."""
    claims = {framed(_pair("Norhavn ordered 12 ferries"), seeded(seed)).claim for seed in range(100)}
    assert all("Norhavn ordered" in claim for claim in claims)


def test_only_plain_claims_are_framed():
    """No questions, no quotations, no tags, nothing long."""
    long = " ".join(["ferries"] * (LONGEST + 1))
    rows = [_pair(text) for text in ("Is it so?", 'He said "no"', "ferries #news", "Min: no ferries", long)]
    assert pairs(rows, seeded(1), 9) == []
    assert len(pairs([*rows, _pair("12 ferries were ordered")], seeded(1), 9)) == 1
