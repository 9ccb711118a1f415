from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checker.records import IssuedAt, Post, Precision, Reason, Verdict
from checker.schema import (
    PartState,
    candidates_to_wire,
    check_to_wire,
    dump_json,
    issued_at_to_wire,
    report_to_wire,
)
from tests import samples
from tests.fakes import FakeCheck

STABLE = {"id", "post", "verdict", "summary", "claims", "corpus_version", "models"}
STABLE_CLAIM = {"text", "start", "end", "verdict", "reason", "confidence", "passages"}
STABLE_PASSAGE = {
    *("statement_id", "text", "stance", "score", "speaker", "office", "issued_at", "source_url"),
}


@pytest.fixture
def wire():
    return report_to_wire(samples.everything(), check_id="abc")


def test_stable_keys(wire):
    """The keys that outside readers rely on are there."""
    assert wire.keys() >= STABLE
    assert all(claim.keys() >= STABLE_CLAIM for claim in wire["claims"])
    passages = [passage for claim in wire["claims"] for passage in claim["passages"]]
    assert passages
    assert all(passage.keys() >= STABLE_PASSAGE for passage in passages)


def test_names(wire):
    """Id, verdicts, versions and model names go out as they are."""
    assert wire["id"] == "abc"
    assert wire["verdict"] == "REFUTES"
    assert [claim["verdict"] for claim in wire["claims"]] == [
        *("REFUTES", "SUPPORTS", "CONFLICTING", "NOT ENOUGH INFO", "NOT ENOUGH INFO"),
    ]
    assert wire["corpus_version"] == samples.VERSIONS.corpus
    assert wire["models"] == {
        "encoder": "encoder@1",
        "stance": "stance@1",
        "worth": "worth@1",
        "checker": "0.1.0",
    }


def test_offsets_cut_the_claim_out_of_the_post(wire):
    """Each claim is the part of the post that its offsets name, also behind an emoji."""
    assert all(wire["post"][claim["start"] : claim["end"]] == claim["text"] for claim in wire["claims"])


def test_highlights_are_offsets_into_the_passage(wire):
    """The spans cut the decisive words out of the passage."""
    refuted, supported = wire["claims"][:2]
    conflict = refuted["passages"][0]["conflict"]
    span, passage = conflict["passage_span"], refuted["passages"][0]["text"]
    assert passage[span["start"] : span["end"]] == conflict["passage_text"] == "12 ferries"
    [highlight] = supported["passages"][0]["highlights"]
    assert supported["passages"][0]["text"][highlight["start"] : highlight["end"]] == "first ferry"


def test_reason(wire):
    """The reason is a code where there is no verdict, else the sentence that explains it."""
    reasons = [claim["reason"] for claim in wire["claims"]]
    assert reasons[0] == "The post says “120” (10 times as many); the statement says “12 ferries”."
    assert reasons[3:] == ["detail_not_stated", "no_statement"]


def test_scores_are_rounded_here(wire):
    """Four digits leave; the records keep all of them."""
    claim = wire["claims"][0]
    assert claim["confidence"] == 0.9313
    assert claim["passages"][0]["score"] == 0.8123


def test_no_number_is_no_score():
    """A score that is not a number leaves as null: JSON knows no NaN."""
    made = samples.undecided(samples.claim(samples.EVERYTHING, "The port is open!"))
    broken = samples.report(samples.EVERYTHING, replace(made, confidence=math.nan))
    assert report_to_wire(broken, check_id="x")["claims"][0]["confidence"] is None


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        ((), "no_claim"),
        ((Reason.NO_CLAIM, Reason.NO_STATEMENT), "no_statement"),
        ((Reason.NO_STATEMENT, Reason.DETAIL_NOT_STATED), "detail_not_stated"),
        ((Reason.DETAIL_NOT_STATED, Reason.SEARCH_DEGRADED), "search_degraded"),
        ((Reason.NO_STATEMENT, Reason.TOO_MANY_CLAIMS), "too_many_claims"),
        ((Reason.LANGUAGE_NOT_COVERED,), "language_not_covered"),
    ],
)
def test_reason_of_the_post(reasons, told):
    """A post without a verdict gives the reason of its claims that says most."""
    made = samples.claim(samples.EVERYTHING, "The port is open!")
    report = samples.report(samples.EVERYTHING, *(samples.undecided(made, reason) for reason in reasons))
    assert report_to_wire(report, check_id="x")["reason"] == told


