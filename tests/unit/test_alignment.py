"""The words of a text, as claim and passage are laid side by side."""

from __future__ import annotations

from checker.alignment import words


def test_a_text_is_read_once():
    """Each rule asks for the words of the same few texts."""
    assert words("Ferries were ordered.") is words("Ferries were ordered.")
