"""Sets made of labelled pairs, confidence, kinds of claims, mistakes, and what a run may overwrite."""

from __future__ import annotations

import json
import math
from itertools import islice

import numpy as np
import pytest

from checker.passages import cut
from checker.pipeline import queries_of
from checker.records import (
    Candidate,
    Claim,
    ClaimResult,
    Evidence,
    Post,
    Probabilities,
    Reason,
    Report,
    Stance,
    Statement,
    Verdict,
    Versions,
)
from eval import __main__ as command
from eval import confidence, figures, from_dev, kinds, mistakes, report, results
from eval.confidence import Answer
from eval.from_dev import Asked, Row, Watched
from eval.measures import Found
from eval.results import Results
from eval.stance import NAMES, scores
from training import mixture

CLAIM = Claim("c1", "The dam is open", 0, 15, "The dam is open")
SAID = Statement("dev-1", "The minister opened the dam.")
OTHER = Statement("dev-2", "Nobody has opened the dam.")


def candidate(statement: Statement) -> Candidate:
    return Candidate(cut(statement)[0], 1.0, 0.9, 1.0)


def result(verdict: Verdict, sure: float, statement: Statement = SAID) -> ClaimResult:
    if verdict is Verdict.NOT_ENOUGH_INFO:
        return ClaimResult(CLAIM, verdict, sure, reason=Reason.NO_STATEMENT)
    stance = Stance(verdict.value)
    evidence = Evidence(candidate(statement), stance, Probabilities(0.5, 0.3, 0.2))
    return ClaimResult(CLAIM, verdict, sure, (evidence,))


def report_of(*found: ClaimResult) -> Report:
    verdict = confidence.answer(found, Verdict.SUPPORTS).verdict
    return Report(Post(CLAIM.text), verdict, "", found, Versions("c", "e", "s", "w", "v"))


def run_of(model: str = "a", **parts: dict[str, dict[str, float]]) -> Results:
    return Results("full", "2026-01-02", {"cores": 2}, {"encoder": "e", "stance": model}, parts)


def test_each_claim_is_asked_once_and_every_fourth_has_nothing_to_answer_it():
    """No claim is sampled twice; the evidence of every fourth is in no statement and it stays open."""
    rows = [Row(f"claim {n % 40}", f"evidence {n}", "supports", str(n)) for n in range(80)]
    asked, statements = from_dev.sampled(rows, 20, "dev")
    texts = {s.text for s in statements}
    assert len({a.text for a in asked}) == len(asked) == 20
    silent = [a for a in asked if not a.addressed]
    assert len(silent) == 5
    assert all(a.gold is Verdict.NOT_ENOUGH_INFO and not a.statements for a in silent)
    assert not any(r.evidence in texts for r in rows if r.claim in {a.text for a in silent})


@pytest.mark.parametrize("wanted", ["neutral", "supports", "contradicts"])
def test_no_statement_of_the_corpus_is_known_to_mislead(wanted):
    """Evidence that its set says to settle a sampled claim another way never becomes a statement."""
    other = "supports" if wanted == "contradicts" else "contradicts"
    rows = [Row("the claim", "first", wanted, "1"), Row("the claim", "second", other, "2")]
    rows += [Row(f"claim {n}", "second", "supports", "2") for n in range(3)]
    asked, statements = from_dev.sampled(rows, 9, "dev")
    labels = {(r.claim, r.evidence): r.label for r in rows}
    by_id = {s.statement_id: s.text for s in statements}
    for claim in asked:
        said = {i: labels.get((claim.text, text), "neutral") for i, text in by_id.items()}
        decisive = {i: label for i, label in said.items() if label != "neutral"}
        assert decisive.keys() == claim.statements
        assert {from_dev.VERDICTS[label] for label in decisive.values()} <= {claim.gold}


def test_of_a_page_one_revision_is_in_the_corpus():
    """Pairs of one family share their evidence, so that two revisions never contradict each other."""
    rows = [Row(f"claim {n}", f"revision {n % 2}", "supports", "page") for n in range(6)]
    _, statements = from_dev.sampled(rows, 6, "dev")
    assert len(statements) == 1


