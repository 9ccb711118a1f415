"""Whose a statement is: how it is named, and whether two are of different officials."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checker.officials import may_disagree, named, same_official, who_said
from checker.records import IssuedAt, Precision
from tests.samples import statement

ONE = statement("The port opens.", 1)
OTHER = statement("The port stays closed.", 2)
UNDATED = IssuedAt()


def dated(precision: Precision, *day: int) -> IssuedAt:
    return IssuedAt("", datetime(*day, tzinfo=UTC), precision)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("office", "issuer", "expected"),
    [
        (
            "Spokesman",
            "Ministry of Foreign Affairs, Iran",
            "Spokesman Ana Lind (Ministry of Foreign Affairs, Iran)",
        ),
        (
            "Foreign Office Spokesperson",
            "Ministry of Foreign Affairs, Pakistan",
            "Foreign Office Spokesperson Ana Lind (Ministry of Foreign Affairs, Pakistan)",
        ),
        ("Foreign Office Spokesperson", "Foreign Office", "Foreign Office Spokesperson Ana Lind"),
        ("foreign office spokesperson", "The Foreign Office", "foreign office spokesperson Ana Lind"),
        (
            "Foreign Office Spokesperson",
            "Foreign Office, Pakistan",
            "Foreign Office Spokesperson Ana Lind (Pakistan)",
        ),
        (
            "Foreign Office Spokesperson",
            "Pakistan's Foreign Office",
            "Pakistan's Foreign Office Spokesperson Ana Lind",
        ),
        ("Spokesperson of the Harbour Board", "Harbour Board", "Spokesperson of the Harbour Board Ana Lind"),
        (
            "Norland Spokesperson",
            "Government of Norland",
            "Norland Spokesperson Ana Lind (Government of Norland)",
        ),
        ("", "Harbour Board", "Ana Lind (Harbour Board)"),
        ("", "", "Ana Lind"),
    ],
)
def test_the_institution_is_named_and_nothing_twice(office, issuer, expected):
    """What office and speaker do not say of the issuer is named beside them, and only that."""
    assert who_said(replace(ONE, office=office, issuer=issuer)) == expected


def test_an_institution_that_speaks_for_itself_is_the_name():
    """Without office and speaker the issuer stands alone, and without any name there is none."""
    assert who_said(replace(ONE, office="", speaker="", issuer="Harbour Board")) == "Harbour Board"
    assert who_said(replace(ONE, office="", speaker="", issuer="")) == ""


def test_an_issuer_that_the_speaker_says_comes_back_when_the_speaker_goes():
    """Nothing about whose it is gets lost with the name."""
    board = replace(ONE, office="", speaker="Harbour Board", issuer="Harbour Board")
    assert who_said(board) == who_said(board, with_speaker=False) == "Harbour Board"
    assert named("", "Harbour Board", "Harbour Board") == ("", "Harbour Board", "")


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ({"speaker": "Ana Lind"}, {"speaker": "Bo Ek"}),
        ({"speaker": "A. Lind"}, {"speaker": "Bo Lind"}),
        ({"speaker": "", "office": "Port Director"}, {"speaker": "", "office": "Port Secretary"}),
        ({"issuer": "Harbour Board"}, {}),
        ({"issuer": "", "office": ""}, {"speaker": "", "office": "", "issuer": "Harbour Board"}),
        ({"issued_at": dated(Precision.DAY, 2025, 6, 20)}, {}),
        ({"issued_at": dated(Precision.MONTH, 2025, 7, 1)}, {}),
    ],
)
def test_known_differences_make_two_sources(mine, theirs):
    """Another name, another office without names, another institution or another day can disagree."""
    assert may_disagree(replace(ONE, **mine), replace(OTHER, **theirs))
    assert may_disagree(replace(OTHER, **theirs), replace(ONE, **mine))


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ({}, {}),
        ({"speaker": "A. Lind"}, {"speaker": "Ana Lind"}),
        ({"speaker": "Dr Lind"}, {"speaker": "ana lind"}),
        ({"speaker": ""}, {}),
        ({"issuer": "", "speaker": "Lind"}, {}),
        ({"speaker": "", "office": "", "issuer": ""}, {"speaker": "", "office": "", "issuer": ""}),
        ({"office": "Spokesperson"}, {}),
        ({"issued_at": UNDATED}, {}),
        ({"issued_at": dated(Precision.MONTH, 2025, 6, 1)}, {}),
        ({"issued_at": dated(Precision.MINUTE, 2025, 6, 19, 16, 30)}, {}),
    ],
)
def test_what_is_not_known_to_differ_is_one_source(mine, theirs):
    """A shorter form of a name, a missing one or a less exact date tells nothing apart."""
    one, other = replace(ONE, **mine), replace(OTHER, **theirs)
    assert not may_disagree(one, other)
    assert not may_disagree(other, one)


@pytest.mark.parametrize(
    ("mine", "theirs", "differ"),
    [
        ({"office": "Minister"}, {"office": "Deputy Minister"}, True),
        ({"office": "President"}, {"office": "Vice President"}, True),
        ({"office": "Spokesperson"}, {"office": "Harbour Spokesperson"}, False),
        ({"speaker": "L. Lind"}, {"speaker": "Bo Lind"}, True),
        ({"speaker": "B. Lind"}, {"speaker": "Bo Lind"}, False),
        ({"speaker": "General Bo Lind"}, {"speaker": "Field Marshal Bo Lind"}, False),
        ({"speaker": "Muhammad"}, {"speaker": "M. Ali"}, True),
        ({"office": "Secretary"}, {"office": "Joint Secretary"}, True),
    ],
)
def test_ranks_and_initials_tell_officials_apart(mine, theirs, differ):
    """A deputy is somebody else; a first letter stands for a first name and not for the last one."""
    one, other = (
        replace(s, **{"issuer": "Harbour Board", "speaker": ""} | of)
        for s, of in ((ONE, mine), (OTHER, theirs))
    )
    assert may_disagree(one, other) is differ
    assert not (differ and same_official(one, other))


def test_one_statement_never_disagrees_with_itself():
    """Whatever two records of a statement say of it, it is one."""
    assert not may_disagree(ONE, replace(ONE, speaker="Bo Ek", issuer="Harbour Board"))


def test_one_official_is_known_by_name_or_by_office():
    """The same name is one official, so is the same office where nobody is named; a missing name is not."""
    nameless = {"speaker": ""}
    assert same_official(ONE, OTHER)
    assert same_official(replace(ONE, **nameless), replace(OTHER, **nameless))
    assert not same_official(ONE, replace(OTHER, **nameless))
    assert not same_official(ONE, replace(OTHER, issuer="Harbour Board"))
