"""Generations of an index on disk: written aside, then named by a pointer that readers follow.

    <folder>/current              the name of the generation that readers open
    <folder>/held.json            while somebody went back to an earlier one: why it is kept current
    <folder>/<generation>/        the files of one generation, and manifest.json

A crash leaves either the old generation or the new one, never a mixture: what is still being
written has a leading dot, and no reader opens that. Names sort by age.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

from checker.errors import IndexBusy, IndexCorrupt
from checker.intact import is_intact
from checker.writer import Writer

AGAIN = "run `checker index build`"
KEEP = 3  # finished generations, the current one among them
MANIFEST = "manifest.json"
_POINTER, _HELD = "current", "held.json"
_STAMP = "%Y%m%dT%H%M%S%f"


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
    kind: str = "flat"  # how the vectors are searched
    statements: int = 0  # that lie in the generation; 0 where it belongs to a file of statements
    seq: int = 0  # the last event of the corpus that went in

    @property
    def summary(self) -> str:
        """What the index is, in short; the same for every index of the same passages and model."""
        made_of = f"passages sha256:{self.passages[:16]}"
        return f"{self.count} passages, {self.metric}, format {self.format}, {made_of}"


@dataclass(frozen=True, slots=True)
class Held:
    """A generation that somebody went back to, and the corpus that it is kept current against."""

    generation: str
    corpus_version: str  # as it was then; once the corpus changes again, the newest is built as ever
    at: str  # ISO 8601, UTC


@contextmanager
def new_generation(folder: Path, writer: Writer, keep: int = KEEP, *, name: str = "") -> Iterator[Path]:
    """Yield an empty folder to fill; when the block ends well, it is the current generation.

    Without ``name``, it is called after the moment.

    The ``keep`` newest generations stay, for those who go back and for readers that have just
    followed the pointer; older ones go.

    Raises
    ------
    IndexBusy
        Another writer has taken over meanwhile, or the disk does not take it.
    """
    for leftover in folder.glob(".20*"):  # of a writer that was killed
        shutil.rmtree(leftover, ignore_errors=True)
    name = name or _next_name(folder)
    aside = folder / f".{name}"
    try:
        aside.mkdir()
        yield aside
        for path in aside.iterdir():
            _flush(path)
        _flush(aside)
        with writer.last_word():
            aside.rename(folder / name)
            _let_serve(folder, name)
    except OSError as error:
        writer.renew()  # who took over has swept what was being written, and that is the better reason
        raise IndexBusy(f"{folder}: the index cannot be written ({error.strerror or error})") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    _retire(folder, keep)


def current_generation(folder: Path) -> Path:
    """Return the folder that readers open.

    Raises
    ------
    IndexCorrupt
        There is no finished generation, or the pointer is damaged.
    """
    name = _pointed(folder)
    if not name:
        made_otherwise = any(was_built(one) for one in folder.parent.glob("*") if one != folder)
        more = " of this encoder and format, only others beside it" if made_otherwise else ""
        raise IndexCorrupt(f"{folder}: there is no finished index{more}; {AGAIN}")
    if not is_name(name) or not (folder / name).is_dir():
        raise IndexCorrupt(f"{folder / _POINTER}: names no generation that is here; {AGAIN}")
    return folder / name


def current_or_none(folder: Path) -> str | None:
    """Return the name of the generation that readers open, if there is one."""
    name = _pointed(folder)
    return name if is_name(name) and (folder / name).is_dir() else None


def is_name(name: str) -> bool:
    """Whether ``name`` could be that of a generation: nothing that leads out of the folder."""
    return name.replace("-", "").isalnum()


def generations(folder: Path) -> list[Path]:
    """Return the finished generations, the oldest first."""
    return sorted(path for path in folder.glob("20*") if path.is_dir())


def go_back(folder: Path, held: Held, writer: Writer) -> None:
    """Make an earlier generation the current one, and note that it is meant to stay.

    Raises
    ------
    IndexBusy
        Another writer has taken over meanwhile, or the disk does not take it.
    """
    with _last_word(folder, writer):
        _write_whole(folder / _HELD, json.dumps(asdict(held)) + "\n")
        _point(folder, held.generation)


def go_over(folder: Path, name: str, writer: Writer) -> None:
    """Make a generation that is kept the current one, as one that was just built.

    Raises
    ------
    IndexBusy
        Another writer has taken over meanwhile, or the disk does not take it.
    """
    with _last_word(folder, writer):
        _let_serve(folder, name)


@contextmanager
def _last_word(folder: Path, writer: Writer) -> Iterator[None]:
    try:
        with writer.last_word():
            yield
    except OSError as error:
        raise IndexBusy(f"{folder}: cannot be written ({error.strerror or error})") from error


def _let_serve(folder: Path, name: str) -> None:
    """Make a generation the current one, until the corpus moves on."""
    _point(folder, name)
    (folder / _HELD).unlink(missing_ok=True)


def held(folder: Path) -> Held | None:
    """Return what is kept current on purpose; a note about another generation counts for nothing."""
    try:
        row = json.loads((folder / _HELD).read_text("utf-8"))
        found = Held(**{f.name: str(row[f.name]) for f in fields(Held)})
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if found.generation == _pointed(folder) else None


def was_built(folder: Path) -> bool:
    """Whether a generation has ever been finished here."""
    return (folder / _POINTER).exists()


def write_manifest(generation: Path, manifest: Manifest) -> None:
    """Write the manifest as JSON."""
    (generation / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n", "utf-8")


def read_manifest(generation: Path) -> Manifest:
    """Return the manifest of a generation.

    Raises
    ------
    IndexCorrupt
        It is missing, damaged or half-written.
    """
    path = generation / MANIFEST
    try:
        row = json.loads(path.read_text("utf-8"))
        manifest = Manifest(**{f.name: row[f.name] for f in fields(Manifest)})
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise IndexCorrupt(f"{path}: cannot be read; {AGAIN}") from error
    numbers = (manifest.count, manifest.dimension, manifest.statements, manifest.seq)
    if not isinstance(manifest.sha256, dict) or not all(isinstance(n, int) for n in numbers):
        raise IndexCorrupt(f"{path}: is damaged; {AGAIN}")
    return manifest


def check_intact(path: Path, manifest: Manifest) -> None:
    """Return if a file beside the manifest is what was written.

    Raises
    ------
    IndexCorrupt
        It is missing or damaged.
    """
    try:
        intact = is_intact(path, manifest.sha256.get(path.name))
    except OSError as error:
        raise IndexCorrupt(f"{path}: cannot be read; {AGAIN}") from error
    if not intact:
        raise IndexCorrupt(f"{path}: does not have the checksum of its manifest; {AGAIN}")


def _next_name(folder: Path) -> str:
    """Return a name that sorts behind all that are here, even when the clock was set back."""
    now, present = datetime.now(UTC), generations(folder)
    if present and (last := _made_at(present[-1].name)) >= now:
        now = last + timedelta(microseconds=1)
    return f"{now:{_STAMP}}-{uuid.uuid4().hex[:8]}"


def _made_at(name: str) -> datetime:
    try:
        return datetime.strptime(name.partition("-")[0], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def _point(folder: Path, name: str) -> None:
    _write_whole(folder / _POINTER, name + "\n")


def _write_whole(path: Path, text: str) -> None:
    """Write a small file so that it is there as a whole or as it was before."""
    aside = path.with_name(f"{path.name}.new")
    aside.write_text(text, "utf-8")
    _flush(aside)
    aside.replace(path)
    _flush(path.parent)


def _retire(folder: Path, keep: int) -> None:
    """Remove all but the newest; what a reader has open stays readable until it lets go."""
    for old in generations(folder)[: -max(keep, 1)]:
        if old.name != _pointed(folder):
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
