from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import f1_score

from checker.corpus import load_corpus
from checker.passages import cut
from checker.records import Candidate, Claim, Evidence, Probabilities, Stance, Statement, Verdict
from checker.verdict import Thresholds
from eval import __main__ as command
from eval import bench, report, results, seed
from eval.end_to_end import ANSWERS, LABELS, of_cases, of_counts, reasons
from eval.measures import (
    Found,
    aligned,
    confusion,
    described,
    drops,
    grid,
    interval,
    macro_f1,
    markdown,
    reliability,
    risk_coverage,
    tolerance,
)
from eval.plain_rule import surest
from eval.results import Results, read, read_baseline, record, write
from eval.retrieval import scores
from eval.stance import area_under_risk_coverage, expected_calibration_error
from training.checkworthy import measured
from training.verdict import Case

SURE = np.array([0.95, 0.95, 0.55, 0.55])
RIGHT = np.array([True, True, True, False])


def results_of(**measures):
    parts = {"stance": {"some_dev": {"rows": 10_000.0, **measures}}}
    return Results("full", "2026-01-02", {"cores": 2}, {"checker": "1"}, parts)


def test_map_counts_precision_at_the_ranks_of_relevant_documents():
    """MAP@5 is the mean precision at the hits, over at most five relevant documents."""
    found = scores(["a", "x", "b", "y", "z", "c"], {"a": 1, "b": 1, "c": 1})
    assert found["map5"] == pytest.approx((1 / 1 + 2 / 3) / 3)
    assert (found["r1"], found["r5"], found["r20"]) == pytest.approx((1 / 3, 2 / 3, 1))


def test_ndcg_is_one_only_for_the_best_order():
    """nDCG@10 is 1 when documents stand by falling relevance, and less when they do not."""
    gold = {"a": 2, "b": 1}
    assert scores(["a", "b"], gold)["ndcg10"] == pytest.approx(1)
    assert scores(["b", "a"], gold)["ndcg10"] == pytest.approx(
        (1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3))
    )


def test_average_precision_of_a_known_ranking():
    """Average precision is the mean precision at the positives, and best F1 is that of the best cut."""
    found = measured(np.array([0.9, 0.8, 0.7, 0.1]), np.array([1, 0, 1, 0]), 0.5)
    assert found["average_precision"] == pytest.approx((1 + 2 / 3) / 2, abs=1e-4)
    assert found["best_f1"] == pytest.approx(0.8)
    assert (found["recall_at_threshold"], found["others_skipped_at_threshold"]) == (1.0, 0.5)


def test_calibration_error_is_the_gap_of_confidence_and_accuracy():
    """Each bin adds its gap, weighted by its share of the rows."""
    assert expected_calibration_error(SURE, RIGHT) == pytest.approx(0.5 * 0.05 + 0.5 * 0.05)
    assert expected_calibration_error(np.array([1.0, 1.0]), np.array([True, True])) == 0


def test_reliability_agrees_with_the_calibration_error():
    """The points of the diagram weigh up to the expected calibration error of the same bins."""
    points = reliability(SURE, RIGHT)
    assert sum(abs(c - a) * share for c, a, share in points) == pytest.approx(
        expected_calibration_error(SURE, RIGHT)
    )


def test_risk_ends_at_the_error_rate():
    """With all rows answered the risk is the error rate; the most confident rows come first."""
    points = risk_coverage(SURE, RIGHT)
    assert points == [[0.25, 0.0], [0.5, 0.0], [0.75, 0.0], [1.0, 0.25]]
    assert np.mean([risk for _, risk in points]) == pytest.approx(area_under_risk_coverage(SURE, RIGHT))


@pytest.mark.parametrize("seed", range(5))
def test_macro_f1_is_that_of_scikit_learn(seed):
    """From counts, with answers that are no label, macro-F1 is what scikit-learn has from the rows."""
    chance = np.random.default_rng(seed)
    gold, answers = chance.integers(0, 3, 60), chance.integers(0, 4, 60)
    expected = f1_score(gold, answers, average="macro", labels=[0, 1, 2])
    assert macro_f1(confusion(gold, answers, (3, 4))) == pytest.approx(expected)


