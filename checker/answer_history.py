"""What answers were before, and when they changed; nothing that was ever answered is overwritten."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from checker.answer_changes import ClaimChange, cited, kind_of
from checker.change_tables import AnswerChange, CheckReport
from checker.check_records import CheckRecord
from checker.digests import kept_digests, what_happened
from checker.filing import file_changed
from checker.outbox import tell
from checker.review_rows import restand
from checker.tables import Check
from checker.webhook_events import News, Told

_OF_REPORT = ("verdict", "reason", "summary", "corpus_version")

Wire = Mapping[str, Any]

_HIGHEST = 2**31 - 1  # that the column holds: SQLite refuses to compare with much more


@dataclass(frozen=True, slots=True)
class Change:
    """One time that the answer of a check changed."""

    change_id: int
    check_id: str
    at: datetime
    number: int  # of the earlier report, from 1
    what: Wire

    def to_wire(self) -> dict[str, Any]:
        """Return it as histories and lists show it."""
        told = {"type": "answer_changed", "id": self.change_id, "at": self.at.isoformat()}
        return told | {"check_id": self.check_id, "earlier_report": self.number, **self.what}


@dataclass(frozen=True, slots=True)
class Replacement:
    """A report that takes the place of another one."""

    report: Wire
    versions: str  # corpus and models that made it
    changes: Sequence[ClaimChange]
    since: str  # version of the corpus for which the other one was last known to be right


def replace_report(connection: Connection, check: CheckRecord, new: Replacement, now: datetime) -> None:
    """Put another report in the place of the one that was given.

    That one is kept, the change is noted, and whoever listens is told: all in one transaction.
    """
    before = check.report or {}
    earlier = select(func.count()).where(CheckReport.check_id == check.check_id)
    number = (connection.scalar(earlier) or 0) + 1
    kept = {"check_id": check.check_id, "number": number, "replaced_at": now, "report": before}
    connection.execute(insert(CheckReport).values(**kept))
    this = Check.check_id == check.check_id
    connection.execute(update(Check).where(this).values(report=new.report, versions=new.versions))
    restand(connection, check.check_id, new.report, now)
    file_changed(connection, replace(check, report=new.report), now)
    what = _what(before, new, _causes(connection, new))
    row = {"check_id": check.check_id, "owner": check.owner, "at": now, "number": number, "what": what}
    connection.execute(insert(AnswerChange).values(**row))
    data = {"id": check.check_id, "url": check.post.url, "post": check.post.text, **what}
    tell(connection, News(Told.CHECK_CHANGED, now, data, check.owner), now)


# Made once: whoever shows a check asks it.
_HISTORY = (
    select(AnswerChange.__table__)
    .where(AnswerChange.check_id == bindparam("wanted"))
    .order_by(AnswerChange.change_id)
)


def history(connection: Connection, check_id: str) -> tuple[Change, ...]:
    """Return when the answer of a check changed, first change first."""
    return tuple(_change(row) for row in connection.execute(_HISTORY, {"wanted": check_id}))


def changes(connection: Connection, owner: str | None, before: int, limit: int) -> tuple[Change, ...]:
    """Return changed answers, the newest first: of an owner, or of all; ``before`` an id, if not 0."""
    wanted = [*([AnswerChange.owner == owner] if owner is not None else [])]
    wanted += [AnswerChange.change_id < before] if before else []
    asked = select(AnswerChange.__table__).where(*wanted).order_by(AnswerChange.change_id.desc())
    return tuple(_change(row) for row in connection.execute(asked.limit(limit)))


def earlier_report(connection: Connection, check_id: str, number: int) -> Wire | None:
    """Return a report that was replaced; 1 is the first."""
    if number > _HIGHEST:
        return None
    asked = select(CheckReport.report).where(CheckReport.check_id == check_id, CheckReport.number == number)
    return connection.scalar(asked)


def _causes(connection: Connection, new: Replacement) -> Callable[[str], str]:
    """Return what tells what happened to a statement between two versions."""
    then = kept_digests(connection, new.since)
    now = kept_digests(connection, str(new.report.get("corpus_version")))
    if then is None or now is None:
        return lambda _: ""
    return lambda statement_id: what_happened(then.get(statement_id), now.get(statement_id))


def _what(before: Wire, new: Replacement, cause: Callable[[str], str]) -> dict[str, Any]:
    causes = ((statement, cause(statement)) for statement in sorted(cited(before) | cited(new.report)))
    return {
        "kind": kind_of(new.changes).value,
        "before": {key: before.get(key) for key in _OF_REPORT},
        "after": {key: new.report.get(key) for key in _OF_REPORT},
        "claims": [change.to_wire() for change in new.changes],
        "because": [{"statement_id": statement, "change": word} for statement, word in causes if word],
    }


def _change(row: Row[Any]) -> Change:
    return Change(row.change_id, row.check_id, row.at, row.number, row.what)
