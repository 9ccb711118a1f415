"""Goals beside what was measured: which are missed, which nothing here measures, and how that is told."""

from __future__ import annotations

import pytest

from eval import __main__ as command
from eval import report, results, targets
from eval.results import Results
from eval.targets import State, Target

LEAST = Target("pairs", "macro-F1", ("stance", "some_dev", "macro_f1"), at_least=0.88)
MOST = Target("silence", "decisive", ("seed", "all", "flips"), at_most=0)
NO_DATA = Target("climate", "macro-F1", at_least=0.5, note="no data of this kind")


def measured(macro_f1, flips):
    return {"stance": {"some_dev": {"macro_f1": macro_f1}}, "seed": {"all": {"flips": flips}}}


@pytest.mark.parametrize(
    ("macro_f1", "flips", "states"),
    [
        (0.88, 0.0, [State.REACHED, State.REACHED]),
        (0.8799, 1.0, [State.MISSED, State.MISSED]),
        (0.87996, 0.00004, [State.REACHED, State.REACHED]),
        (0.87994, 0.00006, [State.MISSED, State.MISSED]),
        (0.95, 5.0, [State.REACHED, State.MISSED]),
    ],
)
def test_a_goal_is_reached_at_its_bound(macro_f1, flips, states):
    """The bound itself is good enough, from above or from below, by the four digits that files keep."""
    parts = measured(macro_f1, flips)
    assert [LEAST.state(parts), MOST.state(parts)] == states


@pytest.mark.parametrize("parts", [{}, {"stance": {}}, {"stance": {"some_dev": {"rows": 1.0}}}])
def test_what_was_not_measured_is_neither_missed_nor_reached(parts):
    """A goal whose part, set or measure is not in the results is not measured, as is one without data."""
    assert LEAST.state(parts) is NO_DATA.state(parts) is State.NOT_MEASURED


def test_the_table_puts_what_is_missed_first():
    """Missed, then not measured and why, then reached, each with the figure and the goal; counted above."""
    told = targets.section([LEAST, NO_DATA, MOST], measured(0.9, 4.0))
    assert told.splitlines() == [
        "Of 3 goals: 1 missed, 1 not measured, 1 reached.",
        "",
        "|  | goal for | measure | measured on | found | goal |",
        "|---|---|---|---|--:|--:|",
        "| **missed** | silence | decisive | seed: all | 4 | ≤ 0 |",
        "| not measured | climate | macro-F1 | no data of this kind | – | ≥ 0.5 |",
        "| reached | pairs | macro-F1 | stance: some dev | 0.9000 | ≥ 0.88 |",
    ]


def test_a_run_says_the_same_when_its_results_are_read_again(tmp_path):
    """What is missed by less than files keep is told alike, and never with the figure of the goal."""
    for macro_f1 in (0.87994, 0.87996):
        made = Results("full", "2026-01-02", {}, {}, measured(macro_f1, 0.0))
        results.write(made, tmp_path / "results.json")
        again = results.read(tmp_path / "results.json")
        assert targets.section([LEAST], made.parts) == targets.section([LEAST], again.parts)
    assert "| 0.8799 | ≥ 0.88 |" in targets.section([LEAST], measured(0.87994, 0.0))


@pytest.mark.parametrize(
    "wrong",
    [
        {"at_least": 0.5, "at_most": 0.5, "note": "why"},
        {"note": "why"},
        {"at_least": 0.5},
        {"at_least": 0.5, "result": ["stance", "some_dev"]},
    ],
)
def test_a_goal_has_one_bound_and_a_figure_or_a_reason(wrong):
    """A goal with two bounds or none, with half a place in the results, or without a reason is refused."""
    with pytest.raises(ValueError, match="climate"):
        Target("climate", "macro-F1", **wrong)


def test_every_goal_is_one_that_a_full_run_measures():
    """The recorded results have a number for each goal that names one; the others say why there is none."""
    recorded = results.read(command.RESULTS).parts
    goals = targets.read()
    assert [goal for goal in goals if goal.result and goal.found(recorded) is None] == []
    assert all(goal.note for goal in goals if not goal.result)
    assert len({(goal.kind, goal.measure) for goal in goals}) == len(goals) >= 20


def test_the_report_begins_with_what_falls_short(tmp_path):
    """The table stands before all others, and a run that measured little says so."""
    made = Results("full", "2026-01-02", {"cores": 2}, {"stance": "s"}, measured(0.5, 0.0))
    report.write(made, tmp_path)
    page = (tmp_path / "quality.md").read_text("utf-8")
    assert page.index("\n## ") == page.index("\n## Where it falls short")
    assert "posts about the seed article, end to end | SUPPORTS where REFUTES is right" in page
    assert f"Of {len(targets.read())} goals: 0 missed," in page
