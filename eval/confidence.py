"""Whether the confidence that people are shown means what it says.

The confidence of a post is that of the surest claim that made its verdict. Posts in which nothing
was judged show no confidence and are left out. Expected calibration error as in ``eval.stance``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from checker.records import ClaimResult, Reason, Verdict
from checker.verdict import Thresholds, gravest, judge
from eval.measures import reliability
from eval.stance import expected_calibration_error
from training.verdict import Case

_UNJUDGED = frozenset(
    {Reason.LANGUAGE_NOT_COVERED, Reason.NO_CLAIM, Reason.SEARCH_DEGRADED, Reason.TOO_MANY_CLAIMS}
)


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict on a post, its confidence (NaN where none is shown), and the verdict it should get."""

    verdict: Verdict
    confidence: float
    gold: Verdict

    @property
    def right(self) -> bool:
        """Whether the verdict is the one it should be."""
        return self.verdict is self.gold

    @property
    def decisive(self) -> bool:
        """Whether somebody is told that a claim holds or does not."""
        return self.verdict in {Verdict.SUPPORTS, Verdict.REFUTES}


def answer(results: Sequence[ClaimResult], gold: Verdict) -> Answer:
    """Return the answer that the results of a post's claims make."""
    verdict = gravest(r.verdict for r in results)
    sure = [r.confidence for r in results if r.verdict is verdict and r.reason not in _UNJUDGED]
    return Answer(verdict, max(sure, default=math.nan), gold)


def of_cases(
    cases: Sequence[Case], thresholds: Sequence[Thresholds], *, unaddressed: bool = False
) -> list[Answer]:
    """Return the answers to the posts whose briefing is in the corpus, one ``Thresholds`` per case.

    With ``unaddressed`` also those to the same posts where it is not.
    """
    return [
        answer([judge(claim, evidence, chosen) for claim, evidence in case.claims], case.gold)
        for case, chosen in zip(cases, thresholds, strict=True)
        if case.addressed or unaddressed
    ]


def calibration_of_cases(cases: Sequence[Case], thresholds: Sequence[Thresholds]) -> dict[str, float]:
    """Return the calibration errors of posts whose briefing is there, and with as many where it is not."""
    everything = calibration(of_cases(cases, thresholds, unaddressed=True))
    return calibration(of_cases(cases, thresholds)) | {"ece_half_unaddressed": everything["ece"]}


def calibration(answers: Sequence[Answer]) -> dict[str, float]:
    """Return the calibration error over all answers that show a confidence, and over decisive ones."""
    found = {"ece": _error(answers), "ece_decisive": _error([a for a in answers if a.decisive])}
    return {name: value for name, value in found.items() if not math.isnan(value)}


def points(answers: Sequence[Answer]) -> list[list[float]]:
    """Return the points of a reliability diagram of the decisive answers."""
    shown = [a for a in _shown(answers) if a.decisive]
    if not shown:
        return []
    return reliability(np.array([a.confidence for a in shown]), np.array([a.right for a in shown]), 10)


def _error(answers: Sequence[Answer]) -> float:
    shown = _shown(answers)
    if not shown:
        return math.nan
    return expected_calibration_error(
        np.array([a.confidence for a in shown]), np.array([a.right for a in shown])
    )


def _shown(answers: Sequence[Answer]) -> list[Answer]:
    return [a for a in answers if not math.isnan(a.confidence)]
