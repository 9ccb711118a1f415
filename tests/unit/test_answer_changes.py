"""Two reports on one post: whether they give different answers."""

from __future__ import annotations

import pytest

from checker.answer_changes import ChangeKind, answer_mark, answer_marks, cited, compare, kind_of, retold

PASSAGE = {
    "statement_id": "a",
    "passage_id": "a#1",
    "text": "We have ordered 12 ferries.",
    "stance": "SUPPORTS",
    "issued_at": "2025-06-19",
}


def claim(verdict="SUPPORTS", passages=(PASSAGE,), reason="The statement says the same.", **more):
    """Return a claim as it is on the wire."""
    return {
        "id": "c1",
        "text": "They ordered 12 ferries",
        "start": 0,
        "end": 23,
        "verdict": verdict,
        "reason": reason,
        "explanation": "",
        "confidence": 0.9,
        "passages": list(passages),
        **more,
    }


def report(*claims):
    """Return a report with these claims."""
    return {"claims": list(claims)}


def kinds(before, after, changed=()):
    """Return the kinds of change between two claims."""
    return [change.kind for change in compare(report(before), report(after), changed)]


def test_the_same_answer_is_no_change():
    """Another confidence, score or sentence around the same verdict and words changes no answer."""
    other = claim(reason="Said in other words.", confidence=0.7, passages=[PASSAGE | {"score": 0.1}])
    assert kinds(claim(), other) == []


def test_a_further_passage_is_no_change():
    """One more official who says the same, even with more weight, leaves the answer as it was."""
    more = PASSAGE | {"statement_id": "b", "passage_id": "b#1"}
    assert kinds(claim(), claim(passages=[more, PASSAGE])) == []


def test_another_verdict_is_a_change():
    """The answer before and after are told with the passages that they rest on."""
    other = PASSAGE | {"passage_id": "b#1", "statement_id": "b", "stance": "REFUTES"}
    (change,) = compare(report(claim()), report(claim("REFUTES", [other])))
    wire = change.to_wire()
    assert (wire["kind"], wire["before"]["verdict"], wire["after"]["verdict"]) == (
        "verdict",
        "SUPPORTS",
        "REFUTES",
    )
    assert wire["after"]["passage"]["statement_id"] == "b"


@pytest.mark.parametrize(
    "more",
    [
        {"then": {"verdict": "SUPPORTS"}, "now": {"verdict": "REFUTES"}},
        {"overtaken": {"matched": {"statement_id": "a"}, "by": {"statement_id": "b"}, "on": "2025-06-19"}},
    ],
)
def test_an_answer_that_was_overtaken_is_a_change(more):
    """What held then and what holds now are parts of the answer."""
    assert kinds(claim(), claim(**more)) == [ChangeKind.VERDICT]


def test_telling_then_and_now_apart_is_no_change():
    """A report that says of both what the earlier one said of the claim gives the same answer."""
    same = {"verdict": "SUPPORTS", "confidence": 0.9, "passage_id": "a#1"}
    assert kinds(claim(), claim(then=same, now=same, overtaken=None)) == []


def test_another_reason_for_no_verdict_is_a_change():
    """Nothing was said, and the detail is left open, are two answers."""
    before = claim("NOT ENOUGH INFO", (), "no_statement")
    assert kinds(before, claim("NOT ENOUGH INFO", (), "detail_not_stated")) == [ChangeKind.VERDICT]


@pytest.mark.parametrize(
    "after",
    [
        [PASSAGE | {"text": "We have ordered 12 new ferries."}],
        [PASSAGE | {"standing": {"ending": "retracted"}}, PASSAGE | {"passage_id": "b#1"}],
        [PASSAGE | {"passage_id": "b#1", "statement_id": "b"}],
    ],
)
def test_words_that_were_corrected_or_withdrawn_are_a_change(after):
    """A reader was shown words that do not stand any more, though the verdict does."""
    assert kinds(claim(), claim(passages=after)) == [ChangeKind.EVIDENCE]


