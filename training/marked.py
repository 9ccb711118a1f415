"""A post whose claims are marked where they stand: composed for training, and read by it."""

from __future__ import annotations

from dataclasses import dataclass

from checker.remarks import Mark


@dataclass(frozen=True, slots=True)
class Marked:
    """A post, and where its claims stand in it: start, end, and the mark of what is between."""

    text: str
    claims: tuple[tuple[int, int, Mark], ...]

    def mark_at(self, start: int, end: int) -> Mark:
        """Return what most of a range is."""
        middle = (start + end) / 2
        return next((mark for a, b, mark in self.claims if a <= middle < b), Mark.REMARK)


def as_it_is(text: str) -> Marked:
    """Return a post that is all claim."""
    return Marked(text, ((0, len(text), Mark.TOLD),))
