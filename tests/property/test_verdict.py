"""What holds for the verdict whatever the evidence is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker.records import Candidate, Claim, Evidence, Probabilities, Stance, Verdict
from checker.verdict import Thresholds, judge
from tests.samples import passage, statement

CLAIM = Claim("c1", "x", 0, 1, "x")
CUTS = Thresholds()
FLIPPED = {
    Verdict.SUPPORTS: Verdict.REFUTES,
    Verdict.REFUTES: Verdict.SUPPORTS,
    Verdict.CONFLICTING: Verdict.CONFLICTING,
    Verdict.NOT_ENOUGH_INFO: Verdict.NOT_ENOUGH_INFO,
}


def _evidence(number: int, shares: tuple[float, float, float], cosine: float, issuer: str) -> Evidence:
    total = sum(shares)
    p = Probabilities(*(s / total for s in shares))
    ranked = [(p.refutes, Stance.REFUTES), (p.neutral, Stance.NEUTRAL), (p.supports, Stance.SUPPORTS)]
    said = statement(f"Statement {number}.", number, issuer=issuer)
    stance = max(ranked, key=lambda pair: pair[0])[1]
    return Evidence(Candidate(passage(said), cosine, cosine, 0.5, coverage=abs(cosine)), stance, p)


share = st.floats(0.001, 1.0)
evidence = st.lists(
    st.tuples(st.tuples(share, share, share), st.floats(-1, 1), st.sampled_from("AB")), max_size=8
).map(lambda rows: [_evidence(n, *row) for n, row in enumerate(rows)])


@given(evidence, st.randoms())
def test_order_does_not_matter(found, rng):
    """The same evidence in another order gives the same result."""
    shuffled = list(found)
    rng.shuffle(shuffled)
    assert judge(CLAIM, shuffled, CUTS) == judge(CLAIM, found, CUTS)


@given(evidence, st.floats(-1, 1))
def test_a_neutral_passage_changes_nothing(found, cosine):
    """A passage that takes no stance moves no verdict; an open claim is no surer with one that is near."""
    neutral = _evidence(99, (0.1, 0.1, 0.8), cosine, "C")
    before, after = judge(CLAIM, found, CUTS), judge(CLAIM, [*found, neutral], CUTS)
    assert before.verdict is after.verdict
    if before.reason is None:
        assert before.confidence == after.confidence
    assert after.confidence <= before.confidence


@given(evidence)
def test_support_and_refutation_mirror_each_other(found):
    """Swapping support and refutation everywhere swaps the verdict and keeps the confidence."""
    swap = {Stance.SUPPORTS: Stance.REFUTES, Stance.REFUTES: Stance.SUPPORTS, Stance.NEUTRAL: Stance.NEUTRAL}
    mirrored = [
        Evidence(
            e.candidate,
            swap[e.stance],
            Probabilities(e.probabilities.refutes, e.probabilities.supports, e.probabilities.neutral),
        )
        for e in found
    ]
    one, other = judge(CLAIM, found, CUTS), judge(CLAIM, mirrored, CUTS)
    strengths = {e.probabilities.supports for e in found} & {e.probabilities.refutes for e in found}
    if not strengths:  # with equal strength on both sides, contradiction goes first in both worlds
        assert other.verdict is FLIPPED[one.verdict]
        assert abs(one.confidence - other.confidence) < 1e-9


@given(evidence)
def test_a_decisive_verdict_has_its_passage_and_a_probability(found):
    """Whatever is decided is carried by a passage, and confidence is a probability."""
    result = judge(CLAIM, found, CUTS)
    assert 0.0 <= result.confidence <= 1.0
    if result.verdict is not Verdict.NOT_ENOUGH_INFO:
        assert result.evidence
        assert result.explanation
