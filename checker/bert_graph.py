"""A BERT sentence encoder written as an ONNX graph straight from its weights.

No torch is needed, so neither the worker nor the first start pays for it. The graph holds the
whole encoder: embeddings, layers, mean over the tokens of the text, and L2 normalisation.
Query, key and value are one matrix product, with the attention's scale folded into the query.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 20  # the first with both Gelu and LayerNormalization
IR_VERSION = 9  # what onnxruntime reads since 1.17
INPUTS = ("input_ids", "attention_mask")
OUTPUT = "embedding"
MASKED = -10_000.0  # added to the score of a padded token: exp() of it is zero in float32

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class BertShape:
    """The part of a BERT ``config.json`` that the graph depends on."""

    hidden: int
    heads: int
    layers: int
    epsilon: float

    @classmethod
    def from_config(cls, config: Mapping[str, object]) -> BertShape:
        """Return the shape that a ``config.json`` states.

        Raises
        ------
        ValueError
            The model is no BERT with GELU and absolute positions.
        """
        if config.get("model_type") != "bert" or config.get("hidden_act") != "gelu":
            raise ValueError("only BERT encoders with GELU can be exported")
        if config.get("position_embedding_type", "absolute") != "absolute":
            raise ValueError("only absolute positions can be exported")
        sizes = [config[k] for k in ("hidden_size", "num_attention_heads", "num_hidden_layers")]
        hidden, heads, layers = (int(str(s)) for s in sizes)
        return cls(hidden, heads, layers, float(str(config["layer_norm_eps"])))


class _Graph:
    """Collects nodes and constants; every helper returns the name of what it adds."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: npt.NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def add(self, kind: str, inputs: list[str], name: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def ints(self, name: str, *values: int) -> str:
        return self.constant(name, np.array(values, np.int64))

    def linear(self, x: str, name: str, weight: Array, bias: Array) -> str:
        """Return ``x @ weight.T + bias``; torch keeps weights as (out, in)."""
        product = self.add("MatMul", [x, self.constant(f"{name}.weight", weight.T)], f"{name}.product")
        return self.add("Add", [product, self.constant(f"{name}.bias", bias)], name)

    def norm(self, x: str, name: str, weights: Mapping[str, Array], epsilon: float) -> str:
        scale = self.constant(f"{name}.scale", weights[f"{name}.weight"])
        bias = self.constant(f"{name}.bias", weights[f"{name}.bias"])
        return self.add("LayerNormalization", [x, scale, bias], f"{name}.out", axis=-1, epsilon=epsilon)


