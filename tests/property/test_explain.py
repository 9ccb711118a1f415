"""Explanations of any two texts."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from checker import quantities
from checker.explain import explain
from checker.records import Claim, Stance

WORDS = st.sampled_from(
    "Iran Iraqi Oslo not no never asked may will rose fell 3,000 30 3 May June in from the ferries "
    "ferry closed open! instead of rather than, but; “we” isn't 12% 🚢 ß İ".split()
)
TEXT = st.one_of(st.text(max_size=120), st.lists(WORDS, max_size=25).map(" ".join))
DECISIVE = st.sampled_from([Stance.SUPPORTS, Stance.REFUTES])


@given(TEXT, TEXT, TEXT, DECISIVE)
def test_spans_are_inside_in_order_and_apart(written, query, passage, stance):
    """Whatever the texts are, no span is empty, leaves its text, or meets the next one."""
    claim = Claim("c1", written, 7, 7 + len(written), query)
    found = explain(claim, passage, stance, quantities.conflict(query, passage))
    for spans, first, last in (
        (found.claim_spans, 0, len(query)),
        (found.passage_spans, 0, len(passage)),
        (found.post_spans, 7, 7 + len(written)),
    ):
        assert all(first <= s.start < s.end <= last for s in spans)
        assert all(a.end < b.start for a, b in pairwise(spans))


@given(TEXT, TEXT, DECISIVE)
def test_marked_words_of_an_uncleaned_claim_are_the_same_in_the_post(query, passage, stance):
    """Where nothing was cleaned, the words marked in the post are those marked in the query."""
    claim = Claim("c1", query, 0, len(query), query)
    found = explain(claim, passage, stance, quantities.conflict(query, passage))
    marked = " ".join(query[s.start : s.end] for s in found.claim_spans)
    for span in found.post_spans:
        assert any(s.start <= span.end and span.start <= s.end for s in found.claim_spans), marked


@given(TEXT, TEXT, DECISIVE)
def test_a_sentence_is_one_line_and_calls_nothing_untrue(query, passage, stance):
    """The sentence is one line that ends with a stop, and "false" comes in quotations at most."""
    claim = Claim("c1", query, 0, len(query), query)
    sentence = explain(claim, passage, stance, quantities.conflict(query, passage)).sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "false" not in sentence.casefold() or "false" in (query + passage).casefold()
