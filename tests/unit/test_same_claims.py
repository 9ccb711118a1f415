"""Which claims are one, put in two ways: rules over what models say."""

from __future__ import annotations

import pytest

from checker.same_claims import Likeness, parts_differ, say_the_same

SURE = Likeness(0.95, follows=0.95)
NEAR_ONLY = Likeness(0.95)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pakistan has evacuated 3,000 citizens", "Pakistan has evacuated 30,000 citizens"),
        ("Pakistan has evacuated 3,000 citizens", "Pakistan has evacuated over 3,000 citizens"),
        ("Article 370 was restored", "Article 35 was restored"),
        ("The minister resigned", "The minister did not resign"),
        ("India fired missiles at Pakistan", "Pakistan fired missiles at India"),
        ("The envoy met the Chinese president", "The envoy met the Turkish president"),
        ("All schools in Lahore are closed", "All schools in Karachi are closed"),
        ("Petrol prices will rise", "Petrol prices will fall"),
        ("Pakistan closed its airspace", "Pakistan reopened its airspace"),
    ],
)
def test_a_part_that_differs_makes_two_claims(one, other):
    """However sure the models are, another number, name, direction or negation is another claim."""
    for pair in ((one, other), (other, one)):
        assert parts_differ(*pair)
        assert not say_the_same(*pair, SURE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The government has banned TikTok", "TikTok has been banned by the government"),
        ("Pakistan evacuated 3,000 citizens", "Pakistan has evacuated 3 thousand citizens"),
        ("India fired missiles, the Foreign Office says", "India fired missiles"),
        ("The minister has not resigned", "The minister didn't resign"),
    ],
)
def test_other_words_make_no_other_claim(one, other):
    """Voice, spelling of numbers and who passes it on make no difference."""
    assert say_the_same(one, other, SURE)
    assert say_the_same(other, one, SURE)


def test_what_does_not_follow_is_two_claims():
    """Near sentences with words of their own are one only if each follows from the other."""
    one, other = "The prime minister will visit the port", "The foreign minister will visit the port"
    assert not say_the_same(one, other, NEAR_ONLY)
    assert not say_the_same(one, other, Likeness(0.95, follows=0.1, denies=0.8))
    assert say_the_same(one, other, SURE)
    assert not say_the_same(one, other, Likeness(0.5, follows=0.95))


def test_without_a_stance_model_only_the_nearest_are_one():
    """A sentence that only says more is the same where it is very near, and not where it is less near."""
    one, other = "All schools in Lahore are closed till Friday", "Schools in Lahore are closed until Friday"
    assert say_the_same(one, other, NEAR_ONLY)
    assert not say_the_same(one, other, Likeness(0.8))
