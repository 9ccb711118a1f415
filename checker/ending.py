"""The end of a check, taken into account once: what its report claims and shows, and the news of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, select

from checker.answer_changes import cited
from checker.change_tables import CheckAnswer, CheckCitation, CheckClaim
from checker.check_records import UNFINISHED
from checker.check_rows import find_check
from checker.outbox import tell
from checker.sightings import note_seen
from checker.webhook_events import completed


def note_end(connection: Connection, check_id: str, now: datetime) -> bool:
    """Take a check that has ended into account, and tell that it has; False when that was done before.

    ``NotFound`` where it is gone, ``IntegrityError`` where another process does the same this moment.
    """
    check = find_check(connection, check_id)
    if check.state in UNFINISHED or _is_noted(connection, check_id):
        return False
    version = str(check.report.get("corpus_version") or "") if check.report else ""
    values = {"check_id": check_id, "as_of": version, "attempts": 0}
    connection.execute(insert(CheckAnswer).values(**values))
    keep_parts(connection, check_id, check.report)
    note_seen(connection, check)
    tell(connection, completed(check), now)
    return True


def keep_parts(connection: Connection, check_id: str, report: Mapping[str, Any] | None) -> None:
    """Keep what a report claims and shows, in the place of what was kept before."""
    for table in (CheckClaim, CheckCitation):
        connection.execute(delete(table).where(table.check_id == check_id))
    if not report or not report.get("claims"):
        return
    claims = [
        {"check_id": check_id, "number": n, "query": claim["query"], "context": claim.get("context", "")}
        for n, claim in enumerate(report["claims"], 1)
    ]
    connection.execute(insert(CheckClaim), claims)
    shown = [{"check_id": check_id, "statement_id": statement} for statement in sorted(cited(report))]
    if shown:
        connection.execute(insert(CheckCitation), shown)


def _is_noted(connection: Connection, check_id: str) -> bool:
    return bool(connection.scalar(select(exists().where(CheckAnswer.check_id == check_id))))
