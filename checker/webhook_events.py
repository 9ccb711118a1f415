"""What webhooks tell of, and the words in which they tell it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from checker.check_records import CheckRecord
from checker.errors import InvalidInput
from checker.events import Event, EventKind
from checker.key_records import Scope
from checker.records import Ending, Standing

EVERYBODY = "*"  # the owner of what is no single caller's business, and of endpoints that hear everything


class Told(StrEnum):
    """The kinds of events."""

    CHECK_COMPLETED = "check.completed"  # it has a report, or failed
    CHECK_CHANGED = "check.changed"  # an answer that was given is another one now
    CHECK_REVIEWED = "check.reviewed"  # somebody decided on an answer, or took a decision back
    BATCH_COMPLETED = "batch.completed"  # none of its posts is waited for any more
    STATEMENT_ADDED = "statement.added"
    STATEMENT_CORRECTED = "statement.corrected"
    STATEMENT_RETRACTED = "statement.retracted"
    STATEMENT_SUPERSEDED = "statement.superseded"
    STATEMENT_RESTORED = "statement.restored"
    STATEMENT_REMOVED = "statement.removed"


_OF_JOURNAL = {
    EventKind.ADD: Told.STATEMENT_ADDED,
    EventKind.CORRECT: Told.STATEMENT_CORRECTED,
    EventKind.RETRACT: Told.STATEMENT_RETRACTED,
    EventKind.SUPERSEDE: Told.STATEMENT_SUPERSEDED,
    EventKind.RESTORE: Told.STATEMENT_RESTORED,
    EventKind.REMOVE: Told.STATEMENT_REMOVED,
}
_OF_ENDING = {
    Ending.RETRACTED: Told.STATEMENT_RETRACTED,
    Ending.SUPERSEDED: Told.STATEMENT_SUPERSEDED,
    None: Told.STATEMENT_RESTORED,
}


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell."""

    kind: Told
    at: datetime  # when it happened
    data: Mapping[str, Any]
    owner: str = EVERYBODY  # whose business it is
    event_id: str = field(default_factory=lambda: f"evt_{secrets.token_hex(12)}")

    def body(self) -> dict[str, Any]:
        """Return what is sent."""
        return {
            "id": self.event_id,
            "type": self.kind.value,
            "timestamp": self.at.isoformat(),
            "data": dict(self.data),
        }


def kinds_of(names: Iterable[str]) -> tuple[Told, ...]:
    """Return the kinds that are named; "*" is all of them, and "check.*" all of checks.

    Raises
    ------
    InvalidInput
        A name is not known, or there is none.
    """
    wanted: dict[Told, None] = {}
    for name in names:
        stem = name.removesuffix("*")
        found = [kind for kind in Told if kind.value == name or (stem != name and kind.startswith(stem))]
        if not found:
            known = ", ".join(Told)
            raise InvalidInput(f"there is no event {name[:60]!r}; the events are {known}", field="events")
        wanted |= dict.fromkeys(found)
    if not wanted:
        raise InvalidInput("name at least one event, or leave events out to hear of all", field="events")
    return tuple(kind for kind in Told if kind in wanted)


def scope_to_hear(owner: str) -> Scope:
    """Return what somebody must be allowed to hear of what is an owner's."""
    return Scope.ADMIN if owner == EVERYBODY else Scope.CHECK


def completed(check: CheckRecord) -> News:
    """Return the news that a check has ended."""
    report = check.report or {}
    data: dict[str, Any] = {"id": check.check_id, "state": check.state.value, "url": check.post.url}
    if check.report is not None:
        data |= {key: report.get(key) for key in ("verdict", "reason", "summary", "corpus_version")}
        data["claims"] = [
            {key: claim.get(key) for key in ("id", "text", "verdict", "reason", "confidence")}
            for claim in report.get("claims", ())
        ]
    if check.error:
        data["error"] = {"type": check.error_type or "CheckerError", "detail": check.error}
    return News(Told.CHECK_COMPLETED, check.finished_at or check.created_at, data, check.owner)


def of_journal(event: Event) -> News:
    """Return the news of an event of the corpus; its id is the same whoever tells it."""
    data = _what_happened(event, event.statement_id)
    if event.by:
        data["by"] = event.by
    if event.effective:
        data["effective"] = event.effective.isoformat()
    if event.statement:
        said = event.statement
        data["statement"] = {
            "text": said.text,
            "title": said.title,
            "issuer": said.issuer,
            "speaker": said.speaker,
            "office": said.office,
            "issued_at": said.issued_at.value.isoformat() if said.issued_at.value else said.issued_at.text,
            "issued_at_precision": said.issued_at.precision.value,
            "source_url": said.source.url,
            "language": said.language,
            "supersedes": list(said.supersedes),
            "retracts": list(said.retracts),
        }
    return News(_OF_JOURNAL[event.kind], event.at, data, event_id=_id_of(event))


def of_effect(event: Event, statement_id: str, standing: Standing) -> News:
    """Return the news that an event of one statement has ended another, or let it hold again."""
    data = _what_happened(event, statement_id)
    if standing.by:
        data["by"] = standing.by
    if standing.until:
        data["effective"] = standing.until.isoformat()
    kind = _OF_ENDING[standing.ending]
    return News(kind, event.at, data, event_id=_id_of(event, statement_id))


def _what_happened(event: Event, statement_id: str) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "statement_id": statement_id,
        "actor": event.actor,
        "reason": event.reason,
        "corpus_version": event.version,
    }


def _id_of(event: Event, *more: str) -> str:
    """Return the same id each time; its number alone comes again when an older backup was restored."""
    what = " ".join((str(event.seq), event.at.isoformat(), event.version, *more))
    return f"evt_{hashlib.sha256(what.encode()).hexdigest()[:24]}"
