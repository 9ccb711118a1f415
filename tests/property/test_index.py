"""Saving, loading and searching whatever the passages are."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.index import VectorIndex
from checker.lexical import LexicalIndex, tokens
from checker.records import Passage, Statement
from checker.retrieval import Fusion, Retriever
from tests.fakes import FakeEncoder

WORDS = st.sampled_from(
    ["iran", "port", "3,000", "request", "no", "the", "Évora", "درخواست", "🙂", "`", "\ud800"]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)


def passage(number: int, text: str) -> Passage:
    """Return a text as a passage of a statement of its own."""
    statement = Statement(str(number), text)
    return Passage(f"{number}#1", statement, text, 0, len(text), text, "", statement)


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXTS, max_size=8), st.lists(TEXTS, max_size=3), st.integers(1, 10))
def test_save_and_load_is_identity(texts, queries, k):
    """A loaded index answers exactly as the one that was built."""
    encoder = FakeEncoder()
    passages = [passage(n, t) for n, t in enumerate(texts)]
    with tempfile.TemporaryDirectory() as folder:
        built = VectorIndex.build(Path(folder), passages, encoder, "v")
        loaded = VectorIndex.load(Path(folder), encoder.name, "v")
    for one, two in zip(
        built.search(encoder.encode(queries), k), loaded.search(encoder.encode(queries), k), strict=True
    ):
        assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


@settings(max_examples=50, deadline=None)
@given(st.lists(TEXTS, max_size=8), TEXTS, st.integers(0, 10))
def test_candidates_are_distinct_ordered_and_above_the_floor(texts, query, k):
    """Whatever is asked of whatever corpus, a list is at most k long, best first, without repeats."""
    encoder, fusion = FakeEncoder(), Fusion()
    passages = [passage(n, t) for n, t in enumerate(texts)]
    with tempfile.TemporaryDirectory() as folder:
        index = VectorIndex.build(Path(folder), passages, encoder, "v")
    (found,) = Retriever(passages, encoder, index, LexicalIndex.build(passages), fusion).search([query], k)
    assert len(found) <= k
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    assert len({" ".join(c.passage.text.casefold().split()) for c in found}) == len(found)
    assert all(c.cosine + fusion.floor_coverage >= fusion.floor for c in found)
    assert all(0 <= c.lexical <= 1 for c in found)


@given(st.text(max_size=200))
def test_any_text_has_tokens_that_can_be_searched(text):
    """Tokens are never empty, and finding them again in an index of the text itself succeeds."""
    found = tokens(text)
    assert all(found)
    assert LexicalIndex.build([passage(1, text)]).coverage(text, np.arange(1)).any() == bool(found)
