"""Which words of a passage are marked for the reader."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from checker.highlights import highlights


def marked(claim: str, passage: str) -> list[str]:
    return [passage[s.start : s.end] for s in highlights(claim, passage)]


@pytest.mark.parametrize(
    ("claim", "passage", "words"),
    [
        (
            "Norway asked Denmark for ferries",
            "The minister said that no ferry was requested by Norwegian officials.",
            ["no ferry", "Norwegian"],
        ),
        ("12 ferries were ordered", "He confirmed an order of 12 ferries.", ["order of 12 ferries"]),
        ("The port is closed", "Fares will not rise.", []),
        ("1,500 people left", "About 1500 people have gone.", ["1500 people"]),
    ],
)
def test_shared_words_and_denials_are_marked(claim, passage, words):
    """What both say is marked by stem, nation and number, with what denies it, and nothing else."""
    found = marked(claim, passage)
    for word in words:
        assert any(word in span for span in found), found
    assert bool(found) is bool(words)


@example("00ß", "00ß")
@given(st.text(max_size=200), st.text(max_size=200))
def test_marks_are_apart_and_in_order(claim, passage):
    """Whatever the texts are, marks lie inside the passage, in order, and never overlap."""
    spans = highlights(claim, passage)
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(passage) for edge in edges)
