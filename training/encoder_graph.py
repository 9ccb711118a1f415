"""The sentence encoder as a graph, and texts that show how far each of its channels reaches."""

from __future__ import annotations

from collections.abc import Mapping

import onnx

from training.bert_graph import IDS, Array, BertShape, Graph, add_body

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
