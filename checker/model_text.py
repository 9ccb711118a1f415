"""Text as the tokenisers of the models can take it."""

from __future__ import annotations

from checker.plain_letters import in_plain_letters, without_strokes

MAX_CHARS = 20_000  # far beyond the tokens that a model reads; the rest is not even tokenised


def readable(text: str) -> str:
    """Return the text cut to a length worth tokenising, in plain letters and without lone surrogates."""
    return without_strokes(in_plain_letters(text[:MAX_CHARS])).encode("utf-8", "replace").decode("utf-8")
