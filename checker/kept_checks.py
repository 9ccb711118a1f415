"""How many checks are kept, by state and verdict."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, func, select

from checker.batch_records import CANCELLED, CANCELLED_STATE
from checker.check_records import CheckState
from checker.filing_tables import FiledCheck
from checker.tables import Check

Kept = Mapping[tuple[str, str], int]  # by state, and verdict where there is one


def kept_checks(connection: Connection) -> Kept:
    """Return how many checks there are of each state, those that are done by verdict.

    What was cancelled with its batch has not failed.
    """
    states = select(Check.state, func.count()).group_by(Check.state)
    has_one = FiledCheck.verdict != ""
    verdicts = select(FiledCheck.verdict, func.count()).where(has_one).group_by(FiledCheck.verdict)
    found = {(state.value, ""): 0 for state in CheckState if state is not CheckState.DONE}
    found |= {(state, ""): n for state, n in connection.execute(states)}
    found |= {(CheckState.DONE.value, verdict): n for verdict, n in connection.execute(verdicts)}
    asked = select(func.count()).where(Check.state == CheckState.FAILED.value, Check.error_type == CANCELLED)
    cancelled = connection.scalar(asked) or 0
    found[CheckState.FAILED.value, ""] -= cancelled
    found[CANCELLED_STATE, ""] = cancelled
    done = found.pop((CheckState.DONE.value, ""), 0)
    without = done - sum(n for (state, _), n in found.items() if state == CheckState.DONE.value)
    return found | ({(CheckState.DONE.value, ""): without} if without > 0 else {})
