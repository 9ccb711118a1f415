"""The vector index: FAISS, exact inner product, built aside and swapped by a pointer.

    <folder>/current              the name of the generation that readers open
    <folder>/<generation>/        vectors.faiss, manifest.json

A generation is written to a folder with a leading dot, flushed, compared with brute force,
renamed, and only then named by ``current``. A crash leaves either the old generation or the
new one. Nothing here is pickled: the FAISS file is checked by SHA-256 before it is read.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
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
from checker.passages import digest, search_text
from checker.records import Passage

FORMAT = 1
METRIC = "inner_product"
CHUNK = 2_048  # passages encoded between two lines of progress
SAMPLE = 32  # vectors searched for before a new index is let in
TOLERANCE = 1e-5
_VECTORS, _MANIFEST, _POINTER = "vectors.faiss", "manifest.json", "current"

logger = logging.getLogger(__name__)
Floats = npt.NDArray[np.float32]
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What made an index."""

    format: int
    model: str
    dimension: int
    corpus_version: str
    passages: str  # SHA-256 of the searched texts
    count: int
    metric: str
    sha256: dict[str, str]  # of each file beside the manifest
    created: str  # ISO 8601, UTC


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
        generation = _current(folder)
        manifest = _read_manifest(generation)
        _check_made_by(generation, manifest, encoder_name, corpus_version)
        return cls(_read_vectors(generation, manifest), manifest)

    def search(self, vectors: Floats, k: int) -> tuple[list[Floats], list[Positions]]:
        """Return scores and positions per query row, best first; equal scores by position.

        A list is shorter than ``k`` where the index holds fewer passages.
        """
        wanted = min(k, len(self))
        if wanted < 1 or not len(vectors):
            empty = [np.zeros(0, np.float32) for _ in vectors]
            return empty, [np.zeros(0, np.int64) for _ in vectors]
        scores, positions = self._index.search(np.ascontiguousarray(vectors, np.float32), wanted)
        rows = [_ordered(s, p) for s, p in zip(scores, positions, strict=True)]
        return [s for s, _ in rows], [p for _, p in rows]

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
        log = logger.warning if (folder / _POINTER).exists() else logger.info
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
    order = np.lexsort((positions, -scores))
    return scores[order], positions[order]


def _build(folder: Path, passages: Sequence[Passage], encoder: Encoder, corpus_version: str) -> VectorIndex:
    _sweep(folder)
    vectors = _encoded(passages, encoder)
    index = faiss.IndexFlatIP(encoder.dimension)
    index.add(vectors)
    generation = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
    aside = folder / f".{generation}"
    aside.mkdir()
    try:
        faiss.write_index(index, str(aside / _VECTORS))
        manifest = Manifest(
            format=FORMAT,
            model=encoder.name,
            dimension=encoder.dimension,
            corpus_version=corpus_version,
            passages=digest(passages),
            count=len(passages),
            metric=METRIC,
            sha256={_VECTORS: _sha256(aside / _VECTORS)},
            created=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        _write(aside / _MANIFEST, json.dumps(asdict(manifest), indent=1) + "\n")
        built = VectorIndex(_read_vectors(aside, manifest), manifest)
        _compare(built, vectors)
        _flush(aside / _VECTORS)
        _flush(aside)
        aside.rename(folder / generation)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    _point(folder, generation)
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
    sample = vectors[np.linspace(0, len(vectors) - 1, min(SAMPLE, len(vectors)), dtype=np.int64)]
    scores, _ = index.search(sample, 5)
    for found, row in zip(scores, sample, strict=True):
        expected = np.sort(vectors @ row)[::-1][: len(found)]
        if len(found) < min(5, len(vectors)) or not np.allclose(found, expected, atol=TOLERANCE):
            raise IndexCorrupt("the new index does not answer as brute force does; it was not let in")


def _sweep(folder: Path) -> None:
    """Remove what a crashed writer left behind; only one writer is ever here."""
    for leftover in folder.glob(".20*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _point(folder: Path, generation: str) -> None:
    """Name the generation that readers open, and remove the ones that are neither new nor current."""
    previous = _pointed(folder)
    aside = folder / f"{_POINTER}.{uuid.uuid4().hex[:8]}"
    _write(aside, generation + "\n")
    aside.replace(folder / _POINTER)
    _flush(folder)
    for old in folder.glob("20*"):
        if old.name not in {generation, previous}:
            shutil.rmtree(old, ignore_errors=True)


def _pointed(folder: Path) -> str:
    try:
        return (folder / _POINTER).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _current(folder: Path) -> Path:
    name = _pointed(folder)
    if not name:
        raise IndexCorrupt(f"{folder}: there is no finished index; run `checker index build`")
    if Path(name).name != name or name.startswith(".") or not (folder / name).is_dir():
        raise IndexCorrupt(f"{folder / _POINTER}: names no generation here; run `checker index build`")
    return folder / name


def _read_manifest(generation: Path) -> Manifest:
    path = generation / _MANIFEST
    try:
        row = json.loads(path.read_text("utf-8"))
        manifest = Manifest(**{f.name: row[f.name] for f in fields(Manifest)})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexCorrupt(f"{path}: cannot be read; run `checker index build`") from error
    if not isinstance(manifest.sha256, dict) or not isinstance(manifest.count, int):
        raise IndexCorrupt(f"{path}: is damaged; run `checker index build`")
    return manifest


def _check_made_by(generation: Path, manifest: Manifest, model: str, corpus_version: str) -> None:
    expected = {"format": FORMAT, "metric": METRIC, "model": model, "corpus_version": corpus_version}
    for name, wanted in expected.items():
        found = getattr(manifest, name)
        if found != wanted:
            words = name.replace("_", " ")
            raise IndexMismatch(
                f"{generation}: made with {words} {found!r}, but {wanted!r} is loaded; "
                "run `checker index build`"
            )


def _read_vectors(generation: Path, manifest: Manifest) -> Any:
    path = generation / _VECTORS
    try:
        intact = _sha256(path) == manifest.sha256.get(_VECTORS)
    except OSError as error:
        raise IndexCorrupt(f"{path}: cannot be read; run `checker index build`") from error
    if not intact:
        raise IndexCorrupt(f"{path}: does not have the checksum of its manifest; run `checker index build`")
    try:
        index = faiss.read_index(str(path))
    except RuntimeError as error:
        raise IndexCorrupt(f"{path}: FAISS cannot read it; run `checker index build`") from error
    if (index.d, index.ntotal) != (manifest.dimension, manifest.count):
        raise IndexCorrupt(f"{path}: holds other vectors than its manifest says; run `checker index build`")
    return index


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
