"""A check as one transaction sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from checker.check_records import CheckRecord
from checker.errors import NotFound
from checker.sharing_tables import CheckShare
from checker.tables import Check, CheckScope
from checker.tally_tables import CheckOrigin


def checks_with_all() -> Select[*tuple[Any, ...]]:
    """Return the query for checks with what is kept beside them, as ``CheckRecord.of_row`` reads it."""
    return (
        select(
            *(Check.__table__, CheckScope.scope, CheckShare.role, CheckShare.other_id),
            *(CheckOrigin.request_id, CheckOrigin.traceparent),
        )
        .outerjoin(CheckScope, CheckScope.check_id == Check.check_id)
        .outerjoin(CheckShare, CheckShare.check_id == Check.check_id)
        .outerjoin(CheckOrigin, CheckOrigin.check_id == Check.check_id)
    )


# Made once: every request asks it, and to put it together takes longer than to answer it.
_ONE = checks_with_all().where(Check.check_id == bindparam("wanted"))


def find_checks(connection: Connection, check_ids: Sequence[str]) -> list[CheckRecord]:
    """Return those of these checks that are there."""
    rows = connection.execute(checks_with_all().where(Check.check_id.in_(check_ids)))
    return [CheckRecord.of_row(row) for row in rows]


def find_check(connection: Connection, check_id: str) -> CheckRecord:
    """Return a check as one transaction sees it.

    Raises
    ------
    NotFound
        There is none of that id.
    """
    row = connection.execute(_ONE, {"wanted": check_id}).first()
    if row is None:
        raise NotFound(f"there is no check {check_id!r}")
    return CheckRecord.of_row(row)
