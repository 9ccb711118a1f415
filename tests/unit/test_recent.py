"""An encoder that remembers the texts of a moment ago."""

from __future__ import annotations

import numpy as np

from checker.recent import MANY, RecentEncoder
from tests.fakes import FakeEncoder


def test_a_text_goes_through_the_model_once():
    """Alone, in company, twice in one call: the vectors are those of the encoder inside."""
    inner = FakeEncoder()
    recent = RecentEncoder(inner)
    first = recent.encode(["a", "b", "a"])
    second = recent.encode(["b", "c"])
    assert inner.asked == ["a", "b", "c"]
    assert np.array_equal(first, FakeEncoder().encode(["a", "b", "a"]))
    assert np.array_equal(second, FakeEncoder().encode(["b", "c"]))
    assert (recent.name, recent.dimension) == (inner.name, inner.dimension)


def test_what_was_asked_longest_ago_is_forgotten_first():
    """Asking for a text again keeps it."""
    inner = FakeEncoder()
    recent = RecentEncoder(inner, kept=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        recent.encode([text])
    assert inner.asked == ["a", "b", "c", "b"]


def test_a_build_is_not_remembered_and_no_text_gives_no_row():
    """Thousands of passages would push out what is asked for again."""
    inner = FakeEncoder()
    recent = RecentEncoder(inner)
    recent.encode(["claim"])
    passages = [f"passage {number}" for number in range(MANY + 1)]
    assert len(recent.encode(passages)) == len(passages)
    recent.encode([passages[0], "claim"])
    assert inner.asked == ["claim", *passages, passages[0]]
    assert recent.encode([]).shape == (0, inner.dimension)