def test_an_explanation_has_its_offsets_in_query_post_and_passage(wire):
    """A decisive passage says of what kind it is, and its spans cut out the words; an open one has none."""
    claim = wire["claims"][0]
    against, beside = claim["passages"]
    why = against["explanation"]
    texts = {"claim_spans": claim["query"], "post_spans": wire["post"], "passage_spans": against["text"]}
    cut = {key: [text[s["start"] : s["end"]] for s in why[key]] for key, text in texts.items()}
    assert cut == {"claim_spans": ["120"], "post_spans": ["120"], "passage_spans": ["12 ferries"]}
    assert (why["kind"], why["text"]) == ("number", claim["explanation"])
    assert beside["explanation"] is None


def test_decisive_post_has_no_reason(wire):
    """A post with a verdict needs no reason for having none."""
    assert wire["reason"] is None


def test_hostile_text_leaves_as_plain_json():
    """Half surrogates, NUL and other control characters leave as JSON that is valid UTF-8."""
    text = 'a\0\x1b\ud800"\u2028</script>'
    made = samples.undecided(samples.claim(text, text))
    wire = report_to_wire(samples.report(text, made), check_id="x")
    assert json.loads(dump_json(wire).encode("utf-8"))["post"] == text.replace("\ud800", "\ufffd")
    assert json.dumps(wire, ensure_ascii=False).encode("utf-8")


@pytest.mark.parametrize(
    ("issued", "shown"),
    [
        (IssuedAt("Thursday"), "Thursday"),
        (IssuedAt(), ""),
        (IssuedAt("2025", datetime(2025, 1, 1, tzinfo=UTC), Precision.YEAR), "2025"),
        (IssuedAt("June 2025", datetime(2025, 6, 1, tzinfo=UTC), Precision.MONTH), "2025-06"),
        (IssuedAt("", datetime(2025, 6, 19, tzinfo=UTC), Precision.DAY), "2025-06-19"),
        (IssuedAt("", datetime(2025, 6, 19, 14, 5, tzinfo=UTC), Precision.MINUTE), "2025-06-19T14:05+00:00"),
        (IssuedAt("long ago", datetime(2025, 6, 19, tzinfo=UTC), Precision.UNKNOWN), "long ago"),
    ],
)
def test_issued_at(issued, shown):
    """A date leaves as precisely as it is known, and never more precisely."""
    assert issued_at_to_wire(issued) == shown


def test_search_results():
    """What a search found leaves with ids, text and rounded score."""
    found = samples.evidence(samples.statement("The port is open."), samples.Stance.NEUTRAL).candidate
    assert candidates_to_wire([found]) == [
        {
            "statement_id": "ferries-1",
            "passage_id": "ferries-1#1",
            "text": "The port is open.",
            "score": 0.8123,
        }
    ]


def test_unfinished_check():
    """A check that is not finished has neither a report nor an error."""
    wire = check_to_wire(FakeCheck("c", Post("a"), ""))
    assert wire == {
        "id": "c",
        "state": "queued",
        "created_at": "2026-01-02T03:04:05+00:00",
        "finished_at": None,
        "cached": False,
        "first_check_id": None,
    }


def test_failed_check():
    """A check that failed says why."""
    check = FakeCheck("c", Post("a"), "", state="failed", error="no model", error_type="ModelMissing")
    assert check_to_wire(check)["error"] == {"type": "ModelMissing", "detail": "no model"}


def test_part():
    """A part is shown with what it is made of, if that is known."""
    assert PartState(ready=True).to_wire() == {"ready": True, "detail": ""}
    assert PartState(ready=False, detail="away", facts={"a": "b"}).to_wire()["facts"] == {"a": "b"}


def test_verdict_words_are_those_of_fever():
    """The words on the wire are stable."""
    assert {v.value for v in Verdict} == {"SUPPORTS", "REFUTES", "CONFLICTING", "NOT ENOUGH INFO"}
