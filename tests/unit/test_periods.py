"""When something begins is not when it ends."""

from __future__ import annotations

import pytest

from checker.quantities import ends_exchanged

PERIOD = "The ferry strike will begin on 8 July and end on 22 October, the union said."


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("The ferry strike is over on 8 July", PERIOD),
        ("The ferry strike will end on July 8", PERIOD),
        ("The ferry strike starts on 22 October", PERIOD),
        ("The ferry strike starts on 22 October", "The ferry strike runs from 8 July to 22 October 2028."),
        ("The ferry strike lasts until 8 July", "The ferry strike lasts from 8 July until 22 October."),
        ("From 22 October the ferry strike", "Between 8 July and 22 October there is a ferry strike."),
    ],
)
def test_a_day_at_the_other_end_is_seen(claim, passage):
    """By the word before it, or because it is the second of two."""
    assert ends_exchanged(claim, passage)


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("The ferry strike begins on 8 July", PERIOD),
        ("The ferry strike ends on 22 October", PERIOD),
        ("The ferry strike: 8 July", PERIOD),
        ("The ferry strike ends on 9 July", PERIOD),
        ("The ferry strike ends in July", PERIOD),
        ("The sale of lamps ends on 8 July", PERIOD),
        ("The ferry strike ends on 8 July", "The ferry strike begins on 8 July."),
        (
            "The old ferry deadline expired on 8 July",
            "The old ferry deadline was moved from 8 July to 22 October.",
        ),
        (
            "The ferry strike begins on 22 October",
            "The ferry strike was put off and moved from 8 July to 22 October.",
        ),
        ("Ferries strike over pay on 8 July", "Ferries strike over pay from 8 July until 22 October."),
        (
            "The mayor is back from Rome on 22 October",
            "The mayor is back from Rome from 8 July to 22 October.",
        ),
        ("The ferry subsidy ends on 1 May", "A ferry subsidy is paid until 30 April; from 1 May it ends."),
        ("Flights to Rome begin on 22 October", "Trains to Oslo stop from 8 July until 22 October."),
        ("The ferry talks begin on 22 October", "The ferry talks begin on 8 July and 22 October."),
        ("", PERIOD),
        ("The tariff begins on 9 July", "The pause of the tariff began on 9 April and ends on 9 July."),
        ("The road is open from 5 May", "The road is not open from 1 May until 5 May."),
        (
            "The new truce starts on 8 July",
            "The old truce runs from 1 July until 8 July, when the new one starts.",
        ),
        ("Emergency rule ended from 5 May", "Emergency rule began on 1 April and ended on 5 May."),
        ("The ferry strike ends on 8 July", PERIOD + " Another ferry strike ends on 8 July."),
    ],
)
def test_other_days_are_let_alone(claim, passage):
    """The same end, another day, no word for an end, another event, no period, or both."""
    assert not ends_exchanged(claim, passage)
