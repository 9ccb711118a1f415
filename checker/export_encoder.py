"""Writes the int8 encoder once: ``python -m checker.export_encoder SOURCE TARGET``.

A process of its own, because the export takes ten times the memory of the encoder.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from checker.bert_graph import IDS, Array, BertShape, Graph, add_body
from checker.quantised import quantised

OUTPUT = "embedding"
# Texts of the kinds that are embedded, to see how far each channel reaches: statements, posts, a word.
TEXTS = (
    "The ministry said on Tuesday that 1,250 people had been moved out of the flooded districts.",
    "No request of that kind has reached us, the spokesperson told reporters, and none is expected.",
    "Central bank, quarterly report: inflation fell to 3.4 per cent in May from 5.1 per cent a year before.",
    "BREAKING!!! they are closing ALL the borders tonight 😱 #lockdown",
    "is it true that the airport has been shut since monday??",
    '"We stand by every word of the agreement," the foreign minister wrote in a letter to her counterpart.',
    "Two of the eleven trains, among them the night train to the coast, will run again from 1 December.",
    "vaccine",
    "The court of appeal rejected the claim that the company had not been heard, and ordered it to pay.",
    "Health officials deny that the outbreak began in the capital; all nine known cases are in the north.",
    "govt sold 40 million barrels of our oil for nothing, wake up people",
    "Asked whether troops would be sent, he replied that neither side had asked for any.",
)


def encoder_graph(
    weights: Mapping[str, Array], shape: BertShape, spreads: Mapping[str, Array] | None
) -> onnx.ModelProto:
    """Return the encoder: ids, int64 (1, tokens), to ``embedding``, float32 (1, hidden) of length one."""
    graph = Graph(spreads)
    x = add_body(graph, weights, shape, segments=False, first_only=False)
    mean = graph.add("ReduceMean", [x, graph.ints(1)], "mean", keepdims=0)
    graph.add("LpNormalization", [mean], OUTPUT, axis=-1, p=2)
    return graph.model([IDS], {OUTPUT: [shape.hidden]})


def export(source: Path, target: Path) -> None:
    """Write the model folder ``source`` as int8 ONNX to ``target``, aside first, then in place."""
    shape = BertShape.from_config(json.loads((source / "config.json").read_text("utf-8")))
    weights = load_file(source / "model.safetensors")
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.no_padding()
    feeds = [{IDS: np.array([tokenizer.encode(text).ids])} for text in TEXTS]
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as folder:
        small = Path(folder, "int8.onnx")
        onnx.save(quantised(lambda spreads: encoder_graph(weights, shape, spreads), feeds), small)
        small.replace(target)


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]))