def build_graph(weights: Mapping[str, Array], shape: BertShape) -> onnx.ModelProto:
    """Return the encoder as an ONNX model of float32 weights.

    Inputs ``input_ids`` and ``attention_mask`` are int64 (texts, tokens); the output
    ``embedding`` is float32 (texts, hidden), L2-normalised.
    """
    graph = _Graph()
    x = _embed(graph, weights, shape)
    bias = _attention_bias(graph)
    graph.ints("shape.heads", 0, 0, 3, shape.heads, shape.hidden // shape.heads)
    graph.ints("shape.merged", 0, 0, shape.hidden)
    for layer in range(shape.layers):
        x = _layer(graph, x, bias, _Layer(f"encoder.layer.{layer}", weights, shape))
    _pool(graph, x)
    return _model(graph, shape)


@dataclass(frozen=True, slots=True)
class _Layer:
    prefix: str
    weights: Mapping[str, Array]
    shape: BertShape

    def pair(self, name: str) -> tuple[Array, Array]:
        return self.weights[f"{self.prefix}.{name}.weight"], self.weights[f"{self.prefix}.{name}.bias"]


def _embed(graph: _Graph, weights: Mapping[str, Array], shape: BertShape) -> str:
    words = graph.constant("words", weights["embeddings.word_embeddings.weight"])
    # One segment only, so its embedding is part of every position's.
    segment = weights["embeddings.token_type_embeddings.weight"][0]
    places = graph.constant("places", weights["embeddings.position_embeddings.weight"] + segment)
    word = graph.add("Gather", [words, "input_ids"], "word", axis=0)
    size = graph.add("Shape", ["input_ids"], "tokens", start=1, end=2)
    place = graph.add("Slice", [places, graph.ints("zero", 0), size, graph.ints("axis0", 0)], "place")
    total = graph.add("Add", [word, place], "embedded")
    return graph.norm(total, "embeddings.LayerNorm", weights, shape.epsilon)


def _attention_bias(graph: _Graph) -> str:
    mask = graph.add("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
    absent = graph.add("Sub", [graph.constant("one", np.array([1], np.float32)), mask], "absent")
    bias = graph.add("Mul", [absent, graph.constant("masked", np.array([MASKED], np.float32))], "bias2d")
    return graph.add("Unsqueeze", [bias, graph.ints("axes12", 1, 2)], "bias")


def _layer(graph: _Graph, x: str, bias: str, layer: _Layer) -> str:
    prefix, epsilon = layer.prefix, layer.shape.epsilon
    attended = _attention(graph, x, bias, layer)
    output = graph.linear(attended, f"{prefix}.attended", *layer.pair("attention.output.dense"))
    summed = graph.add("Add", [output, x], f"{prefix}.residual1")
    x = graph.norm(summed, f"{prefix}.attention.output.LayerNorm", layer.weights, epsilon)
    wide = graph.linear(x, f"{prefix}.wide", *layer.pair("intermediate.dense"))
    active = graph.add("Gelu", [wide], f"{prefix}.gelu")
    narrow = graph.linear(active, f"{prefix}.narrow", *layer.pair("output.dense"))
    summed = graph.add("Add", [narrow, x], f"{prefix}.residual2")
    return graph.norm(summed, f"{prefix}.output.LayerNorm", layer.weights, epsilon)


def _attention(graph: _Graph, x: str, bias: str, layer: _Layer) -> str:
    name = f"{layer.prefix}.attention"
    parts = [layer.pair(f"attention.self.{part}") for part in ("query", "key", "value")]
    scale = np.float32(1 / math.sqrt(layer.shape.hidden // layer.shape.heads))
    parts[0] = (parts[0][0] * scale, parts[0][1] * scale)
    weight, offset = (np.concatenate([p[i] for p in parts]) for i in (0, 1))
    together = graph.linear(x, f"{name}.qkv", weight, offset)
    split = graph.add("Reshape", [together, "shape.heads"], f"{name}.heads")
    split = graph.add("Transpose", [split], f"{name}.ordered", perm=[2, 0, 3, 1, 4])
    q, k, v = (_part(graph, split, f"{name}.{part}", number) for number, part in enumerate("qkv"))
    turned = graph.add("Transpose", [k], f"{name}.turned", perm=[0, 1, 3, 2])
    scores = graph.add("MatMul", [q, turned], f"{name}.scores")
    scores = graph.add("Add", [scores, bias], f"{name}.masked")
    shares = graph.add("Softmax", [scores], f"{name}.shares", axis=-1)
    mixed = graph.add("MatMul", [shares, v], f"{name}.mixed")
    mixed = graph.add("Transpose", [mixed], f"{name}.back", perm=[0, 2, 1, 3])
    return graph.add("Reshape", [mixed, "shape.merged"], f"{name}.merged")


def _part(graph: _Graph, split: str, name: str, number: int) -> str:
    index = graph.constant(f"{name}.number", np.array(number, np.int64))
    return graph.add("Gather", [split, index], name, axis=0)


def _pool(graph: _Graph, x: str) -> None:
    """Add the mean over the tokens that are there, at length one."""
    weight = graph.add("Unsqueeze", ["mask", graph.ints("axis2", 2)], "mask3d")
    kept = graph.add("Mul", [x, weight], "kept")
    # L2 normalisation follows, so the sum over the tokens serves as their mean.
    total = graph.add("ReduceSum", [kept, graph.ints("axis1", 1)], "total", keepdims=0)
    graph.add("LpNormalization", [total], OUTPUT, axis=-1, p=2)


def _model(graph: _Graph, shape: BertShape) -> onnx.ModelProto:
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["texts", "tokens"]) for n in INPUTS]
    output = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["texts", shape.hidden])
    body = helper.make_graph(graph.nodes, "encoder", inputs, [output], graph.constants)
    opsets = [helper.make_opsetid("", OPSET)]
    return helper.make_model(body, opset_imports=opsets, ir_version=IR_VERSION)
