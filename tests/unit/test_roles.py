"""Who did it to whom: the same words the other way round are not the same."""

from __future__ import annotations

import pytest

from checker.roles import exchanged


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Uganda has asked Kenya for help", "Kenya has asked Uganda for help, the ministry said."),
        ("Uganda has asked Kenya for help", "Uganda has been asked by Kenya for help"),
        ("Uganda has been asked for help by Kenya", "Uganda has asked Kenya for help"),
        ("Uganda has asked Kenya for help", "Kenya has requested help from Uganda"),
        ("Uganda appealed to Kenya", "Uganda has been asked by Kenya for help"),
        ("The United States attacked Norway", "Norway attacked the United States"),
        ("Saudi Arabia asked Kenya for help", "Kenya has asked Saudi Arabia for help"),
        ("Kenya asked the Organization for Migration", "the Organization for Migration asked Kenya"),
        ("Bo Lind praised Ada Holm", "Ada Holm praised Bo Lind"),
        ("Nairobi has asked Kampala for help", "Uganda has asked Kenya for help"),
        ("Kenya sent 40 trucks to Uganda", "On Monday Uganda sent 40 trucks to Kenya."),
        ("The Liberals passed the Greens", "He saw the Greens passing the Liberals by 900 votes"),
    ],
)
def test_the_same_act_the_other_way_round_is_seen(claim, passage):
    """By country, capital or name, active and passive."""
    assert exchanged(claim, passage)
    assert exchanged(passage, claim)


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Uganda has asked Kenya for help", "Uganda asked Kenya for help"),
        ("Kenya was asked for help by Uganda", "Uganda has asked Kenya for help"),
        ("Kenya got 40 trucks from Uganda", "Uganda sent 40 trucks to Kenya"),
        ("Kenya bought the stake from Uganda", "Uganda sold its stake to Kenya"),
        ("Kenya met Uganda on Monday", "Uganda met Kenya on Monday"),
        ("India bought less than Spain", "Spain bought more than India"),
        ("Kenya and Uganda asked", "Uganda and Kenya asked"),
        ("Kenya, which asked Uganda", "Uganda, asked by many, told Kenya"),
        ("Kenya asked Uganda. Uganda asked Kenya.", "Uganda asked Kenya"),
        ("It asked for help", "They asked for help"),
        ("Uganda asked Kenya for help", "Kenya received a request from Uganda"),
        ("Uganda has appealed to Kenya", "Kenya has heard the appeal from Uganda"),
        ("Qatar asked Uganda for help", "Uganda asked Kenya before Kenya told Qatar"),
        ("Uganda targeted Kenya", "Uganda was targeting depots by drone in Kenya"),
        ("Uganda lies east of Kenya", "Kenya lies west of Uganda"),
        ("Kenya asked, to help Uganda", "Uganda asked, to help Kenya"),
        ("Kenya's asking of Uganda", "Uganda's asking of Kenya"),
        ("", ""),
    ],
)
def test_what_may_be_said_in_either_order_is_not(claim, passage):
    """The other voice, another verb, what two do together, comparisons, and names that come twice."""
    assert not exchanged(claim, passage)
