"""Whether a claim and a passage deny the same."""

from __future__ import annotations

import pytest

from checker.alignment import Pairing
from checker.denials import denies_alike

PASSAGE = "While Oman fully supports Kenya politically, no military assistance has been requested or offered."


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Oman gives Kenya no military support", PASSAGE),
        ("Oman gives Kenya political support but no military support", PASSAGE),
        ("Oman's support for Kenya is not military", PASSAGE),
        ("No oil has come out of the tanker", "The tanker has not leaked oil, he said."),
        ("No toll is planned on the bridge", "The bridge opens in May but no toll is planned."),
        ("The food is not free from lead", "The food is not free of lead."),
        ("No free meals are planned", "No free meals are planned in May."),
    ],
)
def test_the_same_thing_is_denied(claim, passage):
    """Whatever else the two differ in, it is no denial."""
    assert denies_alike(Pairing(claim, passage))


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Oman gives Kenya no political support", PASSAGE),
        ("Oman gives Kenya no support", PASSAGE),
        ("Oman does not support Kenya", PASSAGE),
        ("Oman gives Kenya military support but no political support", PASSAGE),
        ("Oman has not offered Kenya political support", PASSAGE),
        ("No military assistance was requested, but Oman offered it", PASSAGE),
        ("Oman never denied the attack", "Oman denied the attack."),
        ("The port is not open", "The port is not closed."),
        ("Schools are not closed", "Schools are closed but not on Monday."),
        ("Oman will not buy jets, it will buy ships", "Oman will not buy ships, it will buy jets."),
        ("The port is open", "The port is not open."),
        ("No lead was found in the water", "The water is not free of lead."),
        ("There is no plan to tax bread", "There is no plan to leave bread untaxed."),
        ("There is no plan to arm police", "There is no plan to leave police unarmed."),
    ],
)
def test_another_thing_is_denied(claim, passage):
    """One of the two says of something that it is so, and the other that it is not."""
    assert not denies_alike(Pairing(claim, passage))
