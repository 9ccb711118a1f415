"""Which passages are read again, in which forms, and what several readings come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.readings import mean, other_forms, pair_of, read
from checker.records import Candidate, Claim, Probabilities
from tests.samples import passage, statement

SURE = Probabilities(0.9, 0.05, 0.05)
DOUBTFUL = Probabilities(0.3, 0.1, 0.6)
PLAIN = Probabilities(0.02, 0.02, 0.96)
AGAINST = Probabilities(0.05, 0.9, 0.05)
CLAIM = Claim("c1", "12 ferries were ordered", 0, 23, "12 ferries were ordered")


class Scripted:
    """Answers each passage from a script, the rest as plainly neutral, and remembers what was asked."""

    def __init__(self, script: dict[str, Probabilities]) -> None:
        self._script = script
        self.calls: list[list[tuple[str, str]]] = []

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[Probabilities]:
        self.calls.append(list(pairs))
        return [self._script.get(text, PLAIN) for text, _ in pairs]


def _candidates(count: int) -> list[Candidate]:
    said = [statement(f"The ministry has ordered {n} ferries from the yard.", n) for n in range(1, count + 1)]
    named = [replace(one, issuer="Ministry of Transport", title="Ferries") for one in said]
    return [Candidate(passage(one), 0.9, 0.8, 1.0) for one in named]


def test_what_is_plainly_neutral_is_read_once():
    """Most passages that a search brings settle nothing, and cost one reading."""
    predict = Scripted({})
    assert read(predict, [(CLAIM, _candidates(3))]) == [[PLAIN] * 3]
    assert [len(call) for call in predict.calls] == [3]


def test_the_least_neutral_are_read_in_two_more_forms():
    """No more than were asked for of a claim, and all claims share the two calls of the model."""
    found = _candidates(4)
    script = {c.passage.standalone: p for c, p in zip(found, [DOUBTFUL, SURE, PLAIN, SURE], strict=True)}
    predict = Scripted(script)
    judged = read(predict, [(CLAIM, found), (CLAIM, found[2:3])], again=2)
    assert [len(call) for call in predict.calls] == [5, 4]
    again = [text for n in (1, 3) for text in other_forms(found[n].passage, CLAIM)]
    assert [text for text, _ in predict.calls[1]] == again
    assert judged[0][0] == DOUBTFUL
    assert judged[0][1] == judged[0][3] == mean([SURE, PLAIN, PLAIN])
    assert judged[1] == [PLAIN]


def _judged(
    claim: str, found: Candidate, answers: dict[str, Probabilities]
) -> tuple[Probabilities, list[tuple[str, str]]]:
    """Return what is made of a passage where the words of the claim alone decide, and what was asked."""
    asked: list[tuple[str, str]] = []

    def predict(pairs: Sequence[tuple[str, str]]) -> list[Probabilities]:
        asked.extend(pairs)
        return [answers[claim] for _, claim in pairs]

    ((judged,),) = read(predict, [(replace(CLAIM, query=claim), [found])])
    return judged, asked


@pytest.mark.parametrize(("written", "restated"), [(AGAINST, SURE), (SURE, AGAINST)])
def test_a_claim_whose_number_covers_the_passages_is_read_with_that_one_too(
    written: Probabilities, restated: Probabilities
):
    """In every form; that two numbers differ is no reason to contradict, so what supports more counts."""
    claim, other = "Over 2 ferries were ordered by the ministry.", "3 ferries were ordered by the ministry."
    found = _candidates(3)[2]
    judged, asked = _judged(claim, found, {claim: written, other: restated})
    forms = [found.passage.standalone, *other_forms(found.passage, CLAIM)]
    assert judged == mean([SURE, SURE, SURE])
    assert asked == [(form, claim) for form in forms] + [(form, other) for form in forms]


@pytest.mark.parametrize("written", [AGAINST, SURE])
def test_a_finer_number_than_the_passage_gives_is_left_open(written: Probabilities):
    """Whatever the network makes of two numbers, where it supports the claim with the passage's."""
    claim, other = "Exactly 30 boats left Vika.", "Fewer than 50 boats left Vika."
    found = Candidate(passage(statement("Fewer than 50 boats left Vika.", 1)), 0.9, 0.8, 1.0)
    judged, _ = _judged(claim, found, {claim: written, other: SURE})
    assert judged.neutral == pytest.approx(SURE.supports)


