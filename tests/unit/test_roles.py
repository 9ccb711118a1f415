"""Who did it to whom: the same words the other way round are not the same."""

from __future__ import annotations

import pytest

from checker.roles import denied_of_exchanged, exchanged, of_another_country, set_apart


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Uganda has asked Kenya for help", "Kenya has asked Uganda for help, the ministry said."),
        ("Uganda has asked Kenya for help", "Uganda has been asked by Kenya for help"),
        ("Uganda has been asked for help by Kenya", "Uganda has asked Kenya for help"),
        ("Uganda has asked Kenya for help", "Kenya has requested help from Uganda"),
        ("Uganda appealed to Kenya", "Uganda has been asked by Kenya for help"),
        ("The United States attacked Norway", "Norway attacked the United States"),
        ("The U.S. thanked Norway for the ships", "Norway thanked the US for the ships"),
        ("Saudi Arabia asked Kenya for help", "Kenya has asked Saudi Arabia for help"),
        ("Kenya asked the Organization for Migration", "the Organization for Migration asked Kenya"),
        ("Bo Lind praised Ada Holm", "Ada Holm praised Bo Lind"),
        ("Nairobi has asked Kampala for help", "Uganda has asked Kenya for help"),
        ("Kenya sent 40 trucks to Uganda", "On Monday Uganda sent 40 trucks to Kenya."),
        ("Kenya gave Uganda 40 trucks", "Uganda gave 40 trucks to Kenya"),
        ("The Liberals passed the Greens", "He saw the Greens passing the Liberals by 900 votes"),
        ("Kenya's bombing of Uganda", "Uganda's bombing of Kenya"),
        ("Kenyan strikes on Ugandan farms", "Uganda's targeting of Kenyan farms is an outrage"),
        ("Strikes on Kenya by Uganda", "Kenya's raid on a Ugandan village"),
        (
            "Kenya has not asked to move Kenyan herds to Uganda",
            "Uganda has not asked to move Ugandan herds to Kenya",
        ),
        ("A request from Kenya to Uganda was read out", "The request from Uganda to Kenya was read out"),
        (
            "Norway does not support Chile",
            "Chile said on Thursday that while it does not support Norway, it listens",
        ),
        (
            "Norway fully backs Chile",
            "Chile's Foreign Office said on Thursday that while it fully backs Norway, it sends nothing.",
        ),
        ("Norway Has Asked Chile For Twelve Ferries", "Chile has asked Norway for twelve ferries"),
    ],
)
def test_the_same_act_the_other_way_round_is_seen(claim, passage):
    """By country, capital or name, active and passive, by the verb or its noun."""
    assert exchanged(claim, passage)
    assert exchanged(passage, claim)


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Uganda has asked Kenya for help", "Uganda asked Kenya for help"),
        ("Kenya was asked for help by Uganda", "Uganda has asked Kenya for help"),
        ("Kenya got 40 trucks from Uganda", "Uganda sent 40 trucks to Kenya"),
        ("Kenya bought the stake from Uganda", "Uganda sold its stake to Kenya"),
        ("Kenya won the final against Uganda", "Uganda lost the final against Kenya"),
        ("Kenya's defeat of Uganda", "Uganda's defeat against Kenya"),
        ("Kenya met Uganda on Monday", "Uganda met Kenya on Monday"),
        ("India bought less than Spain", "Spain bought more than India"),
        ("Kenya and Uganda asked", "Uganda and Kenya asked"),
        ("Kenya, which asked Uganda", "Uganda, asked by many, told Kenya"),
        ("Kenya asked Uganda. Uganda asked Kenya.", "Uganda asked Kenya"),
        ("Uganda attacked Kenya", "Kenyan troops attacked Uganda after Ugandan troops attacked Kenya"),
        ("It asked for help", "They asked for help"),
        ("Uganda asked Kenya for help", "Kenya received a request from Uganda"),
        ("Uganda has appealed to Kenya", "Kenya has heard the appeal from Uganda"),
        ("Uganda targeted Kenya", "Uganda was targeting depots by drone in Kenya"),
        ("Uganda lies east of Kenya", "Kenya lies west of Uganda"),
        (
            "Kenya has not asked Uganda to take in Kenyan herds",
            "Kenya has not asked to move Kenyan herds to Uganda",
        ),
        ("Kenya's bombing of Uganda", "Ugandan towns were bombed by Kenya"),
        ("Kenya was asked for trucks", "Uganda has asked Kenya for trucks"),
        ("Uganda's sentenced Kenyans stay", "Kenya sentenced nobody from Uganda"),
        ("Kenya gives Uganda political backing", "Kenya backs Uganda politically"),
        ("Kenya's ambassador to Uganda arrived", "Kenya welcomed Uganda's ambassador"),
        ("Uganda bought trucks before Kenya did", "Kenya bought trucks after Uganda had"),
        ("", ""),
    ],
)
def test_what_may_be_said_in_either_order_is_not(claim, passage):
    """The other voice, another verb, what two do together, comparisons, and what is told both ways."""
    assert not exchanged(claim, passage)
    assert not exchanged(passage, claim)


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Norway offered no ferries to Chile", "Chile has neither offered nor got any ferries from Norway"),
        (
            "Chile acknowledges the part played by Norway",
            "Norway acknowledges, with thanks, the part played by Chile",
        ),
        ("Qatar asked Uganda for help", "Uganda asked Kenya before Kenya told Qatar"),
        ("Kenya asked, to help Uganda", "Uganda asked, to help Kenya"),
        (
            "Chile refuses to recognise the port in talks with Norway",
            "Norway's refusal to recognise it, says Chile",
        ),
        ("Chile condemned Norwegian aggression", "Norway condemned what it called Chilean “aggression”"),
    ],
)
def test_the_subject_of_one_verb_is_another_country(claim, passage):
    """Who does it here and there are two, and each text names both, though not as doer and done to."""
    assert exchanged(claim, passage)


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Kenya supports Uganda", "Uganda has the full support of Kenya."),
        ("Kenya supports Uganda", "Uganda counts on the support of Kenya."),
        ("Kenya supports Uganda", "Uganda values the steady support Kenya provides."),
        ("Kenya supports Uganda", "Uganda appreciates the support Kenya has given."),
        ("Kenya supports Uganda", "Uganda got backing and support from Kenya."),
        ("Kenya trusts Uganda", "Uganda has the trust of Kenya."),
        ("Kenya attacked Uganda", "Uganda has faced attacks from Kenya since Monday."),
        ("Kenya attacked Uganda", "Uganda denounced the attacks on Kenya."),
        ("Kenya attacked Uganda", "Uganda condemns the attack Kenya launched on Sunday."),
        ("Peru thanked Chile", "Chile has received thanks from Peru."),
        ("Peru rejected Chile's plan", "Chile regrets the rejection of Peru."),
        ("Peru recognised Chile", "Chile has won recognition from Peru."),
        ("Peru sanctioned Chile", "Chile fights the sanctions Peruvian ministers have imposed."),
    ],
)
def test_a_noun_with_its_own_doer_is_no_act_of_the_subject(claim, passage):
    """Who has, gets or condemns what comes from the other has not done it."""
    assert not exchanged(claim, passage)
    assert not exchanged(passage, claim)


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Norway struck Chile", "In response to strikes on Chile by Norway, Chile struck Norway."),
        ("Norway struck Chile", "Chile struck Norway after strikes on Chilean ports by Norway."),
        ("Norway struck Chile", "Chile hit Norway after Norway bombed Chile."),
        ("Peru expelled Chilean envoys", "Chile expelled a Peruvian after Peru's expulsion of envoys."),
        ("Peru closed its airspace to Chile", "Chile closed its airspace to Peru after Peru did so."),
        ("Peru closed its airspace to Chile", "In retaliation, Chile closed its airspace to Peru."),
        ("Peru closed its airspace to Chile", "Chile closed its airspace to Peru as Peru did the same."),
        ("Peru banned rice from Chile", "Chile banned fish from Peru in return."),
        ("Kenya exports milk to Uganda", "Uganda exports beans to Kenya, Kenya exports milk there."),
        ("Kenya exports milk to Uganda", "Uganda exports beans to Kenya; Kenya exports milk too."),
    ],
)
def test_what_both_may_have_done_is_not_exchanged(claim, passage):
    """One did it in answer to the other, or the text tells it of both."""
    assert not exchanged(claim, passage)
    assert not exchanged(passage, claim)


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Peru condemned the bombing of Chile", "Chile condemned the bombing of Peru"),
        ("Peru withdrew from Chile", "Chile withdrew from Peru"),
        ("Peru has withdrawn its envoy from Chile", "Chile has withdrawn its envoy from Peru"),
        ("Peru imports copper from Chile", "Chile imports copper from Peru"),
        ("Peru launched strikes on Chile", "Chile attacked Peru"),
        ("Peru keeps bombing Chile", "Chile keeps bombing Peru"),
        ("Peru thanked Chile for the return of its ships", "Chile thanked Peru for its ships"),
        ("Peru said it attacked Chile", "Chile said it attacked Peru"),
        ("Peru invaded Chile", "After months of drought Chile invaded Peru"),
    ],
)
def test_the_verb_beside_a_noun_of_the_other_still_has_its_subject(claim, passage):
    """What is done by a verb is read, though a noun of the other stands behind it."""
    assert exchanged(claim, passage)
    assert exchanged(passage, claim)


