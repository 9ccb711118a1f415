"""A network of ``training/model.py`` read in bf16 and in few steps, for training on a CPU.

Same weights, same answers but for rounding: a pair takes a third of the time on a CPU that multiplies bf16
by itself (AMX); others gain little by it. Dropout leaves what attention looks at alone, and its masks are cut
from one long row of them: to draw them anew took as long as the products of the matrices. Of the last layer
only the first token is worked out, which is all that is asked. An allocator that keeps its memory makes it
quicker still (record 34).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import nn
from torch.nn import functional
from transformers.models.bert.modeling_bert import BertLayer

from training.model import Body

_HALF = torch.bfloat16
_DRAWN = 1 << 25  # numbers in the row of masks: a step reads some thousandths of it
_APART = 64  # places in it where a mask may begin
_UNSEEN = -1e4  # what attention makes of padding
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
    """``network``, whose layers and heads are trained by reading through this; vectors of words are not."""

    def __init__(self, network: Body, dropout: float) -> None:
        super().__init__()
        self.network = network
        network.bert.embeddings.requires_grad_(requires_grad=False)
        self._dropout, self._masks = dropout, Masks(dropout)
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
            read = self._through(layer, read, read, lengths)
        first = self._through(last, read[:, :1], read, lengths)
        pooled = functional.dropout(bert.pooler(first.float()), self._dropout, self.training)
        return self.network.judged(pooled)

    def _through(
        self, layer: BertLayer, read: torch.Tensor, around: torch.Tensor, lengths: torch.Tensor
    ) -> torch.Tensor:
        masks = self._mask(read), self._mask(read)
        return _layer(read, around, lengths, masks, self._heads, list(_weights_of(layer)))

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
