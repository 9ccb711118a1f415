"""Int8 graphs: far channels are spread, and a spread changes nothing but the rounding."""

from __future__ import annotations

import numpy as np
import pytest

from checker.onnx_session import session_of
from training.bert_graph import IDS, SEGMENTS, BertShape, Graph, add_body
from training.quantised import quantised, spreads

SHAPE = BertShape(hidden=32, heads=4, layers=2, epsilon=1e-12)
FAR_CHANNEL, FAR = 5, 20
SQUARE = [*(f"attention.self.{part}" for part in ("query", "key", "value")), "attention.output.dense"]


def weights(rng):
    """Return random weights with which one channel reaches far after the first normalisation."""

    def table(*size):
        drawn = rng.normal(scale=0.15, size=size).astype(np.float32)
        if size[-1] == SHAPE.hidden:
            drawn[..., FAR_CHANNEL] /= FAR  # as trained networks do with what reaches far
        return drawn

    def norm(name):
        scale = np.ones(SHAPE.hidden, np.float32)
        scale[FAR_CHANNEL] = FAR if name.startswith("embeddings") else 1
        return {f"{name}.weight": scale, f"{name}.bias": np.zeros(SHAPE.hidden, np.float32)}

    wide = 4 * SHAPE.hidden
    tables = {"word": 50, "position": 20, "token_type": 2}
    found = {f"embeddings.{kind}_embeddings.weight": table(n, SHAPE.hidden) for kind, n in tables.items()}
    found |= norm("embeddings.LayerNorm")
    for layer in range(SHAPE.layers):
        prefix = f"encoder.layer.{layer}"
        sizes = dict.fromkeys(SQUARE, (SHAPE.hidden, SHAPE.hidden))
        sizes |= {"intermediate.dense": (wide, SHAPE.hidden), "output.dense": (SHAPE.hidden, wide)}
        for name, size in sizes.items():
            found |= {f"{prefix}.{name}.weight": table(*size), f"{prefix}.{name}.bias": table(size[0])}
        found |= norm(f"{prefix}.attention.output.LayerNorm") | norm(f"{prefix}.output.LayerNorm")
    return found


@pytest.fixture(scope="module")
def held():
    return weights(np.random.default_rng(7))


def built(held, spread, *, first_only=False):
    graph = Graph(spread)
    out = add_body(graph, held, SHAPE, segments=True, first_only=first_only)
    graph.add("Identity", [out], "out")
    return graph.model([IDS, SEGMENTS], {"out": ["length", SHAPE.hidden]})


def feeds(count=6):
    rng = np.random.default_rng(3)
    lengths = rng.integers(4, 20, count)
    return [{IDS: rng.integers(0, 50, (1, n)), SEGMENTS: rng.integers(0, 2, (1, n))} for n in lengths]


def run(model, feed):
    return session_of(model.SerializeToString()).run(["out"], feed)[0]


def one_product(held, spread):
    """Return a graph of one product, with a channel of its input that reaches far."""
    graph = Graph(spread)
    x = graph.rows(IDS, "words", held["embeddings.word_embeddings.weight"])
    x = graph.norm(x, "embeddings.LayerNorm", held, SHAPE.epsilon)
    name = "encoder.layer.0.intermediate.dense"
    weight, bias = held[f"{name}.weight"], held[f"{name}.bias"]
    graph.add("Identity", [graph.linear(x, "wide", weight, bias)], "out")
    return graph.model([IDS], {"out": ["length", 4 * SHAPE.hidden]})


def test_spreading_brings_int8_nearer_to_exact(held):
    """With a channel that reaches far, a spread product is clearly less off than a plain one."""
    seen, unseen = ([{IDS: feed[IDS]} for feed in feeds(12)[half]] for half in (slice(6), slice(6, 12)))
    small = quantised(lambda spread: one_product(held, spread), seen)
    plain, exact = one_product(held, {}), one_product(held, None)
    off, before = (
        np.mean([np.abs(run(model, feed) - run(exact, feed)).mean() for feed in unseen])
        for model in (small, plain)
    )
    assert off < 0.85 * before


def test_all_of_it_in_int8_answers_nearly_as_exact(held):
    """Tables, joined products and attention are put together as they should be."""
    small = quantised(lambda spread: built(held, spread), feeds())
    for feed in feeds():
        assert np.abs(run(small, feed) - run(built(held, None), feed)).mean() < 0.05


def test_the_first_token_alone_is_the_same(held):
    """A last layer of one token gives what a whole one gives for it."""
    for feed in feeds(3):
        whole, first = run(built(held, None), feed), run(built(held, None, first_only=True), feed)
        assert first.shape == (1, 1, SHAPE.hidden)
        np.testing.assert_allclose(first[:, 0], whole[:, 0], rtol=1e-4, atol=1e-4)


def test_only_channels_that_reach_far_are_divided():
    """Up to twice the median stays; what is beyond is divided down to it, in quarters."""
    reach = np.array([1, 1, 1.2, 2, 8, 9.3], np.float32)
    found = spreads({"some": reach, "none": np.ones(4, np.float32)})
    assert list(found) == ["some"]
    assert found["some"].tolist() == [1, 1, 1, 1, 2.5, 3]
