"""A BERT written as an ONNX graph straight from its weights, with int8 products or exact ones.

No torch is needed, so neither the worker nor the first start pays for it. One text, or one pair of texts,
goes through at a time, so there is no mask. The operators are those that ONNX Runtime has fast kernels
for: query, key and value are one product, attention is one operator, and each int8 product finds the
scale of its input by itself.

The input of a product may be *spread*: a few channels of a BERT reach ten times as far as the others, and
one scale for all would leave the others few steps. Such a channel is divided by a constant, and its row of
the weights multiplied by it (Xiao et al. 2023, "SmoothQuant").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 20  # the first with both Gelu and LayerNormalization
IR_VERSION = 9  # what onnxruntime reads since 1.17
RUNTIME = "com.microsoft"  # operators of ONNX Runtime itself
IDS, SEGMENTS = "input_ids", "token_type_ids"
INTO = "into."  # an exact graph gives the input of each product under this and the product's name

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


class Graph:
    """Collects nodes and constants; every method returns the name of what it adds.

    ``spreads`` holds a divisor for each channel of the input of a product, by the product's name. With
    None the graph is exact: float32, and what enters each product is an output as well.
    """

    def __init__(self, spreads: Mapping[str, Array] | None) -> None:
        self._spreads = spreads
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}
        self._watched: list[str] = []

    def constant(self, name: str, value: npt.NDArray[np.generic]) -> str:
        """Add a constant; the same name twice is the same constant."""
        self._constants[name] = numpy_helper.from_array(np.array(value, order="C"), name)
        return name

    def ints(self, *values: int) -> str:
        """Add a list of whole numbers."""
        return self.constant("ints." + ".".join(map(str, values)), np.array(values, np.int64))

    def add(self, kind: str, inputs: list[str], name: str, domain: str = "", **attributes: object) -> str:
        """Add an operator with one output."""
        self._nodes.append(helper.make_node(kind, inputs, [name], name=name, domain=domain, **attributes))
        return name

    def split(self, x: str, name: str, parts: int) -> list[str]:
        """Cut the channels of ``x`` into equal parts."""
        names = [f"{name}.{number}" for number in range(parts)]
        self._nodes.append(helper.make_node("Split", [x], names, name=name, axis=-1, num_outputs=parts))
        return names

    def linear(self, x: str, name: str, weight: Array, bias: Array) -> str:
        """Return ``x @ weight.T + bias``; torch keeps weights as (out, in)."""
        rows, offset = weight.T, self.constant(f"{name}.bias", bias)
        if self._spreads is None:
            self._watched.append(self.add("Identity", [x], f"{INTO}{name}"))
            product = self.add("MatMul", [x, self.constant(f"{name}.weight", rows)], f"{name}.product")
            return self.add("Add", [product, offset], name)
        spread = self._spreads.get(name)
        if spread is not None:
            rows = rows * spread[:, np.newaxis]
            x = self.add("Mul", [x, self.constant(f"{name}.unspread", 1 / spread)], f"{name}.spread")
        raw, scales = _bytes(rows, axis=0)
        held = [self.constant(f"{name}.int8", raw), self.constant(f"{name}.scale", scales[0])]
        return self.add("DynamicQuantizeMatMul", [x, *held, "", offset], name, RUNTIME)

    def rows(self, ids: str, name: str, table: Array) -> str:
        """Return the rows of ``table`` at ``ids``; int8 with a scale a row where products are."""
        if self._spreads is None:
            return self.add("Gather", [self.constant(name, table), ids], f"{name}.rows")
        raw, scales = _bytes(table, axis=1)
        found = self.add("Gather", [self.constant(f"{name}.int8", raw), ids], f"{name}.raw")
        found = self.add("Cast", [found], f"{name}.float", to=TensorProto.FLOAT)
        scale = self.add("Gather", [self.constant(f"{name}.scale", scales), ids], f"{name}.scales")
        return self.add("Mul", [found, scale], f"{name}.rows")

    def norm(self, x: str, name: str, weights: Mapping[str, Array], epsilon: float) -> str:
        """Return ``x`` after the layer normalisation that ``weights`` call ``name``."""
        scale = self.constant(f"{name}.weight", weights[f"{name}.weight"])
        bias = self.constant(f"{name}.bias", weights[f"{name}.bias"])
        return self.add("LayerNormalization", [x, scale, bias], f"{name}.out", axis=-1, epsilon=epsilon)

    def model(self, inputs: list[str], outputs: Mapping[str, list[int]]) -> onnx.ModelProto:
        """Return the finished model; ``outputs`` gives what each output has beside the inputs."""
        taken = [helper.make_tensor_value_info(n, TensorProto.INT64, ["texts", "tokens"]) for n in inputs]
        given = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["texts", *sizes])
            for name, sizes in outputs.items()
        ]
        given += [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in self._watched]
        body = helper.make_graph(self._nodes, "bert", taken, given, list(self._constants.values()))
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(RUNTIME, 1)]
        return helper.make_model(body, opset_imports=opsets, ir_version=IR_VERSION)


def add_body(
    graph: Graph, weights: Mapping[str, Array], shape: BertShape, *, segments: bool, first_only: bool
) -> str:
    """Add embeddings and layers; return the name of their output, (texts, tokens, hidden).

    Without ``segments`` all tokens are of the first one. With ``first_only`` the last layer works out
    the first token alone, and the output has one token: heads that read no other want no more.
    """
    x = _embed(graph, weights, shape, segments=segments)
    for number in range(shape.layers):
        last = first_only and number == shape.layers - 1
        x = _layer(graph, x, _Layer(f"encoder.layer.{number}", weights, shape), first_only=last)
    return x


def output_of(layer: int) -> str:
    """Return what the output of a layer is called, the first of which is 0."""
    return f"encoder.layer.{layer}.output.LayerNorm.out"


@dataclass(frozen=True, slots=True)
class _Layer:
    prefix: str
    weights: Mapping[str, Array]
    shape: BertShape

    def pair(self, name: str) -> tuple[Array, Array]:
        return self.weights[f"{self.prefix}.{name}.weight"], self.weights[f"{self.prefix}.{name}.bias"]

    def joined(self, *names: str) -> tuple[Array, Array]:
        pairs = [self.pair(f"attention.self.{name}") for name in names]
        return np.concatenate([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs])


def _embed(graph: Graph, weights: Mapping[str, Array], shape: BertShape, *, segments: bool) -> str:
    segment = weights["embeddings.token_type_embeddings.weight"]
    places = weights["embeddings.position_embeddings.weight"]
    table = graph.constant("places", places if segments else places + segment[0])
    size = graph.add("Shape", [IDS], "tokens", start=1, end=2)
    place = graph.add("Slice", [table, graph.ints(0), size, graph.ints(0)], "place")
    x = graph.add(
        "Add", [graph.rows(IDS, "words", weights["embeddings.word_embeddings.weight"]), place], "placed"
    )
    if segments:
        part = graph.add("Gather", [graph.constant("segments", segment), SEGMENTS], "segment")
        x = graph.add("Add", [x, part], "embedded")
    return graph.norm(x, "embeddings.LayerNorm", weights, shape.epsilon)


def _layer(graph: Graph, x: str, layer: _Layer, *, first_only: bool) -> str:
    prefix, epsilon = layer.prefix, layer.shape.epsilon
    if first_only:
        both = graph.linear(x, f"{prefix}.keys_values", *layer.joined("key", "value"))
        key, value = graph.split(both, f"{prefix}.key_value", 2)
        x = graph.add("Slice", [x, graph.ints(0), graph.ints(1), graph.ints(1)], f"{prefix}.first")
        query = graph.linear(x, f"{prefix}.query", *layer.joined("query"))
    else:
        three = graph.linear(x, f"{prefix}.queries_keys_values", *layer.joined("query", "key", "value"))
        query, key, value = graph.split(three, f"{prefix}.query_key_value", 3)
    attended = graph.add(
        "MultiHeadAttention", [query, key, value], f"{prefix}.attended", RUNTIME, num_heads=layer.shape.heads
    )
    mixed = graph.linear(attended, f"{prefix}.mixed", *layer.pair("attention.output.dense"))
    summed = graph.add("Add", [mixed, x], f"{prefix}.residual1")
    x = graph.norm(summed, f"{prefix}.attention.output.LayerNorm", layer.weights, epsilon)
    wide = graph.linear(x, f"{prefix}.wide", *layer.pair("intermediate.dense"))
    active = graph.add("Gelu", [wide], f"{prefix}.gelu")
    narrow = graph.linear(active, f"{prefix}.narrow", *layer.pair("output.dense"))
    summed = graph.add("Add", [narrow, x], f"{prefix}.residual2")
    return graph.norm(summed, f"{prefix}.output.LayerNorm", layer.weights, epsilon)


def _bytes(values: Array, axis: int) -> tuple[npt.NDArray[np.int8], Array]:
    """Return ``values`` as bytes, and their scales along ``axis``, which stays with length one."""
    scales = (np.maximum(np.abs(values).max(axis=axis, keepdims=True), 1e-9) / 127).astype(np.float32)
    return np.rint(values / scales).astype(np.int8), scales
