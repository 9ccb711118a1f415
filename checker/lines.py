"""Texts of a generation of an index, one behind the other in a file that is mapped into memory."""

from __future__ import annotations

import mmap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from checker.arrays import read_array, write_array
from checker.errors import IndexCorrupt
from checker.generations import AGAIN, Manifest, check_intact

Ends = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Texts by number, each decoded when it is asked for."""

    raw: mmap.mmap | bytes
    ends: Ends  # where each text ends, in bytes

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, number: int) -> str:
        """Return one text."""
        begin = int(self.ends[number - 1]) if number else 0
        return self.raw[begin : int(self.ends[number])].decode("utf-8", "surrogatepass")

    @classmethod
    def read(cls, path: Path, manifest: Manifest) -> Lines:
        """Return the texts that were written.

        Raises
        ------
        IndexCorrupt
            A file is missing, damaged or half-written.
        """
        check_intact(path, manifest)
        ends = read_array(_ends(path), manifest)
        try:
            with path.open("rb") as stream:  # an empty file cannot be mapped
                size = path.stat().st_size
                raw = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        except OSError as error:
            raise IndexCorrupt(f"{path}: cannot be read; {AGAIN}") from error
        if size != (int(ends[-1]) if len(ends) else 0):
            raise IndexCorrupt(f"{path}: holds other texts than its manifest says; {AGAIN}")
        return cls(raw, ends)


def write_lines(path: Path, texts: Iterable[str]) -> None:
    """Write texts into a new generation; they may hold line ends."""
    lengths: list[int] = []
    with path.open("wb") as stream:
        lengths.extend(stream.write(text.encode("utf-8", "surrogatepass")) for text in texts)
    write_array(_ends(path), np.cumsum(np.array(lengths, np.int64)))


def _ends(path: Path) -> Path:
    return path.with_name(f"{path.name}.ends.npy")
