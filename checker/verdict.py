"""From the stances of passages to the verdict on a claim, and to one line for the post.

Pure: evidence in, verdict out, every threshold an argument. Two facts shape the rule. The
neighbours of the right sentence often look like contradictions of a true claim, so the
strongest passage speaks, weighed by how well it answers the claim, and not any passage. And
most passages that a search brings settle nothing, so a neutral one never moves a verdict.
The weights are fitted on development briefings by ``training/verdict.py``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from checker.alignment import words
from checker.officials import may_disagree
from checker.quantities import parse
from checker.records import Candidate, Claim, ClaimResult, Evidence, Reason, Stance, Statement, Verdict
from checker.wording import contradictory_reason, decisive_reason, missing_reason, nearly_reason

GRAVITY = (Verdict.REFUTES, Verdict.CONFLICTING, Verdict.SUPPORTS, Verdict.NOT_ENOUGH_INFO)
_MIRROR = {Stance.SUPPORTS: Verdict.SUPPORTS, Stance.REFUTES: Verdict.REFUTES}
# A probability of exactly 0 or 1 would weigh infinitely.
_EDGE = 1e-6
_MOST_OPEN = 6.0  # log-odds that no passage decides: beyond them they tell no more
_LITTLE = frozenset("a an the any do does did".split())  # come and go with a number or a denial


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The fitted weights and cuts of :func:`judge`; see records 8, 33 and 42 for how they were fitted."""

    stance_weight: float = 1.024  # of the log-odds of the strongest passage's stance
    cosine_weight: float = 7.769  # of that passage's cosine
    coverage_weight: float = 0.37  # of how much of the claim it has words for
    bias: float = -3.462
    decisive: float = 0.66  # probability from which a verdict is given
    topic_cosine: float = 3.406  # weights of a logistic guess at whether a passage is on the claim's topic
    topic_coverage: float = 5.847
    topic_bias: float = -3.632
    conflicting: float = 0.8  # strength from which each side of a conflict counts
    sureness_scale: float = 0.422  # of the log-odds of a decisive share, to get how often it is right
    sureness_lean: float = 0.66  # of how much likelier the stance of its passage is than the opposite one
    sureness_shift: float = -0.737
    open_share: float = 0.388  # where nothing is decided: weight of the log-odds that no passage decides
    open_topic: float = -0.278  # and of those that a passage is on the topic, to get how often that is right
    open_bias: float = -0.271
    shown_misses: int = 3  # passages kept as the nearest misses where nothing is decided


@dataclass(frozen=True, slots=True)
class _Side:
    """A passage that speaks for one stance, and the log-odds that it decides the claim."""

    stance: Stance
    evidence: Evidence
    strength: float


_Pair = tuple[_Side, _Side]  # one that contradicts the claim, one that supports it


def judge(
    claim: Claim, evidence: Sequence[Evidence], thresholds: Thresholds, *, degraded: bool = False
) -> ClaimResult:
    """Return the verdict on ``claim``; the order of ``evidence`` does not matter.

    A decisive verdict always carries a passage that takes its stance. ``degraded`` says that
    a part of the search was down, as does a stance that a stand-in gave: then absence proves
    nothing and is reported as such.
    """
    degraded = degraded or any(e.probabilities.stand_in for e in evidence)
    result = _judged(claim, evidence, thresholds, degraded=degraded)
    return replace(result, degraded=degraded)


def _judged(
    claim: Claim, evidence: Sequence[Evidence], thresholds: Thresholds, *, degraded: bool
) -> ClaimResult:
    ranked = sorted(evidence, key=lambda e: (-e.candidate.score, e.passage.passage_id))
    sides = _sides(ranked, thresholds)
    opposed = _opposed(ranked, thresholds)
    apart = _clearest(pair for pair in opposed if may_disagree(*_statements(pair)))
    if apart:
        return _conflicting(claim, ranked, apart, thresholds)
    shares = _shares(sides)
    best = max(sides, key=lambda s: s.strength, default=None)
    both = _clearest(pair for pair in opposed if _differ_in_number_or_denial(pair))
    if both or best is None or shares[best.stance] < thresholds.decisive:
        undecided = _undecided(claim, ranked, sides, thresholds, degraded=degraded)
        pair = both or _clearest(opposed)
        return _both_ways(undecided, ranked, pair, thresholds) if pair else undecided
    shown = _shown(best, ranked, thresholds)
    return ClaimResult(
        claim=claim,
        verdict=_MIRROR[best.stance],
        confidence=_sure(shares[best.stance], lean(best.evidence), thresholds),
        evidence=shown,
        explanation=decisive_reason(claim, shown[0]),
    )


