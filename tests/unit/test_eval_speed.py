"""What is measured of speed: the corpora, the ratios, and a peer's verdict."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest

from checker.corpus import load_corpus
from checker.embeddings import Embeddings
from checker.passages import cut
from eval.speed import __main__ as speed
from eval.speed import corpora
from eval.speed.peers import peer
from tests.fakes import FakeEncoder

SMALL = {
    "fresh_p50_ms": 30.0,
    "bare_ms": 25.0,
    "fresh_cpu_ms": 40.0,
    "repeated_cpu_ms": 0.5,
    "repeated_p50_ms": 2.0,
    "at_70_p99_ms": 90.0,
    "at_70_p50_ms": 30.0,
}
PEERS = {
    "checker": {"posts_per_s": 60.0, "macro_f1": 0.7},
    "quick": {"posts_per_s": 10.0, "macro_f1": 0.5},
    "good": {"posts_per_s": 5.0, "macro_f1": 0.56},
}


@pytest.fixture
def data(tmp_path):
    """Give a folder of data with two statements in each file."""
    folder = tmp_path / "data" / "statements"
    folder.mkdir(parents=True)
    for name in corpora.FILES:
        rows = [
            {"id": f"{name}-{n}", "text": f"Minister Karim opened {n} ports. Vika was calm."} for n in (1, 2)
        ]
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as stream:
            stream.writelines(json.dumps(row) + "\n" for row in rows)
    return tmp_path / "data"


def test_a_corpus_is_as_large_as_is_asked_and_can_be_read(data, tmp_path):
    """Beyond the data, variants follow: other names, other ids, and a mark before their passages."""
    first = corpora.written(tmp_path / "small", 50, data)
    assert 50 <= first < 200
    real = sum(len(cut(one)) for one in corpora.real_statements(data))
    many = corpora.written(tmp_path / "large", real + 20, data)
    statements = load_corpus(tmp_path / "large").statements
    assert sum(len(cut(one)) for one in statements) == many >= real + 20
    assert [corpora.MARK in one.title for one in statements].count(True) >= 10


def test_vectors_of_variants_are_drawn_around_real_ones_and_always_alike(tmp_path):
    """Real passages go through the model; a variant has a neighbour and is no double."""
    texts = ["The port is open.", f"Number 1 {corpora.MARK}. The port is shut.", "No ship came."]
    encoder = FakeEncoder()
    drawn = corpora.Drawn(Embeddings(tmp_path / "kept.sqlite3", encoder))
    vectors = drawn.encode(texts)
    assert encoder.asked == [texts[0], texts[2]]
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert 0.8 < max(vectors[1] @ vectors[0], vectors[1] @ vectors[2]) < 0.999
    assert np.array_equal(drawn.encode(texts), vectors)


def test_ratios_are_those_of_the_usual_size_and_of_the_quickest_peer():
    """The quality stands beside the best peer's, whichever that is."""
    large = {**SMALL, "fresh_cpu_ms": 44.0}
    found = speed.ratios({1_000: SMALL, 100_000: large}, PEERS)
    assert found == pytest.approx(
        {
            "fresh_check_over_bare_model": 1.2,
            "fresh_over_repeated": 88,
            "fresh_over_repeated_wait": 15,
            "p99_over_p50_at_70": 3,
            "cost_100k_over_1k": 1.1,
            "unique_posts_over_best_peer": 6,
            "macro_f1_over_best_peer": 1.25,
        }
    )


def test_what_was_not_measured_has_no_ratio():
    """One size, and no peers."""
    found = speed.ratios({1_000: SMALL}, {})
    assert "unique_posts_over_best_peer" not in found
    assert not [name for name in found if name.startswith("cost_")]


def test_the_table_shows_all_that_was_found():
    """Also where a peer lacks a figure."""
    found = {"ratios": {"a": 1.5}, "sizes": {"1000": SMALL}, "beside": {**PEERS, "other": {"mib": 12.0}}}
    text = speed.table(found)
    assert "1.50" in text
    assert "bare_ms" in text
    assert "nan" in text


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], "NOT ENOUGH INFO"),
        ([{"supports": 0.4, "contradicts": 0.4, "neutral": 0.2}], "NOT ENOUGH INFO"),
        (
            [
                {"supports": 0.6, "contradicts": 0.1, "neutral": 0.3},
                {"supports": 0.1, "contradicts": 0.7, "neutral": 0.2},
            ],
            "REFUTES",
        ),
    ],
)
def test_a_peer_says_what_its_surest_passage_says(found, expected):
    """Which is what anyone would write; it needs none of our code."""
    assert peer.verdict(found) == expected
