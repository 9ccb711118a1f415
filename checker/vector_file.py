"""Vectors in a file whose rows are read when they are asked for.

A map of the file would be simpler, but each page that was ever looked at counts as memory of the process;
read like this, it is only kept by the system, for all processes together and as long as there is room.
"""

from __future__ import annotations

import os
import weakref
from pathlib import Path

import numpy as np
import numpy.typing as npt

from checker.errors import IndexCorrupt

Floats = npt.NDArray[np.float32]


class VectorFile:
    """The float32 rows of a file that ``np.save`` wrote. Threads and forked processes may share one."""

    def __init__(self, path: Path) -> None:
        mapped = np.load(path, mmap_mode="r", allow_pickle=False)
        if mapped.ndim != 2 or mapped.dtype != np.float32 or not mapped.flags.c_contiguous:  # noqa: PLR2004
            raise ValueError("holds no rows of float32")
        self.shape: tuple[int, int] = mapped.shape
        self._begins: int = mapped.offset
        self._path, self._file = path, os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)

    def __getitem__(self, positions: npt.NDArray[np.integer]) -> Floats:
        """Return the rows at some positions; those that follow each other are read at once.

        Raises
        ------
        IndexCorrupt
            The file has become shorter.
        """
        rows = np.empty((len(positions), self.shape[1]), np.float32)
        ends = [*(np.flatnonzero(np.diff(positions) != 1) + 1).tolist(), len(positions)]
        start = 0
        for end in ends:
            if end > start:
                self._read(rows[start:end], int(positions[start]))
            start = end
        return rows

    def _read(self, rows: Floats, first: int) -> None:
        left, place = rows.data.cast("B"), self._begins + first * rows.itemsize * rows.shape[1]
        while left:
            read = os.preadv(self._file, [left], place)
            if not read:
                raise IndexCorrupt(f"{self._path}: has become shorter since it was opened")
            left, place = left[read:], place + read
