"""Orders of two things, told from the end from which a passage tells them."""

from __future__ import annotations

import pytest

from checker.order import is_another, told_like

EVENTS = "The minister said that the repair of the canal is due before the start of rationing."
CLAUSES = "The gates were opened after the pumps had been checked."


@pytest.mark.parametrize(
    ("claim", "passage", "read"),
    [
        (
            "The start of rationing comes after the repair of the canal.",
            EVENTS,
            "The repair of the canal comes before the start of rationing",
        ),
        (
            "BREAKING: the start of rationing is due later than the repair of the canal",
            EVENTS,
            "BREAKING: the repair of the canal is due before the start of rationing",
        ),
        (
            "The repair of the canal comes earlier than the start of rationing",
            EVENTS,
            "The repair of the canal comes before the start of rationing",
        ),
        (
            "The pumps were checked before the gates were opened",
            CLAUSES,
            "The gates were opened after the pumps were checked",
        ),
        (
            "The gates were opened after the turnstiles were tested",
            "The turnstiles were tested before the stadium gates were opened, which is why people waited.",
            "The turnstiles were tested before the gates were opened",
        ),
        (
            "After the debate, the vote takes place",
            "The debate is before the vote in Lima.",
            "The debate takes place before the vote",
        ),
    ],
)
def test_from_the_passages_end(claim, passage, read):
    """The same one stays first."""
    assert told_like(claim, passage) == read


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("The start of rationing is due before the repair of the canal", EVENTS),
        ("The pumps were checked after the gates were opened", CLAUSES),
        ("The start of rationing comes after the visit of the auditors", EVENTS),
        ("The pumps were checked two days before the gates were opened", CLAUSES),
        ("The pumps were not checked before the gates were opened", CLAUSES),
        ("Were the pumps checked before the gates were opened", CLAUSES),
        ("The pumps were checked", CLAUSES),
        ("The pumps were checked before the gates were opened", EVENTS),
        ("The pumps were checked before the gates were opened", CLAUSES.replace("after", "hours after")),
        ("The pumps were checked before the gates were opened", f"{CLAUSES} They were shut after the rain."),
        ("Use after age 18 was rare", "Use before age 18 was rare."),
        ("The minister spoke after the hearing", "The hearing was before the committee."),
        ("The project is ahead of schedule", "The project is ahead of schedule."),
    ],
)
def test_anything_else_stays(claim, passage):
    """The other order, other things, spans, denials, questions, a place, two orders, and whose it is."""
    assert told_like(claim, passage) == claim


@pytest.mark.parametrize(
    ("claim", "passage", "another"),
    [
        ("The start of rationing is due before the repair of the canal", EVENTS, True),
        ("The repair of the canal comes after the start of rationing", EVENTS, True),
        ("The pumps were checked after the gates were opened", CLAUSES, True),
        ("The gates were opened before the pumps had been checked", CLAUSES, True),
        ("The start of rationing comes after the repair of the canal", EVENTS, False),
        ("The gates were opened after the pumps had been checked", CLAUSES, False),
        ("The start of rationing is due before the visit of the auditors", EVENTS, False),
        ("Israel hit Iran before Iran hit Israel", "Iran hit Israel after Israel hit Iran.", False),
        (
            "The pumps were checked after the gates were opened",
            f"{CLAUSES} They were shut after the rain.",
            False,
        ),
    ],
)
def test_the_other_order(claim, passage, another):
    """The same two the other way round; not where either could be the other, or more orders are told."""
    assert is_another(claim, passage) is another
