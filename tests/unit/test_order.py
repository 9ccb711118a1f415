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
            Told("The repair of the canal is due before the start of rationing"),
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
            "The repair of the canal comes earlier than the start of rationing",
            EVENTS,
            Told("The repair of the canal comes before the start of rationing"),
        ),
        (
            "The pumps were checked before the gates were opened",
            CLAUSES,
            Told("The gates were opened after the pumps were checked"),
        ),
        (
            "The pumps were checked after the gates were opened",
            CLAUSES,
            Told("The gates were opened after the pumps were checked", exchanged=True),
        ),
        (
            "Israel hit Iran before Iran hit Israel",
            "Iran hit Israel after Israel hit Iran.",
            Told("Iran hit Israel after Israel hit Iran"),
        ),
        (
            "The turnstiles were tested after the gates opened",
            "The stadium gates opened before the turnstiles had been tested, which is why people waited.",
            Told("The gates opened before the turnstiles were tested"),
        ),
        (
            "After the debate, the vote takes place",
            "The debate is before the vote in Lima.",
            Told("The debate is before the vote"),
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
        (
            "The pumps were checked before the gates were opened",
            CLAUSES + " Later they were checked after the rain.",
        ),
        ("The gates were opened before the pumps had been checked", CLAUSES),
        (
            "The pumps were checked after the gates were opened",
            "Some gates were opened after the pumps had been checked.",
        ),
        ("The vote comes before the debate", "The first debate comes before the vote."),
        ("The vote comes before the debate", "The debate comes before the vote count."),
        ("The vote comes after the debate", "The debate rarely comes before the vote."),
        ("The minister spoke after the hearing", "The hearing was before the committee."),
        ("Use after age 18 was rare", "Use before age 18 was rare."),
    ],
)
def test_anything_else_stays(claim, passage):
    """Other things, spans of time, denials, doubts, a part, a place, two orders, and whose it is."""
    assert told_like(claim, passage) == Told(claim)