def test_the_speaker_of_an_own_pair_is_kept():
    """The statement that evidence becomes is said by the speaker of the pair."""
    rows = [Row("It rained.", "We saw rain.", "supports", "1", "Spokesperson, Weather Office")]
    _, (statement,) = from_dev.sampled(rows, 1, "own")
    assert (statement.statement_id, statement.office) == ("own-1", "Spokesperson, Weather Office")
    assert cut(statement)[0].standalone.startswith("Spokesperson, Weather Office")


class _Search:
    def search(self, queries, k, scope=None):
        del scope
        return [[candidate(OTHER), candidate(SAID)][:k] for _ in queries]


def test_search_silence_and_citations_are_counted():
    """Gold is found where any candidate has it, cited where it stands first; silence may be broken."""
    watched = Watched(_Search())
    watched.search(queries_of(CLAIM), 2)
    gold = frozenset({"dev-1"})
    asked = [
        Asked(CLAIM.text, Verdict.SUPPORTS, gold, addressed=True),
        Asked(CLAIM.text, Verdict.SUPPORTS, gold, addressed=True),
        Asked(CLAIM.text, Verdict.NOT_ENOUGH_INFO, frozenset(), addressed=False),
    ]
    reports = [
        report_of(result(Verdict.SUPPORTS, 0.9)),
        report_of(result(Verdict.SUPPORTS, 0.9, OTHER)),
        report_of(result(Verdict.REFUTES, 0.9)),
    ]
    assert from_dev.beyond_counts(asked, reports, watched) == {
        "unaddressed": 1,
        "decisive_of_unaddressed": 1,
        "gold_found": 1,
        "citation_precision": 0.5,
    }
    assert [a.right for a in from_dev.answers_of(asked, reports)] == [True, True]


def test_a_search_that_was_cut_short_has_not_found_the_gold():
    """Where the gold statement is below the candidates that were read, it does not count as found."""
    watched = Watched(_Search())
    watched.search([CLAIM.query], 1)
    asked = [Asked(CLAIM.text, Verdict.SUPPORTS, frozenset({"dev-1"}), addressed=True)]
    found = from_dev.beyond_counts(asked, [report_of(result(Verdict.NOT_ENOUGH_INFO, 0.9))], watched)
    assert found["gold_found"] == 0
    assert "citation_precision" not in found


def test_the_confidence_of_a_post_is_that_of_the_claim_that_made_its_verdict():
    """A sure claim with another verdict does not lend its confidence."""
    found = [result(Verdict.SUPPORTS, 0.99), result(Verdict.REFUTES, 0.6), result(Verdict.REFUTES, 0.7)]
    assert confidence.answer(found, Verdict.REFUTES) == Answer(Verdict.REFUTES, 0.7, Verdict.REFUTES)


def test_a_post_without_a_judged_claim_shows_no_confidence():
    """Nothing to judge, or a language that is not read, is left out of the calibration."""
    unread = ClaimResult(CLAIM, Verdict.NOT_ENOUGH_INFO, 0.0, reason=Reason.LANGUAGE_NOT_COVERED)
    answers = [confidence.answer(found, Verdict.NOT_ENOUGH_INFO) for found in ([], [unread])]
    assert all(math.isnan(a.confidence) for a in answers)
    assert confidence.calibration(answers) == {}
    assert confidence.points(answers) == []


def test_calibration_is_over_all_and_over_decisive_answers():
    """An open verdict that is surely right lowers the error of all and not that of decisive ones."""
    decisive = Answer(Verdict.SUPPORTS, 0.8, Verdict.REFUTES)
    still_open = Answer(Verdict.NOT_ENOUGH_INFO, 1.0, Verdict.NOT_ENOUGH_INFO)
    found = confidence.calibration([decisive, still_open])
    assert found == {"ece": pytest.approx(0.4), "ece_decisive": pytest.approx(0.8)}
    assert confidence.points([decisive, still_open]) == [[0.8, 0.0, 1.0]]


def test_kinds_stand_worst_first_below_the_total():
    """Each kind has its rows and accuracy, the lowest first, with all rows above them."""
    judged = [("paraphrase", True), ("paraphrase", True), ("role_swap", True), ("role_swap", False)]
    found = kinds.by_kind(judged)
    assert list(found) == ["all kinds", "role_swap", "paraphrase"]
    assert found["role_swap"] == {"rows": 2, "accuracy": 0.5}
    assert found["all kinds"] == {"rows": 4, "accuracy": 0.75}


