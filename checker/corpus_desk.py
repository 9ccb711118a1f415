"""The counter behind which the journal lies: what the command line and the API do with the corpus."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from checker.clock import utc_now
from checker.corrections import corrected
from checker.errors import InvalidInput, NotFound
from checker.events import Event, EventKind
from checker.journal import Change, State, diff
from checker.journal_store import JournalMoved, JournalStore
from checker.records import Statement

ATTEMPTS = 5
_HASH = 16


@dataclass(frozen=True, slots=True)
class Why:
    """Who changes something, and for what reason."""

    actor: str
    reason: str

    def __post_init__(self) -> None:
        """Refuse a change that nobody could account for later."""
        if not self.reason.strip():
            raise InvalidInput("say why: a reason is kept with every change", field="reason")


@dataclass(frozen=True, slots=True)
class Done:
    """A change that was made."""

    event: Event  # with its number
    statement: Statement | None  # as it stands now; None when it was removed
    version: str  # of the corpus now


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement with all that is known of it."""

    statement: Statement | None  # None when it is no part of the corpus then
    versions: tuple[Event, ...]  # each record of it, the first one first
    events: tuple[Event, ...]  # all that happened to it
    ends: tuple[Event, ...]  # by which it ended others
    seq: int
    version: str  # of the corpus


class CorpusDesk:
    """Reads and changes one corpus. Unknown ids and versions raise ``NotFound``."""

    def __init__(self, journal: JournalStore, *, clock: Callable[[], datetime] = utc_now) -> None:
        self.journal = journal
        self._clock = clock

    def at(self, point: str) -> State:
        """Return the corpus at a version, after an event of that number, or now when ``point`` is empty."""
        point = point.strip()
        if point in {"", "now"}:
            return self.journal.state()
        if not point.isdecimal() or len(point) == _HASH:
            return self.journal.state(self.journal.seq_of(point))
        seq, last = int(point), self.journal.state().seq
        if seq > last:
            raise NotFound(f"there is no event {seq:,}; the last one is {last:,}")
        return self.journal.state(seq)

    def log(self, *, statement_id: str = "", before: int = 0, limit: int = 0) -> tuple[Event, ...]:
        """Return events, the newest first; of one statement, before an event, and so many, where given."""
        if statement_id:
            found = [e for e in self.journal.history(statement_id) if not before or e.seq < before]
            return tuple(found[::-1][: limit or None])
        return self.journal.latest(before=before, limit=limit)

    def show(self, statement_id: str, point: str = "") -> Shown:
        """Return a statement as it is, or as it was at a version or after an event."""
        state, history = self.at(point), self.journal.history(statement_id)
        events = tuple(e for e in history if e.statement_id == statement_id)
        return Shown(
            state.statement(statement_id),
            tuple(e for e in events if e.statement is not None),
            events,
            tuple(e for e in history if e.statement_id != statement_id),
            state.seq,
            state.version,
        )

    def diff(self, before: str, after: str = "") -> tuple[State, State, tuple[Change, ...]]:
        """Return two states and what has changed from one to the other."""
        one, other = self.at(before), self.at(after)
        return one, other, diff(one, other)

    def retract(self, key: str, why: Why, *, by: str = "", effective: datetime | None = None) -> Done:
        """Record that a statement was withdrawn, by another one where ``by`` names it."""
        event = self._event(EventKind.RETRACT, key, why)
        return self._happens(replace(event, by=by, effective=effective))

    def supersede(self, key: str, why: Why, *, by: str, effective: datetime | None = None) -> Done:
        """Record that another statement took a statement's place."""
        event = self._event(EventKind.SUPERSEDE, key, why)
        return self._happens(replace(event, by=by, effective=effective))

    def restore(self, key: str, why: Why) -> Done:
        """Record that the end of a statement was a mistake."""
        return self._happens(self._event(EventKind.RESTORE, key, why))

    def remove(self, key: str, why: Why) -> Done:
        """Record that a statement is no part of the corpus; what was recorded of it stays readable."""
        return self._happens(self._event(EventKind.REMOVE, key, why))

    def correct(self, key: str, why: Why, changes: Mapping[str, str]) -> Done:
        """Record a statement better; the record before stays readable."""
        return self._happens(self._event(EventKind.CORRECT, key, why), changes)

    def _event(self, kind: EventKind, key: str, why: Why) -> Event:
        return Event(0, kind, key, self._clock(), why.actor, why.reason.strip())

    def _missing(self, key: str) -> NotFound:
        """Return why a statement cannot be changed: it was never there, or it was taken out."""
        self.journal.history(key)  # raises where nothing is known of it
        return NotFound(f"the statement {key!r} was removed from the corpus; import it to have it back")

    def _happens(self, event: Event, changes: Mapping[str, str] | None = None) -> Done:
        for _ in range(ATTEMPTS):
            state = self.journal.state()
            entry = state.entries.get(event.statement_id)
            if entry is None:
                raise self._missing(event.statement_id)
            statement = None if changes is None else corrected(entry.statement, changes)
            event = replace(event, seq=state.seq + 1, statement=statement)
            try:
                version = self.journal.append([event], after=state.seq)
            except JournalMoved:
                continue
            after = state.apply(event).statement(event.statement_id)
            return Done(replace(event, version=version), after, version)
        raise JournalMoved("the corpus is changed by others all the time; try again")
