"""Lists of checks, the newest first, a page at a time; where to go on is named by the last one of a page."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from sqlalchemy import Connection, Row, and_, delete, insert, or_, select
from sqlalchemy.sql.elements import ColumnElement

from checker.check_records import CheckState
from checker.errors import InvalidInput
from checker.records import Verdict
from checker.tables import Check, CheckVerdict


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list: what comes after it was accepted earlier."""

    created_at: datetime
    check_id: str

    def cursor(self) -> str:
        """Return the place as callers carry it."""
        raw = f"{self.created_at.astimezone(UTC).isoformat()} {self.check_id}"
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")

    @classmethod
    def of_cursor(cls, cursor: str) -> Self:
        """Return the place that a cursor names.

        Raises
        ------
        InvalidInput
            It was not made here.
        """
        try:
            raw = base64.b64decode(cursor.encode("ascii") + b"==", b"-_", validate=True).decode("ascii")
            moment, _, check_id = raw.partition(" ")
            created_at = datetime.fromisoformat(moment).astimezone(UTC)
        except (ValueError, OverflowError, binascii.Error) as error:
            message = "cursor is not one of ours; take it from next of the page before"
            raise InvalidInput(message, field="cursor") from error
        return cls(created_at, check_id)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which checks a list is of; what is None does not matter."""

    owner: str | None  # None: everybody's
    state: CheckState | None = None
    verdict: Verdict | None = None
    since: datetime | None = None  # accepted then or later
    until: datetime | None = None  # accepted before
    after: Place | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A check as a list shows it, without its report."""

    check_id: str
    state: CheckState
    created_at: datetime
    finished_at: datetime | None
    text: str
    url: str | None
    verdict: str | None  # once done

    @property
    def place(self) -> Place:
        """Where it stands in every list that has it."""
        return Place(self.created_at, self.check_id)


def list_checks(connection: Connection, wanted: Wanted) -> tuple[Listed, ...]:
    """Return a page of checks."""
    asked = (
        select(
            *(Check.check_id, Check.state, Check.created_at, Check.finished_at, Check.text),
            *(Check.url, CheckVerdict.verdict),
        )
        .outerjoin(CheckVerdict, CheckVerdict.check_id == Check.check_id)
        .where(*_conditions(wanted))
        .order_by(Check.created_at.desc(), Check.check_id.desc())
        .limit(wanted.limit)
    )
    return tuple(_listed(row) for row in connection.execute(asked))


def note_verdict(connection: Connection, check_id: str, report: Mapping[str, Any]) -> None:
    """Keep the verdict of a report where lists look for it, in the place of an earlier one."""
    connection.execute(delete(CheckVerdict).where(CheckVerdict.check_id == check_id))
    verdict = str(report.get("verdict", ""))
    connection.execute(insert(CheckVerdict).values(check_id=check_id, verdict=verdict))


def _conditions(wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.owner is not None:
        found.append(Check.owner == wanted.owner)
    if wanted.state:
        found.append(Check.state == wanted.state.value)
    if wanted.verdict:
        found.append(CheckVerdict.verdict == wanted.verdict.value)
    if wanted.since:
        found.append(Check.created_at >= wanted.since)
    if wanted.until:
        found.append(Check.created_at < wanted.until)
    if after := wanted.after:
        same = and_(Check.created_at == after.created_at, Check.check_id < after.check_id)
        found.append(or_(Check.created_at < after.created_at, same))
    return found


def _listed(row: Row[*tuple[Any, ...]]) -> Listed:
    facts = (row.check_id, CheckState(row.state), row.created_at, row.finished_at, row.text, row.url)
    return Listed(*facts, row.verdict or None)
