from __future__ import annotations

from checker.marking import Mark, Segment, mark


def test_plain_text():
    """A text without marks is one piece."""
    assert mark("abc", []) == [Segment("abc")]


def test_empty_text():
    """An empty text has no pieces, whatever is marked in it."""
    assert mark("", [Mark(0, 3)]) == []


def test_one_mark():
    """A mark cuts the text before and behind itself."""
    assert mark("abcd", [Mark(1, 3, 7)]) == [Segment("a"), Segment("bc", (7,), (7,)), Segment("d")]


def test_overlap():
    """Where marks overlap, the piece belongs to both, and each ends where it ends."""
    assert mark("abcde", [Mark(0, 3, 0), Mark(2, 5, 1)]) == [
        Segment("ab", (0,)),
        Segment("c", (0, 1), (0,)),
        Segment("de", (1,), (1,)),
    ]


def test_twice_the_same():
    """Two marks on the same range are both kept."""
    assert mark("ab", [Mark(0, 2, 0), Mark(0, 2, 1)]) == [Segment("ab", (0, 1), (0, 1))]


def test_outside():
    """A mark beyond the text is cut to it, an empty or reversed one marks nothing."""
    assert mark("ab", [Mark(1, 9, 0), Mark(1, 1, 1), Mark(2, 1, 2), Mark(-3, -1, 3)]) == [
        Segment("a"),
        Segment("b", (0,), (0,)),
    ]
