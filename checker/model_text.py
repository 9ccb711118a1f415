"""Text as the tokenisers of the models can take it."""

from __future__ import annotations

MAX_CHARS = 20_000  # far beyond the tokens that a model reads; the rest is not even tokenised


def readable(text: str) -> str:
    """Return the text cut to a length worth tokenising, without lone surrogates."""
    return text[:MAX_CHARS].encode("utf-8", "replace").decode("utf-8")
