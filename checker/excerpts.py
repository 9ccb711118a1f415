"""A part of a passage where the whole is too long: with the words that decide, and those that deny. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache

from checker.negation import DENYING, FALSE, says_no
from checker.records import Span

_WRITTEN = re.compile(r"\S+")
_DENIES = says_no(DENYING, FALSE)
_CLAUSE_END = re.compile(r".*[,;:.!?…—–][\"'”’)\]]*")
_LEFT_OUT = "…"


class Least(StrEnum):
    """What of a passage must be there, or there is no excerpt."""

    CLAUSES = "clauses"  # all from where the clause of the first deciding words begins to where the last ends
    WORDS = "words"  # all from the first deciding word to the last
    PIECES = "pieces"  # the deciding words, with others left out between them


def excerpt(text: str, deciding: Sequence[Span], room: int, least: Least) -> str:
    """Return ``text`` in at most ``room`` code points, "…" for what is left out; empty where that is too few.

    What denies belongs to the words that decide: nobody may be quoted with what they deny. Where none are
    known, the text is taken from its beginning.
    """
    if len(text) <= room:
        return text
    words, must = _read(text, tuple(deciding))
    if not must:
        return ""
    if least is Least.PIECES:
        return _in_pieces([word[0] for word in words], must, room)
    first, last = must[0], must[-1]
    if least is Least.CLAUSES:
        first, last = _clause_start(words, first), _clause_end(words, last)
    return _between(text, words, *_widened(words, first, last, room), room)


@lru_cache(maxsize=8)  # one reply is tried in many ways
def _read(text: str, deciding: tuple[Span, ...]) -> tuple[Sequence[re.Match[str]], Sequence[int]]:
    """Return the words of a text, and which of them must be there."""
    words = list(_WRITTEN.finditer(text))
    denying = [Span(*match.span()) for match in _DENIES.finditer(text)]
    spans = [*(deciding or [Span(0, 1)]), *denying]
    return words, _touched(words, sorted(spans, key=lambda span: span.start))


def _touched(words: Sequence[re.Match[str]], spans: Sequence[Span]) -> list[int]:
    """Return which words the spans, in order, have a part of."""
    found, n = list[int](), 0
    for span in spans:
        while n and words[n - 1].end() > span.start:  # spans may overlap
            n -= 1
        while n < len(words) and words[n].start() < span.end:
            if words[n].end() > span.start:
                found.append(n)
            n += 1
    return sorted(set(found))


def _ends_clause(word: re.Match[str]) -> bool:
    return _CLAUSE_END.fullmatch(word[0]) is not None


def _clause_start(words: Sequence[re.Match[str]], n: int) -> int:
    return next((at for at in range(n, 0, -1) if _ends_clause(words[at - 1])), 0)


def _clause_end(words: Sequence[re.Match[str]], n: int) -> int:
    return next((at for at in range(n, len(words)) if _ends_clause(words[at])), len(words) - 1)


def _length(words: Sequence[re.Match[str]], first: int, last: int) -> int:
    """Return how long the words from one to another are, with what tells that others are left out."""
    before = len(_LEFT_OUT) + 1 if first else 0
    return (
        before + words[last].end() - words[first].start() + (len(_LEFT_OUT) if last + 1 < len(words) else 0)
    )


def _widened(words: Sequence[re.Match[str]], first: int, last: int, room: int) -> tuple[int, int]:
    """Return the first and last word of what there is room for: to the ends of clauses, else of words.

    What comes before goes first: it names what the rest is about.
    """
    while (start := _clause_start(words, max(0, first - 1))) < first and _length(words, start, last) <= room:
        first = start
    while (end := _clause_end(words, min(last + 1, len(words) - 1))) > last:
        if _length(words, first, end) > room:
            break
        last = end
    if first and not _ends_clause(words[first - 1]):
        while first and _length(words, first - 1, last) <= room:
            first -= 1
    if not _ends_clause(words[last]):
        while last + 1 < len(words) and _length(words, first, last + 1) <= room:
            last += 1
    return first, last


def _between(text: str, words: Sequence[re.Match[str]], first: int, last: int, room: int) -> str:
    if _length(words, first, last) > room:
        return ""
    part = text[words[first].start() : words[last].end()]
    before = f"{_LEFT_OUT} " if first else ""
    return f"{before}{part.rstrip(' ,;:–—-')}{_LEFT_OUT}" if last + 1 < len(words) else f"{before}{part}"


def _in_pieces(words: Sequence[str], must: Sequence[int], room: int) -> str:
    """Return the words of ``must`` and those nearest to them, "…" where some are missing."""
    chosen, found = set(must), _joined(words, must)
    if len(found) > room:
        return ""
    for n in _nearest(must, len(words)):
        wider = _joined(words, sorted({*chosen, n}))
        if len(wider) > room:
            break
        chosen.add(n)
        found = wider
    return found


def _nearest(must: Sequence[int], words: int) -> Iterator[int]:
    """Yield the other words: at each step the one before each of ``must``, then the one after it."""
    seen = set(must)
    for away in range(1, words):
        for n in (at for of in must for at in (of - away, of + away)):
            if 0 <= n < words and n not in seen:
                seen.add(n)
                yield n


def _joined(words: Sequence[str], chosen: Sequence[int]) -> str:
    parts = list[str]()
    for place, n in enumerate(chosen):
        if n != (chosen[place - 1] + 1 if place else 0):
            parts.append(_LEFT_OUT)
        parts.append(words[n])
    return " ".join([*parts, *([_LEFT_OUT] if chosen[-1] + 1 < len(words) else [])])
