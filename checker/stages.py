"""The stages of a check that can be told of while it runs."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Stage(StrEnum):
    """What a run does on the way to its report, in this order."""

    CLAIMS = "claims"  # the claims of the post are found
    PASSAGES = "passages"  # the passages that may speak to them are found


Tell = Callable[[Stage, int], object]  # what is over, and how many were found


def nobody(stage: Stage, count: int) -> None:
    """Tell nobody."""