def test_interval_holds_the_estimate():
    """The bootstrap interval of groups that differ is not empty and holds the value of all of them."""
    groups = np.stack([np.eye(3, 4) * 5, np.ones((3, 4)), np.eye(3, 4) * 2 + 1])
    low, high = interval(groups)
    assert low < macro_f1(groups.sum(0)) < high


def test_conflicting_is_neither_right_nor_decisive():
    """A conflicting verdict on a supported post costs coverage, but is no flip and no decisive error."""
    counts = np.zeros((len(LABELS), len(ANSWERS)))
    counts[LABELS.index(Verdict.SUPPORTS), ANSWERS.index(Verdict.SUPPORTS)] = 3
    counts[LABELS.index(Verdict.SUPPORTS), ANSWERS.index(Verdict.CONFLICTING)] = 1
    found = of_counts(counts)
    assert (found["answered"], found["decisive_precision"], found["flips"]) == (0.75, 1.0, 0.0)


def test_a_flip_is_counted_both_ways():
    """Supported posts called refuted and refuted posts called supported are flips."""
    found = of_counts(np.array([[5, 1, 0, 0], [2, 5, 0, 0], [0, 0, 7, 0]]))
    assert (found["flips"], found["flip_rate"]) == (3, pytest.approx(3 / 20))


def test_a_post_without_claims_is_an_open_verdict():
    """A post in which nothing is checkable counts as NOT ENOUGH INFO, with its briefing and without."""
    gold = frozenset({"doc#1"})
    cases = [
        Case("doc", (), Verdict.NOT_ENOUGH_INFO, frozenset(), addressed=True),
        Case("doc", (), Verdict.NOT_ENOUGH_INFO, frozenset(), addressed=False),
        Case("other", (), Verdict.SUPPORTS, gold, addressed=True),
    ]
    found = of_cases(cases, Thresholds())
    assert (found["rows"], found["answered"], found["flips"], found["gold_found"]) == (2, 0, 0, 0)
    assert (found["decisive_of_unaddressed"], found["macro_f1"]) == (0, pytest.approx(2 / 9))


CLAIM = Claim("c1", "The dam is open", 0, 15, "The dam is open")
SAID = cut(Statement("dam", "The minister opened the dam."))[0]
ON_TOPIC = Evidence(
    Candidate(SAID, 1.0, 0.9, 1.0, coverage=1.0), Stance.NEUTRAL, Probabilities(0.1, 0.1, 0.8)
)
SUPPORTING = Evidence(
    Candidate(SAID, 1.0, 0.9, 1.0, coverage=1.0), Stance.SUPPORTS, Probabilities(0.98, 0.01, 0.01)
)


def open_case(*evidence, addressed, gold=Verdict.NOT_ENOUGH_INFO):
    return Case("dam", ((CLAIM, evidence),), gold, frozenset(), addressed)


def test_reasons_are_counted_by_whether_the_briefing_is_there():
    """Silence is right where nothing addresses a claim, a missing detail where its briefing is there."""
    cases = [
        open_case(addressed=False),
        open_case(addressed=False),
        open_case(ON_TOPIC, addressed=False),
        open_case(ON_TOPIC, addressed=True),
        open_case(addressed=True),
    ]
    assert reasons(cases, [Thresholds()] * 5) == {
        "no_statement_of_unaddressed": pytest.approx(2 / 3),
        "detail_not_stated_of_neutral": 0.5,
    }


def test_only_claims_that_are_rightly_left_open_have_a_reason():
    """A claim that got a verdict, or should have got one, does not count; without any there is no share."""
    cases = [
        open_case(SUPPORTING, addressed=False),
        open_case(ON_TOPIC, addressed=True, gold=Verdict.SUPPORTS),
    ]
    assert cases[0].verdict(Thresholds()) is Verdict.SUPPORTS
    assert reasons(cases, [Thresholds()] * 2) == {}


