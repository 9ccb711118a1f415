"""Token rows that lie flat on a device, and batches cut from them without work for the CPU."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer

SEPARATOR = 102  # of the BERT vocabulary
LEAST_EVIDENCE = 8  # tokens of a passage that a long claim leaves
AT_ONCE = 20_000  # texts that the tokeniser reads together: what it returns of each is large
POOLED = 60  # batches that are sorted by length together

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Rows:
    """Texts or pairs of texts as tokens.

    ``ids`` are all tokens one after the other, row ``i`` from ``starts[i]`` to ``starts[i + 1]``;
    ``second[i]`` of its tokens come before the second text. ``lengths`` is on the CPU.
    """

    ids: torch.Tensor
    starts: torch.Tensor
    second: torch.Tensor
    lengths: Places

    def batch(self, rows: Places) -> dict[str, torch.Tensor]:
        """Return model inputs of shape (rows, longest of them, rounded up to eight)."""
        chosen = torch.as_tensor(rows, device=self.ids.device)
        width = -(-int(self.lengths[rows].max()) // 8) * 8
        across = torch.arange(width, device=self.ids.device)[None]
        inside = across < (self.starts[chosen + 1] - self.starts[chosen])[:, None]
        places = (self.starts[chosen][:, None] + across).clamp_(max=self.ids.numel() - 1)
        return {
            "input_ids": torch.where(inside, self.ids[places].long(), 0),
            "attention_mask": inside.long(),
            "token_type_ids": ((across >= self.second[chosen][:, None]) & inside).long(),
        }


def tokenizer_of(encoder: Path) -> Tokenizer:
    """Return the tokeniser of the encoder in a folder; it neither cuts nor pads."""
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def rows_of(
    tokenizer: Tokenizer, texts: Sequence[str] | Sequence[tuple[str, str]], most: int, device: str
) -> Rows:
    """Return the tokens of texts, or of (passage, claim) pairs of which the passage is cut first."""
    ids, second = [], []
    for start in range(0, len(texts), AT_ONCE):
        for read in tokenizer.encode_batch(list(texts[start : start + AT_ONCE])):
            tokens, before = _cut(read.ids, _second(read.sequence_ids), most)
            ids.append(np.array(tokens, dtype=np.int32))
            second.append(before)
    lengths = np.array([len(row) for row in ids], dtype=np.int64)
    return Rows(
        torch.from_numpy(np.concatenate(ids)).to(device),
        torch.from_numpy(np.concatenate([[0], np.cumsum(lengths)])).to(device),
        torch.tensor(second, device=device),
        lengths,
    )


def _second(sequence: Sequence[int | None]) -> int:
    return next((place for place, number in enumerate(sequence) if number == 1), len(sequence))


def _cut(ids: list[int], second: int, most: int) -> tuple[list[int], int]:
    if len(ids) <= most:
        return ids, second
    if second == len(ids):
        return [*ids[: most - 1], SEPARATOR], most
    claim = ids[second:][: most - LEAST_EVIDENCE - 1]
    passage = ids[: second - 1][: max(LEAST_EVIDENCE, most - len(claim) - 1)]
    return [*passage, SEPARATOR, *claim][:most], len(passage) + 1


def by_length(lengths: Places, size: int = 256) -> Iterator[Places]:
    """Yield all rows, the shortest first: for reading, where their order tells nothing."""
    order = np.argsort(lengths)
    for start in range(0, len(order), size):
        yield order[start : start + size]


def batches(order: Places, lengths: Places, size: int, rng: np.random.Generator) -> Iterator[Places]:
    """Yield parts of ``order`` with rows of similar length, in random order, to waste little padding."""
    cut = []
    for start in range(0, len(order), size * POOLED):
        pool = order[start : start + size * POOLED]
        pool = pool[np.argsort(lengths[pool], kind="stable")]
        cut += [pool[i : i + size] for i in range(0, len(pool), size)]
    for place in rng.permutation(len(cut)):
        yield cut[place]
