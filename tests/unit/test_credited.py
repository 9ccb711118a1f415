"""Whose words a passage of a briefing is."""

from __future__ import annotations

import pytest

from checker.credited import credited
from checker.passages import cut, said_in
from checker.records import Statement

BRIEFING = """MS. LIND: The bridge will open on Monday. Nobody was hurt there.

QUESTION: And the ferry?

MR. BERG: The ferry will stop on Tuesday.

QUESTION: Why?

MS. LIND: The harbour is closed for repairs."""


def said(**record: str) -> dict[str, Statement]:
    fields = {"speaker": "Ana Lind", "office": "Minister of Transport", "issuer": "Ministry of Transport"}
    statement = Statement("1", BRIEFING, **{**fields, **record})
    passages = cut(statement)
    # A table of passages knows no turns, only what stands alone.
    assert [said_in(statement, passage.standalone) for passage in passages] == [p.said for p in passages]
    return {passage.text: passage.said for passage in passages}


def test_words_in_the_turn_of_somebody_else_are_theirs():
    """The guest's are neither the minister's nor her ministry's; her own keep all that is known of her."""
    found = said()
    guest = found["The ferry will stop on Tuesday."]
    assert (guest.speaker, guest.office, guest.issuer) == ("Mr. Berg", "", "")
    for own in ("The bridge will open on Monday.", "The harbour is closed for repairs."):
        assert found[own].spoken_by == "Ministry of Transport Minister of Transport Ana Lind"


def test_where_nobody_is_named_as_the_speaker_the_institution_stays():
    """It issued the whole, and the label tells who spoke for it."""
    found = said(speaker="", office="")
    assert {(one.speaker, one.issuer) for one in found.values()} == {
        ("Ms. Lind", "Ministry of Transport"),
        ("Mr. Berg", "Ministry of Transport"),
    }


@pytest.mark.parametrize("speaker", ["", "Ana Lind"])
def test_a_text_of_one_voice_is_its_statements(speaker):
    """A colon in it makes no turn, with or without somebody named as the speaker."""
    statement = Statement("1", "Note: the bridge will open. The ferry stops: no wind.", speaker=speaker)
    for passage in cut(statement):
        assert passage.said is statement
        assert said_in(statement, passage.standalone) is statement


@pytest.mark.parametrize(
    ("label", "own"),
    [
        ("MS. LIND", True),
        ("Ana Lind", True),
        ("A. Lind", True),
        ("Ana Lind (via video)", True),
        ("Ana Lind, Minister of Transport", True),
        ("Minister Lind", True),
        ("MINISTER OF TRANSPORT", True),
        ("Deputy Minister of Transport", False),
        ("Prime Minister", False),
        ("Health Minister", False),
        ("Eva Lind", False),
        ("Director Berg", False),
    ],
)
def test_a_label_is_the_speaker_where_nothing_in_it_disagrees(label, own):
    """A name may be said in short, but another given name or rank is somebody else."""
    record = {"speaker": "Ana Lind", "office": "Minister of Transport", "issuer": "Ministry of Transport"}
    statement = Statement("1", "Nine ports close.", **record)
    assert (credited(statement, label) is statement) is own
