"""Answers to a preview: set right, settled, left out; the rest stays as it was read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.errors import InvalidInput
from checker.import_answers import LEFT_OUT, Answer, answered
from checker.ingest.drafts import Doubt, Draft, Raw
from checker.ingest.duplicates import Sameness
from checker.ingest.importing import Duplicate, ImportPlan
from checker.records import Statement

DOUBTS = (Doubt("issued_at", "none was found"), Doubt("source", "two are named"), Doubt("text", "all in 'x'"))


def plan(*drafts):
    raws = tuple(Raw(name, "text/plain", name, b"") for name in ("r1", "r2"))
    return ImportPlan("v", drafts, (), (), raws)


ONE = Draft(Statement("one", "The port is open.", title="Port"), "r1", DOUBTS)
TWO = Draft(Statement("two", "The port is shut.", supersedes=("one", "old")), "r2")


def test_no_answer_changes_nothing():
    """A plan of which nothing is said stays the plan."""
    assert answered(plan(ONE, TWO), {}) == plan(ONE, TWO)


def test_fields_are_set_right_and_their_doubts_settled():
    """A field that a person wrote replaces what was read, and what was uncertain of it is no more."""
    found = answered(
        plan(ONE), {"one": Answer({"issued_at": "2025-06-12", "source_url": "https://a.example"})}
    )
    (draft,) = found.added
    assert draft.statement.issued_at.value.isoformat() == "2025-06-12T00:00:00+00:00"
    assert draft.statement.source.url == "https://a.example"
    assert (draft.statement.title, draft.statement.text) == ("Port", "The port is open.")
    assert draft.doubts == (DOUBTS[2],)


def test_a_doubt_is_settled_by_looking():
    """What a person confirmed stays as it was read, without the doubt."""
    (draft,) = answered(plan(ONE), {"one": Answer({}, confirmed=("text",))}).added
    assert draft.statement == ONE.statement
    assert draft.doubts == DOUBTS[:2]


def test_what_is_left_out_is_told_of_and_leaves_no_link():
    """It is listed with the reason, its source is not kept, and no other statement names it."""
    found = answered(plan(ONE, TWO), {"one": Answer({}, leave_out=True)})
    assert [d.statement.statement_id for d in found.added] == ["two"]
    assert found.added[0].statement.supersedes == ("old",)
    assert [s.reason for s in found.skipped] == [LEFT_OUT]
    assert [r.sha256 for r in found.raws] == ["r2"]


def test_it_can_take_the_place_of_another():
    """The statement that a person names is superseded, once."""
    (draft,) = answered(plan(TWO), {"two": Answer({}, supersedes="old")}).added
    assert draft.statement.supersedes == ("one", "old")
    (draft,) = answered(plan(ONE), {"one": Answer({}, supersedes="old")}).added
    assert draft.statement.supersedes == ("old",)


def test_an_answer_to_no_statement_is_refused():
    """An id that is mistyped is named: what a person wanted left out would be added otherwise."""
    answers = {"one": Answer({}), "onex": Answer({}, leave_out=True), "twox": Answer({})}
    with pytest.raises(InvalidInput, match="no statement of this import has the id 'onex' or 'twox'"):
        answered(plan(ONE, TWO), answers)


def test_an_answer_to_what_is_there_by_now_is_no_slip():
    """An import that is run again after it was carried out finds its statements as duplicates."""
    again = replace(plan(TWO), duplicates=(Duplicate(ONE, "release", "one", Sameness.EXACT),))
    found = answered(again, {"one": Answer({}, leave_out=True)})
    assert [draft.statement.statement_id for draft in found.added] == ["two"]


def test_the_last_name_is_not_taken_away():
    """A statement of somebody stays one, and the refusal names it."""
    by = replace(ONE, statement=replace(ONE.statement, office="Director"))
    with pytest.raises(InvalidInput, match=r"answers\.one: keep one of issuer, speaker, office"):
        answered(plan(by), {"one": Answer({"office": ""})})


def test_a_field_that_cannot_be_is_refused():
    """A date that does not exist is named."""
    with pytest.raises(InvalidInput, match="issued_at"):
        answered(plan(ONE), {"one": Answer({"issued_at": "2025-02-30"})})
