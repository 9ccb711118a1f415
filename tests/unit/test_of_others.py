"""Passages about other countries than a claim's, where the model is sure and where it is not."""

from __future__ import annotations

import pytest

from checker.of_others import is_of_others
from checker.records import Claim, Stance
from tests.samples import passage, statement

BACK = passage(statement("It said that 2,000 Kenyans were back from Niger.", issuer="Ministry of Kenya"))


def _of_others(query: str, stance: Stance, *, sure: bool = True) -> bool:
    return is_of_others(Claim("c1", query, 0, len(query), query), BACK, stance, sure=sure)


@pytest.mark.parametrize("stance", [Stance.SUPPORTS, Stance.REFUTES])
def test_another_country_leaves_it_open_where_the_model_is_not_sure(stance):
    """What is said of Niger is no word on Chad; of the same countries it is."""
    assert _of_others("Chad sends Kenyans away", stance, sure=False)
    assert not _of_others("Niger sends Kenyans away", stance, sure=False)


@pytest.mark.parametrize("stance", [Stance.SUPPORTS, Stance.REFUTES])
def test_what_is_worded_otherwise_is_left_to_a_sure_model(stance):
    """It has seen more than the name of a country that is missing."""
    assert not _of_others("Chad keeps every Kenyan who wants to go home", stance)


@pytest.mark.parametrize(
    ("query", "stance", "others"),
    [
        ("Kenyans are back from Chad", Stance.SUPPORTS, True),
        ("Kenyans are back from Chad", Stance.REFUTES, False),
        ("2,000 Kenyans are back from Chad", Stance.REFUTES, True),
        ("Some two thousand Kenyans are back from Chad", Stance.REFUTES, True),
        ("The 2,000 Kenyans are back from Chad", Stance.REFUTES, False),
        ("It was said that 2,000 Kenyans were back from Chad", Stance.REFUTES, True),
    ],
)
def test_the_same_of_others_is_no_support_and_of_a_number_no_contradiction(query, stance, others):
    """As many may be back from each of two countries, but "the 2,000" are known."""
    assert _of_others(query, stance) is others


def test_who_is_set_apart_is_spoken_of():
    """A claim of "Chad, not Niger" speaks of Niger, whether the model is sure or not."""
    assert not _of_others("Chad, not Niger, is where the Kenyans are back from", Stance.REFUTES, sure=False)
    assert _of_others("Chad, not Niger, is where the Kenyans are back from", Stance.SUPPORTS, sure=False)
