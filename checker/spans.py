"""What a span says, whoever keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Attributes = Mapping[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when, in seconds since 1970."""

    began: float
    ended: float
