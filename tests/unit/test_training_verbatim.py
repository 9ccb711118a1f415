"""Pairs that repeat a passage word for word, and what stands beside them."""

from __future__ import annotations

import pytest

from tests.draws import seeded
from training import verbatim
from training.mixture import Pair

SAID = "The minister said that forty boats left in May. Nobody was hurt in the harbour of Split."
OWN = [
    Pair("Forty boats left on Monday", SAID, "contradicts", "authored", "Minister, Croatia"),
    Pair("Everyone on board drowned", SAID, "contradicts", "authored", "Minister, Croatia"),
    Pair("Forty boats left Trieste", SAID, "neutral", "authored", "Minister, Croatia"),
    Pair("Two score boats are gone", SAID, "supports", "authored", "Minister, Croatia"),
]


@pytest.mark.parametrize("seed", range(20))
def test_what_is_repeated_says_nothing_new(seed):
    """A repeated part has no word that passage and speaker lack, but for the verb of saying."""
    part = verbatim.repeated(SAID, "Minister, Croatia", seeded(seed))
    words = verbatim._words(part)
    assert len(words) >= verbatim.SHORTEST
    assert words <= verbatim._words(SAID) | {"minister", "says"}


def test_who_said_it_is_left_out_of_some_and_named_in_others():
    """Over many draws there are whole passages, bare sentences and quotations with their speaker."""
    found = {verbatim.repeated(SAID, "Minister, Croatia", seeded(seed)).rstrip(".") for seed in range(80)}
    assert {SAID.rstrip("."), "Forty boats left in May"} <= found
    assert any(one.startswith("Minister: ") for one in found)


def test_the_closest_rows_stand_beside_it():
    """Of each other label the claim that shares most words comes along, and nothing else but supports."""
    made = [pair for seed in range(30) for pair in verbatim.pairs(OWN, seeded(seed), 10)]
    beside = {(pair.label, pair.claim) for pair in made if pair.label != "supports"}
    assert beside == {
        ("contradicts", "Forty boats left on Monday"),
        ("neutral", "Forty boats left Trieste"),
    }
    assert {(pair.evidence, pair.origin) for pair in made} == {(SAID, verbatim.ORIGIN)}
    assert sum(pair.label == "supports" for pair in made) > 30


def test_no_more_than_asked_for_and_nothing_too_short():
    """It stops when there are enough; a passage without a part of fit length gives nothing."""
    others = [Pair(p.claim, f"{SAID} {n} is a number.", p.label, p.origin) for n in range(9) for p in OWN]
    assert 7 <= len(verbatim.pairs(others, seeded(1), 7)) <= 10
    assert verbatim.pairs([Pair("Yes", "No, never.", "contradicts", "authored")], seeded(1), 5) == []


def test_a_headline_drops_small_words_and_writes_numbers_in_brief():
    """The same fact in the forms in which posts repeat it."""
    said = "The 3,000 boats have been returned to Split"
    found = {verbatim.shortened(said, seeded(seed)) for seed in range(60)}
    assert {"3k boats returned to Split", "3000 boats returned to Split already"} & found
    assert any("3,000" in one for one in found)
    assert all("boats" in one and "returned to Split" in one for one in found)


@pytest.mark.parametrize(
    "said",
    [
        "No boats have been returned to Split",
        "The boats will leave when they have been repaired",
        "The boats were not returned",
        "Only 40 boats have been returned",
    ],
)
def test_what_is_denied_or_planned_has_not_happened_already(said):
    """Nothing is added that the sentence does not say."""
    added = {"already", "far", "now"}
    assert not any(added & set(verbatim.shortened(said, seeded(seed)).split()) for seed in range(40))
