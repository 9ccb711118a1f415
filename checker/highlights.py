"""The words of a passage that answer a claim, to be marked for the reader.

Marked is what both say, by stem or by nation, and the words that deny. It explains where to
look; the stance comes from the model, and no verdict depends on a mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from checker.negation import DENYING, NO, NOT_BEHIND
from checker.quantities.vocabulary import STOPWORDS
from checker.quantities.wordforms import nation, stem
from checker.records import Span

_WORD = re.compile(r"\d+(?:[.,]\d+)*|\w+(?:['’]\w+)?")
_DENIAL = re.compile(rf"{NO}|{DENYING}|\w+{NOT_BEHIND}", re.IGNORECASE)  # of a word alone
# Two marked words with only this much between them, or nothing ("00ß"), are marked as one.
_GAP = re.compile(r"(?:[\s,'’“”\"-]{1,3}(?:(?:of|the|a|an|to|in|for|from|and|been|be|have|has)\s)?)?")


def highlights(claim: str, passage: str) -> tuple[Span, ...]:
    """Return the spans of ``passage`` to mark, in order, apart from each other.

    A passage that shares no word of content with the claim gets no mark, denials included.
    """
    asked = {key for match in _WORD.finditer(claim) if (key := _key(match[0]))}
    shared = [m for m in _WORD.finditer(passage) if _key(m[0]) in asked]
    if not shared:
        return ()
    denials = [m for m in _WORD.finditer(passage) if _DENIAL.fullmatch(m[0])]
    spans = {(m.start(), m.end()) for m in (*shared, *denials)}
    return tuple(_joined(passage, sorted(spans)))


@lru_cache(maxsize=8_192)
def _key(word: str) -> str:
    """Return what two words must share to count as the same; empty for a word without content."""
    folded = word.casefold()
    if folded in STOPWORDS or len(folded) < 2:  # noqa: PLR2004  # a single letter is no word
        return ""
    return nation(folded) or stem(folded.replace(",", "") if folded[0].isdigit() else folded)


def _joined(text: str, spans: Iterable[tuple[int, int]]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and _GAP.fullmatch(text, joined[-1].end, start):
            joined[-1] = Span(joined[-1].start, end)
        else:
            joined.append(Span(start, end))
    return joined
