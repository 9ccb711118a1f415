"""Stance quality on every development set: ``python -m eval.stance DATA``.

Argmax of the model that the settings name, nothing done afterwards. Expected calibration
error with 15 bins of equal width (Guo et al. 2017); AURC is the mean risk over all coverages
(Geifman and El-Yaniv 2017). The project's own pairs are the development tenth, by premise, alone and
as the product reads passages (``-said``: with the speaker in front); ``repeated`` are parts of the same
premises word for word or as headlines shorten them, beside the closest of their contradictions and neutral
claims (``training/verbatim.py``).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.metrics import accuracy_score, f1_score

from checker.config import load_settings
from checker.named_stance import NamedStance
from checker.passages import said_by
from checker.stance import load_stance
from training import mixture, verbatim
from training.mixture import Pair

HOME = Path(__file__).parents[1] / "build" / "eval"
NAMES = ("supports", "contradicts", "neutral")
BINS = 15
SEED = 13
REPEATED = 1_500
Floats = npt.NDArray[np.float64]


def dev_sets(data: Path, limit: int | None = None) -> dict[str, list[Pair]]:
    """Return every development set, cut to a seeded sample of ``limit`` rows."""
    sets = public_sets(data)
    own = {
        path.name.removesuffix(".jsonl.gz"): mixture.authored_pairs([path], held_out=True)
        for path in mixture.own_files()
    }
    held_out = [pair for pairs in own.values() for pair in pairs]
    said = {
        f"{name}-said": [replace(p, evidence=said_by(p.speaker, p.evidence)) for p in pairs]
        for name, pairs in own.items()
    }
    sets |= own | said | {"repeated": verbatim.pairs(held_out, random.Random(SEED), REPEATED)}
    return sampled(sets, limit)


def public_sets(data: Path) -> dict[str, list[Pair]]:
    """Return the development parts of public sets."""
    return {
        path.name.removesuffix(".jsonl.gz"): [
            Pair(r["claim"], r["evidence"], r["label"], path.name) for r in mixture.read_rows(path)
        ]
        for path in sorted((data / "stance" / "dev").glob("*.jsonl.gz"))
    }


def sampled(sets: dict[str, list[Pair]], limit: int | None) -> dict[str, list[Pair]]:
    """Return every set, cut to a seeded sample of ``limit`` rows."""
    if limit is None:
        return sets
    return {n: random.Random(SEED).sample(rows, min(limit, len(rows))) for n, rows in sets.items()}


def probabilities(model: NamedStance, pairs: Sequence[Pair]) -> Floats:
    """Return the probabilities, shape (pairs, 3), in the order of ``NAMES``."""
    found = model.predict([(p.evidence, p.claim) for p in pairs])
    return np.array([[p.supports, p.refutes, p.neutral] for p in found])


def scores(gold: Sequence[str], p: Floats) -> dict[str, float]:
    """Return the measures of one set; F1 is over the labels that the set has."""
    wanted = np.array([NAMES.index(label) for label in gold])
    labels = sorted(set(wanted.tolist()))
    chosen = p.argmax(1)
    right = chosen == wanted
    per_label = f1_score(wanted, chosen, average=None, labels=labels)
    found = {
        "rows": float(len(gold)),
        "accuracy": float(accuracy_score(wanted, chosen)),
        "macro_f1": float(f1_score(wanted, chosen, average="macro", labels=labels)),
        **{f"f1_{NAMES[i]}": float(f) for i, f in zip(labels, per_label, strict=True)},
        "ece": expected_calibration_error(p.max(1), right),
        "aurc": area_under_risk_coverage(p.max(1), right),
    }
    if len(labels) == 2:  # noqa: PLR2004  # a set without the third label
        found["two_way_accuracy"] = float((np.array(labels)[p[:, labels].argmax(1)] == wanted).mean())
    if labels[:2] == [0, 1]:
        decided = wanted < 2  # noqa: PLR2004  # the better of the two labels, where one is right
        found["contrastive_accuracy"] = float((p[decided, :2].argmax(1) == wanted[decided]).mean())
    return found


def expected_calibration_error(confidence: Floats, right: npt.NDArray[np.bool_]) -> float:
    """Return the mean gap between confidence and accuracy, weighted by the size of each bin."""
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [
        abs(confidence[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
        for b in np.unique(bins)
    ]
    return float(sum(gaps))


def area_under_risk_coverage(confidence: Floats, right: npt.NDArray[np.bool_]) -> float:
    """Return the mean error rate of the most confident n rows, over all n."""
    wrong = ~right[np.argsort(-confidence, kind="stable")]
    return float((np.cumsum(wrong) / np.arange(1, len(wrong) + 1)).mean())


def measure(data: Path, home: Path, *, quick: bool = False) -> dict[str, dict[str, float]]:
    """Return the measures of every development set."""
    model = load_stance(load_settings(data_dir=home), alone=True)
    sets = dev_sets(data, 300 if quick else None)
    return {
        name: scores([p.label for p in pairs], probabilities(model, pairs)) for name, pairs in sets.items()
    }


def main() -> None:
    """Print one line per set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--quick", action="store_true")
    args = parser.parse_args()
    for name, found in measure(args.data, HOME, quick=args.quick).items():
        print(f"{name:18s}", " ".join(f"{key} {value:.3f}" for key, value in found.items()))


if __name__ == "__main__":
    main()
