"""What differs between two texts, word by word, as people compare them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

MOST_PAIRS = 4_000_000  # comparisons of words; beyond that a changed part is shown as a whole
AROUND = 160  # characters of what is the same that are shown beside a change
_WORDS = re.compile(r"\s+|\d(?:[\d.,]*\d)?|[^\W\d_]+|[\W_]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


class Fate(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters and what became of them."""

    fate: Fate
    text: str
    left_out: bool = False  # only its ends are shown


def compare(before: str, after: str) -> list[Piece]:
    """Return the pieces of both texts in order: all but the new is ``before``, all but the gone ``after``."""
    found = list(_by_lines(before, after))
    return list(_joined(found))


def shortened(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with what stays the same cut down to what stands beside a change."""
    found = []
    for number, piece in enumerate(pieces):
        ends = (AROUND if number else 0) + (AROUND if number < len(pieces) - 1 else 0)
        if piece.fate is not Fate.SAME or len(piece.text) <= ends + 40:
            found.append(piece)
            continue
        if number:
            found.append(Piece(Fate.SAME, piece.text[:AROUND]))
        found.append(Piece(Fate.SAME, "", left_out=True))
        if number < len(pieces) - 1:
            found.append(Piece(Fate.SAME, piece.text[-AROUND:]))
    return found


def _by_lines(before: str, after: str) -> Iterator[Piece]:
    """Compare lines first: texts of many pages differ in few of them."""
    one, other = _LINES.findall(before), _LINES.findall(after)
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        old, new = "".join(one[a:b]), "".join(other[c:d])
        if tag == "equal":
            yield Piece(Fate.SAME, old)
        else:
            yield from _by_words(old, new)


def _by_words(before: str, after: str) -> Iterator[Piece]:
    one, other = _WORDS.findall(before), _WORDS.findall(after)
    start = _alike(one, other)
    end = _alike(one[start:][::-1], other[start:][::-1])
    yield Piece(Fate.SAME, "".join(one[:start]))
    yield from _by_middles(one[start : len(one) - end], other[start : len(other) - end])
    yield Piece(Fate.SAME, "".join(one[len(one) - end :]))


def _by_middles(one: Sequence[str], other: Sequence[str]) -> Iterator[Piece]:
    if len(one) * len(other) > MOST_PAIRS:
        yield from _both("".join(one), "".join(other))
        return
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        old, new = "".join(one[a:b]), "".join(other[c:d])
        if tag == "equal":
            yield Piece(Fate.SAME, old)
        else:
            yield from _both(old, new)


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many words both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _both(old: str, new: str) -> Iterator[Piece]:
    if old:
        yield Piece(Fate.GONE, old)
    if new:
        yield Piece(Fate.NEW, new)


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Join neighbours of one fate."""
    kept: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if kept and kept[-1].fate is piece.fate:
            kept[-1] = Piece(piece.fate, kept[-1].text + piece.text)
        else:
            kept.append(piece)
    yield from kept
