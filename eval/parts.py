"""The parts of the evaluation, each from a data folder to what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from checker.config import Settings, load_settings
from checker.encoder import load_encoder
from checker.named_stance import NamedStance
from checker.network import sentence_network
from checker.stance import load_stance
from eval import (
    checkworthy,
    end_to_end,
    explanations,
    forms,
    from_dev,
    kinds,
    long_posts,
    quantities,
    retrieval,
    seed,
    stance,
)
from eval.behaviour import judging as behaviour
from eval.measures import Found, confusion, reliability, risk_coverage
from eval.retrieval import CachedEncoder

QUICK_PAIRS = 150  # of each development set
NEEDED = ("stance/dev", "retrieval", "statements/state.jsonl.gz", "claims")


@dataclass(frozen=True, slots=True)
class Run:
    """What a part is measured on, and where it may keep indexes and vectors."""

    data: Path
    home: Path
    quick: bool = False
    distractors: int = end_to_end.DISTRACTORS  # passages of others beside the sets made of pairs

    def settings(self) -> Settings:
        """Return the settings of the environment, with one data folder for all parts."""
        return load_settings(data_dir=self.home)

    def encoder(self) -> CachedEncoder:
        """Return the encoder of the settings, which remembers what it has encoded."""
        return CachedEncoder(load_encoder(self.settings()), self.home / "vectors")

    def stance(self) -> NamedStance:
        """Return the stance model of the settings, with nothing that stands in for it."""
        return load_stance(self.settings(), alone=True)


def _stance(run: Run) -> Found:
    model = run.stance()
    measures, plots = {}, {}
    for name, pairs in stance.dev_sets(run.data, QUICK_PAIRS if run.quick else None).items():
        gold = [stance.NAMES.index(pair.label) for pair in pairs]
        found = stance.probabilities(model, pairs)
        confidence, right = found.max(1), found.argmax(1) == gold
        measures[name] = stance.scores([pair.label for pair in pairs], found)
        plots[name] = {
            "confusion": confusion(gold, found.argmax(1).tolist(), (3, 3)).tolist(),
            "reliability": reliability(confidence, right),
            "risk_coverage": risk_coverage(confidence, right),
        }
    return Found(measures, plots)


def _retrieval(run: Run) -> Found:
    return Found(retrieval.measure(run.data, run.encoder(), quick=run.quick))


def _quantities(run: Run) -> Found:
    return Found(quantities.measure(run.data, quick=run.quick))


def _end_to_end(run: Run) -> Found:
    return end_to_end.measure(run.data, run.home, quick=run.quick)


def _seed(run: Run) -> Found:
    return seed.measure(run.home)


def _forms(run: Run) -> Found:
    return forms.measure(run.home, quick=run.quick)


def _long_posts(run: Run) -> Found:
    return long_posts.measure(run.home)


def _from_dev(run: Run) -> Found:
    return from_dev.measure(run.data, run.home, quick=run.quick, distractors=run.distractors)


def _kinds(run: Run) -> Found:
    return kinds.measure(run.stance(), quick=run.quick)


def _checkworthy(run: Run) -> Found:
    network = sentence_network(run.settings().threads)
    return Found(checkworthy.measure(run.data, network, quick=run.quick))


def _explanations(run: Run) -> Found:
    return explanations.measure(run.stance(), quick=run.quick)


def _behaviour(run: Run) -> Found:
    return Found(behaviour.measure(run.home, quick=run.quick))


PARTS: Mapping[str, Callable[[Run], Found]] = {
    "end_to_end": _end_to_end,
    "seed": _seed,
    "forms": _forms,
    "long_posts": _long_posts,
    "from_dev": _from_dev,
    "stance": _stance,
    "kinds": _kinds,
    "behaviour": _behaviour,
    "explanations": _explanations,
    "retrieval": _retrieval,
    "quantities": _quantities,
    "checkworthy": _checkworthy,
}


def missing(data: Path) -> list[str]:
    """Return what a data folder lacks."""
    return [name for name in NEEDED if not (data / name).exists()]
