"""Text survives the database, whatever it is."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from checker.filing import folded
from checker.tables import escape, unescape

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
@example("\\u0000")
@example("\\\\u0000\0")
def test_escaping_is_undone(text):
    """What is read is what was written."""
    assert unescape(escape(text)) == text


@given(ANY_TEXT)
def test_escaped_text_can_be_stored(text):
    """What is written is UTF-8 without NUL."""
    assert b"\0" not in escape(text).encode()


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\\\0")))
def test_ordinary_text_is_readable_in_the_database(text):
    """Text without backslash, NUL and half surrogates is written as it is."""
    assert escape(text) == text


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_plain_letters_are_searched_like_all_others(text):
    """A text of ASCII, which is read in a quicker way, is found by the words that any other way gives it."""
    assert folded(text) == folded(f"{text}\u200d")
