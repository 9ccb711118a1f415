"""Vectors that were made before: a text goes through a model once, however many indexes it is in.

Written in chunks while an index is built, so that a build that was killed goes on where it was. A
file that is damaged is thrown away, and on a full disk nothing more is kept: every vector can be
made again. What nobody asks for any more can be forgotten: of a claim whose post was taken back no trace
shall stay.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import numpy.typing as npt

from checker.encoder import Encoder
from checker.private_files import keep_private

CHUNK = 512  # texts between two commits: a few seconds of work are lost at most
ASKED = 500  # keys in one query; SQLite takes no more than some thousands
BUSY_SECONDS = 30.0
DAY = 86_400
UNIT = 1e-3  # how far the squared length of a kept vector may be from one

logger = logging.getLogger(__name__)
Floats = npt.NDArray[np.float32]
Progress = Callable[[int, int], object]  # texts that have a vector, of how many


class Embeddings:
    """An encoder that remembers. Processes may share the file.

    A ``fresh`` one uses nothing that is kept, and overwrites it. With ``days`` what was not asked for in
    so many days is forgotten.
    """

    def __init__(
        self,
        path: Path,
        encoder: Encoder,
        *,
        fresh: bool = False,
        days: int = 0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._path = path
        self._encoder = encoder
        self._fresh = fresh
        self._days = days
        self._clock = clock
        self._swept = 0  # the day on which it was last looked for what is to be forgotten

    @property
    def name(self) -> str:
        """Which weights made the vectors."""
        return self._encoder.name

    def encode(self, texts: Sequence[str], progress: Progress = lambda *_: None) -> Floats:
        """Return one row per text, as the encoder would; each text that is new goes through it once."""
        vectors = np.empty((len(texts), self._encoder.dimension), np.float32)
        rows: dict[bytes, list[int]] = {}
        for row, text in enumerate(texts):
            rows.setdefault(self._key(text), []).append(row)
        today = int(self._clock() // DAY)
        with closing(_Shelf(self._path, today if self._days else None)) as shelf:
            for key, vector in shelf.take([] if self._fresh else list(rows), self._encoder.dimension):
                vectors[rows.pop(key)] = vector
            done = len(texts) - sum(map(len, rows.values()))
            progress(done, len(texts))
            for keys in _chunks(list(rows), CHUNK):
                made = self._encoder.encode([texts[rows[key][0]] for key in keys])
                for key, vector in zip(keys, made, strict=True):
                    vectors[rows[key]] = vector
                shelf.put(keys, made)
                done += sum(len(rows[key]) for key in keys)
                progress(done, len(texts))
            if self._days and self._swept < today:
                shelf.forget(today - self._days)
                self._swept = today
        return vectors

    def _key(self, text: str) -> bytes:
        """Return the key of a text under this model; the hash of the weights is part of its name."""
        made_of = f"{self._encoder.name}\0{self._encoder.dimension}\0{text}"
        return hashlib.sha256(made_of.encode("utf-8", "surrogatepass")).digest()


class _Shelf:
    """The file. It never fails: at worst it holds nothing and keeps nothing."""

    def __init__(self, path: Path, today: int | None = None) -> None:
        self._path = path
        self._today = today  # noted of what is asked for, where that matters
        self._database: sqlite3.Connection | None = None
        try:
            self._database = _open(path)
            if today is not None:
                self._database.execute(_USED)
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)

    def close(self) -> None:
        if self._database:
            self._database.close()
            self._database = None

    def take(self, keys: Sequence[bytes], dimension: int) -> Iterator[tuple[bytes, Floats]]:
        """Yield what is kept under these keys; a row that is no vector of length one counts as missing."""
        for asked in _chunks(keys, ASKED):
            for key, raw in self._rows(asked):
                vector = np.frombuffer(raw, "<f4") if len(raw) == 4 * dimension else None
                if vector is not None and _is_unit(vector):
                    yield key, vector
            self._note_use(asked)

    def put(self, keys: Sequence[bytes], vectors: Floats) -> None:
        """Commit a chunk; what is no vector is not kept, or it would spoil every later index."""
        if self._database is None:
            return
        pairs = zip(keys, vectors, strict=True)
        rows = [(key, vector.astype("<f4").tobytes()) for key, vector in pairs if _is_unit(vector)]
        try:
            with self._database:
                self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
        except sqlite3.Error as error:
            self._give_up(error)
        self._note_use(keys)

    def forget(self, day: int) -> None:
        """Drop what was asked for last before a day; what was kept before that was noted counts as of now."""
        if self._database is None:
            return
        try:
            with self._database:
                self._database.execute(
                    "INSERT OR IGNORE INTO used SELECT key, ? FROM vectors", (self._today,)
                )
                self._database.execute(
                    "DELETE FROM vectors WHERE key IN (SELECT key FROM used WHERE day < ?)", (day,)
                )
                self._database.execute("DELETE FROM used WHERE day < ?", (day,))
        except sqlite3.Error as error:
            self._give_up(error)

    def _note_use(self, keys: Sequence[bytes]) -> None:
        """Keep that these were asked for, once a day."""
        if self._database is None or self._today is None:
            return
        try:
            with self._database:
                self._database.executemany(_NOTE_USE, [(key, self._today) for key in keys])
        except sqlite3.Error as error:
            self._give_up(error)

    def _rows(self, keys: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
        if self._database is None:
            return []
        marks = ",".join("?" * len(keys))
        query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"  # noqa: S608  # marks only
        try:
            return self._database.execute(query, keys).fetchall()
        except sqlite3.Error as error:
            self._give_up(error)
            return []

    def _give_up(self, error: Exception) -> None:
        logger.warning("%s: vectors are made anew and not kept: %s", self._path, error)
        self.close()
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            for suffix in ("", "-wal", "-shm"):  # damaged, or not a database at all
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)


_USED = "CREATE TABLE IF NOT EXISTS used (key BLOB PRIMARY KEY, day INTEGER NOT NULL)"
_NOTE_USE = (
    "INSERT INTO used VALUES (?, ?) ON CONFLICT (key) "
    "DO UPDATE SET day = excluded.day WHERE day < excluded.day"
)


def _open(path: Path) -> sqlite3.Connection:
    keep_private(path)
    database = sqlite3.connect(path, timeout=BUSY_SECONDS)
    try:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")
        database.execute("PRAGMA secure_delete=ON")  # what is forgotten is not to be found in the file
        database.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)")
    except sqlite3.Error:
        database.close()
        raise
    return database


def are_units(vectors: Floats) -> npt.NDArray[np.bool_]:
    """Return which rows have length one, as every vector of an encoder has."""
    found: npt.NDArray[np.bool_] = np.abs(np.einsum("ij,ij->i", vectors, vectors) - 1) <= UNIT
    return found


def _is_unit(vector: Floats) -> bool:
    return bool(are_units(vector[np.newaxis])[0])


def _chunks(keys: Sequence[bytes], size: int) -> Iterator[Sequence[bytes]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))
