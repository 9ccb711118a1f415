"""The networks of ``training/model.py`` as tables of weights, read in bf16 on a GPU that has torch alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from training.packed import Rows
from training.schedule import BETAS, Average, groups, slope

HEAD, EPSILON = 32, 1e-12  # numbers that a head of attention looks at
CLIP = 1.0  # length of all gradients but those of words
WORDS = "bert.embeddings.word_embeddings.weight"

Weights = dict[str, torch.Tensor]


class Network:
    """The network of ``training/model.py`` as a table of weights, read in bf16 on a GPU."""

    def __init__(self, weights: Mapping[str, torch.Tensor], device: str) -> None:
        self.weights: Weights = {
            name: value.detach().to(device, torch.float32).clone() for name, value in weights.items()
        }
        self._layers = sum(name.endswith("attention.self.query.weight") for name in weights)
        self._half = torch.float32 if device == "cpu" else torch.bfloat16
        self._layer = _layer if device == "cpu" else torch.compile(_layer, dynamic=True)

    def pooled(self, rows: Rows, dropout: float) -> torch.Tensor:
        """Return what the heads read, of shape (rows, 384), in 32 bits."""
        read, held = self._through(rows, dropout, first_only=True), self.weights
        first = functional.linear(
            read[:, 0].float(), held["bert.pooler.dense.weight"], held["bert.pooler.dense.bias"]
        )
        return functional.dropout(first.tanh(), dropout, dropout > 0)

    def vectors(self, rows: Rows, dropout: float = 0.0) -> torch.Tensor:
        """Return the mean of what each row's tokens became, of shape (rows, 384) and length one."""
        read = self._through(rows, dropout, first_only=False).float()
        return functional.normalize((read * rows[2][..., None]).sum(1) / rows[2].sum(1, keepdim=True), dim=-1)

    def _through(self, rows: Rows, dropout: float, *, first_only: bool) -> torch.Tensor:
        """Return what the last layer makes of all tokens, or of the first alone."""
        ids, segments, taken = rows
        held, half = self.weights, self._half
        places = held["bert.embeddings.position_embeddings.weight"][: ids.shape[1]]
        read = functional.embedding(ids, held[WORDS]) + places
        read = read + held["bert.embeddings.token_type_embeddings.weight"][segments]
        size = read.shape[-1:]
        name = "bert.embeddings.LayerNorm"
        read = functional.layer_norm(read, size, held[f"{name}.weight"], held[f"{name}.bias"], EPSILON)
        read = functional.dropout(read, dropout, dropout > 0).to(half)
        seen = taken[:, None, None]
        for number in range(self._layers):
            last = first_only and number == self._layers - 1
            read = self._layer(read, seen, *_of_layer(held, number), dropout=dropout, last=last)
        return read

    def stance(self, rows: Rows, dropout: float = 0.0) -> torch.Tensor:
        """Return logits of shape (rows, 3)."""
        held = self.weights
        return functional.linear(
            self.pooled(rows, dropout), held["classifier.weight"], held["classifier.bias"]
        )

    def relevance(self, rows: Rows, dropout: float = 0.0) -> torch.Tensor:
        """Return logits of shape (rows,)."""
        held = self.weights
        found = functional.linear(
            self.pooled(rows, dropout), held["relevance.weight"], held["relevance.bias"]
        )
        return found.squeeze(-1)


_PARTS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "attention.output.LayerNorm",
    "intermediate.dense",
    "output.dense",
    "output.LayerNorm",
)


def _of_layer(held: Mapping[str, torch.Tensor], number: int) -> list[torch.Tensor]:
    return [
        held[f"bert.encoder.layer.{number}.{part}.{kind}"] for part in _PARTS for kind in ("weight", "bias")
    ]


