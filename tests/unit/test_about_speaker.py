"""What happened to an official is not what they say of others."""

from __future__ import annotations

import pytest

from checker.about_speaker import is_about_the_speaker
from checker.passages import cut
from checker.records import Statement

COURT = Statement(
    "court",
    "Former minister Casper Norrin was sentenced to seven years in prison. He was found guilty of fraud.",
    speaker="Adela Rusk",
    office="Court Spokesperson",
    issuer="Supreme Court",
)
HOME = Statement(
    "home",
    "He also confirmed that 3,000 workers have been flown home. Lund said two ministers were flown home.",
    speaker="Jens Lund",
    office="Spokesman",
)
OWN = Statement(
    "own",
    "I have resigned from my post today. We were never arrested.",
    speaker="Nadia Berkal",
    office="Minister",
)
TOLD = Statement(
    "told",
    "Minister Nadia Berkal fainted on Monday. She was taken to hospital.",
    speaker="Nadia Berkal",
    office="Minister",
)


@pytest.mark.parametrize(
    ("statement", "claim"),
    [
        (COURT, "Adela Rusk was found guilty of fraud"),
        (COURT, "Court spokesperson Rusk was sentenced to seven years in prison"),
        (HOME, "Jens Lund was flown home"),
        (HOME, "Spokesman Lund has been flown home"),
        (HOME, "Peter Lund was flown home"),
    ],
)
def test_what_happened_to_the_speaker_is_told_by_no_passage_about_others(statement, claim):
    """Their name stands in front of the words, and nowhere in them."""
    assert all(is_about_the_speaker(claim, passage) for passage in cut(statement))


@pytest.mark.parametrize(
    ("statement", "claim"),
    [
        (COURT, "Casper Norrin was found guilty of fraud"),
        (COURT, "Adela Rusk said that Norrin was found guilty"),
        (COURT, "Rusk was asked about the fraud"),
        (COURT, "Rusk has no doubt that he is guilty"),
        (HOME, "Lund confirmed that 3,000 workers were flown home"),
        (HOME, "3,000 workers were flown home, says Lund"),
        (HOME, "Workers of the Lund shipyard were flown home"),
        (OWN, "Nadia Berkal has resigned"),
        (OWN, "Nadia Berkal was never arrested"),
        (TOLD, "Nadia Berkal was taken to hospital"),
        (TOLD, "Minister Berkal fainted on Monday"),
    ],
)
def test_words_and_own_doings_are_left_alone(statement, claim):
    """What they say or think, what they tell of themselves, and what an article tells of them."""
    assert not any(is_about_the_speaker(claim, passage) for passage in cut(statement))


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("Troops are being sent to Texas tonight.", "Jens Lund is sending troops to Texas"),
        (
            "The chairman of the central bank has a successor.",
            "Lund replaced the chairman of the central bank",
        ),
        ("The visit to China in May was a success.", "Spokesman Lund visited China in May"),
        ("Reports of his arrest are fake.", "Lund was arrested"),
        ("Nobody was hurt in the crash.", "Jens Lund was hurt in the crash"),
        ("No prisoners were exchanged with anybody.", "Lund exchanged prisoners with Russia"),
        ("He was taken to hospital.", "Jens Lund was taken to hospital"),
    ],
)
def test_where_others_are_not_plainly_meant_a_passage_counts(words, claim):
    """A passage without a person may be about the acts of the one who speaks."""
    (passage,) = cut(Statement("x", words, speaker="Jens Lund", office="Spokesman"))
    assert not is_about_the_speaker(claim, passage)


def test_without_a_speaker_nobody_is_spoken_of():
    """An institution is no person."""
    (passage,) = cut(Statement("x", "3,000 workers have been flown home.", issuer="Ministry of Lund"))
    assert not is_about_the_speaker("Lund was flown home", passage)
