"""Checks that got the answer of another one, counted as checks that have ended."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from checker.check_records import CheckRecord, CheckState
from checker.filing_tables import FiledCheck
from checker.run_watch import count_end
from checker.tables import Check
from checker.tallies import Metric, Tallies


def count_copy(tallies: Tallies, check: CheckRecord) -> None:
    """Count a check that got its answer when it was submitted."""
    tallies.count(Metric.CACHE_HITS, where="submit")
    verdict = str((check.report or {}).get("verdict", ""))
    count_end(tallies, check.state, verdict, repeated=True)


def count_shared(connection: Connection, tallies: Tallies, check_ids: Sequence[str], *, where: str) -> None:
    """Count checks that have just ended without a run: at "submit", or after a "wait" for another one."""
    if not check_ids:
        return
    asked = select(Check.state, FiledCheck.verdict).outerjoin(
        FiledCheck, FiledCheck.check_id == Check.check_id
    )
    for state, verdict in connection.execute(asked.where(Check.check_id.in_(check_ids))):
        if state == CheckState.DONE.value:
            tallies.count(Metric.CACHE_HITS, where=where)
        count_end(tallies, CheckState(state), verdict or "", repeated=state == CheckState.DONE.value)
