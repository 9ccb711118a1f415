"""Callers who want only sure verdicts, or short answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.asked import as_asked
from checker.records import Judgement, Overtaken, Post, Probabilities, Reason, Stance, Verdict
from tests.fakes import FakeStance
from tests.samples import claim, disputed, evidence, refuted, statement, supported, undecided
from tests.unit.test_pipeline import pipeline

WORDS = "They ordered 120 ferries."
CLAIM = claim(WORDS, WORDS)


def asked(result, **options):
    """Return the result as a post with these options gets it."""
    return as_asked(result, Post(WORDS, **options))


@pytest.mark.parametrize("made", [refuted, supported, disputed, undecided])
def test_without_options_nothing_changes(made):
    """Whoever asks for nothing gets what was judged."""
    assert asked(made(CLAIM)) == made(CLAIM)


def test_a_verdict_that_is_not_sure_enough_is_not_given():
    """In its place stands why there is none, with how sure it was; what was found is still shown."""
    found = refuted(CLAIM)
    result = asked(found, min_confidence=0.95)
    assert (result.verdict, result.reason) == (Verdict.NOT_ENOUGH_INFO, Reason.BELOW_MIN_CONFIDENCE)
    assert result.explanation == "A verdict was found with confidence 0.93; at least 0.95 was asked for."
    assert (result.confidence, result.evidence) == (found.confidence, found.evidence)


def test_what_fell_short_is_shown_to_be_less():
    """A confidence just below the one that was asked for is not rounded up to it."""
    result = asked(replace(refuted(CLAIM), confidence=0.8999), min_confidence=0.9)
    assert result.explanation == "A verdict was found with confidence 0.89; at least 0.9 was asked for."


def test_one_that_is_just_sure_enough_is_given():
    """The confidence that is asked for is itself enough."""
    assert asked(refuted(CLAIM), min_confidence=0.93129) == refuted(CLAIM)


def test_what_was_undecided_keeps_its_reason():
    """There was no verdict to withhold."""
    assert asked(undecided(CLAIM), min_confidence=1.0) == undecided(CLAIM)


def test_the_verdicts_of_then_and_now_are_held_to_it_too():
    """No verdict comes in by a side door."""
    unsure, sure = (Judgement(Verdict.REFUTES, share, "ferries-1#1") for share in (0.5, 0.99))
    result = asked(replace(refuted(CLAIM), then=unsure, now=sure), min_confidence=0.9)
    assert result.then == Judgement(Verdict.NOT_ENOUGH_INFO, 0.5)
    assert result.now == sure
    assert result.verdict is Verdict.REFUTES


def overtaken():
    """Return a claim that was so, until a later statement."""
    found = disputed(CLAIM)
    against, behind = found.evidence
    return replace(found, evidence=(behind, against), overtaken=Overtaken(behind, against))


def test_nothing_is_overtaken_by_what_is_not_sure_enough():
    """A withheld verdict says nothing of what it rested on."""
    assert asked(overtaken(), min_confidence=0.8).overtaken is None


def test_no_more_passages_than_wanted():
    """The first ones are shown: they decide."""
    found = refuted(CLAIM)
    assert asked(found, max_passages=1).evidence == found.evidence[:1]
    assert asked(found, max_passages=50) == found
    assert asked(found, max_passages=1).verdict is found.verdict


def test_a_verdict_keeps_what_it_cannot_stand_without():
    """Both sides of a conflict are shown, and what then and now rest on, even where one passage is wanted."""
    assert asked(disputed(CLAIM), max_passages=1) == disputed(CLAIM)
    assert asked(overtaken(), max_passages=1) == overtaken()
    more = [evidence(statement(f"No. {n}", n), Stance.NEUTRAL) for n in (7, 8)]
    then = Judgement(Verdict.SUPPORTS, 0.9, "ferries-8#1")
    found = refuted(CLAIM)
    found = replace(found, evidence=(*found.evidence, *more), then=then)
    shown = [e.passage.passage_id for e in asked(found, max_passages=1).evidence]
    assert shown == ["ferries-1#1", "ferries-8#1"]


def test_both_options_at_once():
    """A withheld verdict needs no passage, so the limit holds."""
    assert len(asked(disputed(CLAIM), min_confidence=1.0, max_passages=1).evidence) == 1


def test_the_whole_report_is_of_one_mind():
    """Verdict and summary of a post are those of its claims as they are given."""

    class Hesitant(FakeStance):
        def predict(self, pairs):
            return [Probabilities(0.01, 0.98, 0.01) for _ in pairs]

    machine = pipeline(Hesitant({}))
    post = Post("The ministry has ordered 12 ferries.")
    free, held = machine.check_posts([post, replace(post, min_confidence=1.0)])
    assert free.verdict is Verdict.REFUTES
    assert held.verdict is Verdict.NOT_ENOUGH_INFO
    assert held.summary == held.claims[0].explanation != free.summary