class _Copying:
    """A stance model that finds support where passage and claim are the same text."""

    def predict(self, pairs):
        same, other = Probabilities(0.8, 0.1, 0.1), Probabilities(0.1, 0.1, 0.8)
        return [same if passage == claim else other for passage, claim in pairs]


def test_kinds_are_those_of_the_held_out_pairs():
    """A model that calls nearly all pairs open is right on kinds that leave claims open, not on others."""
    found = kinds.measure(_Copying()).measures
    assert found["all kinds"]["rows"] == sum(m["rows"] for n, m in found.items() if n != "all kinds")
    assert found["not_settled"]["accuracy"] == 1
    assert found["denied_event"]["accuracy"] < 0.1


def test_contrastive_accuracy_ignores_the_third_label():
    """Only rows that support or contradict count, and of these two labels the likelier is chosen."""
    p = [[0.3, 0.1, 0.6], [0.3, 0.1, 0.6], [0.9, 0.05, 0.05]]
    found = scores(["supports", "contradicts", "neutral"], np.array(p))
    assert found["contrastive_accuracy"] == 0.5
    assert found["accuracy"] == 0
    assert "two_way_accuracy" not in found


def test_contrastive_accuracy_needs_both_labels():
    """A set without contradictions has the accuracy of its two labels instead."""
    found = scores(["supports", "neutral"], np.array([[0.2, 0.7, 0.1], [0.3, 0.3, 0.4]]))
    assert found["two_way_accuracy"] == 1
    assert "contrastive_accuracy" not in found
    assert NAMES[:2] == ("supports", "contradicts")


def test_parts_are_added_to_results_of_the_same_models(tmp_path):
    """A part that is measured alone leaves the others of the recorded run as they were."""
    whole = tmp_path / "results.json"
    results.write(run_of(stance={"dev": {"rows": 3.0}}), whole)
    begun, out = command.joined(run_of(), whole, tmp_path / "part.json")
    assert out == whole
    assert begun.with_part("kinds", Found({}), 1).parts.keys() == {"stance", "kinds"}


@pytest.mark.parametrize("recorded", [True, False])
def test_parts_of_another_model_go_elsewhere(tmp_path, recorded):
    """A part never replaces a whole run, and parts of two models never stand in one table."""
    whole = tmp_path / "results.json"
    if recorded:
        results.write(run_of("b", stance={"dev": {"rows": 3.0}}), whole)
    begun, out = command.joined(run_of(), whole, tmp_path / "part.json")
    assert out == tmp_path / "part.json"
    assert begun.parts == {}


def test_a_report_of_other_results_leaves_the_docs_alone(tmp_path):
    """Only the recorded full results are written to docs/; a report of others stands beside them."""
    out = tmp_path / "results.json"
    results.write(run_of(stance={"dev": {"rows": 3.0, "accuracy": 0.5}}), out)
    asked = ["--reuse", "--report", "--out", str(out), "--baseline", str(tmp_path / "none.json")]
    assert command.main(asked) == 0
    assert "| dev | 3 | 0.500 |" in (tmp_path / "docs" / "quality.md").read_text("utf-8")


def test_confidence_of_verdicts_has_a_table_of_its_own(tmp_path):
    """The calibration of all sets with verdicts is in one table and not in those of the parts."""
    measures = {"rows": 5.0, "macro_f1": 0.5, "ece": 0.125, "ece_decisive": 0.25}
    plots = {"some_dev": {"confusion": [[1, 0, 0, 0]] * 3, "reliability": [[0.8, 0.5, 1.0]]}}
    made = run_of(end_to_end={"briefings": measures}, kinds={"role_swap": {"rows": 4.0, "accuracy": 0.5}})
    made = made.with_part("from_dev", Found({"some_dev": measures}, plots), 1)
    report.write(made, tmp_path)
    page = (tmp_path / "quality.md").read_text("utf-8")
    assert "| briefings | 5 | 0.125 | 0.250 |" in page
    assert "| some dev | 5 | 0.125 | 0.250 |" in page
    assert page.count("| some dev | 5 | 0.500 |") == 1
    drawn = {f.name for f in (tmp_path / report.FOLDER).iterdir()}
    assert drawn == {"from-dev.svg", "confidence.svg", "kinds.svg"}
    assert all(f"]({report.FOLDER}/{name})" in page for name in drawn)