def test_reasons_are_measures_of_posts():
    """They stand in the table of verdicts, where there are open claims."""
    found = of_cases([open_case(ON_TOPIC, addressed=True), open_case(addressed=False)], Thresholds())
    assert (found["no_statement_of_unaddressed"], found["detail_not_stated_of_neutral"]) == (1, 1)


@pytest.mark.parametrize(
    ("measure", "before", "now", "dropped"),
    [
        ("accuracy", 0.9, 0.85, True),
        ("accuracy", 0.9, 0.895, False),
        ("accuracy", 0.9, 0.95, False),
        ("ece", 0.05, 0.1, True),
        ("ece", 0.1, 0.05, False),
        ("flips", 3, 9, False),
        ("wrong_support", 0.1, 0.2, True),
        ("accuracy", 0.9, math.nan, True),
    ],
)
def test_drops_know_which_way_is_worse(measure, before, now, dropped):
    """A share that falls or an error that grows beyond the tolerance is a drop; sizes are not compared."""
    found = drops(results_of(**{measure: before}).parts, results_of(**{measure: now}).parts)
    assert [change.measure for change in found] == ([measure] if dropped else [])


def test_a_measure_that_is_gone_is_a_drop():
    """What the baseline has and a measured part lacks is reported; a part that did not run is not."""
    before = {**results_of(accuracy=0.9).parts, "retrieval": {"some": {"rows": 9.0, "map5": 0.5}}}
    found = drops(before, {"stance": {}})
    assert [described(change) for change in found] == [
        "stance · some_dev · accuracy: was 0.900, no longer measured (tolerance 0.010)"
    ]


def test_a_measure_that_the_baseline_lacks_is_no_drop():
    """What is measured for the first time is compared with nothing."""
    new = {"stance": {"some_dev": {"rows": 9.0, "accuracy": 0.9, "wrong_support": 1.0}, "new": {"map5": 0.0}}}
    assert drops(results_of(accuracy=0.9).parts, new) == []


def test_a_smaller_sample_may_move_more_than_the_recorded_one():
    """Where fewer rows are measured than were recorded, noise is that of the fewer."""
    before = results_of(accuracy=0.9).parts
    assert drops(before, {"stance": {"some_dev": {"rows": 100.0, "accuracy": 0.86}}}) == []
    assert len(drops(before, {"stance": {"some_dev": {"rows": 100.0, "accuracy": 0.84}}})) == 1


def test_small_sets_may_move_more():
    """The tolerance is a standard error of a share over the rows, and never below one point."""
    assert tolerance(100) == pytest.approx(0.05)
    assert tolerance(1_000_000) == tolerance(0) == 0.01


def test_tables_show_what_is_there():
    """Sizes come first and whole, shares have three digits, and what a set lacks is a dash."""
    rows = grid({"a": {"f1": 0.5, "rows": 20.0}, "longer": {"ece": 0.25}})
    assert rows == [["set", "rows", "f1", "ece"], ["a", "20", "0.500", "–"], ["longer", "–", "–", "0.250"]]
    assert aligned(rows).splitlines()[1] == "a         20  0.500      –"
    assert markdown(rows).splitlines()[:2] == ["| set | rows | f1 | ece |", "|---|--:|--:|--:|"]


def test_results_survive_the_file(tmp_path):
    """Results that were written are read back as they were, plots included."""
    made = results_of(accuracy=0.5).with_part("end_to_end", Found({"x": {"rows": 1.0}}, {"x": {"c": []}}), 2)
    write(made, tmp_path / "folder" / "results.json")
    assert read(tmp_path / "folder" / "results.json") == made


def test_recording_keeps_other_modes_and_parts(tmp_path):
    """A recorded run replaces the parts that it measured in its mode, and nothing else."""
    path = tmp_path / "baseline.json"
    assert read_baseline(path, "full") == {}
    path.write_text(json.dumps({"quick": {"stance": {}}, "full": {"retrieval": {"a": {"map5": 0.5}}}}))
    record(results_of(accuracy=0.123456), path)
    assert read_baseline(path, "quick") == {"stance": {}}
    assert read_baseline(path, "full") == {
        "retrieval": {"a": {"map5": 0.5}},
        "stance": {"some_dev": {"rows": 10_000.0, "accuracy": 0.1235}},
    }


