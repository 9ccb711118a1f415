"""Halves of surrogate pairs: valid in JSON, but in no text that can be written. Pure."""

from __future__ import annotations

import re

HALF = re.compile("[\ud800-\udfff]")


def wire_text(text: str) -> str:
    """Return ``text`` with U+FFFD for each half surrogate; offsets stay as they are."""
    return HALF.sub("\ufffd", text)
