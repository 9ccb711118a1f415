"""A layer of MiniLM forwards and backwards; what lies between its products is C++ (``kernels.cpp``).

For a CPU that multiplies bf16 by itself, with AVX-512; building it takes g++, ninja and half a minute, once.
torch multiplies the matrices. Between the products it goes over the same numbers many times, which takes
longer than they do, also where it compiles the layers itself.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional
from torch.utils import cpp_extension
from transformers import BertConfig

SIZE, HEADS = 384, 12  # the ones that kernels.cpp is written for
_HALF = torch.bfloat16
_SCALE = 1 / math.sqrt(SIZE // HEADS)
_SOURCE = Path(__file__).with_name("kernels.cpp")


def usable(config: BertConfig) -> bool:
    """Whether this machine can build and run the kernels, and they fit a network of this size."""
    known = torch.cpu.get_capabilities()
    return (
        (config.hidden_size, config.num_attention_heads) == (SIZE, HEADS)
        and bool(known.get("avx512_bf16") and known.get("avx512_bw") and known.get("avx512_vl"))
        and all(shutil.which(tool) for tool in ("g++", "ninja"))
    )


@cache
def _built() -> Any:
    return cpp_extension.load(  # type: ignore[no-untyped-call]
        "checker_kernels", [str(_SOURCE)], extra_cflags=["-O3", "-march=native", "-fopenmp"]
    )


def layer(
    read: torch.Tensor,
    lengths: torch.Tensor,
    masks: tuple[torch.Tensor, torch.Tensor],
    weights: Sequence[torch.Tensor],
) -> torch.Tensor:
    """Return what a layer makes of ``read``, of shape (rows, tokens, ``SIZE``), in bf16.

    Attention looks at the first ``lengths`` tokens of each row; ``weights`` are those of the plain reading.
    """
    return _Layer.apply(read, lengths, *masks, *weights)  # type: ignore[no-any-return]


class _Layer(torch.autograd.Function):
    @staticmethod
    def forward(  # type: ignore[override]
        ctx: Any,
        read: torch.Tensor,
        lengths: torch.Tensor,
        first_mask: torch.Tensor,
        second_mask: torch.Tensor,
        *weights: torch.Tensor,
    ) -> torch.Tensor:
        built = _built()
        tokens = read.shape[1]
        asking, mixing, widening, narrowing = _products(weights)
        norm, last_norm = weights[8:10], weights[14:16]
        flat = read.reshape(-1, SIZE)
        query, key, value = built.apart(functional.linear(flat, *asking), tokens, 3, _SCALE)
        shares = torch.bmm(query, key.transpose(1, 2))
        built.softmax(shares, lengths)
        seen = built.together([torch.bmm(shares, value)], tokens, 1.0)
        mixed, sum_, moments = built.normed(flat, functional.linear(seen, *mixing), first_mask, *norm)
        wide = functional.linear(mixed, *widening)
        bent = built.gelu(wide)
        out, last_sum, last_moments = built.normed(
            mixed, functional.linear(bent, *narrowing), second_mask, *last_norm
        )
        ctx.tokens = tokens
        ctx.save_for_backward(
            flat, query, key, value, shares, seen, mixed, sum_, moments, wide, bent, last_sum, last_moments,
            first_mask, second_mask, norm[0], last_norm[0],
            *(matrix for matrix, _ in (asking, mixing, widening, narrowing)),
        )  # fmt: skip
        return out.view(read.shape)

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> Any:
        built, tokens = _built(), ctx.tokens
        (
            flat, query, key, value, shares, seen, mixed, sum_, moments, wide, bent, last_sum, last_moments,
            first_mask, second_mask, norm, last_norm, asking, mixing, widening, narrowing,
        ) = ctx.saved_tensors  # fmt: skip
        of_mixed, of_narrow, *last = built.normed_back(
            gradients[0].contiguous().view(-1, SIZE), last_sum, last_moments, second_mask, last_norm
        )
        of_wide = of_narrow @ narrowing
        of_bias = built.gelu_back(of_wide, wide)
        of_read, of_mix, *first = built.normed_back(
            torch.addmm(of_mixed, of_wide, widening), sum_, moments, first_mask, norm
        )
        (of_seen,) = built.apart(of_mix @ mixing, tokens, 1, 1.0)
        of_shares = torch.bmm(of_seen, value.transpose(1, 2))
        built.softmax_back(of_shares, shares)
        of_asked = built.together(
            [
                torch.bmm(of_shares, key),
                torch.bmm(of_shares.transpose(1, 2), query),
                torch.bmm(shares.transpose(1, 2), of_seen),
            ],
            tokens,
            _SCALE,
        )
        asked = (of_asked.t() @ flat).float().chunk(3), built.sum_of_rows(of_asked).chunk(3)
        before = torch.addmm(of_read, of_asked, asking) if ctx.needs_input_grad[0] else None
        return (
            None if before is None else before.view(-1, tokens, SIZE), None, None, None,
            asked[0][0], asked[1][0], asked[0][1], asked[1][1], asked[0][2], asked[1][2],
            (of_mix.t() @ seen).float(), first[2], first[0], first[1],
            (of_wide.t() @ mixed).float(), of_bias,
            (of_narrow.t() @ bent).float(), last[2], last[0], last[1],
        )  # fmt: skip


def _products(weights: Sequence[torch.Tensor]) -> tuple[tuple[torch.Tensor, torch.Tensor], ...]:
    """Return matrix and bias in bf16 of query, key and value as one, the mixing, widening and narrowing."""
    pairs = (
        (torch.cat(tuple(weights[0:6:2])), torch.cat(tuple(weights[1:6:2]))),
        (weights[6], weights[7]),
        (weights[10], weights[11]),
        (weights[12], weights[13]),
    )
    return tuple((matrix.to(_HALF), bias.to(_HALF)) for matrix, bias in pairs)
