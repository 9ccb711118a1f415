"""Trains the check-worthiness head: logistic regression on the vectors of the bundled encoder.

    python training/checkworthy.py --data CLAIMS_FOLDER --posts POSTS.jsonl.gz

Two minutes on two cores. Writes checker/models/checkworthy.npz (weights, bias, encoder) and
prints the figures of docs/models/checkworthy.md as JSON. The fold is fixed by hashes of the
debates' file names, so the same data gives the same weights.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, precision_recall_curve

from checker.checkworthy import WEIGHTS, CheckWorthiness
from checker.claims import THRESHOLD, extract_claims
from checker.config import load_settings
from checker.encoder import Encoder, load_encoder
from checker.noise import find_noise
from checker.records import Post

ENCODER = "all-MiniLM-L6-v2"
HELD_OUT_PERCENT = 20
STRENGTHS = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
RECALL = 0.98
AS_GOOD = 0.01  # of average precision: noise on dev sets of this size
TWEET_WEIGHT = 3.0  # there are a tenth as many tweets as debate sentences, and posts are like tweets

Vectors = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled text. ``weight`` is how much it counts in training."""

    text: str
    label: int
    group: str  # debates: the file; the fold is by file, so that no speech is in both parts
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Part:
    """Rows as arrays."""

    vectors: Vectors
    labels: Labels
    weights: Scores


def main() -> None:
    """Train, measure, write."""
    arguments = _arguments()
    encoder = load_encoder(load_settings())
    encode = cached(encoder, arguments.cache)
    train, tests = parts(arguments.data, encode)
    head, strength = chosen(train, [tests["claimbuster_held_out"], tests["ct22_tweets_dev"]])
    save(head, arguments.out)
    worth = CheckWorthiness.load(encoder, arguments.out)
    scores = {name: worth.of_vectors(part.vectors) for name, part in tests.items()}
    threshold = round(
        float(
            np.quantile(scores["claimbuster_held_out"][tests["claimbuster_held_out"].labels == 1], 1 - RECALL)
        ),
        3,
    )
    figures: dict[str, object] = {
        name: measured(scores[name], part.labels, threshold) for name, part in tests.items()
    }
    figures |= {
        "strength": strength,
        "train_rows": len(train.labels),
        "train_positive": int(train.labels.sum()),
    }
    figures |= {
        "threshold": threshold,
        "threshold_in_claims.py": THRESHOLD,
        "posts": on_posts(arguments.posts, worth),
    }
    print(json.dumps(figures, indent=2))


def parts(data: Path, encode: Callable[[Sequence[str]], Vectors]) -> tuple[Part, dict[str, Part]]:
    """Return the training part and the named test parts."""
    debates = [*claimbuster(data), *ct19(data)]
    held = [row for row in debates if held_out(row.group)]
    tests = {
        "claimbuster_held_out": [r for r in held if r.group.startswith("claimbuster/")],
        "ct19_held_out": [r for r in held if r.group.startswith("ct19/")],
        "ct22_tweets_dev": list(ct22(data, "dev")),
    }
    # What fact-checkers left out in 2019 is mostly factual too: those negatives teach nothing.
    useful = [r for r in debates if not held_out(r.group) and (r.label or r.group.startswith("claimbuster/"))]
    train = [*useful, *ct22(data, "train")]
    return as_part(train, encode), {name: as_part(rows, encode) for name, rows in tests.items()}


def claimbuster(data: Path) -> Iterator[Row]:
    """Yield debate sentences, check-worthy against all others."""
    for row in read(data / "claimbuster_train.jsonl.gz"):
        yield Row(row["text"], int(row["label"] == "checkworthy"), f"claimbuster/{row['file']}")


def ct19(data: Path) -> Iterator[Row]:
    """Yield debate sentences, of which only those that fact-checkers took up are positive."""
    for row in read(data / "ct19_debates_train.jsonl.gz"):
        yield Row(row["text"], int(row["label"]), f"ct19/{row['file']}")


