"""Parts of losses that need torch alone, for trainers on machines with the product and without it."""

from __future__ import annotations

import torch
from torch.nn import functional

SMOOTHING = 0.03  # of labels
AUXILIARY = 0.5  # weight of the loss beside that of stance


def answered(logits: torch.Tensor) -> torch.Tensor:
    """Return how far answers are from the first place of each row, and from yes where the others are no.

    ``logits`` are of shape (questions, places).
    """
    first = torch.zeros(len(logits), dtype=torch.long, device=logits.device)
    right = functional.one_hot(first, logits.shape[1]).float()
    among = functional.cross_entropy(logits, first)
    alone = functional.binary_cross_entropy_with_logits(logits, right)
    return AUXILIARY * (among + 0.5 * alone)
