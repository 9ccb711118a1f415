"""Countries that a claim is about and a passage is not."""

from __future__ import annotations

import pytest

from checker.nations import nations, speaks_of_others
from checker.records import Claim
from tests.samples import passage, statement


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Norwegians and the Danish king met in Oslo", {"norway", "denmark"}),
        ("The U.S. thanked us", {"america"}),
        ("The US thanked Tehran", {"america", "iran"}),
        ("THEY TOLD US NOTHING", set()),
        ("12 ferries were ordered", set()),
        ("the UK, the U.K. and the uk", {"britain"}),
        ("New Zealanders in South Africa and the Emirates", {"new zealand", "south africa", "emirat"}),
        ("\ud800 \x00 🇳🇴", set()),
    ],
)
def test_countries_are_found_by_name_people_and_capital(text, found):
    """A country is named by its name, its people, its adjective or its capital; "us" is none."""
    assert nations(text) == found


@pytest.mark.parametrize(
    ("query", "others"),
    [
        ("Norway asked for ferries", False),
        ("Oslo asked Copenhagen for ferries", False),
        ("Sweden asked for ferries", True),
        ("Ferries were asked for", False),
    ],
)
def test_a_country_that_the_passage_does_not_come_near_is_another(query, others):
    """What the passage or its issuer names is near; any other country of the claim is not."""
    said = passage(
        statement("Norway has not asked us for ferries.", issuer="Ministry of Transport of Denmark")
    )
    assert speaks_of_others(Claim("c1", query, 0, len(query), query), said) is others


def test_with_an_unknown_speaker_the_whole_statement_counts():
    """Where no issuer is known, "we" may be any country that the statement names."""
    whole = statement("Peru answered. We got no request.", issuer="", office="", speaker="", title="")
    part = passage(whole)
    assert not speaks_of_others(Claim("c1", "Peru got it", 0, 11, "Peru got a request"), part)
    assert speaks_of_others(Claim("c1", "Chile got it", 0, 12, "Chile got a request"), part)


@pytest.mark.parametrize(
    ("query", "others"),
    [("England closes its ports", False), ("Britain closes ports", False), ("France closes ports", True)],
)
def test_what_concerns_the_whole_concerns_a_part(query, others):
    """London may speak of England's ports, and what it says of them is said of Britain."""
    said = passage(statement("Seven ports close.", issuer="Department for Transport, London"))
    assert speaks_of_others(Claim("c1", query, 0, len(query), query), said) is others


def test_one_part_is_not_another():
    """What Edinburgh says of Scotland says nothing of Wales, and something of Britain."""
    said = passage(statement("Scotland closes seven ports.", issuer="", office="", speaker="", title=""))
    assert speaks_of_others(Claim("c1", "Wales", 0, 5, "Wales closes seven ports"), said)
    assert not speaks_of_others(Claim("c1", "Britain", 0, 7, "Britain closes seven ports"), said)


@pytest.mark.parametrize(
    ("query", "others"),
    [
        ("Norway asked for ferries amid a strike in Chile", False),
        ("Norway, amid Chilean protests, asked for ferries", False),
        ("Amid protests in Chile, Norway asked for ferries", False),
        ("Amid rising tensions Chile asked for ferries", True),
        ("In the wake of the storm Norway asked Chile for ferries", True),
        ("Chilean media claims Norway asked for ferries", False),
        ("Norway asked for ferries, Chile's state television reported", False),
        ("Norway closed Chilean newspapers", True),
        ("Norway asked for ferries from Chile", True),
        ("Norway asked for 40 million US dollars", False),
        ("Norway asked for 40m US dollars", False),
        ("Norway asked for Rs 500 and 3,000 Chilean pesos", False),
        ("Norway asked for 40 million Chilean sheep", True),
        ("Norway asked for Chilean pesos", True),
    ],
)
def test_what_goes_on_around_it_is_not_what_a_claim_is_about(query, others):
    """The country of a circumstance, of media that report it or of a sum's currency makes no other claim."""
    said = passage(statement("Norway has not asked us for ferries.", issuer="Ministry of Transport"))
    assert speaks_of_others(Claim("c1", query, 0, len(query), query), said) is others


@pytest.mark.parametrize(
    ("text", "query", "others"),
    [
        ("NORWAY HAS ASKED US FOR FERRIES", "Norway has Asked US for Ferries", False),
        ("NO REQUEST HAS REACHED US FROM OSLO!", "No Request has Reached US from Oslo!", False),
        ("OSLO LEFT FERRIES TO US, SAYS OSLO", "Oslo Left Ferries to US, says Oslo", True),
        ("NORWAY TELLS US.", "Norway Tells US.", False),
        ("THE US FERRIES", "The US Ferries", True),
        ("US ASKS NORWAY FOR FERRIES", "US Asks Norway for Ferries", True),
        ("NORWAY BUYS US FERRIES", "Norway Buys US Ferries", True),
        ("NORWAY AND US IN TALKS", "Norway and US in Talks", True),
        ("NORWAY ASKED US FOR US FERRIES", "Norway Asked US for US Ferries", True),
        ("Norway has asked US for ferries", "Norway has asked US for ferries", True),
    ],
)
def test_a_shouted_pronoun_is_no_country(text, query, others):
    """In capitals "US" is the country only where "us" cannot stand."""
    said = passage(statement("Norway has not asked us for ferries.", issuer="Ministry of Transport"))
    assert speaks_of_others(Claim("c1", text, 0, len(text), query), said) is others
