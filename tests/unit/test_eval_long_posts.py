"""Long posts, claim by claim: what was read of each, and what else."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from checker.passages import cut
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
    Verdict,
    Versions,
)
from eval.long_posts import FILES, FOLDER, judged, measures, posts
from tests.samples import statement

TEXT = "so angry. The port is closed, and Iran sent tanks. Vote them out! Oman is silent."
SUPPORTS, REFUTES, OPEN = "SUPPORTS", "REFUTES", "NOT ENOUGH INFO"


@pytest.fixture
def post(tmp_path):
    claims = [
        {"words": "The port is closed", "verdict": SUPPORTS, "statements": ["s1"]},
        {"words": "Iran sent tanks", "verdict": REFUTES, "statements": ["s1"]},
        {"words": "Oman is silent", "verdict": OPEN, "statements": []},
    ]
    row = {"post": TEXT, "claims": claims, "remarks": ["so angry", "Vote them out!"]}
    path = tmp_path / "long.jsonl"
    path.write_text(json.dumps(row) + "\n", "utf-8")
    [found] = posts(path)
    return found


def read(words: str, verdict: str) -> ClaimResult:
    at = TEXT.index(words)
    passage = cut(statement("The port was closed.", 1))[0]
    stance = Stance.REFUTES if verdict == REFUTES else Stance.SUPPORTS
    evidence = Evidence(Candidate(passage, 1.0, 1.0, 1.0), stance, Probabilities(0.9, 0.05, 0.05))
    claim = Claim(f"c{at}", words, at, at + len(words), words)
    reason = Reason.NO_STATEMENT if verdict == OPEN else None
    return ClaimResult(claim, Verdict(verdict), 0.9, (evidence,), reason)


def report(*results: ClaimResult) -> Report:
    return Report(Post(TEXT), Verdict.REFUTES, "", results, Versions("", "", "", "", ""), 1)


def test_a_claim_has_what_was_read_of_its_words(post):
    """Of each that lies in it for the most part, or in which it lies."""
    found = judged(post, report(read("The port is closed", SUPPORTS), read("Oman is silent", OPEN)))
    assert [[one.claim.text for one in claim.read] for claim in found] == [
        ["The port is closed"],
        [],
        ["Oman is silent"],
    ]
    assert [claim.verdict.value for claim in found] == [SUPPORTS, OPEN, OPEN]


def test_claims_that_are_read_as_one_are_not_read_alone(post):
    """They share a verdict, be it right for one of them."""
    whole = "The port is closed, and Iran sent tanks"
    apart = report(
        read("The port is closed", SUPPORTS), read("Iran sent tanks", REFUTES), read("Oman is silent", OPEN)
    )
    assert measures([post], [apart])["read_alone"] == 1
    assert measures([post], [apart])["macro_f1"] == 1
    together = measures([post], [report(read(whole, REFUTES), read("Oman is silent", OPEN))])
    assert together["read_alone"] == pytest.approx(1 / 3)
    assert together["flips"] == 1


def test_remarks_that_are_read_as_claims_are_counted(post):
    """Those that lie in no claim of the post."""
    beside = report(read("The port is closed", SUPPORTS), read("Vote them out!", OPEN))
    assert measures([post], [beside])["remarks_read"] == 0.5


@pytest.mark.parametrize("name", FILES)
def test_every_claim_of_the_files_stands_in_its_post(name):
    """In order, apart from each other, and those that are settled by some statement."""
    found = posts(FOLDER / f"{name}.jsonl")
    assert len(found) >= 24
    for one in found:
        spans = [claim.span for claim in one.claims]
        assert all(before.end <= after.start for before, after in pairwise(spans))
        assert all(bool(claim.statements) is (claim.gold.value != OPEN) for claim in one.claims)
