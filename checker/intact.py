"""Whether a file is what was written, without reading one again that nobody has touched since it was read.

A generation of a million passages has 2.4 GB, and to hash them takes as long as the rest of a start. So what
was found intact is noted beside it, with size, times and number of the file: the kernel changes its ctime
with every write, rename or change of owner, and no caller can set that back. What the disk itself corrupts
is found within ``TRUSTED``.
"""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

NOTED = ".intact.json"
LARGE = 4_000_000  # bytes; smaller files are read each time
TRUSTED = 24 * 3600.0  # seconds for which a note holds
SETTLED = 2.0  # seconds since the last change: what is changed twice within a tick looks unchanged


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_intact(path: Path, expected: str | None, *, large: int = LARGE) -> bool:
    """Tell whether a file has the SHA-256 that it should; large ones may be taken at their note's word.

    Raises
    ------
    OSError
        It cannot be read.
    """
    before = path.stat()
    if before.st_size < large:
        return sha256(path) == expected
    stamp = [expected, before.st_size, before.st_mtime_ns, before.st_ctime_ns, before.st_ino]
    notes = _notes(path.parent)
    match notes.get(path.name):
        case [float(at), *noted] if noted == stamp and 0 <= time.time() - at < TRUSTED:
            return True
    if sha256(path) != expected:
        return False
    if time.time() - before.st_ctime > SETTLED:
        _write(path.parent, {**notes, path.name: [time.time(), *stamp]})
    return True


def _notes(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / NOTED).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(folder: Path, notes: dict[str, Any]) -> None:
    """Keep the notes; where that cannot be, or another process is as quick, files are read once more."""
    aside = folder / f"{NOTED}.{uuid4().hex}"
    with suppress(OSError):
        aside.write_text(json.dumps(notes))
        aside.replace(folder / NOTED)
    with suppress(OSError):
        aside.unlink(missing_ok=True)
