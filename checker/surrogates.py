"""Halves of surrogate pairs: valid in JSON, but in no text that can be written. Pure."""

from __future__ import annotations

import json
import re

HALF = re.compile("[\ud800-\udfff]")


def wire_text(text: str) -> str:
    """Return ``text`` with U+FFFD for each half surrogate; offsets stay as they are."""
    return HALF.sub("\ufffd", text)


def json_line(value: object) -> str:
    """Return ``value`` as one line of JSON in readable signs, which any output can take."""
    return wire_text(json.dumps(value, ensure_ascii=False))
