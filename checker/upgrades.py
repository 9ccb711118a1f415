"""What a database that an earlier version made is given, in place, so that this one can use it.

Tables that are missing are made before; nothing that is kept is changed.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, exists, insert, select

from checker.filing import file_missing
from checker.tables import Base, Check, CheckVerdict

UPGRADED = frozenset({"1", "2", "3"})  # versions of the tables that can be made this one
PAGE = 500


def upgrade(connection: Connection) -> None:
    """Make the indexes that older tables lack, and file the checks and verdicts that were there before."""
    for table in Base.metadata.sorted_tables:
        for index in table.indexes:
            index.create(connection, checkfirst=True)
    while page := _without_verdict(connection):
        connection.execute(insert(CheckVerdict), page)
    filed, last = file_missing(connection)
    while filed:
        filed, last = file_missing(connection, last)


def _without_verdict(connection: Connection) -> list[dict[str, Any]]:
    missing = ~exists().where(CheckVerdict.check_id == Check.check_id)
    asked = select(Check.check_id, Check.report).where(Check.state == "done", missing).limit(PAGE)
    return [
        {"check_id": row.check_id, "verdict": str((row.report or {}).get("verdict", ""))}
        for row in connection.execute(asked)
    ]
