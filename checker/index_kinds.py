"""How the vectors are searched: exactly while that is fast enough, then by lists of what lies close together.

The numbers here are chosen from docs/adr/0011-index-kinds.md, which ``eval/index_scale.py`` measures.
An inexact kind only proposes: what it finds is scored with the exact vectors, which lie in a file
of their own (``vector_file``), so scores and their order are always exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

LISTS = 4  # times the square root of the number of vectors
LOOKED_INTO = 0.06  # of the lists, in one search
LOOKED_INTO_BELOW, MANY = 0.12, 500_000  # of fewer lists, each of which decides more
SAMPLE_OF_LIST = 64  # vectors per list that the lists are learned from
ROUNDS = 6  # of learning
BLOCK = 8192  # vectors that are compared with all lists at once
SEED = 20_250_619

Floats = npt.NDArray[np.float32]
Positions = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to search, as the manifest of an index names it."""

    name: str
    fewest: int  # vectors from which on it is chosen

    @property
    def exact(self) -> bool:
        """Whether it compares a query with every vector."""
        return self is FLAT


FLAT = Kind("flat", 0)
IVF = Kind("ivf-sq8", 100_000)
KINDS = (FLAT, IVF)


def kind_for(count: int) -> Kind:
    """Return the kind for so many vectors."""
    return max((kind for kind in KINDS if kind.fewest <= count), key=lambda kind: kind.fewest)


def kind_called(name: str) -> Kind | None:
    """Return the kind that a manifest names; None if this code knows no such kind."""
    return next((kind for kind in KINDS if kind.name == name), None)


def made(kind: Kind, vectors: Floats) -> Any:
    """Return a FAISS index of vectors of length one; the same vectors give the same index."""
    if kind.exact:
        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(vectors)
        return flat
    return _in_lists(vectors, max(1, min(len(vectors), round(LISTS * len(vectors) ** 0.5))))


def _in_lists(vectors: Floats, lists: int) -> Any:
    centres = _centres(vectors, lists)
    quantiser = faiss.IndexFlatIP(vectors.shape[1])
    quantiser.add(centres)
    index = faiss.IndexIVFScalarQuantizer(
        quantiser, vectors.shape[1], lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    index.by_residual = False  # by itself a component needs no more than 8 bits, and is read faster
    share = LOOKED_INTO if len(vectors) >= MANY else LOOKED_INTO_BELOW
    index.nprobe = max(1, round(lists * share))  # is written to the file, too
    index.train(_sample(vectors, lists * SAMPLE_OF_LIST))
    for start, nearest in _assigned(vectors, centres):
        block = np.ascontiguousarray(vectors[start : start + len(nearest)])
        numbers = np.arange(start, start + len(nearest), dtype=np.int64)
        index.add_core(len(nearest), faiss.swig_ptr(block), faiss.swig_ptr(numbers), faiss.swig_ptr(nearest))
    return index


def searched(index: Any, rows: Floats, count: int, among: Mask | None) -> tuple[Floats, Positions]:
    """Return what FAISS finds where ``among`` is true, padded with -1."""
    asked = faiss.SearchParameters()
    if isinstance(index, faiss.IndexIVF):
        asked = faiss.SearchParametersIVF()
        asked.nprobe = _probes(index, among)
    if among is not None:
        bits = np.packbits(among, bitorder="little")
        chosen = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
        asked.sel = chosen  # by address: both names must live until the search is over
    found: tuple[Floats, Positions] = index.search(rows, count, params=asked)
    return found


def read_faiss(path: Path, *, mapped: bool) -> Any:
    """Return the FAISS index in a file; when ``mapped``, vectors are read when they are needed."""
    return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if mapped else 0)


def _probes(index: faiss.IndexIVF, among: Mask | None) -> int:
    """Return how many lists to look into: more of them where fewer vectors are meant."""
    share = 1.0 if among is None else max(float(among.mean()), 1e-6)
    return min(index.nlist, round(index.nprobe / share))


def _centres(vectors: Floats, lists: int) -> Floats:
    """Return directions that the vectors gather around (spherical k-means; BLAS uses all cores)."""
    sample = _sample(vectors, lists * SAMPLE_OF_LIST)
    centres = sample[np.linspace(0, len(sample) - 1, lists, dtype=np.int64)]
    for _ in range(ROUNDS):
        sums = np.zeros_like(centres)
        for start, nearest in _assigned(sample, centres):
            order = np.argsort(nearest, kind="stable")
            found, begins = np.unique(nearest[order], return_index=True)
            sums[found] += np.add.reduceat(sample[start : start + len(nearest)][order], begins)
        length = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(length > 0, sums / np.maximum(length, 1e-12), centres).astype(np.float32)
    return centres


def _sample(vectors: Floats, size: int) -> Floats:
    """Return at most ``size`` vectors in an order that is random but always the same."""
    order = np.random.default_rng(SEED).permutation(len(vectors))[:size]
    return np.ascontiguousarray(vectors[order])


def _assigned(vectors: Floats, centres: Floats) -> Iterator[tuple[int, Positions]]:
    """Yield where a block of vectors begins, and the nearest centre of each vector in it."""
    for start in range(0, len(vectors), BLOCK):
        yield start, np.argmax(vectors[start : start + BLOCK] @ centres.T, axis=1)
