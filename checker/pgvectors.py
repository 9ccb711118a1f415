"""Vectors in PostgreSQL with pgvector, for corpora beyond the memory of one machine.

Each generation is a partition of its own, cut into parts of a million vectors with an HNSW graph each
(Malkov and Yashunin, 2018, arXiv:1603.09320): what is retired is dropped whole, and no graph is larger
than a server can build in memory. The graph only proposes; scores are those of the exact vectors.
Cosines of vectors of length one, as everywhere.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import numpy as np
import psycopg
from pgvector.psycopg import register_vector
from psycopg import sql
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from checker.errors import IndexBusy, IndexCorrupt, IndexMismatch, InvalidSettings
from checker.generations import AGAIN, Manifest
from checker.index_kinds import Floats, Kind, Mask, Positions
from checker.vectors import FEW, Nearest, ordered

PGVECTOR = Kind("pgvector-hnsw", 0)
PART = 1_000_000  # vectors of one graph
LOOKED_AT = 400  # vectors of a graph that a search looks at, at least (hnsw.ef_search)
MOST_LOOKED_AT = 1_000  # pgvector's limit
SCANNED = 100_000  # vectors that a search in a narrow scope looks at, at most
UNSEEN = "1 hour"  # since a host last served a generation: then it may go

CONNECT_SECONDS = 5
LOOK_SECONDS = 5.0  # between two looks at whether the vectors that are served are there
TELL_SECONDS = 60.0
_LOCK = 7_340_033  # any fixed number: under it the tables are made once
_NAME = re.compile(r"[0-9a-zA-Z-]{1,60}")
_TABLES: tuple[LiteralString, ...] = (
    "CREATE EXTENSION IF NOT EXISTS vector",
    """CREATE TABLE IF NOT EXISTS vector_generations (
        name text PRIMARY KEY, place text NOT NULL, dimension int NOT NULL, count int NOT NULL DEFAULT 0,
        finished boolean NOT NULL DEFAULT false, seen_at timestamptz NOT NULL DEFAULT now())""",
)


@dataclass(frozen=True, slots=True)
class PgVectors:
    """All vectors of one generation. Threads may share it."""

    engine: Engine
    name: str
    dimension: int

    @property
    def whole(self) -> bool:
        """Whether a query is compared with every vector: not here."""
        return False

    def nearest(self, rows: Floats, count: int, among: Mask | None) -> list[Nearest]:
        """Return ``count`` for each row where ``among`` is true; it may find fewer."""
        with _lent(self.engine) as connection, connection.transaction():
            if among is not None and int(among.sum()) <= FEW:
                chosen = np.flatnonzero(among)
                found = self._vectors(connection, chosen)
                return [ordered(_products(found, row), chosen) for row in rows]
            looked = min(MOST_LOOKED_AT, max(LOOKED_AT, 2 * count))
            connection.execute("SELECT set_config('hnsw.ef_search', %s, true)", (str(looked),))
            connection.execute("SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true)")
            connection.execute("SELECT set_config('hnsw.max_scan_tuples', %s, true)", (str(SCANNED),))
            return [self._nearest(connection, row, count, among) for row in rows]

    def at(self, positions: Positions) -> Floats:
        """Return the vectors at some positions, one row each."""
        with _lent(self.engine) as connection:
            return self._vectors(connection, positions)

    def _nearest(
        self, connection: psycopg.Connection[Any], row: Floats, count: int, among: Mask | None
    ) -> Nearest:
        meant, bits = sql.SQL(""), b""
        if among is not None:
            # One bit for each passage, as PostgreSQL numbers those of a bytea.
            meant, bits = (
                sql.SQL("WHERE get_bit(%(bits)s, position) = 1"),
                np.packbits(among, bitorder="little").tobytes(),
            )
        asked = sql.SQL(
            "SELECT position, -(embedding <#> %(row)s) FROM {} {} "
            "ORDER BY embedding <#> %(row)s LIMIT %(count)s"
        ).format(_table(self.name), meant)
        found = connection.execute(asked, {"row": row, "bits": bits, "count": count}, binary=True).fetchall()
        return ordered(
            np.array([score for _, score in found], np.float32),
            np.array([place for place, _ in found], np.int64),
        )

    def _vectors(self, connection: psycopg.Connection[Any], positions: Positions) -> Floats:
        asked = sql.SQL("SELECT position, embedding FROM {} WHERE position = ANY(%s)").format(
            _table(self.name)
        )
        wanted = np.asarray(positions, np.int64)
        found = dict(connection.execute(asked, (np.unique(wanted).tolist(),), binary=True).fetchall())
        try:
            rows = [found[place].to_numpy() for place in wanted.tolist()]
        except KeyError as error:
            # Whoever follows the corpus sees that they are gone, and builds them again.
            raise IndexBusy(f"{self.name}: vector {error} is not in the database; {AGAIN}") from error
        return np.stack(rows) if rows else np.zeros((0, self.dimension), np.float32)


class PgKeeper:
    """Keeps the vectors of generations in a database."""

    def __init__(self, url: str, keep: int, *, part: int = PART) -> None:
        self._engine = _open_engine(url)
        self._keep = keep
        self._part = part
        self._told = self._looked = float("-inf")

    def close(self) -> None:
        """Give every connection back."""
        self._engine.dispose()

    def kind(self, count: int) -> Kind:
        """Return how so many vectors are searched."""
        del count
        return PGVECTOR

    def write(self, generation: Path, kind: Kind, vectors: Floats) -> None:
        """Write the vectors of a new generation; what a killed writer left is dropped."""
        del kind
        name, place = _key(generation), generation.parent.name
        with _lent(self._engine) as connection:
            _drop(connection, name)
            connection.execute(
                "INSERT INTO vector_generations (name, place, dimension, count) VALUES (%s, %s, %s, %s)",
                (name, place, vectors.shape[1], len(vectors)),
            )
            connection.execute(_partitioned(name, vectors.shape[1]))
            for start in range(0, max(1, len(vectors)), self._part):
                self._write_part(connection, name, start, vectors[start : start + self._part])
            connection.execute("UPDATE vector_generations SET finished = true WHERE name = %s", (name,))
            self._retire(connection, place)

    def read(self, generation: Path, manifest: Manifest) -> PgVectors:
        """Return the vectors of a generation.

        Raises
        ------
        IndexCorrupt
            They are not in the database, or not all of them.
        IndexMismatch
            The generation keeps its vectors elsewhere.
        """
        if manifest.kind != PGVECTOR.name:
            raise IndexMismatch(f"{generation}: its vectors are not in the database; {AGAIN}")
        name = _key(generation)
        with _lent(self._engine) as connection:
            if _shape(connection, name) != (manifest.count, manifest.dimension):
                raise IndexCorrupt(f"{generation}: its vectors are not in the database; {AGAIN}")
            _see(connection, name)
        return PgVectors(self._engine, name, manifest.dimension)

    def serving(self, name: str) -> None:
        """Note that a generation is in use here; asked often, told once a minute.

        Raises
        ------
        IndexCorrupt
            Its vectors are not in the database any more.
        """
        now = time.monotonic()
        if now - self._looked < LOOK_SECONDS:
            return
        with _lent(self._engine) as connection:
            if _shape(connection, name) is None:
                raise IndexCorrupt(f"the vectors of generation {name} are gone from the database")
            if now - self._told > TELL_SECONDS:
                _see(connection, name)
                self._told = now
        self._looked = now

    def _write_part(
        self, connection: psycopg.Connection[Any], name: str, start: int, vectors: Floats
    ) -> None:
        part = sql.Identifier(f"{_plain_name(name)}_{start // self._part}")
        connection.execute(
            sql.SQL("CREATE TABLE {} PARTITION OF {} FOR VALUES FROM ({}) TO ({})").format(
                part, _table(name), sql.Literal(start), sql.Literal(start + self._part)
            )
        )
        copying = sql.SQL("COPY {} (position, embedding) FROM STDIN WITH (FORMAT BINARY)").format(part)
        with connection.cursor().copy(copying) as copy:
            copy.set_types(["int4", "vector"])
            for number, vector in enumerate(vectors, start=start):
                copy.write_row((number, vector))
        connection.execute(
            sql.SQL(
                "CREATE INDEX ON {} USING hnsw (embedding vector_ip_ops) WITH (m = 16, ef_construction = 128)"
            ).format(part)
        )
        connection.execute(sql.SQL("CREATE UNIQUE INDEX ON {} (position)").format(part))
        connection.execute(sql.SQL("ANALYZE {}").format(part))

    def _retire(self, connection: psycopg.Connection[Any], place: str) -> None:
        """Drop what is neither among the newest nor served anywhere."""
        old = connection.execute(
            """SELECT name FROM vector_generations
            WHERE place = %(place)s AND seen_at < now() - %(unseen)s::interval AND name NOT IN (
                SELECT name FROM vector_generations WHERE place = %(place)s AND finished
                ORDER BY name DESC LIMIT %(keep)s)""",
            {"place": place, "unseen": UNSEEN, "keep": self._keep},
        ).fetchall()
        for (name,) in old:
            _drop(connection, name)


def _open_engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # which may have a piece of a password
        raise InvalidSettings("CHECKER_INDEX_URL: not a database URL") from None
    if parsed.get_backend_name() != "postgresql":
        raise InvalidSettings("CHECKER_INDEX_URL: use postgresql://, with the extension pgvector")
    engine = create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_SECONDS},
    )
    event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: psycopg.Connection[Any], _record: object) -> None:
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        for statement in _TABLES:
            connection.execute(statement)
    connection.commit()
    register_vector(connection)
    connection.commit()


@contextmanager
def _lent(engine: Engine) -> Iterator[psycopg.Connection[Any]]:
    try:
        with engine.connect() as connection:
            driver: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
            yield driver
    except (psycopg.Error, SQLAlchemyError) as error:
        if isinstance(error, psycopg.errors.UndefinedTable):
            engine.dispose()  # whoever connects anew makes the tables that everything else needs
        words = str(error).strip().partition("\n")[0]
        raise IndexBusy(f"the database of the vectors does not do it: {words}") from error


def _shape(connection: psycopg.Connection[Any], name: str) -> tuple[int, int] | None:
    """Return how many vectors of how many numbers a generation has; None where they are not there."""
    row = connection.execute(
        "SELECT count, dimension, to_regclass(%s) IS NOT NULL FROM vector_generations "
        "WHERE name = %s AND finished",
        (_plain_name(name), name),
    ).fetchone()
    if row is None or not row[2]:
        return None
    count, dimension, _ = row
    asked = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(_table(name))
    any_there = connection.execute(asked).fetchone() == (True,)
    return (count, dimension) if any_there or not count else None


def _see(connection: psycopg.Connection[Any], name: str) -> None:
    """Note that a generation is in use: it is not dropped for a while."""
    connection.execute("UPDATE vector_generations SET seen_at = now() WHERE name = %s", (name,))


def _drop(connection: psycopg.Connection[Any], name: str) -> None:
    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(_table(name)))
    connection.execute("DELETE FROM vector_generations WHERE name = %s", (name,))


def _partitioned(name: str, dimension: int) -> sql.Composed:
    return sql.SQL(
        "CREATE TABLE {} (position int NOT NULL, embedding vector({}) NOT NULL) PARTITION BY RANGE (position)"
    ).format(_table(name), sql.Literal(dimension))


def _key(generation: Path) -> str:
    name = generation.name.removeprefix(".")
    if not _NAME.fullmatch(name):
        raise IndexCorrupt(f"{generation}: no name of a generation")
    return name


def _plain_name(name: str) -> str:
    return f"vectors_{name.lower().replace('-', '_')}"


def _table(name: str) -> sql.Identifier:
    return sql.Identifier(_plain_name(name))


def _products(vectors: Floats, row: Floats) -> Floats:
    found: Floats = np.einsum("ij,j->i", vectors, row)
    return found