def test_bars_say_share_and_rows(tmp_path):
    """The figure of kinds names each kind with its accuracy and how many rows are behind it."""
    figures.styled()
    figures.bars_figure({"role swap": (0.25, 8), "paraphrase": (1.0, 12)}, tmp_path / "kinds.svg")
    drawn = (tmp_path / "kinds.svg").read_text("utf-8")
    assert all(text in drawn for text in ("role swap", "0.25 of 8", "paraphrase", "1.00 of 12"))


NOTES = """
model = "some-stance@1"
[[kind]]
name = "roles swapped"
count = 3
description = "Who asked whom is exchanged."
post = "The airport asked the pilots for help"
passage = "The pilots asked the airport for help."
gold = "NOT ENOUGH INFO"
predicted = "SUPPORTS"
[[kind]]
name = "wrong label"
count = 5
description = "The label is wrong."
post = "Forty nurses came home"
passage = "The minister said that 40 nurses had come home."
gold = "REFUTES"
predicted = "SUPPORTS"
"""


def test_what_goes_wrong_is_told_by_kind(tmp_path):
    """The kinds that a reader counted are shown, the most frequent first, each with its example."""
    path = tmp_path / "mistakes.toml"
    path.write_text(NOTES, "utf-8")
    section = mistakes.section(mistakes.read(path))
    assert section.startswith("## What goes wrong\n\n8 wrong answers")
    assert "some-stance@1" in section
    assert section.index("**wrong label: 5 of 8.**") < section.index("**roles swapped: 3 of 8.**")
    assert "> Post: The airport asked the pilots for help<br>\n> Passage: The pilots asked" in section
    assert "> Right: NOT ENOUGH INFO; given: SUPPORTS" in section


def test_without_notes_nothing_is_said_about_mistakes(tmp_path):
    """The section is there only when somebody has read mistakes."""
    assert mistakes.section(mistakes.read(tmp_path / "none.toml")) == ""


def test_notes_with_an_unknown_field_are_refused(tmp_path):
    """A misspelled field of a kind is not passed over."""
    path = tmp_path / "mistakes.toml"
    path.write_text(NOTES.replace("description", "descripton"), "utf-8")
    with pytest.raises(TypeError, match="descripton"):
        mistakes.read(path)


def test_the_passage_of_a_mistake_is_the_first_of_the_surest_claim():
    """A mistake shows what its verdict rests on, and nothing where nothing was found."""
    less, more = result(Verdict.SUPPORTS, 0.6, OTHER), result(Verdict.SUPPORTS, 0.8)
    assert mistakes.cited([less, more]) == SAID.text
    assert mistakes.cited([result(Verdict.NOT_ENOUGH_INFO, 0.9)]) == mistakes.cited([]) == ""


@pytest.mark.models
def test_sampled_mistakes_are_wrong_and_the_same_again(tmp_path, monkeypatch):
    """The sample is half posts and half pairs, all of them wrong, and a second call draws the same."""
    posts, docs, drawn = mixture.briefing_posts(held_out=True)[:80], mixture.briefings(), []
    docs = {name: docs[name] for name in {p.doc_id for p in posts}}
    pairs = list(islice(kinds.held_out(), 500))
    monkeypatch.setattr(mixture, "briefing_posts", lambda **_: posts)
    monkeypatch.setattr(mixture, "briefings", lambda: docs)
    monkeypatch.setattr(kinds, "held_out", lambda: iter(pairs))
    for name in ("first", "second"):
        out = tmp_path / f"{name}.jsonl"
        assert mistakes.main(["--count", "6", "--out", str(out), "--home", str(tmp_path)]) == 0
        drawn.append(out.read_text("utf-8"))
    rows = [json.loads(line) for line in drawn[0].splitlines()]
    assert drawn[0] == drawn[1]
    assert [r["source"] for r in rows] == ["post"] * 3 + ["pair"] * 3
    assert all(r["gold"] != r["predicted"] and r["text"] for r in rows)
