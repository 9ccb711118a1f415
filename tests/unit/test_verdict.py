"""The verdict on a claim: which passage speaks, when nothing does, and what is never possible."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checker.records import (
    Candidate,
    Claim,
    ClaimResult,
    Evidence,
    IssuedAt,
    Precision,
    Probabilities,
    Reason,
    Stance,
    Verdict,
)
from checker.verdict import Thresholds, gravest, judge, openness, strength
from tests.samples import passage, statement

CLAIM = Claim("c1", "They ordered 120 ferries.", 0, 25, "They ordered 120 ferries.")
CUTS = Thresholds()
# Where a passage whose cosine and coverage are the same is just on the topic.
EDGE = -CUTS.topic_bias / (CUTS.topic_cosine + CUTS.topic_coverage)


def item(stance: Stance, sure: float = 0.95, cosine: float = 0.8, number: int = 1, **changes) -> Evidence:
    rest = (1 - sure) / 2
    shares = {
        Stance.SUPPORTS: Probabilities(sure, rest, rest),
        Stance.REFUTES: Probabilities(rest, sure, rest),
        Stance.NEUTRAL: Probabilities(rest, rest, sure),
    }
    said = statement(f"Words of statement {'abcdefgh'[number]}.", number, **changes)
    return Evidence(Candidate(passage(said), cosine, cosine, 1.0, coverage=cosine), stance, shares[stance])


def share(evidence: Evidence, cuts: Thresholds) -> float:
    return 1 / (1 + math.exp(-strength(evidence, cuts)))


@pytest.mark.parametrize(
    ("stance", "verdict"), [(Stance.SUPPORTS, Verdict.SUPPORTS), (Stance.REFUTES, Verdict.REFUTES)]
)
def test_a_sure_passage_decides(stance, verdict):
    """One sure passage on the topic decides the claim and is shown first."""
    result = judge(CLAIM, [item(Stance.NEUTRAL, number=2), item(stance)], CUTS)
    assert result.verdict is verdict
    assert result.evidence[0].stance is stance
    assert result.confidence > 0.5
    assert result.reason is None


def test_nothing_found_is_no_statement():
    """Without any candidate the claim is open because no statement is about it."""
    result = judge(CLAIM, [], CUTS)
    assert (result.verdict, result.reason) == (Verdict.NOT_ENOUGH_INFO, Reason.NO_STATEMENT)


def test_topic_covered_but_not_the_detail():
    """Neutral passages on the topic leave the claim open, and are shown as the nearest misses."""
    result = judge(CLAIM, [item(Stance.NEUTRAL, cosine=EDGE + 0.1)], CUTS)
    assert result.reason is Reason.DETAIL_NOT_STATED
    assert len(result.evidence) == 1


def test_far_neutral_passages_are_no_statement():
    """A passage that is neither near nor has the words does not make the topic covered."""
    result = judge(CLAIM, [item(Stance.NEUTRAL, cosine=EDGE - 0.1)], CUTS)
    assert result.reason is Reason.NO_STATEMENT


@pytest.mark.parametrize(
    ("stance", "words"), [(Stance.SUPPORTS, "may support this"), (Stance.REFUTES, "may contradict this")]
)
def test_what_nearly_decided_is_named_and_shown_first(stance, words):
    """A passage that takes a stance, not surely enough, comes first, and the reason says so."""
    cuts = replace(CUTS, decisive=0.9)
    surer = (item(stance, sure / 100, 0.5, number=2) for sure in range(50, 100))
    nearly = next(e for e in surer if share(e, cuts) > 0.5)
    near = [item(Stance.NEUTRAL, cosine=EDGE - 0.1, number=n) for n in range(3, 8)]
    result = judge(CLAIM, [*near, nearly], cuts)
    assert result.verdict is Verdict.NOT_ENOUGH_INFO
    assert (result.evidence[0], len(result.evidence)) == (nearly, cuts.shown_misses)
    assert words in result.explanation
    assert result.reason is Reason.DETAIL_NOT_STATED


def test_two_sides_that_nearly_decide_are_both_shown():
    """Neither side hides behind nearer passages that settle nothing."""
    for_it, against = item(Stance.SUPPORTS, 0.97), item(Stance.REFUTES, 0.96, number=2)
    near = [item(Stance.NEUTRAL, cosine=0.9, number=n) for n in range(3, 7)]
    result = judge(CLAIM, [*near, for_it, against], replace(CUTS, conflicting=0.9999))
    assert result.verdict is Verdict.NOT_ENOUGH_INFO
    assert result.evidence[:2] == (for_it, against)
    assert "may support this and another contradict it" in result.explanation


def test_what_is_far_from_deciding_is_not_named():
    """A passage that hardly decides anything stays where the search put it, and is not spoken of."""
    hardly = item(Stance.REFUTES, 0.5, cosine=0.1, number=2)
    result = judge(CLAIM, [item(Stance.NEUTRAL), hardly], CUTS)
    assert share(hardly, CUTS) < CUTS.decisive / 2
    assert result.evidence[-1] == hardly
    assert "may contradict" not in result.explanation


def test_with_a_part_missing_what_nearly_decided_proves_nothing_either():
    """Where the search was degraded, that is said, also beside a passage that takes a stance."""
    cuts = replace(CUTS, decisive=0.999999)
    result = judge(CLAIM, [item(Stance.REFUTES)], cuts, degraded=True)
    assert result.reason is Reason.SEARCH_DEGRADED
    assert "may contradict" not in result.explanation


def test_degraded_search_proves_nothing():
    """With a part of the search down, finding nothing is said to prove nothing."""
    assert judge(CLAIM, [], CUTS, degraded=True).reason is Reason.SEARCH_DEGRADED


def test_one_nearer_passage_outweighs_a_far_contradiction():
    """The neighbour that looks like a contradiction loses to the passage that answers the claim."""
    near, far = item(Stance.SUPPORTS, 0.9, cosine=0.9), item(Stance.REFUTES, 0.9, cosine=0.3, number=2)
    assert judge(CLAIM, [far, near], CUTS).verdict is Verdict.SUPPORTS


def test_two_officials_that_disagree_conflict():
    """Two sure passages of different issuers that oppose each other are shown side by side."""
    against = item(Stance.REFUTES, 0.99, number=2, issuer="Harbour Board")
    result = judge(CLAIM, [item(Stance.SUPPORTS, 0.99), against], CUTS)
    assert result.verdict is Verdict.CONFLICTING
    assert [e.stance for e in result.evidence] == [Stance.REFUTES, Stance.SUPPORTS]


def test_one_official_on_two_days_conflicts():
    """A statement that a later one of the same issuer overtakes conflicts with it."""
    later = IssuedAt("21 June 2025", datetime(2025, 6, 21, tzinfo=UTC), Precision.DAY)
    against = item(Stance.REFUTES, 0.99, number=2, issued_at=later)
    assert judge(CLAIM, [item(Stance.SUPPORTS, 0.99), against], CUTS).verdict is Verdict.CONFLICTING


def test_one_briefing_does_not_conflict_with_itself():
    """Two sentences of one official on one day are one position: the stronger speaks, both are shown."""
    pair = [item(Stance.SUPPORTS, 0.999), item(Stance.REFUTES, 0.98, number=2)]
    result = judge(CLAIM, pair, CUTS)
    assert result.verdict is Verdict.SUPPORTS
    assert {e.stance for e in result.evidence} == {Stance.SUPPORTS, Stance.REFUTES}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"speaker": "Ana Lind"}, {"speaker": "Bo Ek"}),
        ({"speaker": "", "office": "Port Director"}, {"speaker": "", "office": "Port Secretary"}),
    ],
)
def test_two_officials_of_one_institution_conflict(one, other):
    """Differently named officials are different sources, though nothing else tells them apart."""
    undated = {"issuer": "Port of Norhavn", "issued_at": IssuedAt()}
    pair = [item(Stance.SUPPORTS, **undated, **one), item(Stance.REFUTES, number=2, **undated, **other)]
    assert judge(CLAIM, pair, CUTS).verdict is Verdict.CONFLICTING


@pytest.mark.parametrize("stance", [Stance.SUPPORTS, Stance.REFUTES])
def test_a_clear_pair_below_the_strongest_conflicts(stance):
    """Though the two strongest are of one official, a third official who stands against one is heard."""
    opposite = Stance.REFUTES if stance is Stance.SUPPORTS else Stance.SUPPORTS
    strongest = [item(stance, 0.99), item(opposite, 0.985, number=2)]
    third = item(opposite, 0.95, number=3, speaker="Bo Ek")
    result = judge(CLAIM, [*strongest, third], CUTS)
    assert result.verdict is Verdict.CONFLICTING
    assert set(result.evidence[:2]) == {strongest[0], third}
    assert strongest[1] in result.evidence


def test_an_unclear_third_makes_no_conflict():
    """A passage that is not clear by itself is no side of a conflict."""
    pair = [item(Stance.SUPPORTS, 0.99), item(Stance.REFUTES, 0.985, number=2)]
    faint = item(Stance.REFUTES, 0.5, cosine=0.3, number=3, speaker="Bo Ek")
    assert share(faint, CUTS) < CUTS.conflicting
    assert judge(CLAIM, [*pair, faint], CUTS).verdict is not Verdict.CONFLICTING


def test_passages_of_one_official_that_are_read_both_ways_leave_it_open():
    """It is the surer open the less one side outweighs the other, and nobody is called contradictory."""
    pair = [item(Stance.SUPPORTS, 0.97), item(Stance.REFUTES, 0.96, number=2)]
    near = [item(Stance.NEUTRAL, cosine=0.9, number=n) for n in range(3, 7)]
    result = judge(CLAIM, [*near, *pair], CUTS)
    assert (result.verdict, result.reason) == (Verdict.NOT_ENOUGH_INFO, Reason.DETAIL_NOT_STATED)
    assert "contradict each other" not in result.explanation
    assert result.explanation.startswith("One passage may support this and another contradict it")
    assert result.evidence[:2] == tuple(pair)
    uneven = judge(CLAIM, [item(Stance.SUPPORTS, 0.975), pair[1]], CUTS)
    assert uneven.verdict is Verdict.NOT_ENOUGH_INFO
    assert 0.4 < uneven.confidence < result.confidence < 0.7


def saying(text: str, stance: Stance, sure: float, number: int, **changes) -> Evidence:
    """Return evidence with these words."""
    found = item(stance, sure, number=number, **changes)
    said = passage(replace(found.passage.statement, text=text))
    return replace(found, candidate=replace(found.candidate, passage=said))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The fare will be 7 euros for all from May.", "The fare will be 17 euros for all from May."),
        ("They have built 12 schools.", "They have built twenty schools."),
        ("The zoo closes on Monday.", "The zoo does not close on Monday."),
        ("There is a curfew in Orsk.", "There is no curfew in Orsk."),
        ("Growth was 2.5 percent in 2024.", "Growth was 1.5 percent in 2024."),
    ],
)
@pytest.mark.parametrize("stance", [Stance.SUPPORTS, Stance.REFUTES])
def test_the_same_words_with_another_number_or_a_denial_leave_it_open(one, other, stance):
    """However much surer one is: an official who said both said neither so that it could be relied on."""
    opposite = Stance.REFUTES if stance is Stance.SUPPORTS else Stance.SUPPORTS
    pair = [saying(one, stance, 0.999, 1), saying(other, opposite, 0.95, 2)]
    result = judge(CLAIM, pair, CUTS)
    assert (result.verdict, result.reason) == (Verdict.NOT_ENOUGH_INFO, Reason.DETAIL_NOT_STATED)
    assert result.explanation == "Statements of the same official contradict each other on this."
    pair[1] = saying(other, opposite, 0.95, 2, speaker="Bo Ek")
    assert judge(CLAIM, pair, CUTS).verdict is Verdict.CONFLICTING


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We built 12 schools in the north.", "We built 20 schools in the south."),
        ("On 5 May 9 people died.", "On 6 May 4 people died."),
        ("12 trains run to Orsk.", "15 trains run from Orsk."),
        ("Flight 12 is cancelled.", "Flight 14 is not cancelled."),
        ("We bought 2 million doses.", "We ordered 5 million doses."),
        ("Polls open at 8 am.", "Polls close at 6 pm."),
    ],
)
def test_numbers_of_other_things_leave_nothing_open(one, other):
    """What differs in more than the number or the denial is of another day, place or thing."""
    pair = [saying(one, Stance.SUPPORTS, 0.999, 1), saying(other, Stance.REFUTES, 0.95, 2)]
    assert judge(CLAIM, pair, CUTS).verdict is Verdict.SUPPORTS


def test_who_is_not_known_to_be_one_official_is_not_called_that():
    """Where one of two statements names nobody, they may be of one official, and no more is said."""
    pair = [saying("They built 12 schools.", Stance.SUPPORTS, 0.97, 1)]
    pair += [saying("They built 20 schools.", Stance.REFUTES, 0.97, 2, speaker="")]
    result = judge(CLAIM, pair, CUTS)
    assert result.explanation == "Statements that may be of the same official contradict each other on this."


def test_with_a_part_missing_a_contradiction_of_one_official_proves_nothing():
    """Where the search was degraded, that is what is said."""
    pair = [item(Stance.SUPPORTS, 0.97), item(Stance.REFUTES, 0.97, number=2)]
    result = judge(CLAIM, pair, CUTS, degraded=True)
    assert result.reason is Reason.SEARCH_DEGRADED
    assert "proves nothing" in result.explanation


def of_one_statement(stance: Stance, sure: float, sentence: int) -> Evidence:
    """Return a sentence of the first statement."""
    found = item(stance, sure)
    said = replace(found.passage, passage_id=f"ferries-1#{sentence}")
    return replace(found, candidate=replace(found.candidate, passage=said))


@pytest.mark.parametrize("sure", [0.97, 0.98, 0.999])
def test_one_statement_never_conflicts_with_itself(sure):
    """Two sentences of one statement are no conflict and no contradiction of an official, however clear."""
    pair = [of_one_statement(Stance.SUPPORTS, 0.98, 1), of_one_statement(Stance.REFUTES, sure, 2)]
    result = judge(CLAIM, pair, CUTS)
    assert result.verdict is not Verdict.CONFLICTING
    assert "contradict each other" not in result.explanation


def test_a_weaker_sentence_of_a_statement_conflicts_with_nobody():
    """Where two officials support a claim, what looks like a contradiction beside one's support is none."""
    said = [of_one_statement(Stance.SUPPORTS, 0.999, 1), of_one_statement(Stance.REFUTES, 0.97, 2)]
    behind = item(Stance.SUPPORTS, 0.99, number=2, speaker="Bo Ek")
    assert judge(CLAIM, [*said, behind], CUTS).verdict is Verdict.SUPPORTS


