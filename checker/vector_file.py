"""Vectors in a file whose rows are read when they are asked for.

A map of the file would be simpler, but each page that was ever looked at counts as memory of the process;
read like this, it is only kept by the system, for all processes together and as long as there is room.
"""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from checker.errors import IndexCorrupt

KEPT = 1_024  # rows of a thread: a megabyte and a half
SLOW = 50e-6  # seconds of a read that came from the disk; memory takes one or two millionths
SLOW_ONES = 3  # one alone may have been held up by something else

Floats = npt.NDArray[np.float32]
Positions = npt.NDArray[np.integer]


class VectorFile:
    """The float32 rows of a file that ``np.save`` wrote. Threads and forked processes may share one."""

    def __init__(self, path: Path, slow: float = SLOW) -> None:
        mapped = np.load(path, mmap_mode="r", allow_pickle=False)
        if mapped.ndim != 2 or mapped.dtype != np.float32 or not mapped.flags.c_contiguous:  # noqa: PLR2004
            raise ValueError("holds no rows of float32")
        self.shape: tuple[int, int] = mapped.shape
        self._begins: int = mapped.offset
        self._path, self._file = path, os.open(path, os.O_RDONLY)
        self._slow = slow
        self._last = threading.local()
        weakref.finalize(self, os.close, self._file)

    def __getitem__(self, positions: Positions) -> Floats:
        """Return the rows at some positions; what this thread asked for a moment ago is not read again.

        A search asks for the nearest rows to score them, and then for them with others to fuse both.

        Raises
        ------
        IndexCorrupt
            The file has become shorter.
        """
        before, kept = getattr(self._last, "rows", _NONE)
        self._last.rows = _NONE
        rows = np.empty((len(positions), self.shape[1]), np.float32)
        if len(before):
            where = np.minimum(np.searchsorted(before, positions), len(before) - 1)
            known = before[where] == positions
            rows[known] = kept[where[known]]
            rows[~known] = self._fetched(positions[~known])
            return rows
        order = np.argsort(positions)
        rows[order] = fetched = self._fetched(positions[order])
        if len(positions) <= KEPT:
            self._last.rows = positions[order], fetched
        return rows

    def _fetched(self, positions: Positions) -> Floats:
        """Return the rows at some positions; those that follow each other are read at once."""
        if not len(positions):
            return np.empty((0, self.shape[1]), np.float32)
        width = 4 * self.shape[1]
        starts = [0, *(np.flatnonzero(np.diff(positions) != 1) + 1).tolist()]
        ends = [*starts[1:], len(positions)]
        places = (self._begins + positions[starts].astype(np.int64) * width).tolist()
        parts = [
            (place, (end - start) * width) for place, start, end in zip(places, starts, ends, strict=True)
        ]
        read = b"".join(self._read(parts))
        return np.frombuffer(read, np.float32).reshape(len(positions), -1)

    def _read(self, parts: Sequence[tuple[int, int]]) -> Iterator[bytes]:
        """Yield what stands at each place; once some had to come from the disk, all others are asked for."""
        slow = 0
        for number, (place, size) in enumerate(parts):
            began = time.perf_counter()
            read = os.pread(self._file, size, place)
            if slow < SLOW_ONES and time.perf_counter() - began > self._slow:
                slow += 1
                if slow == SLOW_ONES:
                    self._ask_for(parts[number + 1 :])
            while len(read) < size:  # of gigabytes, a part
                more = os.pread(self._file, size - len(read), place + len(read))
                if not more:
                    raise IndexCorrupt(f"{self._path}: has become shorter since it was opened")
                read += more
            yield read

    def _ask_for(self, parts: Sequence[tuple[int, int]]) -> None:
        """Have the system fetch all parts at once: a disk answers many questions in the time of a few.

        763 rows that lay on the disk alone came in 46 ms instead of 100; from memory they take .2 ms more.
        """
        if hasattr(os, "posix_fadvise"):  # not on a Mac
            for place, size in parts:
                os.posix_fadvise(self._file, place, size, os.POSIX_FADV_WILLNEED)


_NONE: tuple[Positions, Floats] = np.empty(0, np.int64), np.empty((0, 0), np.float32)
