"""How the confidence of verdicts is fitted, and measured: on cases whose right answers are known."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from itertools import islice

import pytest

from checker import network
from checker.records import Candidate, Claim, Evidence, Probabilities, Stance, Verdict
from checker.verdict import Thresholds, judge
from eval import confidence
from tests.samples import passage, statement
from training import mixture, verdict
from training.verdict import Case, open_weights, sure

CLAIM = Claim("c1", "They ordered 120 ferries.", 0, 25, "They ordered 120 ferries.")
CUTS = Thresholds()


def case(gold: Verdict, supports: float, near: float, *, addressed: bool = True) -> Case:
    """Return a post whose one passage supports it so surely, and is so near."""
    rest = (1 - supports) / 2
    said = statement("Words.", 1)
    stance = Stance.SUPPORTS if supports > rest else Stance.NEUTRAL
    found = Evidence(
        Candidate(passage(said), near, near, 1.0, coverage=near), stance, Probabilities(supports, rest, rest)
    )
    return Case("doc", ((CLAIM, (found,)),), gold, frozenset(), addressed=addressed)


OPEN, SAID = Verdict.NOT_ENOUGH_INFO, Verdict.SUPPORTS
# Near passages that were misread, and far ones: the nearer, the more often something was overlooked.
MISSED = [case(OPEN if n % 4 < 3 - near else SAID, 0.2, 0.3 * near) for near in (0, 1, 2) for n in range(40)]
SILENT = [case(OPEN, 0.2, 0.0, addressed=False) for _ in range(60)]


def test_open_claims_are_less_sure_where_a_passage_is_near():
    """What is fitted says of near and far ones how often they were rightly open."""
    fitted = replace(CUTS, **open_weights(MISSED, CUTS))
    assert fitted.open_topic < 0
    far, between, near = (judge(*MISSED[40 * n].claims[0], fitted).confidence for n in range(3))
    assert far > between > near
    assert [far, between, near] == pytest.approx([0.75, 0.5, 0.25], abs=0.06)


def test_what_nothing_addresses_counts_less():
    """Posts that nothing addresses make the far ones surer; at their full number they would more so."""
    without, some = (
        judge(*MISSED[0].claims[0], replace(CUTS, **open_weights(cases, CUTS))).confidence
        for cases in (MISSED, MISSED + SILENT)
    )
    assert without < some < (30 + 60) / (40 + 60)


def test_they_count_as_said(monkeypatch):
    """With a share of one they count like any other."""
    shares = []
    for share in (verdict.SILENT_SHARE, 1.0):
        monkeypatch.setattr(verdict, "SILENT_SHARE", share)
        fitted = replace(CUTS, **open_weights(MISSED + SILENT, CUTS))
        shares.append(judge(*MISSED[0].claims[0], fitted).confidence)
    assert shares[0] < shares[1]


def test_decisive_verdicts_are_as_sure_as_they_are_right():
    """Nine in ten of one strength were right, so that strength is shown as that."""
    cases = [case(SAID if n % 10 else OPEN, 0.97, 0.9) for n in range(200)]
    fitted = replace(CUTS, **sure([*cases, *SILENT], CUTS))
    shown = judge(*cases[0].claims[0], fitted)
    assert shown.verdict is SAID
    assert shown.confidence == pytest.approx(0.9, abs=0.02)


def test_calibration_is_measured_with_and_without_what_nothing_addresses():
    """A confidence that is right for the one mixture is wrong for the other."""
    cases = MISSED[:40] + SILENT
    known = replace(CUTS, open_share=0.0, open_topic=0.0, open_bias=1.0986)  # three in four
    found = confidence.calibration_of_cases(cases, [known] * len(cases))
    assert found["ece"] == pytest.approx(0.0, abs=0.01)
    assert found["ece_half_unaddressed"] == pytest.approx(0.15, abs=0.01)


@pytest.mark.models
def test_the_command_fits_and_writes_all_of_it(monkeypatch, tmp_path, capsys):
    """From rows of sets to the two files that a check reads: on a few briefings, with the bundled models."""
    config, rule, sets = tmp_path / "config.json", tmp_path / "verdict.py", tmp_path / "stance" / "dev"
    config.write_bytes((verdict.CLAIMS / "config.json").read_bytes())
    shipped = verdict.RULE.read_text("utf-8")
    rule.write_text(shipped, "utf-8")
    sets.mkdir(parents=True)
    row = {"claim": "The port is shut.", "evidence": "The port is open.", "label": "contradicts"}
    for name in verdict.PUBLIC:
        with gzip.open(sets / f"{name}.jsonl.gz", "wt") as file:
            file.write(json.dumps(row) + "\n")
    first = [tmp_path / "authored-1.jsonl.gz"]
    with gzip.open(first[0], "wt") as file:
        rows = mixture.own_rows(mixture.own_files()[:1], "premise_id", held_out=True)
        file.writelines(json.dumps(row) + "\n" for row in islice(rows, 60))
    posts = mixture.briefing_posts(held_out=True)[:160:2]
    asked = {p.doc_id for p in posts}
    docs = {name: doc for name, doc in mixture.briefings().items() if name in asked}
    monkeypatch.setattr(mixture, "own_files", lambda: first)
    monkeypatch.setattr(mixture, "briefing_posts", lambda **_: posts)
    monkeypatch.setattr(mixture, "briefings", lambda: docs)
    monkeypatch.setattr(verdict, "CLAIMS", tmp_path)
    monkeypatch.setattr(verdict, "RULE", rule)
    monkeypatch.setenv("CHECKER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr("sys.argv", ["verdict", "--write", "--data", str(tmp_path)])
    verdict.main()
    said = capsys.readouterr().out
    assert said.startswith("scaling temperature ")
    assert "cross-validated {'posts': " in said
    assert json.loads(config.read_text())["biases"] != network.claim_network(1).biases
    fitted = rule.read_text("utf-8").splitlines()
    changed = [new for old, new in zip(shipped.splitlines(), fitted, strict=True) if old != new]
    assert any(line.startswith("    stance_weight: ") for line in changed)
    assert all(": float = " in line for line in changed)
