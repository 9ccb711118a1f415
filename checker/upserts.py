"""What each database says in its own way: adding a row or changing the one there, and beginning to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection

from checker.tables import Base

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


def upsert(dialect: str, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """Return an insert that may say what happens to a row that is there; both databases call it the same."""
    if dialect == "sqlite":
        from sqlalchemy.dialects import sqlite  # noqa: PLC0415  # the one that this process has

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415  # 2 MB of drivers that SQLite needs none of

    return postgresql.insert(table)


def begin_writing(connection: Connection) -> None:
    """Hold off other writers until this transaction ends, where the database knows no lock on a row."""
    if connection.dialect.name == "sqlite":
        begun = connection.connection.driver_connection
        if begun is not None and not begun.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
