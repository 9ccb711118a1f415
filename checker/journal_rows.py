"""Events as rows of their table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from checker.events import Doubt, Event, EventKind
from checker.records import Statement
from checker.statement_rows import statement_from_row, statement_to_row


def event_to_row(event: Event, version: str) -> dict[str, Any]:
    """Return an event as its table holds it."""
    doubts = [[doubt.field, doubt.message] for doubt in event.doubts]
    return {
        "seq": event.seq,
        "kind": event.kind.value,
        "statement_id": event.statement_id,
        "at": event.at,
        "actor": event.actor,
        "reason": event.reason,
        "statement": statement_to_row(event.statement) if event.statement else None,
        "by": event.by,
        "effective": event.effective,
        "source": event.source,
        "doubts": {"doubts": doubts} if doubts else None,
        "version": version,
    }


def event_from_row(row: Row[Any]) -> Event:
    """Return the event of a row."""
    return Event(
        seq=row.seq,
        kind=EventKind(row.kind),
        statement_id=row.statement_id,
        at=row.at,
        actor=row.actor,
        reason=row.reason,
        statement=_statement(row.statement),
        by=row.by,
        effective=row.effective,
        source=row.source,
        doubts=tuple(Doubt(*pair) for pair in (row.doubts or {}).get("doubts", ())),
        version=row.version,
    )


def _statement(row: Mapping[str, Any] | None) -> Statement | None:
    return None if row is None else statement_from_row(row)
