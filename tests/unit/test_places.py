"""Places: what is told of one is not told of another."""

from __future__ import annotations

import pytest

from checker.places import elsewhere


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        (
            "7,000 farmers have signed the petition in Westby",
            "The clerk said 7,204 farmers signed the petition in Norhavn.",
        ),
        (
            "7,000 farmers have signed the petition in Westby",
            "In Port Elm, 7,204 farmers signed the petition.",
        ),
        ("At Westby, 300 lamps were mended", "We mended 300 lamps at the harbour of Norhavn."),
        ("Three bridges were closed near Westby", "Three bridges near Norhavn have been closed."),
        ("40 shops reopened in Port of Westby", "40 shops reopened in Norhavn, the mayor said."),
        ("40 old shops reopened in Westby, Mayor Holm said", "The 40 old shops in Norhavn have reopened."),
        ("300 street lamps were repaired in Westby", "300 street lamps were mended in Norhavn, he said."),
    ],
)
def test_the_same_of_another_place_is_seen(claim, passage):
    """Behind the same small word; a word of the claim may be another."""
    assert elsewhere(claim, passage)


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Three bridges were closed in Westby", "Three bridges were closed in Westby."),
        ("Three bridges were closed", "Three bridges were closed in Westby."),
        ("Three bridges were closed in Westby", "Three bridges were closed."),
        ("Three bridges were closed in Nis", "Three bridges were closed in Niš."),
        ("Three bridges were closed in Westby", "Three bridges were closed in Westby's harbour."),
        ("Three bridges were closed in Europe", "Three bridges were closed in Norhavn."),
        ("Three bridges were closed in the EU", "Three bridges were closed in Norhavn."),
        ("Three bridges were closed in Norway", "Three bridges were closed in Norhavn."),
        ("Three bridges were closed in Westby", "Three bridges were closed in Norway."),
        ("Three bridges were closed in Westby", "Three bridges were closed in March."),
        ("Three bridges were not closed in Westby", "Three bridges were closed in Norhavn."),
        ("Three bridges were closed in Westby", "Three bridges were closed in Norhavn and in Elmby."),
        ("Three bridges were closed in Westby", "All three bridges were closed in Norhavn."),
        ("Bridges in Westby are longer", "Bridges in Norhavn are longer than before."),
        ("Three bridges were closed in Westby", "The ferry has been sold in Norhavn."),
        ("Three bridges were closed in Westby", "Three bridges were closed in Norhavn and Elmby."),
        ("Three bridges were closed in Westby", "Three bridges were closed in Norhavn, Elmby and Oxby."),
        ("Two guards were hurt in Tuesday's attack", "Two guards were hurt in the attack in Norhavn."),
        ("The two leaders will meet in Busan", "The two leaders will meet in South Korea."),
        ("Three people were hurt in Los Angeles", "Three people were hurt in LA."),
        ("Three people were hurt in Odessa", "Three people were hurt in Odesa."),
        ("Three schools were built in Westby", "Speaking in Norhavn, he said three schools were built."),
        (
            "Three schools were built in Westby",
            "In Norhavn on Monday she said that three schools were built.",
        ),
        ("Five men were hurt in Westby, the Army said", "Five men were hurt in Westby, Norhavn Police said."),
        ("Five men were hurt in Westby", "Five men were hurt in Westby on Harbour Street in Norhavn."),
        ("The report was handed to Holm", "The report was handed to Lind."),
        ("A fine was put on Facebook", "A fine was put on Meta."),
        ("They voted for the law in Congress", "They voted for the law in the Senate."),
        ("Workers at Boeing went on strike", "Workers in Seattle went on strike."),
        (
            "Court Acquits Old Mayor In Bribery Case",
            "The court in Norhavn acquitted the old mayor of bribery.",
        ),
        ("Clinics reopen in talks with Westby", "Clinics reopen after talks in Norhavn."),
        ("Flood victims will get cash in Westby", "Flood victims will get cash, said Ada Holm in Norhavn."),
        ("Ten men were held in Oldtown, Westby", "Ten men were held in Westby."),
        ("Westby police held ten men in Oldtown", "Police held ten men in Westby."),
        ("Three bridges were closed in Westby", ""),
        ("", "Three bridges were closed in Norhavn."),
        ("The ferry to Westby was sold", "The ferry was sold. Three bridges were closed in Norhavn."),
        ("Three bridges were closed from Westby", "Three bridges were closed in Norhavn."),
        ("THREE BRIDGES WERE CLOSED IN WESTBY", "Three bridges were closed in Norhavn."),
        ("three bridges were closed in westby", "Three bridges were closed in Norhavn."),
    ],
)
def test_what_may_be_the_same_place_is_let_alone(claim, passage):
    """A wider or a nearer place, none, several, another name of it, or one that is not written as a name."""
    assert not elsewhere(claim, passage)


def test_where_somebody_speaks_may_be_the_place():
    """An office in Westby need not say where, nor who has named the town in the sentence before."""
    claim, passage = "300 lamps were mended in Westby", "300 lamps were mended in Norhavn Square."
    assert elsewhere(claim, passage)
    assert not elsewhere(claim, passage, "Mayor of Westby")
    assert not elsewhere(claim, passage, around="We have been to Westby.")
