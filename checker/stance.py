"""The stance of a passage towards a claim: supports, refutes or neither.

Premise is the passage as it stands alone, hypothesis is the claim. The bundled model is a head of a
network in ``network.py``; any three-way Hugging Face NLI model can be named instead and then needs torch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from checker.config import BUNDLED, Settings
from checker.errors import InvalidSettings, ModelMissing
from checker.model_text import readable
from checker.network import ClaimNetwork, claim_network
from checker.records import Probabilities

TORCH_BATCH, MAX_TOKENS = 32, 256  # of models that users name
# The order in which every scorer here returns its columns.
COLUMNS = ("supports", "refutes", "neutral")
_STEMS = {
    "supports": ("support", "entail"),
    "refutes": ("refut", "contradict"),
    "neutral": ("neutral", "not enough", "nei", "unrelated"),
}

Logits = npt.NDArray[np.float32]


class PairScorer(Protocol):
    """Turns (passage, claim) pairs into logits of shape (pairs, 3), in ``COLUMNS`` order."""

    name: str
    temperature: float
    biases: Logits  # of shape (3,), added to logits that were divided by the temperature

    def logits(self, pairs: Sequence[tuple[str, str]]) -> Logits:
        """Return one row of logits for each pair."""
        ...


class StanceModel:
    """Stance probabilities from a pair scorer, whatever the length and order of its input."""

    def __init__(self, scorer: PairScorer) -> None:
        self._scorer = scorer

    @property
    def name(self) -> str:
        """What made the numbers, with a hash of the weights where they are bundled."""
        return self._scorer.name

    def predict(self, pairs: Sequence[tuple[str, str]]) -> list[Probabilities]:
        """Return the probabilities of each (passage, claim) pair, in the order given."""
        if not pairs:
            return []
        rows = self._scorer.logits([(readable(passage), readable(claim)) for passage, claim in pairs])
        return [_probabilities(row) for row in softmax(rows / self._scorer.temperature + self._scorer.biases)]


def _probabilities(row: Logits) -> Probabilities:
    supports, refutes, neutral = map(float, row)
    return Probabilities(supports, refutes, neutral)


def softmax(logits: Logits) -> Logits:
    """Return rows that sum to 1; a row's largest entry is taken off first, so none overflows."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
    total: Logits = shifted / shifted.sum(axis=1, keepdims=True)
    return total


def column_order(labels: Mapping[int, str]) -> list[int]:
    """Return which output column of a model is supports, refutes and neutral.

    Raises
    ------
    InvalidSettings
        The model's own label names do not tell the three apart.
    """
    order = []
    for wanted in COLUMNS:
        stems = _STEMS[wanted]
        found = [i for i, label in labels.items() if label.lower().replace("_", " ").startswith(stems)]
        if len(found) != 1:
            message = (
                f"The stance model's labels are {sorted(labels.values())}; exactly one must be "
                f"named like {' or '.join(stems)!s}. Name a three-way NLI model in CHECKER_STANCE_MODEL."
            )
            raise InvalidSettings(message)
        order.append(found[0])
    return order


class BundledScorer:
    """The stance head of the network that ships with the package."""

    def __init__(self, network: ClaimNetwork) -> None:
        self._network = network
        self._order = column_order(network.labels)
        self.name, self.temperature = network.name, network.temperature
        added = [network.biases.get(network.labels[column], 0.0) for column in self._order]
        self.biases = np.array(added, np.float32)

    def logits(self, pairs: Sequence[tuple[str, str]]) -> Logits:
        """Return logits of shape (pairs, 3)."""
        return self._network.pairs(pairs).stance[:, self._order]


class TransformersScorer:
    """Any Hugging Face sequence classifier with three NLI labels, on torch."""

    temperature, biases = 1.0, np.zeros(len(COLUMNS), np.float32)

    def __init__(self, model: str) -> None:
        import torch  # noqa: PLC0415  # only for models that users name
        from transformers import (  # noqa: PLC0415
            AutoModelForSequenceClassification,
            AutoTokenizer,
        )

        try:
            self._model: Any = AutoModelForSequenceClassification.from_pretrained(model)
            self._tokenizer: Any = AutoTokenizer.from_pretrained(model)
        except (OSError, ValueError) as error:
            message = (
                f"The stance model {model!r} is neither a folder on this machine nor to be had from the "
                "hub. Download it first, or unset CHECKER_STANCE_MODEL to use the bundled one."
            )
            raise ModelMissing(message) from error
        self._torch = torch
        self._model.eval()
        self._order = column_order(self._model.config.id2label)
        self.name = model

    def logits(self, pairs: Sequence[tuple[str, str]]) -> Logits:
        """Return logits of shape (pairs, 3)."""
        starts = range(0, len(pairs), TORCH_BATCH)
        return np.concatenate([self._batch(pairs[i : i + TORCH_BATCH]) for i in starts])[:, self._order]

    def _batch(self, pairs: Sequence[tuple[str, str]]) -> Logits:
        inputs = self._tokenizer(
            [p for p, _ in pairs],
            [c for _, c in pairs],
            truncation=True,
            max_length=MAX_TOKENS,
            padding=True,
            return_tensors="pt",
        )
        with self._torch.inference_mode():
            rows: Logits = self._model(**inputs).logits.float().numpy()
        return rows


def load_stance(settings: Settings) -> StanceModel:
    """Return the stance model that the settings name.

    Raises
    ------
    ModelMissing
        The model is not on this machine, or its files are damaged.
    InvalidSettings
        The model's labels cannot be told apart.
    """
    if settings.stance_model == BUNDLED:
        return StanceModel(BundledScorer(claim_network(settings.threads)))
    return StanceModel(TransformersScorer(settings.stance_model))
