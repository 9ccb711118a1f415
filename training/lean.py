"""A network of ``training/model.py`` read in bf16 and in few steps, for training on a CPU.

Same weights, same answers but for rounding: a pair takes a third of the time on a CPU that multiplies bf16
by itself (AMX); others gain little by it. Dropout leaves what attention looks at alone, and its masks are cut
from one long row of them: to draw them anew took as long as the products of the matrices. Of the last layer
only the first token is worked out, which is all that is asked. An allocator that keeps its memory makes it
quicker still (record 34).
"""

from __future__ import annotations

import math
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

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> Any:
        """Return what ``network`` does; in training with dropout."""
        bert = self.network.bert
        read, unseen = self.before_last(input_ids, attention_mask, token_type_ids)
        first = self.through(bert.encoder.layer[-1], read[:, :1], read, unseen)
        pooled = functional.dropout(bert.pooler(first.float()), self._dropout, self.training)
        return self.network.judged(pooled)

    def before_last(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return what the last layer reads, of shape (rows, tokens, size), and which tokens are padding."""
        read, unseen = self.begun(input_ids, attention_mask, token_type_ids)
        for layer in self.network.bert.encoder.layer[:-1]:
            read = self.through(layer, read, read, unseen)
        return read, unseen

    def begun(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return what the first layer reads, of shape (rows, tokens, size), and which tokens are padding."""
        with torch.no_grad():
            vectors = self.network.bert.embeddings(input_ids=input_ids, token_type_ids=token_type_ids)
        return vectors.to(_HALF), attention_mask[:, None, None] == 0

    def through(
        self, layer: BertLayer, read: torch.Tensor, around: torch.Tensor, unseen: torch.Tensor
    ) -> torch.Tensor:
        """Return what ``layer`` makes of ``read``, of shape (rows, tokens, size), in bf16; norms in 32 bits.

        Attention looks at ``around``, of which ``read`` is the whole or a part, but for what is ``unseen``.
        """
        looking, mixing = layer.attention.self, layer.attention.output
        query, key, value = (
            _linear(of, part).unflatten(-1, (looking.num_attention_heads, -1)).transpose(1, 2)
            for of, part in ((read, looking.query), (around, looking.key), (around, looking.value))
        )
        near = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1])
        near = near.masked_fill(unseen, _UNSEEN)
        seen = (near.float().softmax(-1).to(_HALF) @ value).transpose(1, 2).flatten(2)
        read = _normed(read + _linear(seen, mixing.dense) * self._mask(read), mixing.LayerNorm)
        wide = functional.gelu(_linear(read, layer.intermediate.dense))
        narrow = _linear(wide, layer.output.dense)
        return _normed(read + narrow * self._mask(read), layer.output.LayerNorm)

    def _mask(self, read: torch.Tensor) -> torch.Tensor:
        return self._masks(read.shape) if self.training else torch.ones_like(read)


def _linear(read: torch.Tensor, part: nn.Linear) -> torch.Tensor:
    return functional.linear(read, part.weight.to(_HALF), part.bias.to(_HALF))


def _normed(read: torch.Tensor, part: nn.LayerNorm) -> torch.Tensor:
    return functional.layer_norm(read.float(), part.weight.shape, part.weight, part.bias, _EPSILON).to(_HALF)
