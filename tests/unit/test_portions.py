"""Shares without a figure, and what a number is reckoned by: per day, out of how many, in families."""

from __future__ import annotations

import pytest

from checker.quantities import Comparator, Restated, as_stated, conflict, parse
from checker.quantities.units import PERCENT

OVER, ABOUT, UNDER = Comparator.OVER, Comparator.ABOUT, Comparator.UNDER


@pytest.mark.parametrize(
    ("text", "percent", "comparator", "counted"),
    [
        ("More than half of the flights were late", 50, OVER, ("flights",)),
        ("Less than half of the members voted", 50, UNDER, ("members",)),
        ("half the flights were late", 50, ABOUT, ("flights",)),
        ("a third of pupils", 100 / 3, ABOUT, ("pupils",)),
        ("nearly a quarter of cases", 25, Comparator.NEARLY, ("cases",)),
        ("a tenth of its workforce", 10, ABOUT, ("workforce",)),
        ("Most trains were late", 50, OVER, ("trains",)),
        ("most of the trains were late", 50, OVER, ("trains",)),
        ("The majority of voters stayed away", 50, OVER, ("voters",)),
        ("one in three thousand patients", 1 / 30, ABOUT, ("patients",)),
        ("1 in every 40 patients", 2.5, ABOUT, ("patients",)),
    ],
)
def test_a_share_in_words_is_a_percentage(text, percent, comparator, counted):
    """It counts what stands behind it."""
    [found] = parse(text)
    assert (found.unit, found.comparator, found.counted) == (PERCENT, comparator, counted)
    assert found.value == pytest.approx(percent)


@pytest.mark.parametrize(
    "text",
    [
        "half an hour late",
        "half of the year",
        "half past noon",
        "the second half of the match",
        "the better half of the house",
        "a third of June exports",
        "a third party",
        "the third of the group",
        "a quarter of an hour",
        "the most important of the ministers",
        "Most recently the port closed",
        "its most famous dishes",
        "most likely trains",
        "at most trains run",
        "most news",
    ],
)
def test_what_has_the_words_of_a_share_and_is_none(text):
    """A time, a piece with a name, a superlative."""
    assert parse(text) == ()


@pytest.mark.parametrize(
    ("claim", "passage", "restated"),
    [
        (
            "More than half of the flights at Vika were cancelled",
            "86 of 140 flights at Vika were cancelled",
            "86 of 140 flights at Vika were cancelled",
        ),
        (
            "Most flights at Vika were cancelled",
            "86 of the 140 flights at Vika were cancelled",
            "86 of the 140 flights at Vika were cancelled",
        ),
        (
            "Three quarters of the trains were late on Monday",
            "On Monday 45 out of 60 trains were late",
            "45 out of 60 trains were late on Monday",
        ),
        (
            "Most pupils eat at school",
            "66 percent of pupils eat at school",
            "66 percent of pupils eat at school",
        ),
        (
            "More than half of pupils eat at school",
            "Two thirds of pupils eat at school",
            "Two thirds of pupils eat at school",
        ),
        (
            "Less than half of asylum cases were granted",
            "41 per cent of asylum cases were granted",
            "41 per cent of asylum cases were granted",
        ),
    ],
)
def test_a_share_that_covers_the_passages_is_written_as_that(claim, passage, restated):
    """Also where the passage has a part and its whole."""
    assert as_stated(claim, passage) == Restated(restated)
    assert conflict(claim, passage) is None


@pytest.mark.parametrize(
    ("claim", "passage", "explanation"),
    [
        (
            "Less than half of the members of parliament voted for the budget",
            "112 of 150 members of parliament voted for the budget",
            "Less than half",
        ),
        ("A third of hospital beds are empty", "47 percent of hospital beds are empty", "A third"),
        ("80% of flights at Vika were cancelled", "86 of 140 flights at Vika were cancelled", "80%"),
        ("Most beds are empty", "30 per cent of beds are empty", "Most"),
    ],
)
def test_a_share_that_cannot_be_the_passages_conflicts(claim, passage, explanation):
    """The claim's own words for it are named."""
    found = conflict(claim, passage)
    assert found is not None
    assert found.claim_text == explanation


