"""Where a worker hears what the corpus says now."""

from __future__ import annotations

from checker.config import Settings
from checker.living import LivingCorpus, open_living


def open_truth(settings: Settings) -> LivingCorpus:
    """Return the corpus that the settings name."""
    return open_living(settings)
