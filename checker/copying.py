"""A post whose like was answered: kept with that answer at once, in the fewest statements that do."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, insert

from checker.check_records import CheckRecord, CheckState
from checker.filing import file_answered
from checker.new_checks import NewCheck, new_id, note_beside, record_of, row_of
from checker.repeats import fitted
from checker.sharing import Known, Role
from checker.sharing_tables import CheckShare
from checker.tables import Check

# Made once: to put a statement together takes longer than to have it done.
_KEEP, _SHARE = insert(Check), insert(CheckShare)


def keep_copy(connection: Connection, new: NewCheck, known: Known) -> CheckRecord | None:
    """Keep a new check that has the answer of another one; None, and nothing, where that does not fit.

    That it has ended is still to be taken into account.

    Nobody has to look at it: a person looks at that one, and a thousand copies would hide all others.
    """
    check_id, now = new_id(), new.created_at
    if (report := fitted(known.report, new.post, check_id)) is None:
        return None
    check = replace(
        record_of(check_id, new),
        state=CheckState.DONE,
        finished_at=now,
        report=report,
        cached=True,
        first_check_id=known.check_id,
    )
    done = {"state": check.state.value, "finished_at": now, "report": report, "versions": known.versions}
    share = {"check_id": check_id, "role": Role.COPY.value, "other_id": known.check_id}
    connection.execute(_KEEP, [row_of(check_id, new) | done])
    connection.execute(_SHARE, [share])
    file_answered(connection, check)
    note_beside(connection, {check_id: new})
    return check