@pytest.mark.parametrize("verdict", [Verdict.SUPPORTS, Verdict.REFUTES, Verdict.CONFLICTING])
def test_no_decisive_verdict_without_its_passage(verdict):
    """A decisive verdict whose evidence does not take its stance cannot be built."""
    with pytest.raises(ValueError, match="needs evidence"):
        ClaimResult(CLAIM, verdict, 0.9, (item(Stance.NEUTRAL),))


def test_not_enough_info_needs_its_reason():
    """NOT ENOUGH INFO without a reason cannot be built, nor a reason beside a decision."""
    with pytest.raises(ValueError, match="reason"):
        ClaimResult(CLAIM, Verdict.NOT_ENOUGH_INFO, 0.5)
    with pytest.raises(ValueError, match="reason"):
        ClaimResult(CLAIM, Verdict.SUPPORTS, 0.5, (item(Stance.SUPPORTS),), Reason.NO_STATEMENT)


def test_the_gravest_claim_is_the_verdict_of_the_post():
    """REFUTES comes before CONFLICTING, SUPPORTS and NOT ENOUGH INFO; no claim is NOT ENOUGH INFO."""
    order = [Verdict.REFUTES, Verdict.CONFLICTING, Verdict.SUPPORTS, Verdict.NOT_ENOUGH_INFO]
    for number, verdict in enumerate(order):
        assert gravest(reversed(order[number:])) is verdict
    assert gravest([]) is Verdict.NOT_ENOUGH_INFO


