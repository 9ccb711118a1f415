"""What is asked or denied, in the words in which it would be claimed."""

from __future__ import annotations

import pytest

from checker.called_false import what_is_told
from checker.phrasing import declarative
from checker.polarity import as_claimed


@pytest.mark.parametrize(
    ("asked", "claimed"),
    [
        ("Oman has received any request", "Oman has received some request"),
        ("Anyone was hurt at all", "Someone was hurt"),
        ("they ever sent anything to Norhavn", "they sent something to Norhavn"),
    ],
)
def test_words_of_denials_become_those_of_claims(asked, claimed):
    """Whole words only."""
    assert as_claimed(asked) == claimed


@pytest.mark.parametrize(
    "text",
    [
        "trawlers can use any port",  # whichever they like
        "nobody has received any request",
        "it hasn't received any request",
        "the port is not used any more",
        "many companies sent help",
        "the dam has leaked ever since",
    ],
)
def test_what_is_claimed_or_denied_already_stays(text):
    """Whatever "any" means there."""
    assert as_claimed(text) == text


def test_questions_and_denials_are_read_as_claims():
    """A question is no denial, and what a denial denies is none either."""
    assert declarative("Has Oman received any request?") == "Oman has received some request"
    assert what_is_told("It is not true that any ducks were culled") == "some ducks were culled."
    assert what_is_told("No ducks were culled, if any") == "No ducks were culled, if any."