def test_we_are_who_speaks():
    """Of a passage in the first person the speaker's country is meant, where it has one."""
    claim, passage = "Norway got no request from Chile", "“We got no request from Norway,” she said."
    assert exchanged(claim, passage, "Foreign Ministry of Chile")
    assert not exchanged(claim, passage)
    assert not exchanged("Chile got no request from Norway", passage, "Foreign Ministry of Chile")


def test_what_is_denied_is_borne_out_by_the_other_way_round():
    """Who says that it was not this one may have heard that it was that one."""
    assert not exchanged("Norway did not attack Chile", "Chile attacked Norway")
    assert exchanged("Norway did not attack Chile", "Chile did not attack Norway")


@pytest.mark.parametrize(
    ("claim", "passage", "left_open"),
    [
        ("Chile asked Norway for ferries", "Norway has not asked Chile for ferries", True),
        ("Chile asked Norway for ferries", "Chile got no request for ferries from Norway", True),
        ("Chile has ceded the port to Norway", "Norway has not ceded the port to Chile", True),
        ("Chile asked Norway for ferries", "Chile has not asked Norway for ferries", False),
        ("Chile asked Norway for ferries", "Norway has asked Chile for ferries", False),
        ("Chile asked Norway for crews", "Norway never asked Chile for ferries; it asked for crews", False),
        ("Chile asked Norway for ferries", "Norway got no request for ferries from Chile", False),
        ("Chile stopped the ferry", "Norway did not stop the ferry, and Chile did", False),
    ],
)
def test_a_denial_of_one_says_nothing_of_the_other_way_round(claim, passage, left_open):
    """That these have not asked those leaves open whether those have asked these."""
    assert denied_of_exchanged(claim, passage) is left_open


