"""Sentences that are labelled as worth checking or not: read, cleaned and split; and what scores are worth.

They train a network (``training/worth.py``) and measure it (``eval/checkworthy.py``). The split is by hashes
of the debates' file names, so the same data is always split alike; our own rows are for training alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score, precision_recall_curve

from checker.checkworthy import CHECKWORTHY
from checker.noise import find_noise
from training import mixture
from training.mixture import read_rows

HELD_OUT_PERCENT = 20
OWN_WEIGHT = 0.5  # one writer, one idea of what is worth checking
TWEET_WEIGHT = 3.0  # there are a tenth as many tweets as debate sentences, and posts are like tweets

Labels = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled text. ``weight`` is how much it counts in training."""

    text: str
    label: int
    group: str  # debates: the file; the fold is by file, so that no speech is in both parts
    weight: float = 1.0


def training_rows(folder: Path) -> list[Row]:
    """Return what the network is trained on."""
    debates = [row for row in (*claimbuster(folder), *ct19(folder)) if not held_out(row.group)]
    # What fact-checkers left out in 2019 is mostly factual too: those negatives teach nothing.
    useful = [row for row in debates if row.label or row.group.startswith("claimbuster/")]
    return [*useful, *ct22(folder, "train"), *own()]


def held_out_rows(folder: Path) -> dict[str, list[Row]]:
    """Return what the network is measured on, by set."""
    return {
        "claimbuster_held_out": [row for row in claimbuster(folder) if held_out(row.group)],
        "ct19_held_out": [row for row in ct19(folder) if held_out(row.group)],
        "ct22_tweets_dev": list(ct22(folder, "dev")),
    }


def claimbuster(data: Path) -> Iterator[Row]:
    """Yield debate sentences, check-worthy against all others."""
    for row in read_rows(data / "claimbuster_train.jsonl.gz"):
        yield Row(row["text"], int(row["label"] == "checkworthy"), f"claimbuster/{row['file']}")


def ct19(data: Path) -> Iterator[Row]:
    """Yield debate sentences, of which only those that fact-checkers took up are positive."""
    for row in read_rows(data / "ct19_debates_train.jsonl.gz"):
        yield Row(row["text"], int(row["label"]), f"ct19/{row['file']}")


def ct22(data: Path, part: str) -> Iterator[Row]:
    """Yield tweets, cleaned as posts are."""
    for row in read_rows(data / f"ct22_tweets_{part}.jsonl.gz"):
        yield Row(_cleaned(row["text"]), int(row["label"]), f"ct22/{part}", TWEET_WEIGHT)


def own() -> Iterator[Row]:
    """Yield the tweets and sentences that were written for this, cleaned as posts are."""
    for path in sorted(mixture.OWN_DATA.glob("sentences*.jsonl.gz")):
        for row in read_rows(path):
            yield Row(_cleaned(row["text"]), int(row["label"]), "own", OWN_WEIGHT)


def _cleaned(text: str) -> str:
    return find_noise(text).clean(0, len(text))


def held_out(group: str) -> bool:
    """Whether a debate belongs to the held-out part."""
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % 100 < HELD_OUT_PERCENT


def calibration(logits: Scores, rows: Sequence[Row]) -> tuple[float, float]:
    """Return factor and summand for logits that make their probabilities come true (Platt 1999)."""
    labels, weights = [row.label for row in rows], [row.weight for row in rows]
    fitted = LogisticRegression(C=1e6).fit(logits.reshape(-1, 1), labels, sample_weight=weights)
    return float(fitted.coef_[0][0]), float(fitted.intercept_[0])


def measured(scores: Scores, labels: Labels, threshold: float) -> dict[str, float]:
    """Return sizes, average precision, F1 at its best and as labelled, and what ``threshold`` does."""
    precision, recall, cuts = precision_recall_curve(labels, scores)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    best = int(f1[:-1].argmax())
    figures = {
        "average_precision": average_precision_score(labels, scores),
        "best_f1": f1[best],
        "best_f1_threshold": cuts[best],
        "f1_as_labelled": f1_score(labels, scores >= CHECKWORTHY, zero_division=0),
        "recall_at_threshold": (scores[labels == 1] >= threshold).mean(),
        "others_skipped_at_threshold": (scores[labels == 0] < threshold).mean(),
    }
    sizes = {"rows": len(labels), "positive": int(labels.sum())}
    return sizes | {name: round(float(value), 4) for name, value in figures.items()}
