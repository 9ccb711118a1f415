"""A network of ``training/model.py`` read in bf16 and in few steps, for training on a CPU.

Same weights, same answers but for rounding: a pair takes a third of the time on a CPU that
multiplies bf16 by itself (AMX); others gain nothing by it. Dropout leaves what attention looks at alone, and
its masks are cut from one long row of them: to draw them anew took as long as the products of the matrices.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from torch import nn
from torch.nn import functional
from transformers.models.bert.modeling_bert import BertLayer

from training.model import Body

_HALF = torch.bfloat16
_DRAWN = 1 << 25  # numbers in the row of masks: a step reads some thousandths of it
_APART = 64  # places in it where a mask may begin
_UNSEEN = -1e4  # added to what attention makes of padding
_EPSILON = 1e-12  # of the encoder's layer norms

Layer = Callable[..., torch.Tensor]


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

    ``compiled`` needs a C++ compiler and half a minute at the first step.
    """

    def __init__(self, network: Body, dropout: float, *, compiled: bool = True) -> None:
        super().__init__()
        self.network = network
        network.bert.embeddings.requires_grad_(requires_grad=False)
        self._dropout, self._masks = dropout, Masks(dropout)
        self._layer: Layer = torch.compile(_layer, dynamic=True) if compiled else _layer
        self._heads = network.bert.config.num_attention_heads

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> Any:
        """Return what ``network`` does; in training with dropout."""
        bert = self.network.bert
        with torch.no_grad():
            read = bert.embeddings(input_ids=input_ids, token_type_ids=token_type_ids).to(_HALF)
        unseen = ((1 - attention_mask[:, None, None, :]) * _UNSEEN).to(_HALF)
        for layer in bert.encoder.layer:
            masks = self._mask(read), self._mask(read)
            read = self._layer(read, unseen, masks, self._heads, list(_weights_of(layer)))
        pooled = functional.dropout(bert.pooler(read.float()), self._dropout, self.training)
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


def _layer(
    read: torch.Tensor,
    unseen: torch.Tensor,
    masks: tuple[torch.Tensor, torch.Tensor],
    heads: int,
    weights: Sequence[torch.Tensor],
) -> torch.Tensor:
    """Return what a layer makes of ``read``, of shape (rows, tokens, size), in bf16; norms are in 32 bits.

    Its weights are arguments, so that one compiled function serves all layers.
    """
    asking, mixing, norm, widening, narrowing, last_norm = (
        (torch.cat(weights[0:6:2]), torch.cat(weights[1:6:2])),
        *zip(weights[6::2], weights[7::2], strict=True),
    )
    rows, tokens, size = read.shape
    parted = _linear(read, *asking).view(rows, tokens, 3, heads, size // heads)
    query, key, value = parted.permute(2, 0, 3, 1, 4).unbind(0)
    near = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(size // heads) + unseen
    seen = torch.matmul(near.float().softmax(-1).to(_HALF), value)
    seen = seen.transpose(1, 2).reshape(rows, tokens, size)
    read = _normed(read + _linear(seen, *mixing) * masks[0], *norm)
    wide = functional.gelu(_linear(read, *widening))
    return _normed(read + _linear(wide, *narrowing) * masks[1], *last_norm)


def _linear(read: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return functional.linear(read, weight.to(_HALF), bias.to(_HALF))


def _normed(read: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return functional.layer_norm(read.float(), weight.shape, weight, bias, _EPSILON).to(_HALF)
