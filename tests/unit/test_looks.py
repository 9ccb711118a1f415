from __future__ import annotations

import pytest

from checker import looks
from checker.records import Reason, Verdict
from checker.schema import report_to_wire
from tests import samples


@pytest.fixture
def claims():
    return report_to_wire(samples.everything(), check_id="x")["claims"]


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.NOT_ENOUGH_INFO])
def test_every_verdict_has_a_look(verdict):
    """Each decisive verdict has words, and never the one that calls a post untrue."""
    one = looks.look({"verdict": verdict.value, "reason": "a sentence"})
    assert one.words
    assert "false" not in f"{one.words} {one.short} {one.meaning}".lower()


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_look(reason):
    """Each reason for having no verdict has its own words."""
    one = looks.look({"verdict": "NOT ENOUGH INFO", "reason": reason.value})
    others = [look for key, look in looks.OPEN.items() if key is not reason]
    assert one.words not in [other.words for other in others]


def test_leading_passages(claims):
    """First comes the decisive passage, one of each side where officials disagree, or the closest."""
    stances = [[passage["stance"] for passage in looks.leading(claim)] for claim in claims]
    assert stances == [["REFUTES"], ["SUPPORTS"], ["SUPPORTS", "REFUTES"], ["NEUTRAL"], []]


def test_nothing_is_folded_away_twice(claims):
    """Every passage is either shown first or folded away."""
    for claim in claims:
        assert len(looks.leading(claim)) + len(looks.others(claim)) == len(claim["passages"])


@pytest.mark.parametrize(("share", "shown"), [(1.0, "99"), (0.999, "99"), (0.5, "50"), (0.0001, "1")])
def test_percent(share, shown):
    """No confidence is shown as certainty."""
    assert looks.percent(share) == f"{shown}\u00a0%"


def test_counted(claims):
    """Outcomes are counted in the order in which they come."""
    twice = [claims[1], claims[0], claims[1]]
    assert [(one.kind, number) for one, number in looks.counted(twice)] == [("supports", 2), ("refutes", 1)]


def _marked(pieces):
    return [piece.text for piece in pieces if piece.numbers]


def test_deciding_words_are_marked_on_both_sides(claims):
    """What an explanation names is marked in the claim and in the passage, and nothing is lost."""
    refuted = claims[0]
    assert _marked(looks.marked_claim(refuted)) == ["120"]
    assert _marked(looks.marked_passage(refuted["passages"][0])) == ["12 ferries"]
    assert "".join(piece.text for piece in looks.marked_claim(refuted)) == refuted["text"]


def test_a_report_of_before_explanations_still_shows(claims):
    """A kept report without explanations marks nothing in the claim, and its highlights in the passage."""
    older = {**claims[1], "passages": [dict(p) for p in claims[1]["passages"]]}
    for passage in older["passages"]:
        del passage["explanation"]
    assert _marked(looks.marked_claim(older)) == []
    assert _marked(looks.marked_passage(older["passages"][0])) == ["first ferry"]


def test_a_verdict_names_who_spoke(claims):
    """A verdict says whose statement it rests on; where officials disagree it names nobody."""
    assert [looks.headline(claim) for claim in claims[:3]] == [
        "The Ministry of Transport said otherwise",
        "The Ministry of Transport said the same",
        "Officials disagree",
    ]


def test_a_verdict_on_nobody_in_particular(claims):
    """Where a statement names nobody, the verdict speaks of a statement."""
    nobody = dict.fromkeys(("issuer", "office", "speaker"), "")
    claim = {**claims[0], "passages": [p | nobody for p in claims[0]["passages"]]}
    assert looks.headline(claim) == "An official statement says otherwise"


def test_the_verdict_on_a_post_names_whom_its_gravest_claims_name(claims):
    """The post's verdict names one issuer where its gravest claims all do, else officials in general."""
    wire = report_to_wire(samples.everything(), check_id="x")
    assert looks.overall(wire) == "The Ministry of Transport said otherwise"
    other = {**claims[0], "passages": [p | {"issuer": "Harbour Board"} for p in claims[0]["passages"]]}
    assert looks.overall(wire | {"claims": [claims[0], other]}) == "Officials said otherwise"
    assert looks.overall(wire | {"claims": [claims[0], claims[0]]}) == looks.headline(claims[0])


def test_who_said_the_same_of_one_claim_said_a_part_of_the_post(claims):
    """Beside a claim on which nothing was found: an accusation must not ride on a fact."""
    wire = report_to_wire(samples.everything(), check_id="x")
    open_one = next(claim for claim in claims if claim["verdict"] == "NOT ENOUGH INFO")
    partly = wire | {"verdict": "SUPPORTS", "claims": [claims[1], open_one]}
    assert looks.overall(partly) == "The Ministry of Transport said a part of this"
    assert looks.overall(partly | {"claims": [claims[1]]}) == "The Ministry of Transport said the same"


@pytest.mark.parametrize(("share", "word"), [(0.93, "High"), (0.7, "Fair"), (0.5, "Low")])
def test_sureness(share, word):
    """How sure a verdict is stands there in a word too."""
    assert looks.sureness(share).startswith(word)