@pytest.mark.parametrize(
    ("claim", "passage", "another"),
    [
        ("Chile's court dismissed the suit", "Norway's court dismissed the suit on Monday", True),
        ("Chile can find another harbour", "Peru can find another harbour.", True),
        ("Santiago can find another harbour", "Chile can find another harbour.", False),
        ("England closes seven ports", "Britain closes seven ports.", False),
        ("The picture is not from Kenya", "The picture is from Bangladesh.", False),
        ("Chile bought seven ships in May", "Peru sold its fleet", False),
        ("Chile can find another harbour", "We can find another harbour.", False),
    ],
)
def test_what_is_said_of_another_country_is_not_the_same(claim, passage, another):
    """One country in the place of another, with all else the same, is another statement."""
    assert of_another_country(claim, passage) is another


def test_who_speaks_may_be_meant_by_we():
    """What is said of "ours" is said of the country that speaks."""
    claim, speaking = "Chile's fleet sailed on Monday", "Ministry of Defence, Chile"
    assert not of_another_country(claim, "Peru's fleet stayed, our fleet sailed on Monday.", speaking)
    assert of_another_country(claim, "Peru's fleet sailed on Monday.", speaking)


@pytest.mark.parametrize(
    ("claim", "passage", "apart"),
    [
        ("Norway thanked Peru, not Chile, for the ferries", "We thank Chile for the ferries.", True),
        ("Norway stands with Peru and not with Chile", "Norway stands with Chile.", True),
        ("It was Peru rather than Chile that sent ferries", "Chile sent ferries.", True),
        ("Peru, not Chile, asked for ferries", "Chile has not asked for ferries.", False),
        ("Peru has not asked Chile for ferries", "Chile got no request for ferries.", False),
        ("Norway thanked Peru, not the navy", "We thank the navy.", False),
        ("Norway thanked Peru", "We thank Chile.", False),
    ],
)
def test_a_country_that_a_claim_sets_apart_is_found(claim, passage, apart):
    """Who says "this one, not that one" speaks of that one too."""
    assert set_apart(claim, passage) is apart
