"""What tests draw by chance, the same each time."""

from __future__ import annotations

import random


def seeded(seed: int = 1) -> random.Random:
    """Return a generator in a known state."""
    return random.Random(seed)  # noqa: S311  # no secret
