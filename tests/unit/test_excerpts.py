"""A part of a passage that keeps the words that decide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.excerpts import Least, excerpt
from checker.records import Span

LONG = (
    "Since Monday, when the first letters came, we have heard that wells are dry, that nobody checks them, "
    "and that the water board sold its pumps; each pump is where it was, and all of them run."
)


def of(text: str, *words: str) -> list[Span]:
    """Return where words stand in a text."""
    return [Span(at := text.index(one), at + len(one)) for one in words]


def test_a_text_that_fits_stays_whole():
    """Nothing is left out where there is room."""
    assert excerpt(LONG, (), len(LONG), Least.CLAUSES) == LONG


@pytest.mark.parametrize(
    ("room", "least", "kept"),
    [
        (
            140,
            Least.CLAUSES,
            "… we have heard that wells are dry, that nobody checks them, and that the water board sold",
        ),
        (60, Least.CLAUSES, ""),
        (60, Least.PIECES, "… dry, that nobody checks them, … each pump is where it …"),
        (10, Least.PIECES, ""),
    ],
)
def test_what_denies_and_what_decides_stay(room, least, kept):
    """Words between them are left out only where nothing else helps; without them there is nothing."""
    found = excerpt(LONG, of(LONG, "is where"), room, least)
    assert len(found) <= room
    assert found.startswith(kept)
    assert bool(found) is bool(kept)


def test_without_clauses_there_are_words():
    """A sentence without a comma is cut between words, on either side of those that decide."""
    text = f"{'we heard it again and again ' * 9}that pumps stand{' where they have always stood' * 9}"
    assert excerpt(text, of(text, "pumps stand"), 60, Least.CLAUSES) == ""
    found = excerpt(text, of(text, "pumps stand"), 60, Least.WORDS)
    assert "that pumps stand" in found
    assert found.startswith("… ")
    assert len(found) <= 60


def test_where_nothing_is_known_to_decide_it_is_the_beginning():
    """The first clauses stand there."""
    assert excerpt("The pumps run, and they ran. " * 20, (), 60, Least.CLAUSES).startswith(
        "The pumps run, and they ran."
    )


@given(
    text=st.text(alphabet="no denied, a.b“”\n", max_size=400),
    span=st.tuples(st.integers(0, 399), st.integers(1, 30)),
    room=st.integers(24, 300),
    least=st.sampled_from(Least),
)
def test_an_excerpt_fits_and_has_the_words(text, span, room, least):
    """Whatever the text is, what is returned fits, and what decides is in it."""
    deciding = Span(span[0], min(len(text), sum(span)))
    found = excerpt(text, [deciding], room, least)
    assert len(found) <= room
    if found:
        assert all(word.rstrip(" ,;:–—-") in found for word in text[deciding.start : deciding.end].split())
