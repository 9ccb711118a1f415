"""The words of a post and of a statement that differ, for a page that sets them side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from checker.records import Deciding, Stance

MOST_CHARS = 80  # more is no figure or name, but half a sentence that the quotation shows already
_SHOWN = frozenset({Deciding.NUMBER, Deciding.DATE, Deciding.PLACE, Deciding.ACTOR})
_RATIO = re.compile(r"\(([^()]+)\)$")


@dataclass(frozen=True, slots=True)
class Compared:
    """What a post says and what a statement says, in few words, and how far they are apart."""

    post: str
    statement: str
    apart: str = ""  # "10 times as many"; empty where that is no number


def compared(passage: Mapping[str, Any], claim: Mapping[str, Any]) -> Compared | None:
    """Return the few words that a passage contradicts a claim by; None where they are many."""
    conflict = passage.get("conflict")
    if conflict:
        ratio = _RATIO.search(conflict["explanation"])
        return Compared(conflict["claim_text"], conflict["passage_text"], ratio[1] if ratio else "")
    why = passage.get("explanation")
    if not why or passage["stance"] != Stance.REFUTES or why["kind"] not in _SHOWN:
        return None
    said = _words(claim["text"], why["post_spans"], claim["start"])
    stated = _words(passage["text"], why["passage_spans"], 0)
    short = 0 < len(said) <= MOST_CHARS and 0 < len(stated) <= MOST_CHARS
    return Compared(said, stated) if short else None


def _words(text: str, spans: list[Mapping[str, int]], start: int) -> str:
    return " … ".join(text[max(0, s["start"] - start) : max(0, s["end"] - start)] for s in spans)
