"""Orders of two things, told as a passage tells them."""

from __future__ import annotations

import pytest

from checker.order import Told, told_like

EVENTS = "The minister said that the repair of the canal is due before the start of rationing."
CLAUSES = "The gates were opened after the pumps had been checked."


@pytest.mark.parametrize(
    ("claim", "passage", "read"),
    [
        (
            "The start of rationing comes after the repair of the canal.",
            EVENTS,
            Told("The repair of the canal comes before the start of rationing"),
        ),
        (
            "BREAKING: the start of rationing is due later than the repair of the canal",
            EVENTS,
            Told("BREAKING: the repair of the canal is due before the start of rationing"),
        ),
        (
            "The start of rationing is due before the repair of the canal!",
            EVENTS,
            Told("The repair of the canal is due before the start of rationing", exchanged=True),
        ),
        (
            "The repair of the canal comes after the start of rationing",
            EVENTS,
            Told("The repair of the canal comes before the start of rationing", exchanged=True),
        ),
        (
            "The pumps were checked before the gates were opened",
            CLAUSES,
            Told("The gates were opened after the pumps were checked"),
        ),
        (
            "Before the pumps were checked, the gates were opened",
            CLAUSES,
            Told("The gates were opened after the pumps were checked", exchanged=True),
        ),
    ],
)
def test_the_same_two_things(claim, passage, read):
    """They stand as in the passage; whether the claim had them in the other order is told."""
    assert told_like(claim, passage) == read


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("The start of rationing comes after the visit of the auditors", EVENTS),
        ("The pumps were checked two days before the gates were opened", CLAUSES),
        ("The pumps were not checked before the gates were opened", CLAUSES),
        ("The pumps were checked", CLAUSES),
        ("The pumps were checked before the gates were opened", EVENTS),
        ("The pumps were checked before the gates were opened", CLAUSES.replace("after", "hours after")),
        ("Use after age 18 was rare", "Use before age 18 was rare."),
    ],
)
def test_anything_else_stays(claim, passage):
    """Other things, spans of time, denials, no order, and what only tells whose it is."""
    assert told_like(claim, passage) == Told(claim)
