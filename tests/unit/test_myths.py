from __future__ import annotations

import pytest

from checker.myths import parts


def told(text):
    """Return the parts of a text, each with whether it is denied."""
    return [(part.denied, text[part.start : part.end].strip(" \n*")) for part in parts(text)]


@pytest.mark.parametrize(
    "text",
    [
        "MYTH: It has a chip.\nFACT: It has none.",
        "Myth 1: It has a chip.\n\nFact 1: It has none.",
        "**Rumour:** It has a chip.\n**Truth:** It has none.",
        "Myth\nIt has a chip.\nFact\nIt has none.",
        "Claim: It has a chip. Fact: It has none.",
        "RUMOUR: It has a chip.\nFALSE: It has none.",
        "False - It has a chip.\nTrue - It has none.",
        "Allegation: It has a chip.\nResponse: It has none.",
        "Claim 1: It has a chip.\nOur answer: It has none.",
        "Claim: It has a chip.\nReality: It has none.",
    ],
)
def test_a_rumour_and_its_answer_are_told_apart(text):
    """By whatever words they are labelled, on one line or several."""
    assert told(text) == [(True, "It has a chip."), (False, "It has none.")]


def test_a_rumour_without_a_labelled_answer_is_one_line():
    """What stands below the myth and above the next is what the page says."""
    text = (
        "Read this.\n\nMyth: It has a chip.\n\nIt has none.\nIt never had.\n\nMyth: It is new.\n\nIt is old."
    )
    assert told(text) == [
        (False, "Read this."),
        (True, "It has a chip."),
        (False, "It has none.\nIt never had."),
        (True, "It is new."),
        (False, "It is old."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rumours spread fast.\nFacts do not.",
        "MYTH: It has a chip.",
        "Claim: breach of contract\nVerdict: guilty",
        "Claim 1: A device that turns.\nClaim 2: A device that does not.",
        "Misinformation\nThe unit was set up in May.\nFake news\nTwo men were arrested.",
        "FACT: It is old.\nFACT: It is safe.",
        "Facts: She was hurt.\n\nClaim: She asks for damages.\n\nThe appeal was dismissed.",
        "Facts: 312 fell ill.\nClaims: Insurance claims must be sent in May.",
        "Reality: it is high.\nMisinformation – the ministry warns – is spreading.\nRemain calm.",
        "Question: Is it open?\nResponse: It is open.",
    ],
)
def test_other_texts_set_nothing_right(text):
    """One label alone, those of courts and patents, and headings about rumours deny nothing."""
    assert told(text) == []


def test_where_one_claim_is_answered_the_others_are_denied_too():
    """The last answer may have no label: the claim is still none of the page's own words."""
    text = "Claim 1: It has a chip.\nFact: It has none.\nClaim 2: It is new.\n\nIt is old."
    assert told(text) == [
        (True, "It has a chip."),
        (False, "It has none."),
        (True, "It is new."),
        (False, "It is old."),
    ]


def test_an_aside_in_a_later_sentence_leaves_the_dash_a_label():
    """Only a second dash in the same sentence makes the words behind the first an aside."""
    text = "Myth - It has a chip. We say - again - no.\nFact - It has none."
    assert told(text)[0][0] is True
