"""Check-worthiness on sentences that the head was not trained on: debates held out by file, and tweets."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from checker.checkworthy import CheckWorthiness
from checker.claims import THRESHOLD
from checker.encoder import Encoder
from training.checkworthy import Row, claimbuster, ct19, ct22, held_out, measured

QUICK_ROWS = 200


def sets(data: Path) -> dict[str, list[Row]]:
    """Return the labelled sentences by set."""
    claims = data / "claims"
    return {
        "claimbuster_held_out": [row for row in claimbuster(claims) if held_out(row.group)],
        "ct19_held_out": [row for row in ct19(claims) if held_out(row.group)],
        "ct22_tweets_dev": list(ct22(claims, "dev")),
    }


def measure(data: Path, encoder: Encoder, *, quick: bool = False) -> dict[str, dict[str, float]]:
    """Return average precision, best F1, and what the threshold of the product keeps and skips."""
    worth = CheckWorthiness.load(encoder)
    return {name: _measured(_sample(rows) if quick else rows, worth) for name, rows in sets(data).items()}


def _sample(rows: Sequence[Row]) -> list[Row]:
    return random.Random(13).sample(rows, min(QUICK_ROWS, len(rows)))


def _measured(rows: Sequence[Row], worth: CheckWorthiness) -> dict[str, float]:
    scores = np.array(worth([row.text for row in rows]))
    return measured(scores, np.array([row.label for row in rows]), THRESHOLD)
