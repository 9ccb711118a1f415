"""A check as one transaction sees it."""

from __future__ import annotations

from sqlalchemy import Connection, select

from checker.check_records import CheckRecord
from checker.errors import NotFound
from checker.tables import Check, CheckScope


def find_check(connection: Connection, check_id: str) -> CheckRecord:
    """Return a check as one transaction sees it.

    Raises
    ------
    NotFound
        There is none of that id.
    """
    found = select(Check.__table__, CheckScope.scope).outerjoin(
        CheckScope, CheckScope.check_id == Check.check_id
    )
    row = connection.execute(found.where(Check.check_id == check_id)).first()
    if row is None:
        raise NotFound(f"there is no check {check_id!r}")
    return CheckRecord.of_row(row)
