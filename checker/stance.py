"""The stance of a passage towards a claim: supports, refutes or neither.

Premise is the passage as it stands alone, hypothesis is the claim. The bundled model is a head of a
network in ``network.py``; any three-way Hugging Face NLI model can be named instead and then needs torch, or
a chat model at an endpoint (``chat_stance.py``). :func:`load_stance` is the one way to each of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from checker.config import BUNDLED, Settings
from checker.errors import InvalidSettings, ModelMissing
from checker.model_text import readable
from checker.named_stance import NamedStance
from checker.network import ClaimNetwork, claim_network
from checker.records import Probabilities

TORCH_BATCH, MAX_TOKENS = 32, 256  # of models that users name
# The order in which every scorer here returns its columns.
COLUMNS = ("supports", "refutes", "neutral")
# Tokenizers that come without a tokenizer.json are read with one of these, which are not installed by us.
_TOKENIZER_LIBRARIES = ("sentencepiece", "tiktoken")
_LONGEST_CAUSE = 300  # characters of what another library says
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
        except Exception as error:  # what reads config, weights and tokenizer has no common class but this
            raise ModelMissing(_unusable(model, error)) from error
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


def _unusable(model: str, error: Exception) -> str:
    """Return why a model cannot be loaded, in the words of what failed, and what to do about it."""
    said = " ".join(str(error).split()) or type(error).__name__
    missing = [name for name in _TOKENIZER_LIBRARIES if find_spec(name) is None]
    if missing and any(name in said.lower() for name in _TOKENIZER_LIBRARIES):
        advice = f"Its tokenizer needs what is not installed: pip install {' '.join(missing)}"
    elif isinstance(error, ImportError):
        advice = "Install what is named there with pip"
    elif Path(model).is_dir():
        advice = "Save model and tokenizer into that folder again, with save_pretrained"
    else:
        advice = (
            "There is no such folder on this machine; if the hub has the model, download it first, "
            "or allow it to be fetched"
        )
    cause = said[:_LONGEST_CAUSE].rstrip(".")
    return (
        f"The stance model {model!r} cannot be loaded ({type(error).__name__}: {cause}). {advice}, or unset "
        "CHECKER_STANCE_MODEL to use the bundled one."
    )


def load_stance(settings: Settings, *, alone: bool = False) -> NamedStance:
    """Return the stance model that the settings name: at an endpoint, or on this machine.

    Where a chat model at the endpoint does not answer, the bundled model stands in; ``alone``, as it is when
    it is measured, its failures are errors.

    Raises
    ------
    ModelMissing
        The model is not on this machine, or its files are damaged.
    InvalidSettings
        The model's labels cannot be told apart, or the endpoint's address or its model's name is missing.
    """
    if settings.stance_url:
        from checker.chat_stance import load_chat_stance  # noqa: PLC0415  # others need no HTTP

        return load_chat_stance(settings, None if alone else _bundled(settings))
    if settings.stance_model == BUNDLED:
        return _bundled(settings)
    return StanceModel(TransformersScorer(settings.stance_model))


def _bundled(settings: Settings) -> StanceModel:
    return StanceModel(BundledScorer(claim_network(settings.threads)))
