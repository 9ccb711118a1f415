"""Accuracy by kind of claim on the project's own held-out pairs: what was done to the statement.

The kinds are those of ``training/data/README.md``. The stance model alone, as in ``eval.stance``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from checker.named_stance import NamedStance
from eval.measures import Found
from eval.stance import NAMES, probabilities
from training import mixture
from training.mixture import Pair

QUICK_PAIRS = 400


def held_out() -> Iterator[tuple[str, Pair]]:
    """Yield the kind and the pair of every row of the development tenth."""
    for row in mixture.authored_rows(mixture.own_files(), held_out=True):
        yield str(row["kind"]), mixture.authored_pair(row)


def measure(model: NamedStance, *, quick: bool = False) -> Found:
    """Return rows and accuracy of each kind, the worst first, with those of all before them."""
    pairs = list(held_out())
    if quick:
        pairs = random.Random(13).sample(pairs, min(QUICK_PAIRS, len(pairs)))
    chosen = probabilities(model, [pair for _, pair in pairs]).argmax(1)
    return Found(by_kind([(k, NAMES[c] == p.label) for (k, p), c in zip(pairs, chosen, strict=True)]))


def by_kind(judged: list[tuple[str, bool]]) -> dict[str, dict[str, float]]:
    """Return rows and accuracy by kind, from the kind of each pair and whether it was judged rightly."""
    kinds: dict[str, list[bool]] = {}
    for kind, right in judged:
        kinds.setdefault(kind, []).append(right)
    found = {k: {"rows": float(len(r)), "accuracy": sum(r) / len(r)} for k, r in kinds.items()}
    worst_first = sorted(found, key=lambda k: (found[k]["accuracy"], k))
    total = {"rows": float(len(judged)), "accuracy": sum(r for _, r in judged) / max(1, len(judged))}
    return {"all kinds": total, **{kind: found[kind] for kind in worst_first}}