BACK = "He also confirmed that 3,000 Pakistanis have been repatriated from Iran"


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("3,000 Pakistanis are repatriated from Iran every day", BACK),
        ("3,000 Pakistanis return from Iran each week", BACK),
        ("Oman buys 40 boats a month", "Oman has bought 40 boats"),
        ("The clinic treats 900 patients daily", "The clinic treated 900 patients"),
        ("Vika has 40 daily flights", "Vika had 40 flights"),
        ("The city built flats for 900 families", "The city built flats for 900 people"),
        ("3,000 Pakistani families were repatriated from Iran", BACK),
        ("One in three thousand Pakistanis was repatriated from Iran", BACK),
        ("One out of every 3,000 Pakistanis was repatriated from Iran", BACK),
        ("3,000 of the 5,000 Pakistanis in Iran were repatriated", BACK),
        ("40 of 90 boats left Vika", "40 boats left Vika"),
    ],
)
def test_a_number_that_is_reckoned_otherwise_is_left_open(claim, passage):
    """By a period, out of a number or in families, of which the passage says nothing."""
    assert as_stated(claim, passage) == Restated(claim, settled=False)


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("At the weekly briefing he said 3,000 Pakistanis were repatriated from Iran", BACK),
        ("3,000 Pakistanis were repatriated from Iran a week ago", BACK),
        ("3,000 Pakistanis were repatriated from Iran in a month", BACK),
        ("3,000 people were repatriated from Iran", BACK),
        ("Oman buys 40 boats a year", "Oman's annual purchase is 40 boats"),
        ("Oman buys 40 boats each day", "Oman buys 40 boats daily"),
        ("The train goes 60 miles per hour", "The train goes 60 miles per hour"),
        ("One of two thieves was caught in Vika", "Two thieves fled from Vika and one was caught"),
        ("Oman is not one of the 14 states that bought boats", "14 states bought boats, and Oman did not"),
        ("86 of 140 boats left Vika", "86 of 140 boats left Vika"),
        ("40 families left Vika", "40 families of fishermen left Vika"),
    ],
)
def test_a_number_that_is_reckoned_alike_is_settled(claim, passage):
    """A period that is how long it took, or that the passage names too, adds nothing."""
    assert as_stated(claim, passage).settled


@pytest.mark.parametrize(
    "claim",
    [
        "What a day: 40 boats left Vika",
        "Such a day, 40 boats left Vika",
        "Every day counts: 40 boats left Vika",
        "The ferry goes twice a day, 40 boats left Vika",
        "Prices change every day! 40 boats left Vika",
    ],
)
def test_a_period_of_another_clause_reckons_no_number(claim):
    """It says how often something else is."""
    assert as_stated(claim, "40 boats left Vika").settled


@pytest.mark.parametrize(
    "claim",
    [
        "Every day, 40 boats leave Vika",
        "Every day: 40 boats leave Vika",
        "40 boats, Oman said, leave Vika every day",
        "40 boats leave Vika every day, Oman said",
        "From Vika 40 boats, all of them old, sail to Oman each day",
    ],
)
def test_a_period_that_is_set_apart_reckons_the_number(claim):
    """A comma ends no clause that has no verb of its own."""
    assert not as_stated(claim, "40 boats left Vika").settled


@pytest.mark.parametrize(
    ("claim", "passage", "restated"),
    [
        ("One in five pupils failed", "20% of pupils failed", "20% of pupils failed"),
        ("1 in 5 pupils failed", "A fifth of pupils failed", "A fifth of pupils failed"),
        ("A fifth of the pupils failed", "One in five pupils failed", "One in five pupils failed"),
        ("Half the pupils failed", "1 in every 2 pupils failed", "1 in every 2 pupils failed"),
        ("More than half of pupils failed", "Most pupils failed", "Most pupils failed"),
        ("More than half the pupils failed", "Most pupils failed", "Most of the pupils failed"),
        ("One in five fell ill", "20% fell ill", "20% fell ill"),
        ("1 in 5, the mayor says, failed", "20% failed, the mayor says", "20%, the mayor says, failed"),
    ],
)
def test_a_share_is_written_with_of_where_it_needs_that(claim, passage, restated):
    """There is none behind odds, nor behind "most" without an article."""
    assert as_stated(claim, passage).text == restated


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Most voters chose Lund", "45% of voters chose Berg"),
        ("60% of voters chose Lund", "40% of voters chose Berg"),
        ("Most people who died were over 60", "40% of people who died were women"),
        ("70% of pupils eat breakfast", "30% of pupils eat dinner"),
        ("Half of the exports go to Oman", "30% of exports go to Kenya"),
    ],
)
def test_shares_of_whom_another_thing_is_told_are_no_conflict(claim, passage):
    """Both may be so, of one whole."""
    assert conflict(claim, passage) is None


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Most voters chose Lund", "40% of voters chose Lund on Monday"),
        ("Most members voted for the budget", "40% of members voted for it"),
        ("A third of hospital beds in Vika are empty", "47 percent of hospital beds are empty"),
        ("Most flights were cancelled", "40% of flights were also cancelled on Monday"),
    ],
)
def test_shares_of_whom_more_is_told_still_conflict(claim, passage):
    """Only a word in the place of another tells of another thing."""
    assert conflict(claim, passage) is not None
