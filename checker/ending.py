"""The end of a check, taken into account once: what its report claims and shows, and the news of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, insert, select

from checker.answer_changes import cited
from checker.change_tables import CheckAnswer, CheckCitation, CheckClaim
from checker.check_records import UNFINISHED, CheckRecord
from checker.check_rows import find_check
from checker.outbox import is_anybody_listening, tell
from checker.removal import hold_checks
from checker.sightings import note_seen
from checker.webhook_events import completed

Report = Mapping[str, Any] | None
# Made once: to put a statement together takes longer than to have it done.
_ANSWERS, _CLAIMS, _CITATIONS = insert(CheckAnswer), insert(CheckClaim), insert(CheckCitation)
_IS_NOTED = select(exists().where(CheckAnswer.check_id == bindparam("of")))


def note_end(connection: Connection, check_id: str, now: datetime) -> bool:
    """Take a check that has ended into account, and tell that it has; False when that was done before.

    ``NotFound`` where it is gone, ``IntegrityError`` where another process does the same this moment.
    """
    check = find_check(connection, check_id)
    if check.state in UNFINISHED or _is_noted(connection, check_id):
        return False
    note_ends(connection, [check], now)
    return True


def note_ends(connection: Connection, checks: Sequence[CheckRecord], now: datetime) -> None:
    """Take checks that have just ended into account together; each of them for the first time."""
    answers = [{"check_id": check.check_id, "as_of": _version(check), "attempts": 0} for check in checks]
    connection.execute(_ANSWERS, answers)
    _add_parts(connection, {check.check_id: check.report for check in checks})
    note_seen(connection, checks)
    if is_anybody_listening(connection):
        for check in checks:
            tell(connection, completed(check), now)


def note_new_ends(connection: Connection, checks: Sequence[CheckRecord], now: datetime) -> None:
    """Take those of these checks into account that are still there, and for which nobody has done it."""
    ids = [check.check_id for check in checks]
    there = hold_checks(connection, ids)
    noted = set(connection.scalars(select(CheckAnswer.check_id).where(CheckAnswer.check_id.in_(ids))))
    if new := [check for check in checks if check.check_id in there - noted]:
        note_ends(connection, new, now)


def keep_parts(connection: Connection, check_id: str, report: Report) -> None:
    """Keep what a report claims and shows, in the place of what was kept before."""
    for table in (CheckClaim, CheckCitation):
        connection.execute(delete(table).where(table.check_id == check_id))
    _add_parts(connection, {check_id: report})


def _add_parts(connection: Connection, reports: Mapping[str, Report]) -> None:
    claims = [
        {"check_id": check_id, "number": n, "query": claim["query"], "context": claim.get("context", "")}
        for check_id, report in reports.items()
        for n, claim in enumerate((report or {}).get("claims") or (), 1)
    ]
    shown = [
        {"check_id": check_id, "statement_id": statement}
        for check_id, report in reports.items()
        if report and report.get("claims")
        for statement in sorted(cited(report))
    ]
    if claims:
        connection.execute(_CLAIMS, claims)
    if shown:
        connection.execute(_CITATIONS, shown)


def _version(check: CheckRecord) -> str:
    return str((check.report or {}).get("corpus_version") or "")


def _is_noted(connection: Connection, check_id: str) -> bool:
    return bool(connection.scalar(_IS_NOTED, {"of": check_id}))
