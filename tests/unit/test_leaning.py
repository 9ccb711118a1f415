"""Which claims can be told by their own words, and which need the sentence before them."""

from __future__ import annotations

import pytest

from checker.leaning import stands_alone


@pytest.mark.parametrize(
    "query",
    [
        "30,000 Pakistanis are already back from Iran",
        "The IMF approved $3bn for Kenya",
        "Fuel prices doubled in Accra",
        "Police fired on crowds in Nairobi.",
        "Ukraine lost 20 tanks near Bakhmut!",
        "Modi won",
        "The port of Beira is not open",
        "12 bridges were closed in Peru",
        "All schools are shut in Manila",
        "Two ministers resigned",
    ],
)
def test_what_says_who_and_what_stands_alone(query):
    """It is counted by its own words."""
    assert stands_alone(query)


@pytest.mark.parametrize(
    "query",
    [
        "They did",
        "He resigned on Monday",
        "30,000 of them are back",
        "30,000 are back",
        "Two died in hospital",
        "Most were women.",
        "So has Egypt",
        "India has not",
        "Ghana did too!",
        "Turkey could as well",
        "300 dead",
        "In Lahore",
        "The ministry denied this",
        "Refused to send troops",
        "Its army fled",
        "Oui, en effet",
        "...",
        "",
    ],
)
def test_what_leans_does_not(query):
    """Without the sentence before nobody knows of whom it is said."""
    assert not stands_alone(query)
