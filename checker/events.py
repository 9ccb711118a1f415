"""What happens to a corpus: events that are kept for ever, in the order in which they happened.

The corpus at any moment is what its events up to then add up to; nothing is overwritten, so a
corrected or retracted text stays readable.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from checker.records import Statement


class EventKind(StrEnum):
    """What happened to a statement."""

    ADD = "add"
    CORRECT = "correct"  # the same statement, recorded better: the earlier record stays readable
    RETRACT = "retract"  # withdrawn by who made it
    SUPERSEDE = "supersede"  # a later statement of the same matter took its place
    RESTORE = "restore"  # a retraction or supersession was a mistake
    REMOVE = "remove"  # no part of this corpus any more, though nobody withdrew it: a source was changed


@dataclass(frozen=True, slots=True)
class Doubt:
    """A field that a person should confirm: left empty or as read, never guessed."""

    field: str  # of Statement: "speaker", "issued_at", "language", ...
    message: str  # what is uncertain and what to do about it


@dataclass(frozen=True, slots=True)
class Event:
    """One change, with who, when and why. Immutable."""

    seq: int  # 1, 2, 3, … over the whole corpus; 0 before it is kept
    kind: EventKind
    statement_id: str
    at: datetime  # when it was recorded, UTC
    actor: str  # a person, a key's name, "folder" or a source's address
    reason: str = ""
    statement: Statement | None = None  # the whole statement, for ADD and CORRECT
    by: str = ""  # SUPERSEDE and RETRACT: the statement that did it, where there is one
    effective: datetime | None = None  # from when on; None means from the date of ``by``, else ``at``
    source: str = ""  # SHA-256 of the raw source
    doubts: tuple[Doubt, ...] = ()
    version: str = ""  # of the corpus after the batch that this event belongs to
