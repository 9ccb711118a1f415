"""Check-worthiness on sentences that the network was not trained on: debates held out by file, and tweets.

And what its threshold lets through of posts about held-out briefings, each of which makes a claim.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from checker.checkworthy import CheckWorthiness
from checker.claims import THRESHOLD, extract_claims
from checker.network import SentenceNetwork
from checker.pipeline import Worth
from checker.records import Post
from checker.remarks import Marks
from training import mixture
from training.checkworthy import Row, held_out_rows, measured

QUICK_ROWS = 200

T = TypeVar("T")


def measure(data: Path, network: SentenceNetwork, *, quick: bool = False) -> dict[str, dict[str, float]]:
    """Return average precision, F1, and what the threshold of the product keeps and skips."""
    worth = CheckWorthiness(network)
    sets = {name: _sample(rows) if quick else rows for name, rows in held_out_rows(data / "claims").items()}
    posts = [post.text for post in mixture.briefing_posts(held_out=True)]
    found = {name: _measured(rows, worth) for name, rows in sets.items()}
    return found | {"briefing_posts": on_posts(_sample(posts) if quick else posts, worth, worth.marks)}


def on_posts(texts: Sequence[str], worth: Worth, marks: Marks) -> dict[str, float]:
    """Return in which share of posts the product finds a claim, and how many it finds in one."""
    counts = np.array([len(extract_claims(Post(text), worth, marks)) for text in texts])
    return {
        "rows": len(counts),
        "with_a_claim": round(float((counts > 0).mean()), 4),
        "claims_per_post": round(float(counts.mean()), 4),
    }


def _sample(rows: Sequence[T]) -> Sequence[T]:
    return random.Random(13).sample(rows, min(QUICK_ROWS, len(rows)))


def _measured(rows: Sequence[Row], worth: Worth) -> dict[str, float]:
    scores = np.array(worth([row.text for row in rows]))
    return measured(scores, np.array([row.label for row in rows]), THRESHOLD)