def _layer(  # one product after the other
    read: torch.Tensor, seen: torch.Tensor, *held: torch.Tensor, dropout: float, last: bool
) -> torch.Tensor:
    half = read.dtype
    parts = list(zip(held[::2], held[1::2], strict=True))
    query, key, value, mixing, mixed_norm, wide, narrow, norm = parts
    asked = read[:, :1] if last else read

    def product(x: torch.Tensor, part: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        return functional.linear(x, part[0].to(half), part[1].to(half))

    def heads(x: torch.Tensor) -> torch.Tensor:
        return x.unflatten(-1, (-1, HEAD)).transpose(1, 2)

    def normed(x: torch.Tensor, part: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        return functional.layer_norm(x.float(), x.shape[-1:], part[0], part[1], EPSILON).to(half)

    looked = functional.scaled_dot_product_attention(
        heads(product(asked, query)), heads(product(read, key)), heads(product(read, value)), attn_mask=seen
    )
    mixed = product(looked.transpose(1, 2).flatten(2), mixing)
    asked = normed(asked + functional.dropout(mixed, dropout, dropout > 0), mixed_norm)
    through = product(functional.gelu(product(asked, wide)), narrow)
    return normed(asked + functional.dropout(through, dropout, dropout > 0), norm)


def descend(
    trained: Mapping[str, torch.Tensor],
    learn: Callable[[int], torch.Tensor],
    rate: float,
    *,
    seconds: float,
    decay: float,
) -> None:
    """Train weights in place for so long; they end as averages over the last steps, by ``decay``.

    ``learn`` adds the gradients of the step of that number and returns its loss. It is called twice for
    nothing first: the first calls wait for kernels, and the clock should not.
    """
    for weight in trained.values():
        weight.requires_grad_()
    optimizer = torch.optim.AdamW(
        groups(list(trained.values()), trained.get(WORDS, torch.empty(0))), lr=rate, betas=BETAS, fused=True
    )
    average = Average(list(trained.values()), decay)
    rest = [weight for name, weight in trained.items() if name != WORDS]
    for _ in range(2):
        learn(0)
        optimizer.zero_grad(set_to_none=True)
    begun, told, done = time.monotonic(), 0.0, 0
    while (spent := time.monotonic() - begun) < seconds:
        done += 1
        loss = learn(done)
        torch.nn.utils.clip_grad_norm_(rest, CLIP)
        for group in optimizer.param_groups:
            group["lr"] = rate * group["share"] * slope(spent / seconds)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        average.follow(done)
        if spent > told:
            print(f"{spent:.0f} of {seconds:.0f} s: step {done} loss {float(loss):.3f}", flush=True)
            told += max(5.0, seconds / 8)
    average.put_in_place()
    for weight in trained.values():
        weight.requires_grad_(requires_grad=False)


def read_weights(path: Path) -> Weights:
    """Return weights that ``write_weights`` wrote: 16 bits, or rows of 8 bits with a scale each."""
    held = dict(np.load(path))
    found = {}
    for name, value in held.items():
        if name.endswith("/scale"):
            continue
        scale = held.get(f"{name}/scale")
        found[name] = torch.from_numpy(
            value.astype(np.float32) * (1 if scale is None else scale.astype(np.float32)[:, None])
        )
    return found


def write_weights(
    weights: Mapping[str, torch.Tensor], path: Path, *, words: bool, small: bool = False
) -> None:
    """Write weights in 16 bits, without the vectors of words or with them; ``small``: matrices in 8."""
    held = {}
    for name, weight in weights.items():
        value = weight.detach().float().cpu().numpy()
        if name == WORDS and not words:
            continue
        if small and value.ndim == 2 and min(value.shape) > 3:
            scale = np.abs(value).max(1) / 127 + 1e-12
            held[name], held[f"{name}/scale"] = np.round(value / scale[:, None]).astype(np.int8), scale
        else:
            held[name] = value.astype(np.float16)
    np.savez(path, **held)


def mean(several: list[Weights]) -> Weights:
    """Return the mean of weights; what only the first has is taken from it."""
    first = several[0]
    return {
        name: torch.stack([one.get(name, value) for one in several]).mean(0) for name, value in first.items()
    }
