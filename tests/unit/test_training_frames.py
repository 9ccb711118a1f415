"""Pairs whose claims stand in frames: what changes of them."""

from __future__ import annotations

import pytest

from tests.draws import seeded
from training.frames import LONGEST, ORIGIN, framed, pairs
from training.mixture import Pair
from training.remarks import Frame

PREMISE = "The ministry has ordered 12 ferries."
TOLD = Frame("told", "i'm so glad that ", " lol", small=True)
FALSE = Frame("false", "", "? Never happened", small=False)


def _pair(claim: str, label: str = "supports") -> Pair:
    return Pair(claim, PREMISE, label, "authored", "Minister, Norhavn")


@pytest.mark.parametrize(
    ("label", "turned"),
    [("supports", "contradicts"), ("contradicts", "supports"), ("neutral", "neutral")],
)
def test_what_is_called_false_has_the_other_label(label, turned):
    """And what is only told keeps its own; the rest of the pair stays."""
    pair = _pair("The ministry ordered 12 ferries.", label)
    told, false = framed(pair, TOLD), framed(pair, FALSE)
    assert told == Pair(
        "i'm so glad that the ministry ordered 12 ferries lol", PREMISE, label, ORIGIN, pair.speaker
    )
    assert false.claim == "The ministry ordered 12 ferries? Never happened"
    assert false.label == turned


def test_names_keep_their_capitals():
    """The first word of a claim is small in a frame only where it is no name."""
    assert "Norhavn ordered" in framed(_pair("Norhavn ordered 12 ferries"), TOLD).claim


def test_half_are_called_false():
    """However many frames there are of each kind."""
    made = pairs(
        [_pair(f"{n} ferries were ordered") for n in range(300)], [TOLD, TOLD, FALSE], seeded(2), 300
    )
    assert 110 < sum(pair.label == "contradicts" for pair in made) < 190


def test_only_plain_claims_are_framed():
    """No questions, no quotations, no tags, nothing long."""
    long = " ".join(["ferries"] * (LONGEST + 1))
    rows = [_pair(text) for text in ("Is it so?", 'He said "no"', "ferries #news", "Min: no ferries", long)]
    assert pairs(rows, [TOLD, FALSE], seeded(1), 9) == []
    assert len(pairs([*rows, _pair("12 ferries were ordered")], [TOLD, FALSE], seeded(1), 9)) == 1
