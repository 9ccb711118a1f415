"""The vector index: FAISS, exact inner product over vectors of length one, so cosine.

The only module that knows faiss. A new index is written aside, read back, compared with brute
force on a sample, and only then swapped in (``generations.py``). Nothing here is pickled: the
FAISS file is checked by SHA-256 before it is read; a big one is mapped into memory, so that the
processes of one machine share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from checker.encoder import Encoder
from checker.errors import IndexCorrupt, IndexMismatch
from checker.generations import (
    AGAIN,
    Manifest,
    check_intact,
    current_generation,
    new_generation,
    read_manifest,
    sha256,
    write_manifest,
)
from checker.passages import digest, search_text
from checker.records import Passage
from checker.writer import Writer, writing

FORMAT = 2
METRIC = "inner_product"
CHUNK = 512  # passages encoded between two signs of life
TIES = 16  # fetched beyond k, so that ties at the edge are seen
TIE = 2e-6  # scores nearer than this may change places with the last digit of a sum
SAMPLE = 32  # vectors searched for before a new index is let in
SAMPLE_K = 5
TOLERANCE = 1e-5
MAPPED_BYTES = 256 * 1_048_576  # a smaller file is copied: whoever damages it then harms no reader
_VECTORS = "vectors.faiss"

# Above this many queries FAISS would go over to BLAS, whose last digits depend on the other
# queries of the call. Below it, every query has the same answer alone and in company.
faiss.cvar.distance_compute_blas_threshold = 1 << 30
# A search is short, and OpenMP threads that wait for each other burn more than they save.
faiss.omp_set_num_threads(1)

Floats = npt.NDArray[np.float32]
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Origin:
    """What an index is made of."""

    model: str
    corpus_version: str
    statements: int = 0  # that lie in the generation beside the vectors
    seq: int = 0  # the last event of the corpus that went in


class VectorIndex:
    """Nearest passages by cosine. Read-only once loaded, so threads may share it."""

    def __init__(self, index: Any, manifest: Manifest) -> None:
        self._index = index
        self.manifest = manifest

    def __len__(self) -> int:
        return self.manifest.count

    @classmethod
    def build(
        cls, folder: Path, passages: Sequence[Passage], encoder: Encoder, corpus_version: str
    ) -> VectorIndex:
        """Make a new generation of the index in ``folder``, let it in, and return it.

        Writers wait for each other; readers keep the generation that they have.
        """
        with writing(folder) as writer, new_generation(folder, writer, keep=2) as generation:
            vectors = _encoded(passages, encoder, writer)
            return fill(generation, passages, vectors, Origin(encoder.name, corpus_version))

    @classmethod
    def load(cls, folder: Path, encoder_name: str, corpus_version: str) -> VectorIndex:
        """Return the current generation.

        Raises
        ------
        IndexCorrupt
            A file is missing, damaged or half-written.
        IndexMismatch
            The index was made by another model, corpus or format.
        """
        generation = current_generation(folder)
        manifest = read_manifest(generation)
        check_made_by(generation, manifest, encoder_name, corpus_version)
        return cls.read(generation, manifest)

    @classmethod
    def read(cls, generation: Path, manifest: Manifest) -> VectorIndex:
        """Return the index that lies in a generation, whatever made it.

        Raises
        ------
        IndexCorrupt
            A file is missing, damaged or half-written.
        """
        return cls(_read_vectors(generation, manifest), manifest)

    def search(self, vectors: Floats, k: int) -> tuple[list[Floats], list[Positions]]:
        """Return scores and positions per query row, best first.

        Scores that agree to six digits are ordered by position. A list is shorter than ``k``
        where the index holds fewer passages.
        """
        k = min(k, len(self))
        if k < 1 or not len(vectors):
            empty = [np.zeros(0, np.float32) for _ in vectors]
            return empty, [np.zeros(0, np.int64) for _ in vectors]
        rows = np.ascontiguousarray(vectors, np.float32)
        found = zip(rows, *self._nearest(rows, k + TIES), strict=True)
        settled = [self._settled(row, scores, positions, k) for row, scores, positions in found]
        return [scores for scores, _ in settled], [positions for _, positions in settled]

    def _nearest(self, rows: Floats, count: int) -> tuple[Floats, Positions]:
        found: tuple[Floats, Positions] = self._index.search(rows, min(count, len(self)))
        return found

    def _settled(self, row: Floats, scores: Floats, positions: Positions, k: int) -> tuple[Floats, Positions]:
        """Return the first ``k`` in order, after fetching all that tie with the last of them."""
        scores, positions = _ordered(scores, positions)
        while k <= len(scores) < len(self) and scores[k - 1] - scores[-1] <= TIE:
            more = self._nearest(row[np.newaxis], 4 * len(scores))
            scores, positions = _ordered(more[0][0], more[1][0])
        return scores[:k], positions[:k]

    def vectors(self, positions: Positions) -> Floats:
        """Return the stored vectors of some passages, one row each."""
        rows: Floats = self._index.reconstruct_batch(np.ascontiguousarray(positions, np.int64))
        return rows


def fill(generation: Path, passages: Sequence[Passage], vectors: Floats, origin: Origin) -> VectorIndex:
    """Write an index into a new generation, read it back, and return it when it answers as it should.

    Raises
    ------
    IndexCorrupt
        What was read back is not what was written, or does not answer as brute force does.
    """
    _write_vectors(generation / _VECTORS, vectors)
    manifest = Manifest(
        format=FORMAT,
        model=origin.model,
        dimension=vectors.shape[1],
        corpus_version=origin.corpus_version,
        passages=digest(passages),
        count=len(passages),
        metric=METRIC,
        sha256={path.name: sha256(path) for path in sorted(generation.iterdir())},
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        statements=origin.statements,
        seq=origin.seq,
    )
    write_manifest(generation, manifest)
    built = VectorIndex.read(generation, read_manifest(generation))
    _compare(built, vectors)
    return built


def check_made_by(generation: Path, manifest: Manifest, model: str, corpus_version: str | None) -> None:
    """Return if an index was made by this model, from this corpus where one is named, and by code like this.

    Raises
    ------
    IndexMismatch
        It was not.
    """
    expected = {"format": FORMAT, "metric": METRIC, "model": model, "corpus_version": corpus_version}
    for name, wanted in expected.items():
        found = getattr(manifest, name)
        if wanted is not None and found != wanted:
            words = name.replace("_", " ")
            raise IndexMismatch(
                f"{generation}: made with {words} {found!r}, but {wanted!r} is loaded; {AGAIN}"
            )


def _ordered(scores: Floats, positions: Positions) -> tuple[Floats, Positions]:
    """Drop FAISS's padding (-1) and settle ties, so that equal input gives equal output."""
    kept = positions >= 0
    scores, positions = scores[kept], positions[kept]
    order = np.lexsort((positions, -scores.round(6)))
    return scores[order], positions[order]


