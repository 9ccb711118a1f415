"""The figures of the dashboard, and the places of its charts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest

from checker.records import Verdict
from checker.review_book import Judged, Vote
from checker.review_charts import HEIGHT, WIDTH, columns_of, dots_of
from checker.review_figures import figures_of
from checker.review_records import Decision, Standing, combined, standing_of

MONDAY = datetime(2025, 6, 16, 9, tzinfo=UTC)


def judged(standing=Standing.CONFIRMED, *, days=0, people=("A",), machine=Verdict.REFUTES, **more):
    """Return an answer that people decided on."""
    verdict = {Standing.CONFIRMED: machine, Standing.CHANGED: Verdict.SUPPORTS}.get(standing)
    decision = {Standing.CHANGED: Decision.CHANGE, Standing.REJECTED: Decision.REJECT}.get(
        standing, Decision.CONFIRM
    )
    at = MONDAY + timedelta(days=days)
    votes = tuple(Vote(n, name, decision, verdict, None, at) for n, name in enumerate(people))
    named = {"confidence": 0.9, "issuer": "Ministry of Transport", **more}
    return Judged("check", machine, standing=standing, votes=votes, **named)


@pytest.mark.parametrize(
    ("votes", "needed", "standing"),
    [
        ((), 1, Standing.UNREVIEWED),
        ((("confirm", "R"),), 1, Standing.CONFIRMED),
        ((("confirm", "R"),), 2, Standing.WAITING),
        ((("reject", None), ("reject", None)), 2, Standing.REJECTED),
        ((("change", "S"), ("change", "N")), 2, Standing.DISPUTED),
        ((("change", "S"), ("confirm", "R"), ("change", "S")), 2, Standing.DISPUTED),
    ],
)
def test_decisions_add_up_in_any_order(votes, needed, standing):
    """Whoever decided first, what decisions add up to is the same."""
    said = [(Decision(decision), outcome) for decision, outcome in votes]
    assert {standing_of(order, needed, older=False) for order in permutations(said)} == {standing}


def test_nothing_counts_on_an_earlier_answer():
    """With decisions on an earlier answer only, there is something to review again."""
    assert standing_of([], 1, older=True) is Standing.STALE


@pytest.mark.parametrize(
    ("claims", "check"),
    [
        ((), Standing.UNREVIEWED),
        ((Standing.CONFIRMED, Standing.UNREVIEWED), Standing.PARTLY),
        ((Standing.CONFIRMED, Standing.CHANGED), Standing.CHANGED),
        ((Standing.REJECTED, Standing.CHANGED), Standing.REJECTED),
        ((Standing.STALE, Standing.DISPUTED, Standing.UNREVIEWED), Standing.DISPUTED),
        ((Standing.WAITING, Standing.STALE), Standing.STALE),
    ],
)
def test_a_check_stands_as_its_gravest_claim(claims, check):
    """What people must know first names the check, in whatever order its claims come."""
    assert {combined(order) for order in permutations(claims)} == {check}


def test_agreement_is_of_what_is_settled():
    """What people dispute or wait with counts as neither agreement nor disagreement with the machine."""
    found = figures_of(
        [
            judged(),
            judged(Standing.REJECTED),
            judged(Standing.CHANGED, machine=Verdict.NOT_ENOUGH_INFO),
            judged(Standing.DISPUTED, people=("A", "B")),
            judged(Standing.WAITING),
            judged(people=("A", "B")),
        ]
    )
    assert (found.agreement.agreed, found.agreement.of) == (2, 4)
    assert (found.between_people.agreed, found.between_people.of) == (1, 2)
    assert (found.answers, found.decisions) == (6, 8)
    assert found.matrix[Verdict.NOT_ENOUGH_INFO]["SUPPORTS"] == 1
    assert found.matrix[Verdict.REFUTES]["rejected"] == 1
    assert {share.name: (share.agreed, share.of) for share in found.by_person} == {"A": (4, 6), "B": (2, 2)}


def test_reliability_is_of_decisive_verdicts():
    """Answers of about one confidence make a dot; a missing verdict has no confidence to be held to."""
    found = figures_of(
        [
            judged(confidence=0.91),
            judged(Standing.REJECTED, confidence=0.99),
            judged(confidence=1.0),
            judged(confidence=0.5),
            judged(confidence=0.5, machine=Verdict.NOT_ENOUGH_INFO),
        ]
    )
    assert [(one.agreed, one.of) for one in found.reliability] == [(1, 1), (2, 3)]
    assert found.reliability[1].confidence == pytest.approx(0.966, abs=0.001)


@pytest.mark.parametrize(
    ("days", "step", "starts"),
    [
        ((0, 3), "day", [date(2025, 6, d) for d in (16, 17, 18, 19)]),
        ((1, 40), "week", [date(2025, 6, 16) + timedelta(weeks=n) for n in range(6)]),
        ((0, 400), "month", None),
    ],
)
def test_time_is_cut_to_what_can_be_read(days, step, starts):
    """Days, weeks or months by the span, with those in between in which nothing was settled."""
    found = figures_of([judged(days=day) for day in days])
    assert found.step == step
    assert sum(period.of for period in found.periods) == 2
    if starts:
        assert [period.start for period in found.periods] == starts
    else:
        assert [period.start.day for period in found.periods] == [1] * 14


def test_charts_stay_in_their_frame():
    """Columns and dots lie within the drawing, and a column is as high as what it stands for."""
    many = [
        judged(Standing.CHANGED if n % 3 else Standing.CONFIRMED, days=n, confidence=1.0) for n in range(200)
    ]
    found = figures_of(many)
    for one in (drawn := columns_of(found.periods)).columns:
        assert 0 <= one.x <= one.x + one.width <= WIDTH
        assert 0 <= one.rest_y <= one.agreed_y <= HEIGHT
    highest = max(drawn.columns, key=lambda one: one.period.of)
    assert highest.rest_height + highest.agreed_height == pytest.approx(drawn.base - 12, abs=0.2)
    (dot,) = dots_of(found.reliability).dots
    assert 0 < dot.x - dot.radius < dot.x + dot.radius < 300


def test_nothing_makes_empty_charts():
    """With nothing decided there is nothing to divide by, and nothing to draw."""
    found = figures_of([])
    assert (found.agreement.share, columns_of(found.periods).columns, dots_of(found.reliability).dots) == (
        0,
        (),
        (),
    )
