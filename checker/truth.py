"""Where a worker hears what the corpus says now."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from checker.config import Settings
from checker.corpus import Corpus, load_corpus

Stamp = tuple[tuple[str, int, int], ...]


class FileTruth:
    """Statements that are read straight from their folder or file, and read again when that changes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: Stamp | None = None
        self._corpus: Corpus | None = None

    def head(self) -> str:
        """Return the version of the corpus now."""
        return self.read()[0].version

    def read(self) -> tuple[Corpus, int]:
        """Return the corpus now; there are no events to number."""
        stamp = stamp_of(self._path)
        if self._corpus is None or stamp != self._stamp:
            self._corpus, self._stamp = load_corpus(self._path), stamp
        return self._corpus, 0


def open_truth(settings: Settings) -> FileTruth:
    """Return the corpus that the settings name."""
    return FileTruth(settings.corpus)


def stamp_of(path: Path) -> Stamp:
    """Return name, size and time of every file: another stamp means that something has changed."""
    return tuple(sorted(_files(str(path)))) if path.is_dir() else tuple(_file(str(path)))


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files(entry.path)
            else:
                yield from _file(entry.path)


def _file(path: str) -> Iterator[tuple[str, int, int]]:
    try:
        found = os.stat(path)  # noqa: PTH116  # thousands of files, every second
    except OSError:
        return
    yield path, found.st_size, found.st_mtime_ns