@pytest.mark.parametrize("field", ["speaker", "office", "issuer", "issued_at"])
def test_words_of_somebody_else_are_a_change(field):
    """Who said it is a part of the answer, for readers and for whoever confirmed it."""
    before, after = claim(passages=[PASSAGE | {field: "a"}]), claim(passages=[PASSAGE | {field: "b"}])
    assert kinds(before, after) == [ChangeKind.EVIDENCE]
    assert answer_mark(before) != answer_mark(after)


BESIDE = ["source_url", "source_title", "publisher", "venue", "attribution", "issued_at_text"]


@pytest.mark.parametrize("field", BESIDE)
def test_where_the_words_stand_is_no_part_of_the_answer(field):
    """A source that is added or corrected changes no answer, and nobody has to review it again."""
    before = claim(passages=[PASSAGE | {field: ""}])
    after = claim(passages=[PASSAGE | {field: "https://a.example/"}], confidence=0.4, reply="of now")
    assert kinds(before, after, {"a"}) == []
    assert answer_mark(before) == answer_mark(after)
    told = retold(report(before) | {"reply": "of then"}, report(after) | {"reply": "of now"}, {"a"})
    [one] = told["claims"]
    assert one["passages"][0][field] == "https://a.example/"
    assert (one["reply"], one["confidence"], told["reply"]) == ("of now", 0.9, "of now")


def test_an_earlier_mark_is_still_known():
    """What was decided when the source was a part of the words still counts."""
    bare = claim(passages=[PASSAGE | {"source_url": "https://a.example/"}])
    now, once = answer_marks(bare)
    assert now == answer_mark(bare) == answer_mark(claim())
    assert once != now
    assert answer_marks(claim())[1] != once


def test_what_is_told_anew_is_only_of_what_changed():
    """A statement that is as it was, and a claim whose words are others, are told as they were."""
    before = report(
        claim(passages=[PASSAGE, SECOND | {"venue": "hall"}], reply="then"), claim(start=5, reply="then")
    )
    others = claim(passages=[SECOND | {"venue": "port"}, PASSAGE | {"venue": "port"}], reply="now")
    after = report(others) | {"reply": "now", "summary": "now"}
    told = retold(before | {"reply": "then", "summary": "then"}, after, {"a"})
    assert [passage.get("venue") for passage in told["claims"][0]["passages"]] == ["port", "hall"]
    assert [one["reply"] for one in told["claims"]] == ["then", "then"]
    assert (told["reply"], told["summary"]) == ("then", "then")
    assert retold(before, after, {"c"}) == before


SECOND = PASSAGE | {"statement_id": "b", "passage_id": "b#1"}


@pytest.mark.parametrize("after", [[PASSAGE], [PASSAGE, SECOND | {"speaker": "Ute Brand"}]])
def test_a_statement_that_was_changed_is_not_left_standing_in_the_second_place(after):
    """Where the statement is known to have changed, other words of it, or none, are a change."""
    assert kinds(claim(passages=[PASSAGE, SECOND]), claim(passages=after), {"b"}) == [ChangeKind.EVIDENCE]


@pytest.mark.parametrize(("stance", "changed"), [("SUPPORTS", {"c"}), ("SUPPORTS", ()), ("NEUTRAL", {"b"})])
def test_what_only_lost_its_place_is_no_change(stance, changed):
    """A passage beside the decisive one goes without notice where its statement is as it was."""
    second = SECOND | {"stance": stance}
    assert kinds(claim(passages=[PASSAGE, second]), claim(passages=[PASSAGE]), changed) == []


def test_a_changed_statement_that_is_shown_as_before_is_no_change():
    """What was corrected of it is not what was shown."""
    assert kinds(claim(passages=[PASSAGE, SECOND]), claim(passages=[SECOND, PASSAGE]), {"b"}) == []


def test_claims_are_paired_by_place():
    """A claim that is read otherwise counts as gone and come, and never as another's answer."""
    changes = compare(report(claim()), report(claim(start=5)))
    assert [(change.before is None, change.after is None) for change in changes] == [
        (False, True),
        (True, False),
    ]
    assert kind_of(changes) is ChangeKind.VERDICT


def test_statements_shown_are_known():
    """Every statement that a report shows is one that it may change with."""
    shown = claim(passages=[PASSAGE, PASSAGE | {"statement_id": "b"}])
    assert cited(report(shown)) == {"a", "b"}
