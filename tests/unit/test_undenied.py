"""Denials of denials, read as what they say."""

from __future__ import annotations

import pytest

from checker.undenied import undenied

CLAIM = "The ministry has not paid the nurses of Hatna"


@pytest.mark.parametrize(
    ("passage", "read"),
    [
        ("It is not true that the ministry has not paid the nurses.", "The ministry has paid the nurses."),
        (
            "The minister said that it would be wrong to say that the ministry has never paid the nurses.",
            "The minister said that the ministry has paid the nurses.",
        ),
        (
            "The ministry denied reports that it had not paid the nurses of Hatna, and gave a date.",
            "The ministry said that it had paid the nurses of Hatna, and gave a date.",
        ),
        ("We deny that we haven’t paid the nurses.", "We say that we have paid the nurses."),
        ("“It's a lie that the nurses won't be paid,” she said.", "“The nurses will be paid,” she said."),
        (
            "There is no truth in the rumour that the nurses have not received any pay.",
            "The nurses have received some pay.",
        ),
    ],
)
def test_two_denials_are_none(passage, read):
    """The frame and the negation go, the rest of the sentence stays."""
    assert undenied(passage, f"{CLAIM}, no pay will be received") == read


@pytest.mark.parametrize(
    "passage",
    [
        "It is wrong that the ministry has not paid the nurses.",
        "It is not true that the ministry has paid the nurses.",
        "It is not true that not all nurses of the ministry were paid.",
        "It is not true that the ministry has not yet paid the nurses.",
        "If it is not true that the ministry has not paid the nurses, who has?",
        "The ministry did not deny that it had not paid the nurses.",
        "It is not true that the ministry has not paid the nurses and the doctors.",
        "It is not only the ministry that has not paid the nurses.",
    ],
)
def test_everything_else_is_read_as_it_stands(passage):
    """A regret, one denial, a part, a condition, a denial that is denied, and what says two things."""
    assert undenied(passage, CLAIM) == passage


def test_a_denial_of_something_else_stays():
    """Only what the claim is about is put in other words."""
    passage = "It is not true that the ministry has not paid the nurses."
    assert undenied(passage, "The ministry opened a clinic for nurses in Hatna") == passage