def ct22(data: Path, part: str) -> Iterator[Row]:
    """Yield tweets, cleaned as posts are."""
    for row in read(data / f"ct22_tweets_{part}.jsonl.gz"):
        text = find_noise(row["text"]).clean(0, len(row["text"]))
        yield Row(text, int(row["label"]), f"ct22/{part}", TWEET_WEIGHT)


def read(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def held_out(group: str) -> bool:
    """Whether a debate belongs to the held-out part."""
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % 100 < HELD_OUT_PERCENT


def as_part(rows: Sequence[Row], encode: Callable[[Sequence[str]], Vectors]) -> Part:
    """Return rows as arrays."""
    return Part(
        encode([row.text for row in rows]),
        np.array([row.label for row in rows]),
        np.array([row.weight for row in rows]),
    )


def cached(encoder: Encoder, path: Path) -> Callable[[Sequence[str]], Vectors]:
    """Return ``encoder.encode`` that keeps vectors in an .npz file from run to run."""
    known: dict[str, Vectors] = {}
    if path.exists():
        with np.load(path, allow_pickle=False) as file:
            known = dict(zip(file["keys"].tolist(), file["vectors"], strict=True))

    def key(text: str) -> str:
        return hashlib.sha256(f"{encoder.name}\n{text}".encode()).hexdigest()[:32]

    def encode(texts: Sequence[str]) -> Vectors:
        new = sorted({text for text in texts if key(text) not in known})
        known.update(zip(map(key, new), encoder.encode(new), strict=True))
        if new:
            path.parent.mkdir(parents=True, exist_ok=True)
            np.savez(path, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
        return np.stack([known[key(text)] for text in texts])

    return encode


def chosen(train: Part, devs: Sequence[Part]) -> tuple[LogisticRegression, float]:
    """Return the most regularised head whose mean average precision on ``devs`` is as good as the best."""
    tried = []
    for strength in STRENGTHS:
        model = LogisticRegression(C=strength, max_iter=3000)
        model.fit(train.vectors, train.labels, sample_weight=train.weights)
        precisions = [average_precision_score(d.labels, model.decision_function(d.vectors)) for d in devs]
        tried.append((float(np.mean(precisions)), strength, model))
    best = max(precision for precision, _, _ in tried)
    return next((model, strength) for precision, strength, model in tried if precision >= best - AS_GOOD)


def measured(scores: Scores, labels: Labels, threshold: float) -> dict[str, float]:
    """Return sizes, average precision, the best F1 with its threshold, and what ``threshold`` does."""
    precision, recall, cuts = precision_recall_curve(labels, scores)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    best = int(f1[:-1].argmax())
    figures = {
        "average_precision": average_precision_score(labels, scores),
        "best_f1": f1[best],
        "best_f1_threshold": cuts[best],
        "recall_at_threshold": (scores[labels == 1] >= threshold).mean(),
        "others_skipped_at_threshold": (scores[labels == 0] < threshold).mean(),
    }
    sizes = {"rows": len(labels), "positive": int(labels.sum())}
    return sizes | {name: round(float(value), 4) for name, value in figures.items()}


def save(model: LogisticRegression, path: Path) -> None:
    """Write the weights, without pickle."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        path,
        weights=model.coef_[0].astype(np.float32),
        bias=np.float32(model.intercept_[0]),
        encoder=np.array(ENCODER),
    )


def on_posts(path: Path, worth: CheckWorthiness) -> dict[str, object]:
    """Return how many claims the product finds in posts that each make one."""
    found = [len(extract_claims(Post(row["post"]), worth)) for row in read(path)]
    return {
        "posts": len(found),
        "with_a_claim": round(float(np.mean([count > 0 for count in found])), 4),
        "claims_per_post": {str(count): found.count(count) for count in sorted(set(found))},
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the claims data")
    parser.add_argument("--posts", type=Path, required=True, help="JSONL of posts, each a claim")
    parser.add_argument("--cache", type=Path, default=Path("build/checkworthy-vectors.npz"))
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
