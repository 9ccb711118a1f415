"""The vectors of an index as they lie in a generation, and which of them are nearest to a query.

Only this module and ``index_kinds`` know faiss. Nothing is pickled: every file is checked by
SHA-256 before it is read; a big one is mapped into memory or read row by row, so that the processes
of one machine share it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import faiss
import numpy as np

from checker.errors import IndexCorrupt, IndexMismatch
from checker.generations import AGAIN, Manifest, check_intact
from checker.index_kinds import (
    Floats,
    Kind,
    Mask,
    Positions,
    kind_called,
    kind_for,
    made,
    read_faiss,
    searched,
)
from checker.vector_file import VectorFile

MAPPED_BYTES = 64 * 1_048_576  # a smaller file is copied: whoever damages it then harms no reader
FEW = 5_000  # vectors in scope that are compared one by one where the index is inexact
_PROPOSING = "vectors.faiss"
_EXACT = "vectors.npy"  # beside an inexact index, which holds the vectors rounded

# Above this many queries FAISS would go over to BLAS, whose last digits depend on the other
# queries of the call. Below it, every query has the same answer alone and in company.
faiss.cvar.distance_compute_blas_threshold = 1 << 30
# A search is short, and OpenMP threads that wait for each other burn more than they save.
faiss.omp_set_num_threads(1)

Nearest = tuple[Floats, Positions]  # scores and positions, in order


@dataclass(frozen=True, slots=True)
class Vectors:
    """All vectors of one index. Read-only, so threads may share it."""

    index: Any  # FAISS's
    exact: Floats | VectorFile | None  # None where the index itself is exact

    @classmethod
    def read(cls, generation: Path, manifest: Manifest) -> Self:
        """Return the vectors that lie in a generation.

        Raises
        ------
        IndexCorrupt
            A file is missing, damaged or half-written.
        IndexMismatch
            They are to be searched in a way that this code does not know.
        """
        kind = kind_called(manifest.kind)
        if kind is None:
            raise IndexMismatch(f"{generation}: made as {manifest.kind!r}, which is not known here; {AGAIN}")
        exact = None if kind.exact else _read_exact(generation / _EXACT, manifest)
        return cls(_read_index(generation / _PROPOSING, manifest), exact)

    @property
    def whole(self) -> bool:
        """Whether a query is compared with every vector."""
        return self.exact is None

    def nearest(self, rows: Floats, count: int, among: Mask | None) -> list[Nearest]:
        """Return ``count`` for each row where ``among`` is true; an inexact index may find fewer."""
        if self.exact is None:
            return [ordered(*found) for found in zip(*searched(self.index, rows, count, among), strict=True)]
        if among is not None and among.sum() <= FEW:
            few = np.flatnonzero(among)
            return [ordered(_cosines(self.exact[few], row), few) for row in rows]
        _, proposed = searched(self.index, rows, count, among)
        return [self._scored(row, found[found >= 0]) for row, found in zip(rows, proposed, strict=True)]

    def at(self, positions: Positions) -> Floats:
        """Return the vectors at some positions, one row each."""
        if self.exact is not None:
            return np.asarray(self.exact[positions])
        rows: Floats = self.index.reconstruct_batch(np.ascontiguousarray(positions, np.int64))
        return rows

    def _scored(self, row: Floats, positions: Positions) -> Nearest:
        """Return what was proposed with its exact scores, in order."""
        return ordered(_cosines(self.at(positions), row), positions)


@dataclass(frozen=True, slots=True)
class InFiles:
    """Keeps the vectors of a generation beside its manifest."""

    always: Kind | None = None  # without it, the number of vectors chooses the kind

    def kind(self, count: int) -> Kind:
        """Return how so many vectors are searched."""
        return self.always or kind_for(count)

    def write(self, generation: Path, kind: Kind, vectors: Floats) -> None:
        """Write the vectors of a new generation."""
        write_vectors(generation, kind, vectors)

    def read(self, generation: Path, manifest: Manifest) -> Vectors:
        """Return the vectors of a generation."""
        return Vectors.read(generation, manifest)

    def serving(self, name: str) -> None:
        """Do nothing: whoever removes a generation leaves what is open readable."""

    def close(self) -> None:
        """Do nothing: files are open no longer than they are read or written."""


def write_vectors(generation: Path, kind: Kind, vectors: Floats) -> None:
    """Write vectors into a new generation, to be searched in this way.

    Raises
    ------
    OSError
        The disk is full, or the folder is gone.
    """
    if not kind.exact:
        np.save(generation / _EXACT, vectors, allow_pickle=False)
    try:
        faiss.write_index(made(kind, vectors), str(generation / _PROPOSING))
    except RuntimeError as error:
        raise OSError(str(error).strip().splitlines()[-1]) from error


def ordered(scores: Floats, positions: Positions) -> Nearest:
    """Drop FAISS's padding (-1) and settle ties, so that equal input gives equal output."""
    kept = positions >= 0
    scores, positions = scores[kept], positions[kept]
    order = np.lexsort((positions, -scores.round(6)))
    return scores[order], positions[order]


def _cosines(vectors: Floats, row: Floats) -> Floats:
    """Return inner products without BLAS, whose threads wait for each other."""
    found: Floats = np.einsum("ij,j->i", vectors, row)
    return found


def _read_index(path: Path, manifest: Manifest) -> Any:
    check_intact(path, manifest)
    try:
        index = read_faiss(path, mapped=_is_big(path))
    except RuntimeError as error:
        raise IndexCorrupt(f"{path}: FAISS cannot read it; {AGAIN}") from error
    if (index.d, index.ntotal) != (manifest.dimension, manifest.count):
        raise IndexCorrupt(f"{path}: holds other vectors than its manifest says; {AGAIN}")
    return index


def _read_exact(path: Path, manifest: Manifest) -> Floats | VectorFile:
    check_intact(path, manifest)
    try:
        vectors = VectorFile(path)
        if vectors.shape != (manifest.count, manifest.dimension):
            raise IndexCorrupt(f"{path}: holds other vectors than its manifest says; {AGAIN}")
        return vectors if _is_big(path) else np.load(path, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise IndexCorrupt(f"{path}: cannot be read; {AGAIN}") from error


def _is_big(path: Path) -> bool:
    return path.stat().st_size >= MAPPED_BYTES
