"""Figures beside earlier ones, and claims that look at today from the past."""

from __future__ import annotations

import pytest

from checker.rises import seen_from_today, with_directions

CLAIM = "It is higher than before"


@pytest.mark.parametrize(
    ("passage", "read"),
    [
        (
            "The delay is 41 minutes, against 24 a year ago.",
            "The delay is 41 minutes, higher than a year ago, when it was 24.",
        ),
        (
            "Exports were $4.1 billion in 2024, down from $5.6 billion in 2023, she said.",
            "Exports were $4.1 billion in 2024, lower than in 2023, when it was $5.6 billion, she said.",
        ),
        (
            "Turnout was 1.2 million, compared with 900,000 in 2019.",
            "Turnout was 1.2 million, higher than in 2019, when it was 900,000.",
        ),
        (
            "Output stood at 5.6 million tonnes, up from 4.1 last year.",
            "Output stood at 5.6 million tonnes, higher than last year, when it was 4.1.",
        ),
    ],
)
def test_a_figure_is_compared_with_the_one_before(passage, read):
    """Which is more is said, with the scale of the first where the second has none."""
    assert with_directions(passage, CLAIM) == read


@pytest.mark.parametrize(
    "passage",
    [
        "The motion passed by 41 votes against 24.",
        "The delay is 41 minutes, against 41 a year ago.",
        "It cost 41 euros, against 24 dollars a year ago.",
        "It was founded in 2017, against 24 in 1990.",
        "The delay is 41 minutes, down from 24 a year ago.",
        "It rose to 3,5 percent, against 2,1 a year ago.",
    ],
)
def test_what_cannot_be_compared_stays(passage):
    """No earlier time, the same figure, other units, a year, a contradiction, a comma of unknown meaning."""
    assert with_directions(passage, CLAIM) == passage


def test_it_is_for_claims_that_compare():
    """Beside any other claim the passage stays as it is."""
    passage = "The delay is 41 minutes, against 24 a year ago."
    assert with_directions(passage, "The delay is 41 minutes") == passage


@pytest.mark.parametrize(
    ("claim", "read"),
    [
        ("The delay was lower a year ago than it is now!", "The delay is higher than a year ago!"),
        ("Rents were cheaper in 2019 than today", "Rents are dearer than in 2019"),
        ("Rents are dearer now than they were last year", "Rents are dearer than last year"),
        ("Rents were cheaper in 2019", "Rents were cheaper in 2019"),
        ("Rents were cheaper than today", "Rents were cheaper than today"),
    ],
)
def test_claims_look_back_from_today(claim, read):
    """What was less then is more now."""
    assert seen_from_today(claim) == read
