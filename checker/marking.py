"""Marks spans in a text without losing or doubling a character, however the spans overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Mark:
    """A half-open range of code points with the number of what it marks."""

    start: int
    end: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the text under the same marks; the pieces in order are the whole text."""

    text: str
    numbers: tuple[int, ...] = ()  # what covers it
    ends: tuple[int, ...] = ()  # what ends with it


def mark(text: str, marks: Sequence[Mark]) -> list[Segment]:
    """Return the text cut at every border of a mark; empty marks and those outside mark nothing."""
    inside = [m for m in (_clipped(m, len(text)) for m in marks) if m.start < m.end]
    borders = sorted({0, len(text)} | {m.start for m in inside} | {m.end for m in inside})
    return [
        Segment(
            text[start:end],
            tuple(m.number for m in inside if m.start <= start and end <= m.end),
            tuple(m.number for m in inside if m.end == end),
        )
        for start, end in pairwise(borders)
    ]


def _clipped(wanted: Mark, length: int) -> Mark:
    return Mark(max(0, wanted.start), min(wanted.end, length), wanted.number)
