from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker.marking import Mark, mark

MARKS = st.lists(st.builds(Mark, st.integers(-5, 40), st.integers(-5, 40), st.integers(0, 9)), max_size=6)


@given(st.text(max_size=30), MARKS)
def test_nothing_is_lost_or_doubled(text, marks):
    """The pieces in order are the text, and none is empty."""
    pieces = mark(text, marks)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)


@given(st.text(max_size=30), MARKS)
def test_each_mark_covers_its_own_text(text, marks):
    """The pieces that carry a mark are together what the mark names."""
    for number, one in enumerate(marks):
        pieces = mark(text, [Mark(m.start, m.end, n) for n, m in enumerate(marks)])
        covered = "".join(piece.text for piece in pieces if number in piece.numbers)
        assert covered == text[max(0, one.start) : max(0, one.end)]
        assert sum(number in piece.ends for piece in pieces) == bool(covered)
