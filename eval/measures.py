"""What a run of the evaluation found, and how it compares with another run. Pure.

A part (stance, retrieval, …) has sets, a set has measures. Shares are 0..1; the measures in
``COUNTS`` are sizes and are never compared, and what the baseline does not have is new and no drop.
A drop counts when it is larger than one standard error of a share over so many rows (the fewer of
then and now), and never below one point.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Measures = Mapping[str, Mapping[str, float]]  # by set, then by measure
Parts = Mapping[str, Measures]
Plots = Mapping[str, Mapping[str, Sequence[Sequence[float]]]]  # by set, then by kind of plot
Floats = npt.NDArray[np.float64]

COUNTS = frozenset({"rows", "positive", "flips", "passages", "unaddressed"})
LOWER_IS_BETTER = frozenset(
    "ece ece_decisive ece_half_unaddressed aurc flip_rate failure_rate false_alarms "
    "decisive_of_neutral decisive_of_unaddressed decisive_among_others wrong_support".split()
)
# Where a bound or a sample is reported beside the measure, only the measure itself is compared.
BESIDE = frozenset(
    "macro_f1_low macro_f1_high best_f1_threshold "
    "weaker_by_chance mean_fall_by_chance overturned_by_chance "
    "found_number found_date found_negation found_actor found_place found_modality found_opposite "
    "found_other".split()
)
LEAST_TOLERANCE = 0.01
DIGITS = 4  # behind the point, in files and where a goal is compared


@dataclass(frozen=True, slots=True)
class Found:
    """What one part of the evaluation measured, and the points of its plots."""

    measures: Measures
    plots: Plots = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """A measure that the baseline has. ``now`` is None where it is no longer measured."""

    part: str
    name: str
    measure: str
    before: float
    now: float | None
    rows: float

    @property
    def loss(self) -> float:
        """How much worse it is now; negative where it is better, infinite where it is gone."""
        if self.now is None:
            return math.inf
        worse = self.now - self.before if self.measure in LOWER_IS_BETTER else self.before - self.now
        return math.inf if math.isnan(worse) else worse

    @property
    def is_drop(self) -> bool:
        """Whether it is worse by more than noise."""
        return self.loss > tolerance(self.rows)


def tolerance(rows: float) -> float:
    """Return by how much a share over ``rows`` may be worse: a standard error, at least .01."""
    return max(LEAST_TOLERANCE, 0.5 / math.sqrt(rows)) if rows > 0 else LEAST_TOLERANCE


def changes(before: Parts, now: Parts) -> Iterator[Change]:
    """Yield every compared measure of the baseline, for the parts that were measured now."""
    for part in before.keys() & now.keys():
        for name, measures in before[part].items():
            found = now[part].get(name, {})
            rows = min(measures.get("rows", 0.0), found.get("rows", math.inf))
            for measure in measures.keys() - COUNTS - BESIDE:
                yield Change(part, name, measure, measures[measure], found.get(measure), rows)


def drops(before: Parts, now: Parts) -> list[Change]:
    """Return what got worse by more than noise, the largest loss first."""
    found = [change for change in changes(before, now) if change.is_drop]
    return sorted(found, key=lambda c: (-c.loss, c.part, c.name, c.measure))


def described(change: Change) -> str:
    """Return one line that says what dropped, and how far it may drop."""
    now = "no longer measured" if change.now is None else f"now {shown(change.measure, change.now)}"
    return (
        f"{change.part} · {change.name} · {change.measure}: "
        f"was {shown(change.measure, change.before)}, {now} (tolerance {tolerance(change.rows):.3f})"
    )


def shown(measure: str, value: float | None, places: int = 3) -> str:
    """Return a number for people: sizes whole, shares with ``places`` digits, nothing as a dash."""
    if value is None or math.isnan(value):
        return "–"
    return f"{value:.0f}" if measure in COUNTS else f"{value:.{places}f}"


def columns(measures: Measures) -> list[str]:
    """Return the names of all measures of a part: sizes first, macro-F1 next, then as they appear."""
    names = list(dict.fromkeys(name for found in measures.values() for name in found))
    return sorted(names, key=lambda n: (n not in COUNTS, not n.startswith("macro_f1")))


def grid(measures: Measures) -> list[list[str]]:
    """Return a part as rows of text, the first with the names of the columns."""
    names = columns(measures)
    body = [[name, *(shown(n, found.get(n)) for n in names)] for name, found in measures.items()]
    return [["set", *(n.replace("_", " ") for n in names)], *body]


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as columns of text, the first to the left and all others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))])
        for row in rows
    )


def markdown(rows: Sequence[Sequence[str]], *, left: int = 1) -> str:
    """Return rows as a Markdown table, the first ``left`` columns to the left."""
    head, *body = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([head, "|---" * left + "|--:" * (len(rows[0]) - left) + "|", *body])


def confusion(gold: Sequence[int], chosen: Sequence[int], shape: tuple[int, int]) -> Floats:
    """Return how often each label (rows) was given each answer (columns)."""
    counts = np.zeros(shape)
    np.add.at(counts, (np.asarray(gold, int), np.asarray(chosen, int)), 1)
    return counts


def macro_f1(counts: Floats) -> Floats:
    """Return the mean F1 of the labels, for matrices of shape (..., labels, answers).

    Answers beyond the labels are always wrong. A label that neither occurs nor is answered counts as 0.
    """
    labels = counts.shape[-2]
    right = np.diagonal(counts, axis1=-2, axis2=-1)[..., :labels]
    both = counts.sum(-1) + counts[..., :labels].sum(-2)
    f1: Floats = (2 * right / np.maximum(both, 1)).mean(-1)
    return f1


def interval(groups: Floats, draws: int = 2_000) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of macro-F1 over whole groups, shape (groups, labels, answers).

    Posts about one briefing stand or fall together, so briefings are drawn and not posts.
    """
    chance = np.random.default_rng(13)
    times = chance.multinomial(len(groups), np.full(len(groups), 1 / len(groups)), size=draws)
    low, high = np.quantile(macro_f1(np.tensordot(times, groups, 1)), [0.025, 0.975])
    return float(low), float(high)


def reliability(confidence: Floats, right: npt.NDArray[np.bool_], bins: int = 15) -> list[list[float]]:
    """Return mean confidence, accuracy and share of the rows for each bin that has any."""
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        [float(confidence[places == b].mean()), float(right[places == b].mean()), float((places == b).mean())]
        for b in np.unique(places)
    ]


def risk_coverage(confidence: Floats, right: npt.NDArray[np.bool_], points: int = 50) -> list[list[float]]:
    """Return coverage and error rate when only the most confident rows are answered."""
    wrong = ~right[np.argsort(-confidence, kind="stable")]
    risk = np.cumsum(wrong) / np.arange(1, len(wrong) + 1)
    places = np.unique(np.linspace(1, len(wrong), min(points, len(wrong))).astype(int))
    return [[float(n / len(wrong)), float(risk[n - 1])] for n in places]


def digits(value: float) -> str:
    """Return a figure as tables show it: two digits behind the point below ten, none above."""
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.0f}"  # noqa: PLR2004


def rounded(value: Any) -> Any:
    """Return what was measured with ``DIGITS`` behind the point, for files that are compared."""
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, Mapping):
        return {key: rounded(entry) for key, entry in value.items()}
    return [rounded(entry) for entry in value] if isinstance(value, list) else value