def test_open_on_a_covered_topic_is_less_sure_than_open_on_none():
    """Where officials spoke to the topic, something may have been overlooked, and the confidence says so."""
    covered = judge(CLAIM, [item(Stance.NEUTRAL, 0.999, cosine=EDGE + 0.1)], CUTS)
    silent = judge(CLAIM, [item(Stance.NEUTRAL, 0.999, cosine=EDGE - 0.1)], CUTS)
    assert covered.confidence < silent.confidence


def test_the_cut_is_an_argument():
    """A higher cut turns the same evidence into an open claim."""
    found = [item(Stance.SUPPORTS, 0.8)]
    assert judge(CLAIM, found, CUTS).verdict is Verdict.SUPPORTS
    assert judge(CLAIM, found, replace(CUTS, decisive=1.0)).verdict is Verdict.NOT_ENOUGH_INFO


def test_confidence_is_not_the_share_but_how_often_it_is_right():
    """Sureness moves the confidence of a decisive verdict and never the verdict."""
    found = [item(Stance.SUPPORTS, 0.9)]
    plain = replace(CUTS, sureness_scale=1.0, sureness_lean=0.0, sureness_shift=0.0)
    humble = replace(plain, sureness_scale=0.5, sureness_shift=-0.5)
    assert judge(CLAIM, found, humble).verdict is judge(CLAIM, found, plain).verdict
    assert judge(CLAIM, found, humble).confidence < judge(CLAIM, found, plain).confidence


