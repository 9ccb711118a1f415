"""Export a trained stance model to the ONNX int8 file that ships in ``checker/models/stance``.

    python -m training.export build/stance/ship [--temperature 1.3]

The graph returns the logits of the three heads for one input or a batch. Weights become int8 with
one scale per output channel and word; activations are quantised as they come. Of those that enter
the second half of a feed-forward block a few are far larger than the rest, and one scale for all cost a
point on our own pairs: there each block of 128 has its own, for a sixth more arithmetic.
``config.json`` beside the model names the labels, the temperature (``training/verdict.py``) and the
file's SHA-256.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from checker.network import HEADS
from training import model as networks
from training.mixture import LABELS

TARGET = Path(__file__).parent.parent / "checker" / "models" / "stance"
BLOCK = 128  # of 1,536 inputs
_HEADS = {f"/network/{name}/Gemm" for name in ("classifier", "worth", "relevance")}
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class _Plain(torch.nn.Module):
    """The network with positional inputs, and a tensor for each head."""

    def __init__(self, network: networks.ClaimModel) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> tuple[torch.Tensor, ...]:
        heads = self.network(ids, mask, types)
        return heads.stance, heads.worth, heads.relevance


def export(source: Path, target: Path, temperature: float) -> None:
    """Write ``model.onnx`` and ``config.json`` to the folder ``target``."""
    network = networks.load(source, attention="eager").eval()
    target.mkdir(parents=True, exist_ok=True)
    example = torch.ones((2, 16), dtype=torch.long)
    with tempfile.TemporaryDirectory() as folder:
        exact, small = Path(folder, "exact.onnx"), Path(folder, "small.onnx")
        torch.onnx.export(
            _Plain(network),
            (example, example, torch.zeros_like(example)),
            exact,
            input_names=list(INPUTS),
            output_names=list(HEADS),
            dynamic_axes={name: {0: "inputs", 1: "tokens"} for name in INPUTS}
            | {name: {0: "inputs"} for name in HEADS},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            exact,
            small,
            nodes_to_exclude=_exact(onnx.load(exact)),
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gemm"],
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
        )
        onnx.save(with_blocks(with_small_words(onnx.load(small))), target / "model.onnx")
    describe(target, dict(enumerate(LABELS)), temperature)


def with_small_words(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the model with its word vectors as int8, one scale for each word.

    ONNX Runtime's own quantisation has one scale for the whole table, which the rare long vectors set.
    """
    graph = model.graph
    table = next(i for i in graph.initializer if i.name.endswith("word_embeddings.weight"))
    words = numpy_helper.to_array(table)
    scales = np.maximum(np.abs(words).max(axis=1, keepdims=True), 1e-9).astype(np.float32) / 127
    graph.initializer.remove(table)
    graph.initializer.extend(
        [
            numpy_helper.from_array(np.rint(words / scales).astype(np.int8), "words.int8"),
            numpy_helper.from_array(scales, "words.scale"),
        ]
    )
    place, gather = next((i, n) for i, n in enumerate(graph.node) if table.name in n.input)
    ids, out = gather.input[1], gather.output[0]
    graph.node.remove(gather)
    steps = [
        helper.make_node("Gather", ["words.int8", ids], ["words.rows"]),
        helper.make_node("Cast", ["words.rows"], ["words.float"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Gather", ["words.scale", ids], ["words.scales"]),
        helper.make_node("Mul", ["words.float", "words.scales"], [out]),
    ]
    for offset, node in enumerate(steps):
        graph.node.insert(place + offset, node)
    return model


def _exact(model: onnx.ModelProto) -> list[str]:
    """Return the names of the products whose inputs have outliers, and of the heads, which are tiny."""
    return [node.name for node in model.graph.node if _is_wide(node) or node.name in _HEADS]


def _is_wide(node: onnx.NodeProto) -> bool:
    return node.op_type == "MatMul" and "/output/dense/" in node.name and "/attention/" not in node.name


def with_blocks(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the model with the products that are still floating point in int8, one scale a block.

    The blocks are of the inputs too, so that one far value makes only its neighbours coarse.
    """
    graph = model.graph
    tables = {table.name: table for table in graph.initializer}
    for place, node in enumerate(graph.node):
        if node.op_type == "MatMul" and node.input[1] in tables:
            table = tables[node.input[1]]
            words, scales = _blocks(numpy_helper.to_array(table))
            graph.initializer.remove(table)
            graph.initializer.extend(
                [
                    numpy_helper.from_array(words, f"{table.name}.int8"),
                    numpy_helper.from_array(scales, f"{table.name}.scale"),
                ]
            )
            graph.node.remove(node)
            graph.node.insert(place, _product(node, table))
    return model


def _blocks(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return ``weights`` of shape (inputs, outputs) as bytes about 128, and their scales."""
    rows = weights.T.reshape(weights.shape[1], -1, BLOCK)
    scales = np.maximum(np.abs(rows).max(axis=2), 1e-9).astype(np.float32) / 127
    return (np.rint(rows / scales[..., None]) + 128).astype(np.uint8), scales


def _product(node: onnx.NodeProto, table: onnx.TensorProto) -> onnx.NodeProto:
    return helper.make_node(
        "MatMulNBits",
        [node.input[0], f"{table.name}.int8", f"{table.name}.scale"],
        list(node.output),
        name=node.name,
        domain="com.microsoft",
        K=table.dims[0],
        N=table.dims[1],
        bits=8,
        block_size=BLOCK,
        accuracy_level=4,  # of ONNX Runtime: the inputs become int8 as well
    )


def describe(target: Path, labels: dict[int, str], temperature: float) -> None:
    """Write ``config.json`` for the model that lies in ``target``."""
    weights = (target / "model.onnx").read_bytes()
    config = {
        "id2label": {str(i): label for i, label in labels.items()},
        "temperature": round(temperature, 4),
        "sha256": hashlib.sha256(weights).hexdigest(),
    }
    (target / "config.json").write_text(json.dumps(config, indent=1) + "\n", "utf-8")


def main() -> None:
    """Export, or only set the temperature of what is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, nargs="?", default=Path("build/stance/ship"))
    parser.add_argument("--target", type=Path, default=TARGET)
    parser.add_argument("--temperature", type=float, default=1.0)
    args = parser.parse_args()
    export(args.source, args.target, args.temperature)
    print(f"{args.target / 'model.onnx'}: {(args.target / 'model.onnx').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
