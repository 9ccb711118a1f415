"""The vector index: FAISS, exact inner product over vectors of length one, so cosine.

The only module that knows faiss. A new index is written aside, read back, compared with brute
force on a sample, and only then swapped in (``generations.py``). Nothing here is pickled: the
FAISS file is checked by SHA-256 before it is read.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt
from filelock import FileLock

from checker.config import Settings
from checker.corpus import Corpus
from checker.encoder import Encoder
from checker.errors import IndexCorrupt, IndexMismatch
from checker.generations import (
    AGAIN,
    Manifest,
    current_generation,
    new_generation,
    read_manifest,
    sha256,
    was_built,
    write_manifest,
)
from checker.passages import digest, search_text
from checker.records import Passage

FORMAT = 1
METRIC = "inner_product"
CHUNK = 2_048  # passages encoded between two lines of progress
TIES = 16  # fetched beyond k, so that ties at the edge are seen
TIE = 2e-6  # scores nearer than this may change places with the last digit of a sum
SAMPLE = 32  # vectors searched for before a new index is let in
SAMPLE_K = 5
TOLERANCE = 1e-5
_VECTORS = "vectors.faiss"

# Above this many queries FAISS would go over to BLAS, whose last digits depend on the other
# queries of the call. Below it, every query has the same answer alone and in company.
faiss.cvar.distance_compute_blas_threshold = 1 << 30
# A search is short, and OpenMP threads that wait for each other burn more than they save.
faiss.omp_set_num_threads(1)

logger = logging.getLogger(__name__)
Floats = npt.NDArray[np.float32]
Positions = npt.NDArray[np.int64]


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
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "writer.lock"):
            return _build(folder, passages, encoder, corpus_version)

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
        _check_made_by(generation, manifest, encoder_name, corpus_version)
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


def open_index(corpus: Corpus, encoder: Encoder, settings: Settings) -> VectorIndex:
    """Return the index of this corpus and model from the data folder, built if there is none.

    A damaged index is built again: the corpus is the truth, the index is disposable.
    """
    folder = index_folder(corpus, encoder, settings)
    try:
        return VectorIndex.load(folder, encoder.name, corpus.version)
    except (IndexCorrupt, IndexMismatch) as error:
        log = logger.warning if was_built(folder) else logger.info
        log("building the index: %s", error)
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "opener.lock"):
        try:  # another process may have built it while this one waited
            return VectorIndex.load(folder, encoder.name, corpus.version)
        except (IndexCorrupt, IndexMismatch):
            return VectorIndex.build(folder, corpus.passages(), encoder, corpus.version)


def index_folder(corpus: Corpus, encoder: Encoder, settings: Settings) -> Path:
    """Return where the index of this corpus and model lives, named by all that it is made of."""
    made_of = f"{FORMAT}\n{encoder.name}\n{corpus.version}\n{digest(corpus.passages())}"
    return settings.data_dir / "indexes" / hashlib.sha256(made_of.encode()).hexdigest()[:24]


def _ordered(scores: Floats, positions: Positions) -> tuple[Floats, Positions]:
    """Drop FAISS's padding (-1) and settle ties, so that equal input gives equal output."""
    kept = positions >= 0
    scores, positions = scores[kept], positions[kept]
    order = np.lexsort((positions, -scores.round(6)))
    return scores[order], positions[order]


def _build(folder: Path, passages: Sequence[Passage], encoder: Encoder, corpus_version: str) -> VectorIndex:
    vectors = _encoded(passages, encoder)
    index = faiss.IndexFlatIP(encoder.dimension)
    index.add(vectors)
    with new_generation(folder) as generation:
        faiss.write_index(index, str(generation / _VECTORS))
        manifest = Manifest(
            format=FORMAT,
            model=encoder.name,
            dimension=encoder.dimension,
            corpus_version=corpus_version,
            passages=digest(passages),
            count=len(passages),
            metric=METRIC,
            sha256={_VECTORS: sha256(generation / _VECTORS)},
            created=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        write_manifest(generation, manifest)
        built = VectorIndex(_read_vectors(generation, manifest), manifest)
        _compare(built, vectors)
    return built


def _encoded(passages: Sequence[Passage], encoder: Encoder) -> Floats:
    vectors = np.empty((len(passages), encoder.dimension), np.float32)
    for start in range(0, len(passages), CHUNK):
        chunk = passages[start : start + CHUNK]
        vectors[start : start + len(chunk)] = encoder.encode([search_text(p) for p in chunk])
        logger.info("indexed %d of %d passages", start + len(chunk), len(passages))
    return vectors


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


def _check_made_by(generation: Path, manifest: Manifest, model: str, corpus_version: str) -> None:
    expected = {"format": FORMAT, "metric": METRIC, "model": model, "corpus_version": corpus_version}
    for name, wanted in expected.items():
        found = getattr(manifest, name)
        if found != wanted:
            words = name.replace("_", " ")
            raise IndexMismatch(
                f"{generation}: made with {words} {found!r}, but {wanted!r} is loaded; {AGAIN}"
            )


def _read_vectors(generation: Path, manifest: Manifest) -> Any:
    path = generation / _VECTORS
    try:
        intact = sha256(path) == manifest.sha256.get(_VECTORS)
    except OSError as error:
        raise IndexCorrupt(f"{path}: cannot be read; {AGAIN}") from error
    if not intact:
        raise IndexCorrupt(f"{path}: does not have the checksum of its manifest; {AGAIN}")
    try:
        index = faiss.read_index(str(path))
    except RuntimeError as error:
        raise IndexCorrupt(f"{path}: FAISS cannot read it; {AGAIN}") from error
    if (index.d, index.ntotal) != (manifest.dimension, manifest.count):
        raise IndexCorrupt(f"{path}: holds other vectors than its manifest says; {AGAIN}")
    return index
