"""Dropout whose masks are cut from one pool of random numbers, drawn once.

Drawing fresh masks takes longer on a CPU than the arithmetic of a training step (PyTorch's
generator is serial). A slice at a random place of a pool of sixteen million is as good as fresh: the
same mask hardly ever meets the same text twice.
"""

from __future__ import annotations

import torch
from torch import nn

POOL = 1 << 24


class PooledDropout(nn.Module):
    """Zeroes a share of its input in training, and scales the rest (Srivastava et al. 2014)."""

    def __init__(self, pool: torch.Tensor) -> None:
        super().__init__()
        self._pool = pool  # not a buffer: it belongs to no checkpoint

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        """Return ``hidden`` with a slice of the pool over it; unchanged outside training."""
        if not self.training:
            return hidden
        count = hidden.numel()
        start = int(torch.randint(0, self._pool.numel() - count, ()).item())
        return hidden * self._pool[start : start + count].view(hidden.shape).to(hidden.dtype)


def add_dropout(model: nn.Module, share: float) -> None:
    """Put dropout of ``share`` where a BERT has it, but for the attention weights."""
    pool = (torch.rand(POOL) >= share).to(torch.bfloat16) / (1 - share)
    for name, module in list(model.named_modules()):
        if not name.endswith("attention.self"):
            for child, layer in module.named_children():
                if isinstance(layer, nn.Dropout):
                    setattr(module, child, PooledDropout(pool))