def test_a_passage_that_might_as_well_say_the_opposite_is_trusted_less():
    """Of two that decide a claim alike, the one is surer that hardly leaves the opposite possible."""
    clear, torn = (
        replace(item(Stance.SUPPORTS, 0.5), probabilities=Probabilities(0.5, opposite, 0.5 - opposite))
        for opposite in (0.01, 0.45)
    )
    results = [judge(CLAIM, [found], CUTS) for found in (clear, torn)]
    assert {r.verdict for r in results} == {Verdict.SUPPORTS}
    assert results[1].confidence < results[0].confidence - 0.2


def test_confidence_that_nothing_decides_is_calibrated_too():
    """An open claim is the less sure the nearer a passage comes to deciding it; its verdict is the same."""
    cut = replace(CUTS, decisive=0.999)
    nearer, farther = ([item(Stance.SUPPORTS, share)] for share in (0.8, 0.4))
    results = [judge(CLAIM, found, cut) for found in (nearer, farther, [])]
    assert {r.verdict for r in results} == {Verdict.NOT_ENOUGH_INFO}
    assert [r.confidence for r in results] == sorted({r.confidence for r in results})
    surer = replace(cut, open_bias=cut.open_bias + 1)
    assert judge(CLAIM, nearer, surer).confidence > results[0].confidence


def test_what_was_fitted_points_the_right_way():
    """The more surely no passage decides, and the farther the nearest is, the likelier nobody spoke of it."""
    assert Thresholds().open_share > 0 > Thresholds().open_topic


def test_openness_is_bounded():
    """Beyond a point no passage is surer to decide nothing, and none is farther away than none at all."""
    nothing = openness([], CUTS)
    assert openness([item(Stance.NEUTRAL, 0.999, cosine=-0.5)], CUTS) == nothing
    faint = item(Stance.SUPPORTS, 1e-9, cosine=0.0)
    assert openness([faint], CUTS) == nothing
    assert openness([item(Stance.SUPPORTS, 0.5)], CUTS)[0] < nothing[0]