def test_a_missing_data_folder_is_said(tmp_path, capsys):
    """Without the data sets the command names the folder and what it lacks, and exits with 2."""
    assert command.main(["--data", str(tmp_path / "nowhere")]) == 2
    assert f"{tmp_path / 'nowhere'} lacks stance/dev, retrieval" in capsys.readouterr().err


@pytest.mark.parametrize(("strict", "code"), [([], 0), (["--strict"], 1)])
def test_a_drop_fails_only_when_strict(tmp_path, capsys, strict, code):
    """Drops from the baseline are printed; the exit code is 1 only with --strict."""
    out, baseline = tmp_path / "results.json", tmp_path / "baseline.json"
    record(results_of(accuracy=0.9), baseline)
    write(results_of(accuracy=0.8), out)
    asked = ["--reuse", "--out", str(out), "--baseline", str(baseline), *strict]
    assert command.main(asked) == code
    assert "stance · some_dev · accuracy: was 0.900, now 0.800" in capsys.readouterr().out


def test_the_report_has_tables_and_small_figures(tmp_path):
    """The page has the table of each measured part and its figures, and says which were not measured."""
    plot = {"confusion": [[3, 1, 0]] * 3, "reliability": [[0.5, 0.4, 1.0]], "risk_coverage": [[1.0, 0.2]]}
    made = results_of(accuracy=0.5).with_part(
        "stance", Found({"emergent": {"rows": 12.0, "accuracy": 0.75}}, {"emergent": plot}), 60
    )
    report.write(made, tmp_path)
    page = (tmp_path / "quality.md").read_text("utf-8")
    assert "| emergent | 12 | 0.750 |" in page
    sections = {*report.PARTS, "confidence", "explanation_kinds"}
    assert page.count("Not measured in this run.") == len(sections - {"stance"})
    figures = sorted((tmp_path / report.FOLDER).iterdir())
    assert [f.name for f in figures] == ["calibration.svg", "risk.svg", "stance.svg"]
    assert all(f"]({report.FOLDER}/{f.name})" in page for f in figures)


def test_the_machine_is_told_without_its_name():
    """Results say what speed depends on, and nothing by which the machine is known."""
    assert results.machine().keys() == {"cores", "architecture", "system", "python", "load"}


def test_bench_rows_stand_beside_something():
    """Each figure of the benchmark is shown with what it is compared with, and the ratio."""
    row = bench.Row("posts in a batch", 12.0, "1/s", "one after the other", 8.0)
    assert bench.table([row])[1] == ["posts in a batch", "12", "1/s", "one after the other", "8.00", "1.50"]


def test_the_plain_rule_believes_the_surest_passage():
    """Above one half, whichever side it takes; otherwise, and without passages, nothing is said."""
    found = [Probabilities(0.6, 0.1, 0.3), Probabilities(0.1, 0.7, 0.2), Probabilities(0.0, 0.0, 1.0)]
    assert surest(found) is Verdict.REFUTES
    assert surest(found[:1]) is Verdict.SUPPORTS
    assert surest([Probabilities(0.4, 0.3, 0.3)]) is surest([]) is Verdict.NOT_ENOUGH_INFO


@pytest.mark.parametrize("path", seed.POSTS, ids=lambda path: path.stem)
def test_posts_about_the_corpus_name_statements_of_it(path):
    """A verdict that decides has statements that decide it, which are there; an open one has none."""
    known = {statement.statement_id for statement in load_corpus(Path("corpus")).statements}
    asked = seed.posts(path)
    assert {one.gold for one in asked} == {Verdict.SUPPORTS, Verdict.REFUTES, Verdict.NOT_ENOUGH_INFO}
    assert all(one.statements <= known for one in asked)
    assert all(bool(one.statements) is (one.gold is not Verdict.NOT_ENOUGH_INFO) for one in asked)
    assert len({one.text for one in asked}) == len(asked)
