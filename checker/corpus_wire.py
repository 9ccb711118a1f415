"""The wire form of statements, of events and of what has changed between two versions of the corpus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from checker.copies import Copy
from checker.corpus_desk import Done, Shown
from checker.events import Event
from checker.journal import Change, State
from checker.records import Statement
from checker.schema import iso, standing_to_wire


def statement_to_wire(statement: Statement) -> dict[str, Any]:
    """Return a statement and whether it holds."""
    issued, source = statement.issued_at, statement.source
    return {
        "id": statement.statement_id,
        "title": statement.title,
        "text": statement.text,
        "issuer": statement.issuer,
        "speaker": statement.speaker,
        "office": statement.office,
        "issued_at": {"text": issued.text, "value": iso(issued.value), "precision": issued.precision.value},
        "venue": statement.venue,
        "source": {"title": source.title, "publisher": source.publisher, "url": source.url},
        "language": statement.language,
        "attribution": statement.attribution.value,
        "supersedes": list(statement.supersedes),
        "retracts": list(statement.retracts),
        "standing": standing_to_wire(statement.standing),
    }


def event_to_wire(event: Event) -> dict[str, Any]:
    """Return an event without the words of its statement."""
    return {
        "seq": event.seq,
        "kind": event.kind.value,
        "statement_id": event.statement_id,
        "at": iso(event.at),
        "actor": event.actor,
        "reason": event.reason,
        "by": event.by or None,
        "effective": iso(event.effective),
        "source": event.source or None,
        "doubts": [{"field": doubt.field, "message": doubt.message} for doubt in event.doubts],
        "corpus_version": event.version,
    }


def shown_to_wire(shown: Shown, copies: Iterable[Copy] = ()) -> dict[str, Any]:
    """Return a statement with every record of it, what happened to it, and where else its words stood."""
    return {
        "statement": statement_to_wire(shown.statement) if shown.statement else None,
        "versions": [_version(event) for event in shown.versions],
        "events": [event_to_wire(event) for event in shown.events],
        "ends": [event_to_wire(event) for event in shown.ends],
        "copies": [_copy(copy) for copy in copies],
        "seq": shown.seq,
        "corpus_version": shown.version,
    }


def _copy(copy: Copy) -> dict[str, Any]:
    return {
        "source": copy.origin,
        "title": copy.title,
        "publisher": copy.publisher,
        "url": copy.url,
        "how": copy.sameness,
        "sha256": copy.source,
        "at": copy.at.isoformat(),
        "actor": copy.actor,
    }


def done_to_wire(done: Done) -> dict[str, Any]:
    """Return a change that was made."""
    return {
        "event": event_to_wire(done.event),
        "statement": statement_to_wire(done.statement) if done.statement else None,
        "corpus_version": done.version,
    }


def diff_to_wire(before: State, after: State, changes: tuple[Change, ...]) -> dict[str, Any]:
    """Return what has changed between two states."""
    return {
        "from": {"seq": before.seq, "corpus_version": before.version},
        "to": {"seq": after.seq, "corpus_version": after.version},
        "changes": [_change(change) for change in changes],
    }


def _version(event: Event) -> dict[str, Any]:
    """Return one record of a statement as it was given, without what later events say of it."""
    assert event.statement is not None  # noqa: S101  # ``Shown.versions`` holds only such events
    recorded = statement_to_wire(event.statement)
    del recorded["standing"]
    told = ("seq", "kind", "at", "actor", "reason", "source", "doubts")
    return {name: value for name, value in event_to_wire(event).items() if name in told} | {
        "statement": recorded
    }


def _change(change: Change) -> dict[str, Any]:
    before = statement_to_wire(change.before) if change.before else None
    after = statement_to_wire(change.after) if change.after else None
    return {
        "kind": change.kind.value,
        "statement_id": change.statement_id,
        "fields": _fields(before, after),
        "before": before,
        "after": after,
    }


def _fields(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[str]:
    """Return which fields differ between two records of one statement."""
    if before is None or after is None:
        return []
    return [name for name in before if before[name] != after[name]]
