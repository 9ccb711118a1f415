"""Arrays and texts as they lie in a generation of an index: checked, and mapped where they are big."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from checker.errors import IndexCorrupt
from checker.generations import AGAIN, Manifest, check_intact

MAPPED_BYTES = 16 * 1_048_576  # a smaller file is copied: whoever damages it then harms no reader


def write_array(path: Path, values: npt.NDArray[Any]) -> None:
    """Write an array of plain numbers."""
    np.save(path, values, allow_pickle=False)


def read_array(path: Path, manifest: Manifest) -> npt.NDArray[Any]:
    """Return an array that was written; nothing in it is run.

    Raises
    ------
    IndexCorrupt
        It is missing, damaged or half-written.
    """
    check_intact(path, manifest)
    try:
        mode: Literal["r"] | None = "r" if path.stat().st_size >= MAPPED_BYTES else None
        values: npt.NDArray[Any] = np.load(path, mmap_mode=mode, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise IndexCorrupt(f"{path}: cannot be read; {AGAIN}") from error
    return values


def write_text(path: Path, text: str) -> None:
    """Write any text."""
    path.write_bytes(text.encode("utf-8", "surrogatepass"))


def read_text(path: Path, manifest: Manifest) -> str:
    """Return a text that was written.

    Raises
    ------
    IndexCorrupt
        It is missing, damaged or half-written.
    """
    check_intact(path, manifest)
    try:
        return path.read_bytes().decode("utf-8", "surrogatepass")
    except (OSError, UnicodeDecodeError) as error:
        raise IndexCorrupt(f"{path}: cannot be read; {AGAIN}") from error
