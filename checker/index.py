"""The vector index: inner product over vectors of length one, so cosine.

A new index is written aside, read back, compared with brute force on a sample, and only then swapped
in (``generations.py``). What is searched, and how, is for ``vectors`` and ``index_kinds``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import numpy as np

from checker.encoder import Encoder
from checker.errors import IndexCorrupt, IndexMismatch
from checker.generations import (
    AGAIN,
    Manifest,
    current_generation,
    new_generation,
    read_manifest,
    write_manifest,
)
from checker.index_kinds import Floats, Kind, Mask, Positions
from checker.intact import sha256
from checker.passages import digest, search_text
from checker.records import Passage
from checker.vectors import InFiles, Nearest
from checker.writer import Writer, writing

FORMAT = 5  # of all that a generation holds, the words of BM25 among them
METRIC = "inner_product"
CHUNK = 512  # passages encoded between two signs of life
TIES = 16  # fetched beyond k, so that ties at the edge are seen
TIE = 2e-6  # scores nearer than this may change places with the last digit of a sum
SAMPLE = 32  # vectors searched for before a new index is let in
SAMPLE_K = 10
TOLERANCE = 1e-5
LEAST_RECALL = 0.95  # of an inexact index, on the sample


@dataclass(frozen=True, slots=True)
class Origin:
    """What an index is made of."""

    model: str
    corpus_version: str
    statements: int = 0  # that lie in the generation beside the vectors
    seq: int = 0  # the last event of the corpus that went in


class Searchable(Protocol):
    """All vectors of one index, wherever they are. Threads may share it."""

    @property
    def whole(self) -> bool:
        """Whether a query is compared with every vector."""
        ...

    def nearest(self, rows: Floats, count: int, among: Mask | None) -> list[Nearest]:
        """Return ``count`` for each row where ``among`` is true; where not all are compared, maybe fewer."""
        ...

    def at(self, positions: Positions) -> Floats:
        """Return the vectors at some positions, one row each."""
        ...


class Keeper(Protocol):
    """Keeps the vectors of generations."""

    def kind(self, count: int) -> Kind:
        """Return how so many vectors are searched."""
        ...

    def write(self, generation: Path, kind: Kind, vectors: Floats) -> None:
        """Write the vectors of a new generation."""
        ...

    def read(self, generation: Path, manifest: Manifest) -> Searchable:
        """Return the vectors of a generation."""
        ...

    def serving(self, name: str) -> None:
        """Note that a generation is in use here.

        Raises
        ------
        IndexCorrupt
            Its vectors are gone.
        """
        ...

    def close(self) -> None:
        """Give back what is held to read and write them."""
        ...


IN_FILES = InFiles()


class VectorIndex:
    """Nearest passages by cosine. Read-only once loaded, so threads may share it."""

    def __init__(self, vectors: Searchable, manifest: Manifest) -> None:
        self._vectors = vectors
        self.manifest = manifest

    def __len__(self) -> int:
        return self.manifest.count

    @property
    def exact(self) -> bool:
        """Whether it compares a query with every vector."""
        return self._vectors.whole

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
    def read(cls, generation: Path, manifest: Manifest, keeper: Keeper = IN_FILES) -> VectorIndex:
        """Return the index that lies in a generation, whatever made it.

        Raises
        ------
        IndexCorrupt
            A file is missing, damaged or half-written.
        """
        return cls(keeper.read(generation, manifest), manifest)

    def search(
        self, vectors: Floats, k: int, among: Mask | None = None
    ) -> tuple[list[Floats], list[Positions]]:
        """Return scores and positions per query row, best first, of passages that ``among`` is true for.

        Scores that agree to six digits are ordered by position. A list is shorter than ``k``
        where there are fewer passages.
        """
        reach = len(self) if among is None else int(among.sum())
        k = min(k, reach)
        if k < 1 or not len(vectors):
            empty = [np.zeros(0, np.float32) for _ in vectors]
            return empty, [np.zeros(0, np.int64) for _ in vectors]
        rows = np.ascontiguousarray(vectors, np.float32)
        found = zip(rows, self._vectors.nearest(rows, min(k + TIES, reach), among), strict=True)
        settled = [self._settled(row, nearest, k, reach, among) for row, nearest in found]
        return [scores for scores, _ in settled], [positions for _, positions in settled]

    def _settled(self, row: Floats, nearest: Nearest, k: int, reach: int, among: Mask | None) -> Nearest:
        """Return the first ``k`` in order, after fetching all that tie with the last of them."""
        scores, positions = nearest
        while k <= len(scores) < reach and scores[k - 1] - scores[-1] <= TIE:
            before = len(scores)
            ((scores, positions),) = self._vectors.nearest(row[np.newaxis], min(4 * before, reach), among)
            if len(scores) <= before:  # an inexact index has no more to propose
                break
        return scores[:k], positions[:k]

    def vectors(self, positions: Positions) -> Floats:
        """Return the vectors of some passages, one row each."""
        return self._vectors.at(positions)


def fill(
    generation: Path,
    passages: Sequence[Passage],
    vectors: Floats,
    origin: Origin,
    keeper: Keeper = IN_FILES,
) -> VectorIndex:
    """Write an index into a new generation, read it back, and return it when it answers as it should.

    Raises
    ------
    IndexCorrupt
        What was read back is not what was written, or does not answer as brute force does.
    """
    kind = keeper.kind(len(vectors))
    keeper.write(generation, kind, vectors)
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
        kind=kind.name,
        statements=origin.statements,
        seq=origin.seq,
    )
    write_manifest(generation, manifest)
    built = VectorIndex.read(generation, read_manifest(generation), keeper)
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


def _encoded(passages: Sequence[Passage], encoder: Encoder, writer: Writer) -> Floats:
    vectors = np.empty((len(passages), encoder.dimension), np.float32)
    for start in range(0, len(passages), CHUNK):
        chunk = passages[start : start + CHUNK]
        vectors[start : start + len(chunk)] = encoder.encode([search_text(p) for p in chunk])
        writer.renew(f"{start + len(chunk):,} of {len(passages):,} passages embedded")
    return vectors


def _compare(index: VectorIndex, vectors: Floats) -> None:
    """Refuse a new index whose answers differ from brute force on a sample."""
    k = min(SAMPLE_K, len(vectors))
    sample = vectors[np.linspace(0, len(vectors) - 1, min(SAMPLE, len(vectors)), dtype=np.int64)]
    found = 0
    for row, scores, positions in zip(sample, *index.search(sample, k), strict=True):
        exact = vectors @ row
        if not np.allclose(scores, exact[positions], atol=TOLERANCE):
            raise IndexCorrupt("the new index does not score as brute force does; it was not let in")
        found += int((scores >= np.sort(exact)[-k] - TOLERANCE).sum())
    recall = found / (k * len(sample)) if len(sample) else 1.0
    if recall < (1.0 if index.exact else LEAST_RECALL):
        raise IndexCorrupt(
            f"the new index finds {recall:.1%} of what brute force finds on a sample; it was not let in"
        )
