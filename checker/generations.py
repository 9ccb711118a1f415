"""Generations of an index on disk: written aside, then named by a pointer that readers follow.

    <folder>/current              the name of the generation that readers open
    <folder>/<generation>/        the files of one generation, and manifest.json

A crash leaves either the old generation or the new one, never a mixture: what is still being
written has a leading dot, and no reader opens that.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from checker.errors import IndexCorrupt

AGAIN = "run `checker index build`"
_MANIFEST, _POINTER = "manifest.json", "current"


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

    @property
    def summary(self) -> str:
        """What the index is, in short; the same for every index of the same passages and model."""
        made_of = f"passages sha256:{self.passages[:16]}"
        return f"{self.count} passages, {self.metric}, format {self.format}, {made_of}"


@contextmanager
def new_generation(folder: Path) -> Iterator[Path]:
    """Yield an empty folder to fill; when the block ends well, it is the current generation.

    The caller holds a lock: one writer at a time. The generation before is kept for readers
    that have just followed the pointer; older ones go.
    """
    for leftover in folder.glob(".20*"):  # of a writer that was killed
        shutil.rmtree(leftover, ignore_errors=True)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
    aside = folder / f".{name}"
    aside.mkdir()
    try:
        yield aside
        for path in aside.iterdir():
            _flush(path)
        _flush(aside)
        aside.rename(folder / name)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    _point(folder, name)


def current_generation(folder: Path) -> Path:
    """Return the folder that readers open.

    Raises
    ------
    IndexCorrupt
        There is no finished generation, or the pointer is damaged.
    """
    name = _pointed(folder)
    if not name:
        raise IndexCorrupt(f"{folder}: there is no finished index; {AGAIN}")
    if not name.replace("-", "").isalnum() or not (folder / name).is_dir():
        raise IndexCorrupt(f"{folder / _POINTER}: names no generation that is here; {AGAIN}")
    return folder / name


def was_built(folder: Path) -> bool:
    """Whether a generation has ever been finished here."""
    return (folder / _POINTER).exists()


def write_manifest(generation: Path, manifest: Manifest) -> None:
    """Write the manifest as JSON."""
    (generation / _MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n", "utf-8")


def read_manifest(generation: Path) -> Manifest:
    """Return the manifest of a generation.

    Raises
    ------
    IndexCorrupt
        It is missing, damaged or half-written.
    """
    path = generation / _MANIFEST
    try:
        row = json.loads(path.read_text("utf-8"))
        manifest = Manifest(**{f.name: row[f.name] for f in fields(Manifest)})
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise IndexCorrupt(f"{path}: cannot be read; {AGAIN}") from error
    numbers = (manifest.count, manifest.dimension)
    if not isinstance(manifest.sha256, dict) or not all(isinstance(n, int) for n in numbers):
        raise IndexCorrupt(f"{path}: is damaged; {AGAIN}")
    return manifest


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _point(folder: Path, name: str) -> None:
    previous = _pointed(folder)
    aside = folder / f"{_POINTER}.new"
    aside.write_text(name + "\n", "utf-8")
    _flush(aside)
    aside.replace(folder / _POINTER)
    _flush(folder)
    for old in folder.glob("20*"):
        if old.name not in {name, previous}:
            shutil.rmtree(old, ignore_errors=True)


def _pointed(folder: Path) -> str:
    try:
        return (folder / _POINTER).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _flush(path: Path) -> None:
    """Have the file or folder written to the disk before anything names it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
