"""What runs of training do beside their losses: rates, what decays, and the mean of the last weights."""

from __future__ import annotations

from collections.abc import Sequence

import torch

DECAY, BETAS = 0.02, (0.9, 0.98)
WORD_RATE = 0.3  # of the rate: the word vectors are good already, and there are more of them than of all else
WARM = 0.06  # share of the steps in which the rate rises


def slope(done: float) -> float:
    """Return the share of the highest rate after ``done`` of all steps: up, then down in a line."""
    return min(done / WARM, (1 - done) / (1 - WARM))


def groups(trained: Sequence[torch.Tensor], words: torch.Tensor) -> list[dict[str, object]]:
    """Return what is trained as an optimiser wants it: matrices decay, vectors of ``words`` learn slowly."""
    wide = [p for p in trained if p.ndim > 1 and p is not words]
    plain = [p for p in trained if p.ndim <= 1]
    found: list[dict[str, object]] = [
        {"params": wide, "weight_decay": DECAY, "share": 1.0},
        {"params": plain, "weight_decay": 0.0, "share": 1.0},
    ]
    if words.requires_grad:
        found.append({"params": [words], "weight_decay": 0.0, "share": WORD_RATE})
    return found


class Average:
    """An average of weights over the last steps, which is steadier than the last step."""

    def __init__(self, trained: Sequence[torch.Tensor], decay: float) -> None:
        self._trained, self._decay = trained, decay
        self._mean = [weight.detach().clone() for weight in trained]

    @torch.no_grad()
    def follow(self, done: int) -> None:
        """Take in the weights after ``done`` steps; the first ones count for more."""
        newest = [weight.detach() for weight in self._trained]
        torch._foreach_lerp_(self._mean, newest, 1 - min(self._decay, done / (done + 10)))

    @torch.no_grad()
    def put_in_place(self) -> None:
        """Make the average the weights that were trained."""
        for weight, mean in zip(self._trained, self._mean, strict=True):
            weight.copy_(mean)
