"""Hashtags as words."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

_CAMEL = re.compile(r"[A-Z]{2,}(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d[\d,.]*|[^\W\d_a-zA-Z]+")
# Shorter tags in one case are words or acronyms.
_SPLIT_LENGTH = 7


def split_hashtag(tag: str) -> str:
    """Return the words of a hashtag: ``PakistanArmy`` and ``pakistanarmy`` as ``Pakistan Army``."""
    parts = [piece for word in tag.split("_") for piece in _CAMEL.findall(word)]
    if len(parts) == 1 and len(tag) >= _SPLIT_LENGTH and tag.isascii() and tag.isalpha():
        parts = [p.capitalize() if tag[0].isupper() else p for p in _splitter()(tag.lower())]
    return " ".join(parts) or tag


@cache
def _splitter() -> Callable[[str], list[str]]:
    # Loading its word list takes half a second, and most posts have no such tag.
    from wordninja_enhanced import split  # noqa: PLC0415

    return split