def strength(item: Evidence, thresholds: Thresholds) -> float:
    """Return the log-odds that this passage, by itself, decides the claim."""
    odds = _log_odds(_own(item))
    near = item.candidate
    relevance = thresholds.cosine_weight * near.cosine + thresholds.coverage_weight * near.coverage
    return thresholds.stance_weight * odds + relevance + thresholds.bias


def lean(item: Evidence) -> float:
    """Return the log-odds of a passage's stance against the opposite one, whatever is neutral left out."""
    p = item.probabilities
    return _log_odds(_own(item) / max(p.supports + p.refutes, _EDGE))


def gravest(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict of a post: that of its gravest claim, NOT ENOUGH INFO without claims."""
    return min(verdicts, key=GRAVITY.index, default=Verdict.NOT_ENOUGH_INFO)


def openness(evidence: Sequence[Evidence], thresholds: Thresholds) -> tuple[float, float]:
    """Return the log-odds that no passage decides a claim, and those that one is on its topic."""
    return _openness(_shares(_sides(evidence, thresholds)), evidence, thresholds)


def _openness(
    shares: Mapping[Stance, float], evidence: Sequence[Evidence], thresholds: Thresholds
) -> tuple[float, float]:
    # A passage that is nowhere near is no surer sign than none at all.
    near = max((0.0, *(_nearness(e.candidate, thresholds) for e in evidence)))
    return min(_log_odds(shares[Stance.NEUTRAL]), _MOST_OPEN), thresholds.topic_bias + near


def _nearness(near: Candidate, thresholds: Thresholds) -> float:
    return thresholds.topic_cosine * near.cosine + thresholds.topic_coverage * near.coverage


def _own(item: Evidence) -> float:
    p = item.probabilities
    return p.supports if item.stance is Stance.SUPPORTS else p.refutes


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, _EDGE), 1 - _EDGE)
    return math.log(bounded / (1 - bounded))


def _sure(share: float, leaning: float, thresholds: Thresholds) -> float:
    """Return how often verdicts like this one were right on development data (Platt 1999).

    ``share`` tells whether the claim is decided, ``leaning`` by how much this way is likelier than the other,
    in log-odds: of passages that might as well say the opposite nearly one in two is misread.
    """
    return _probability(
        thresholds.sureness_scale * _log_odds(share)
        + thresholds.sureness_lean * leaning
        + thresholds.sureness_shift
    )


def _probability(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-log_odds))


def _sides(ranked: Sequence[Evidence], thresholds: Thresholds) -> list[_Side]:
    both = (_side(stance, ranked, thresholds) for stance in (Stance.REFUTES, Stance.SUPPORTS))
    return [side for side in both if side]


def _side(stance: Stance, ranked: Sequence[Evidence], thresholds: Thresholds) -> _Side | None:
    taking = [e for e in ranked if e.stance is stance]
    if not taking:
        return None
    best = max(taking, key=lambda e: strength(e, thresholds))
    return _Side(stance, best, strength(best, thresholds))


def _shares(sides: Sequence[_Side]) -> dict[Stance, float]:
    """Return a probability for each side and for neither, from their log-odds against neither."""
    weights = {side.stance: math.exp(min(side.strength, 50.0)) for side in sides}
    total = 1.0 + sum(weights.values())
    shares = {stance: weight / total for stance, weight in weights.items()}
    shares[Stance.NEUTRAL] = 1.0 / total
    return shares


def _opposed(ranked: Sequence[Evidence], thresholds: Thresholds) -> list[_Pair]:
    """Return every two statements that stand against each other, both of them clearly.

    A statement speaks once, with its strongest passage: its other sentences often look like
    contradictions of what that one says.
    """
    cut = _log_odds(thresholds.conflicting)
    voices = [side for side in _voices(ranked, thresholds) if side.strength >= cut]
    against = [side for side in voices if side.stance is Stance.REFUTES]
    behind = [side for side in voices if side.stance is Stance.SUPPORTS]
    return [(one, other) for one in against for other in behind]


def _voices(ranked: Sequence[Evidence], thresholds: Thresholds) -> Iterable[_Side]:
    """Return the strongest passage of each statement that takes a stance."""
    strongest: dict[str, _Side] = {}
    for item in ranked:
        side = _Side(item.stance, item, strength(item, thresholds))
        known = strongest.get(item.passage.statement.statement_id)
        if item.stance is not Stance.NEUTRAL and (known is None or side.strength > known.strength):
            strongest[item.passage.statement.statement_id] = side
    return strongest.values()


def _clearest(pairs: Iterable[_Pair]) -> _Pair | None:
    return max(pairs, key=lambda pair: sum(side.strength for side in pair), default=None)


def _differ_in_number_or_denial(pair: _Pair) -> bool:
    """Whether both passages have the same words in the same order, but for how many or a denial.

    Of others that one official said on one day the weaker may well be misread: it is of other schools.
    """
    one, other = (_frame(side.evidence.passage.text) for side in pair)
    return one == other


def _frame(text: str) -> list[str]:
    """Return the words of a text without quantities and denials; days and numbers of flights stay."""
    counted = [(quantity.spoken_start, quantity.end) for quantity in parse(text)]
    said = (w for w in words(text) if not any(start <= w.start < end for start, end in counted))
    told = (w.text for w in said if not w.negates and w.text not in _LITTLE)
    return [word.removesuffix("s") for word in told]  # "it closes", "it does not close"


def _statements(pair: _Pair) -> tuple[Statement, Statement]:
    against, behind = (side.evidence.passage.statement for side in pair)
    return against, behind


def _conflicting(
    claim: Claim, ranked: Sequence[Evidence], sides: Sequence[_Side], thresholds: Thresholds
) -> ClaimResult:
    shares = _shares(sides)
    first = [side.evidence for side in sides]
    rest = [e for e in ranked if e.stance is not Stance.NEUTRAL and e not in first and _clear(e, thresholds)]
    return ClaimResult(
        claim=claim,
        verdict=Verdict.CONFLICTING,
        confidence=_sure(1.0 - shares[Stance.NEUTRAL], min(map(lean, first)), thresholds),
        evidence=(*first, *rest),
        explanation="Official statements disagree on this: one contradicts it, another supports it.",
    )


def _clear(item: Evidence, thresholds: Thresholds) -> bool:
    return strength(item, thresholds) >= _log_odds(thresholds.decisive)


def _shown(best: _Side, ranked: Sequence[Evidence], thresholds: Thresholds) -> tuple[Evidence, ...]:
    """Return the decisive passage, others that agree, then clear ones that do not: none is hidden."""
    clear = [e for e in ranked if e.stance is not Stance.NEUTRAL and _clear(e, thresholds)]
    agreeing = [e for e in clear if e.stance is best.stance and e != best.evidence]
    opposed = [e for e in clear if e.stance is not best.stance]
    return (best.evidence, *sorted(agreeing, key=lambda e: -strength(e, thresholds)), *opposed)


def _undecided(
    claim: Claim,
    ranked: Sequence[Evidence],
    sides: Sequence[_Side],
    thresholds: Thresholds,
    *,
    degraded: bool,
) -> ClaimResult:
    shares = _shares(sides)
    # What nearly decided is not left to the eye of the reader, wherever the search put it.
    stronger = sorted(sides, key=lambda s: -s.strength)
    nearly = [s.evidence for s in stronger if shares[s.stance] >= thresholds.decisive / 2]
    misses = (*nearly, *(e for e in ranked if e not in nearly))[: thresholds.shown_misses]
    none_decides, topic = _openness(shares, ranked, thresholds)
    on_topic = bool(nearly) or topic >= 0
    reason = Reason.DETAIL_NOT_STATED if on_topic else Reason.NO_STATEMENT
    if degraded:
        reason = Reason.SEARCH_DEGRADED
    return ClaimResult(
        claim=claim,
        verdict=Verdict.NOT_ENOUGH_INFO,
        confidence=_probability(
            thresholds.open_share * none_decides + thresholds.open_topic * topic + thresholds.open_bias
        ),
        evidence=misses,
        reason=reason,
        explanation=nearly_reason(nearly) if nearly and not degraded else missing_reason(reason),
    )


def _both_ways(
    undecided: ClaimResult, ranked: Sequence[Evidence], pair: _Pair, thresholds: Thresholds
) -> ClaimResult:
    """Return the open verdict on what statements of one official, as far as known, are read to say both ways.

    It is as sure as the verdict of the stronger side would be wrong. That no passage decides, by which other
    open verdicts are measured, is no question here: two do.
    """
    stronger = sorted(pair, key=lambda side: -side.strength)
    leaning = stronger[0].strength - stronger[1].strength
    first = [side.evidence for side in stronger]
    told = undecided.explanation
    if undecided.reason is not Reason.SEARCH_DEGRADED:
        # Of other words one side is more likely misread than that an official contradicts himself.
        surely = _differ_in_number_or_denial(pair)
        told = contradictory_reason(*_statements(pair)) if surely else nearly_reason(first)
    return replace(
        undecided,
        confidence=1.0 - _sure(_shares(pair)[stronger[0].stance], leaning, thresholds),
        evidence=(*first, *(e for e in ranked if e not in first))[: thresholds.shown_misses],
        explanation=told,
    )
