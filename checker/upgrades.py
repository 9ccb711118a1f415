"""What a database that an earlier version made is given, in place, so that this one can use it.

Tables that are missing are made before; nothing that is kept is changed, and what is kept twice is dropped.
"""

from __future__ import annotations

from sqlalchemy import Connection

from checker.filing import file_missing
from checker.tables import Base

UPGRADED = frozenset({"1", "2", "3", "4"})  # versions of the tables that can be made this one
_DROPPED = (
    "TABLE IF EXISTS check_verdicts",  # filed with all else that lists filter by
    "INDEX IF EXISTS checks_cache",  # of copies too, which nobody looks for by their key
    "INDEX IF EXISTS checks_listed",  # lists are made of what is filed
)


def upgrade(connection: Connection) -> None:
    """Make the indexes that older tables lack, file the checks that were there before, drop what is over."""
    for table in Base.metadata.sorted_tables:
        for index in table.indexes:
            index.create(connection, checkfirst=True)
    filed, last = file_missing(connection)
    while filed:
        filed, last = file_missing(connection, last)
    for dropped in _DROPPED:
        connection.exec_driver_sql(f"DROP {dropped}")
