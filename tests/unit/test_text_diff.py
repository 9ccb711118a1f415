"""What differs between two texts: nothing is lost, and numbers are compared as a whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.text_diff import AROUND, Fate, Piece, compare, shortened


def without(fate, pieces):
    return "".join(piece.text for piece in pieces if piece.fate is not fate)


@given(st.text(st.sampled_from("ab 1,.\n’"), max_size=40), st.text(st.sampled_from("ab 1,.\n’"), max_size=40))
def test_both_texts_can_be_read(before, after):
    """Without what is new it is the earlier text, without what is gone the later one."""
    pieces = compare(before, after)
    assert without(Fate.NEW, pieces) == before
    assert without(Fate.GONE, pieces) == after


@pytest.mark.parametrize(
    ("before", "after", "gone", "new"),
    [
        ("about 3,000 came", "about 30,000 came", ["3,000"], ["30,000"]),
        ("it is open", "it is not open", [], ["not "]),
        ("same", "same", [], []),
        ("", "all", [], ["all"]),
    ],
)
def test_words_and_numbers_are_whole(before, after, gone, new):
    """A number that changed is shown as a whole, and a word that came alone."""
    pieces = compare(before, after)
    assert [p.text for p in pieces if p.fate is Fate.GONE] == gone
    assert [p.text for p in pieces if p.fate is Fate.NEW] == new


def test_what_is_the_same_is_shortened():
    """Of a long text only what stands beside a change is shown, and it is said that more is there."""
    text = "word " * 500
    pieces = shortened(compare(f"{text}old {text}", f"{text}new {text}"))
    assert [p.left_out for p in pieces] == [True, False, False, False, False, True]
    assert max(len(p.text) for p in pieces) <= AROUND
    assert shortened([Piece(Fate.SAME, "short")]) == [Piece(Fate.SAME, "short")]


def test_a_text_that_is_another_one_is_compared_in_time():
    """Two long lines without a word in common are shown as gone and new."""
    before, after = "one two " * 2_000, "three,four," * 2_000
    assert [p.fate for p in compare(before, after)] == [Fate.GONE, Fate.NEW]
