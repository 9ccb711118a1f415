"""Statements that add a row or say what becomes of the one that is there; each database has its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
