"""The check that an explanation marks the words by which a model decided."""

from __future__ import annotations

import pytest

from checker.records import Deciding, Probabilities
from eval import explanations, report
from eval.results import Results
from training.mixture import Pair

SURE, UNSURE = 0.9, 0.2


class _Reads:
    """A stance model that contradicts where the claim has one word, and else has no view."""

    def __init__(self, word: str) -> None:
        self._word = word

    def predict(self, pairs):
        shares = [SURE if self._word in claim.split() else UNSURE for _, claim in pairs]
        return [Probabilities(0.05, share, 0.95 - share) for share in shares]


PAIR = Pair(
    "The minister ordered 120 ferries on Monday evening",
    "He ordered 12 ferries from the yard.",
    "contradicts",
    "authored",
)


@pytest.mark.parametrize(("word", "marked", "by_chance"), [("120", 1.0, 0.0), ("The", 0.0, 0.0)])
def test_removing_the_word_that_the_model_reads_weakens_its_stance(word, marked, by_chance):
    """Where the marked word is the one that the model reads, removing it turns the stance, others do not."""
    model = _Reads(word)
    found = explanations.removed(model, explanations.decided(model, [("number", PAIR)]), "claim")
    assert (found["weaker"], found["overturned"]) == (marked, marked)
    assert found["weaker_by_chance"] == by_chance
    assert found["mean_fall"] == pytest.approx(marked * (SURE - UNSURE))


def test_only_rightly_decided_pairs_are_tried():
    """A pair that the model gives another label is not asked again."""
    assert explanations.decided(_Reads("nothing"), [("number", PAIR)]) == []
    assert explanations.removed(_Reads("nothing"), [], "claim") == {"rows": 0.0}


def test_a_text_without_enough_other_words_is_left_out():
    """Without as many other words of content there is nothing to compare with."""
    short = Pair("120 came", "12 came", "contradicts", "authored")
    model = _Reads("120")
    assert (
        explanations.removed(model, explanations.decided(model, [("number", short)]), "passage")["rows"] == 0
    )


def test_kinds_are_compared_with_the_authors():
    """Each author's kind has its share of agreement and of every kind found, and all have a total."""
    fares = Pair("Fares rose in winter", "Fares fell in winter.", "contradicts", "authored")
    found = explanations.agreement([("number", PAIR), ("antonym", fares), ("number", fares)])
    assert found["by its author number"]["agreement"] == 0.5
    assert found["by its author number"]["found_opposite"] == 0.5
    assert found["by its author antonym"]["agreement"] == 1
    assert found["all of these kinds"]["agreement"] == pytest.approx(2 / 3)
    assert set(explanations.AUTHORS.values()) <= set(Deciding)


def test_the_report_has_a_table_for_words_and_one_for_kinds():
    """Words taken out and kinds of contradictions are two tables of one part."""
    measured = {
        "own pairs, contradicted: claim": {"rows": 4.0, "weaker": 0.75},
        "by its author number": {"rows": 8.0, "agreement": 0.5},
    }
    page = report.page(Results("quick", "2026-01-02", {}, {}, {"explanations": measured}), {})
    words, kinds = page.index("own pairs, contradicted: claim"), page.index("by its author number")
    assert words < page.index("How the kind that is found") < kinds