def test_a_finer_number_leaves_other_contradictions_alone():
    """A passage that denies the claim with its own number denies the claim."""
    claim, other = "Exactly 30 boats left Vika.", "Fewer than 50 boats left Vika."
    found = Candidate(passage(statement("Fewer than 50 boats left Vika.", 1)), 0.9, 0.8, 1.0)
    judged, _ = _judged(claim, found, {claim: AGAINST, other: AGAINST})
    assert judged.refutes == pytest.approx(AGAINST.refutes)


def test_what_a_claim_calls_untrue_is_read_and_turned_round():
    """Neither network nor search need to know what "it is not true that" does."""
    found = _candidates(2)
    script = {found[0].passage.standalone: Probabilities(0.9, 0.05, 0.05)}
    asked: list[str] = []

    def predict(pairs: Sequence[tuple[str, str]]) -> list[Probabilities]:
        asked.extend(claim for _, claim in pairs)
        return [script.get(text, PLAIN) for text, _ in pairs]

    denied = replace(CLAIM, query=f"It is not true that {CLAIM.query}")
    (judged,) = read(predict, [(denied, found)], again=0)
    assert set(asked) == {f"{CLAIM.query}."}
    assert judged == [Probabilities(0.05, 0.9, 0.05), PLAIN]


def test_nothing_is_read_again_where_that_is_not_wanted():
    """A model that is paid by the question is asked once."""
    found = _candidates(1)
    predict = Scripted({found[0].passage.standalone: SURE})
    assert read(predict, [(CLAIM, found)], again=0) == [[SURE]]
    assert len(predict.calls) == 1


def test_the_forms_of_a_passage():
    """Its bare words, and issuer and title in front; what reads alike is there once."""
    [candidate] = _candidates(1)
    bare, named = other_forms(candidate.passage, CLAIM)
    assert bare == candidate.passage.text
    assert named.startswith("Ministry of Transport. Ferries")
    assert named.endswith(candidate.passage.standalone)
    plain = replace(candidate.passage, standalone=candidate.passage.text)
    unnamed = replace(plain, statement=replace(plain.statement, issuer="", title=""))
    assert other_forms(unnamed, CLAIM) == []


def test_no_claims_no_readings():
    """An empty post costs nothing."""
    assert read(Scripted({}), []) == []


def test_claim_and_passage_are_read_in_one_spelling():
    """As the model saw them in training."""
    claim = Claim("c1", "12000 ferries", 0, 13, "12000 ferries")
    assert pair_of(claim, _candidates(1)[0])[1] == "12,000 ferries."
    [candidate] = _candidates(1)
    passage = replace(candidate.passage, standalone="Office: 12000 ferries since 1 Sep", text="12000 ferries")
    premise, _ = pair_of(claim, replace(candidate, passage=passage))
    assert premise == "Office: 12,000 ferries since 1 September"
    assert other_forms(passage, CLAIM)[0] == "12,000 ferries"


@pytest.mark.parametrize("end", ["", ".", "!", "...", "…", " !!"])
def test_the_mark_at_the_end_of_a_claim_changes_no_reading(end: str):
    """Posts that end otherwise are copies of each other, and one answer serves them all."""
    claim = replace(CLAIM, query=f"{CLAIM.query}{end}")
    assert pair_of(claim, _candidates(1)[0])[1] == "12 ferries were ordered."


shares = st.tuples(*[st.floats(0.0, 1.0)] * 3).filter(lambda p: sum(p) > 0.1)
probabilities = shares.map(lambda p: Probabilities(*(one / sum(p) for one in p)))


@given(st.lists(probabilities, min_size=1, max_size=4), st.randoms())
def test_a_mean_is_probabilities_whatever_the_order(found, rng):
    """It sums to 1, and the order of the readings does not matter."""
    result = mean(found)
    assert result.supports + result.refutes + result.neutral == pytest.approx(1.0)
    shuffled = list(found)
    rng.shuffle(shuffled)
    assert mean(shuffled) == result


def test_a_mean_with_a_stand_in_says_so():
    """Where one of the readings was not the named model's, neither is the mean."""
    assert mean([SURE, replace(SURE, stand_in=True)]).stand_in
    assert not mean([SURE, SURE]).stand_in


def test_an_order_is_read_from_the_end_from_which_the_passage_tells_it():
    """The same order from the other end is turned round; another one is read as it is claimed."""
    text = "The gates were opened after the pumps had been checked."
    found = Candidate(passage(statement(text, 1)), 0.9, 0.8, 1.0)
    for words, asked in (
        (
            "The pumps were checked before the gates were opened",
            "The gates were opened after the pumps were checked",
        ),
        (
            "The pumps were checked after the gates were opened.",
            "The pumps were checked after the gates were opened.",
        ),
    ):
        claim = Claim("c1", words, 0, len(words), words)
        assert pair_of(claim, found)[1] == asked
