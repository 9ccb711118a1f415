"""Pairs as numbers of texts, each text as its tokens once: small to carry, and put together on a GPU.

A pair is read as ``[CLS] prefix passage [SEP] claim [SEP]``; the prefix names who speaks. Word pieces of a
text do not depend on what stands before it, so that parts can be joined as tokens. Nothing here needs the
product.
"""

from __future__ import annotations

import lzma
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from training.rows import LEAST_EVIDENCE, SEPARATOR

FIRST = 101  # of the BERT vocabulary, as the separator
MOST = 192  # tokens of a pair

Numbers = npt.NDArray[np.int32]
Rows = tuple[torch.Tensor, torch.Tensor, torch.Tensor]  # ids, segments, and which places are taken


@dataclass(frozen=True)
class Packed:
    """Texts as tokens, and pairs and questions by the numbers of their texts; text 0 is empty.

    ``ids`` are the tokens of all texts, text ``i`` from ``starts[i]`` to ``starts[i + 1]``. Of each pair
    ``prefix``, of shape (pairs, 3), are three ways to say who speaks, ``claims``, (pairs, 2), the claim as it
    is and as it may be typed. ``asked`` are (questions, 6): a claim in both forms, the passage that answers
    it, and three others.
    """

    ids: npt.NDArray[np.uint16]
    starts: npt.NDArray[np.int64]
    prefix: Numbers
    evidence: Numbers
    claims: Numbers
    labels: npt.NDArray[np.int8]
    origins: npt.NDArray[np.int8]
    asked: Numbers
    names: npt.NDArray[np.str_]  # of origins

    def save(self, path: Path) -> None:
        """Write everything to one compressed file."""
        held = BytesIO()
        starts = np.diff(self.starts).astype(np.uint16)
        np.savez(held, **{**self.__dict__, "starts": starts})
        path.write_bytes(lzma.compress(held.getvalue(), preset=4))

    @staticmethod
    def load(path: Path) -> Packed:
        """Return what ``save`` wrote."""
        held = dict(np.load(BytesIO(lzma.decompress(path.read_bytes()))))
        held["starts"] = np.concatenate([[0], np.cumsum(held["starts"].astype(np.int64))])
        return Packed(**held)


class Deck:
    """Batches of token rows, put together on ``device``."""

    def __init__(self, packed: Packed, device: str) -> None:
        self.packed = packed
        self.lengths = np.diff(packed.starts)
        self._ids = torch.from_numpy(packed.ids.astype(np.int32)).to(device)
        self._starts = torch.from_numpy(packed.starts).to(device)

    def reach(self, prefix: Numbers, evidence: Numbers, claims: Numbers) -> npt.NDArray[np.int64]:
        """Return how many tokens each row has."""
        return np.minimum(MOST, self.lengths[prefix] + self.lengths[evidence] + self.lengths[claims] + 3)

    def rows(self, prefix: Numbers, evidence: Numbers, claims: Numbers) -> Rows:
        """Return the rows, each tensor of shape (rows, longest of them by eights)."""
        width = -(-int(self.reach(prefix, evidence, claims).max()) // 8) * 8
        parts = [torch.from_numpy(part).to(self._ids.device).long() for part in (prefix, evidence, claims)]
        begin = [self._starts[part][:, None] for part in parts]
        size = [self._starts[part + 1][:, None] - first for part, first in zip(parts, begin, strict=True)]
        size[2] = size[2].clamp(max=MOST - LEAST_EVIDENCE - 3)
        size[1] = torch.minimum(size[1], MOST - 3 - size[0] - size[2]).clamp(min=0)
        across = torch.arange(width, device=self._ids.device)[None]
        first, second = 1 + size[0], 1 + size[0] + size[1]
        last = second + 1 + size[2]
        source = torch.where(
            across < first,
            begin[0] + across - 1,
            torch.where(across < second, begin[1] + across - first, begin[2] + across - second - 1),
        )
        ids = self._ids[source.clamp(0, len(self._ids) - 1)].long()
        ids = ids.masked_fill((across == second) | (across == last), SEPARATOR).masked_fill(
            across == 0, FIRST
        )
        taken = across <= last
        return ids * taken, ((across > second) & taken).long(), taken

    def alone(self, texts: Numbers, most: int) -> Rows:
        """Return the same for texts that are read by themselves, each cut to ``most`` tokens."""
        parts = torch.from_numpy(texts).to(self._ids.device).long()
        size = (self._starts[parts + 1] - self._starts[parts]).clamp(max=most - 2)[:, None]
        width = -(-int(self.lengths[texts].clip(max=most - 2).max() + 2) // 8) * 8
        across = torch.arange(width, device=self._ids.device)[None]
        ids = self._ids[(self._starts[parts][:, None] + across - 1).clamp(0, len(self._ids) - 1)].long()
        ids = ids.masked_fill(across == size + 1, SEPARATOR).masked_fill(across == 0, FIRST)
        taken = across <= size + 1
        return ids * taken, torch.zeros_like(ids), taken
