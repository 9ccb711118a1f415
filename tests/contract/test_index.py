"""What the index guarantees over any encoder: exactly what brute force finds."""

from __future__ import annotations

import numpy as np
import pytest

from checker.index import VectorIndex
from checker.passages import cut, search_text
from checker.records import Statement
from tests.fakes import FakeEncoder

SUBJECTS = ["the ministry", "the army", "the central bank", "a spokesman", "the port authority", "the court"]
VERBS = ["denied", "confirmed", "postponed", "announced", "rejected"]
THINGS = ["a loan of 3,000 dollars", "the evacuation from Iran", "new rules on fishing", "the visit"]
TEXTS = [f"{s.capitalize()} {v} {t}." for s in SUBJECTS for v in VERBS for t in THINGS]
TEXTS += TEXTS[:5]  # the same words in two statements have the same vector
PASSAGES = tuple(p for n, text in enumerate(TEXTS) for p in cut(Statement(str(n), text)))
QUERIES = ["Who confirmed the evacuation?", "a loan", "fish", "The army denied the visit.", "", "زبان"] * 5


@pytest.fixture(params=["fake", "bundled"])
def encoder(request):
    """Give each encoder in turn."""
    return FakeEncoder() if request.param == "fake" else request.getfixturevalue("bundled_encoder")


def brute_force(encoder, queries, k):
    """Return exact scores and positions; scores equal to six digits are ordered by position."""
    passages = encoder.encode([search_text(p) for p in PASSAGES]).astype(np.float64)
    scores = encoder.encode(queries).astype(np.float64) @ passages.T
    places = np.broadcast_to(np.arange(len(PASSAGES)), scores.shape)
    order = np.lexsort((places, -scores.round(6)), axis=1)[:, :k]
    return np.take_along_axis(scores, order, axis=1), order


@pytest.mark.parametrize("k", [1, 5, 50, 125, 1000])
def test_search_equals_brute_force(encoder, tmp_path, k):
    """Positions and their order are exactly those of brute force, scores to 1e-6."""
    index = VectorIndex.build(tmp_path, PASSAGES, encoder, "v1")
    scores, positions = index.search(encoder.encode(QUERIES), k)
    expected_scores, expected = brute_force(encoder, QUERIES, k)
    assert [list(row) for row in positions] == [list(row) for row in expected]
    assert np.allclose(scores, expected_scores, atol=1e-6)


def test_a_query_has_the_same_answer_alone_and_in_company(encoder, tmp_path):
    """To the last digit."""
    index = VectorIndex.build(tmp_path, PASSAGES, encoder, "v1")
    vectors = encoder.encode(QUERIES)
    scores, positions = index.search(vectors, 7)
    for row, vector in enumerate(vectors):
        (alone,), (places,) = index.search(vector[np.newaxis], 7)
        assert np.array_equal(alone, scores[row])
        assert np.array_equal(places, positions[row])


def test_loading_gives_what_was_built(encoder, tmp_path):
    """Saved and loaded, the index answers to the last digit as it did before."""
    built = VectorIndex.build(tmp_path, PASSAGES, encoder, "v1")
    loaded = VectorIndex.load(tmp_path, encoder.name, "v1")
    assert loaded.manifest == built.manifest
    assert np.array_equal(built.vectors(np.arange(len(built))), loaded.vectors(np.arange(len(loaded))))


@pytest.mark.parametrize(("queries", "k"), [([], 5), (["a loan"], 0), (["a loan"], -1)])
def test_nothing_asked_gives_nothing(encoder, tmp_path, queries, k):
    """No query gives no list, and a k below one gives empty lists."""
    scores, positions = VectorIndex.build(tmp_path, PASSAGES[:3], encoder, "v1").search(
        encoder.encode(queries), k
    )
    assert [len(s) for s in scores] == [len(p) for p in positions] == [0] * len(queries)


def test_an_empty_index_can_be_built_and_asked(encoder, tmp_path):
    """No passages are no mistake of the index."""
    index = VectorIndex.build(tmp_path, (), encoder, "v1")
    assert len(VectorIndex.load(tmp_path, encoder.name, "v1")) == 0
    assert [len(row) for row in index.search(encoder.encode(["a loan"]), 5)[1]] == [0]