def _encoded(passages: Sequence[Passage], encoder: Encoder, writer: Writer) -> Floats:
    vectors = np.empty((len(passages), encoder.dimension), np.float32)
    for start in range(0, len(passages), CHUNK):
        chunk = passages[start : start + CHUNK]
        vectors[start : start + len(chunk)] = encoder.encode([search_text(p) for p in chunk])
        writer.renew(f"{start + len(chunk):,} of {len(passages):,} passages embedded")
    return vectors


def _write_vectors(path: Path, vectors: Floats) -> None:
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:  # a full disk, or the folder is gone
        raise OSError(str(error).strip().splitlines()[-1]) from error


def _compare(index: VectorIndex, vectors: Floats) -> None:
    """Refuse a new index whose answers differ from brute force on a sample."""
    k = min(SAMPLE_K, len(vectors))
    sample = vectors[np.linspace(0, len(vectors) - 1, min(SAMPLE, len(vectors)), dtype=np.int64)]
    for row, scores, positions in zip(sample, *index.search(sample, k), strict=True):
        exact = vectors @ row
        best = np.sort(exact)[::-1][:k]
        alike = len(scores) == k and np.allclose(scores, best, atol=TOLERANCE)
        if not alike or not np.allclose(scores, exact[positions], atol=TOLERANCE):
            raise IndexCorrupt("the new index does not answer as brute force does; it was not let in")


def _read_vectors(generation: Path, manifest: Manifest) -> Any:
    path = generation / _VECTORS
    check_intact(path, manifest)
    try:
        mapped = path.stat().st_size >= MAPPED_BYTES
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if mapped else 0)
    except RuntimeError as error:
        raise IndexCorrupt(f"{path}: FAISS cannot read it; {AGAIN}") from error
    if (index.d, index.ntotal) != (manifest.dimension, manifest.count):
        raise IndexCorrupt(f"{path}: holds other vectors than its manifest says; {AGAIN}")
    return index
