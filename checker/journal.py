"""What the events of a corpus add up to. Pure: where they are kept is ``journal_store``'s matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from checker.corpus import Corpus, fingerprint, version_of
from checker.events import Event, EventKind
from checker.in_force import settle
from checker.records import Ending, Standing, Statement

FOLDER = "folder"  # the actor of what was changed in the folder of statement files
_ENDINGS = {EventKind.RETRACT: Ending.RETRACTED, EventKind.SUPERSEDE: Ending.SUPERSEDED}
_LINKS = {EventKind.RETRACT: "retracts", EventKind.SUPERSEDE: "supersedes"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement as its events left it."""

    statement: Statement  # as it was recorded last, with the links that its source gives
    added_by: str
    endings: tuple[Event, ...] = ()  # RETRACT and SUPERSEDE, not those that links of a source stand for
    waived: frozenset[str] = frozenset()  # statements whose source says that they end it: a mistake
    file: Statement | None = None  # as the folder had it last; None when it is not from there
    gone: bool = False  # its file is not there any more

    def ended_by(self, kind: EventKind, by: str = "") -> bool:
        """Whether such an event stands."""
        return any(event.kind is kind and event.by == by for event in self.endings)


@dataclass(frozen=True)
class State:
    """A corpus after some of its events. Immutable."""

    seq: int = 0  # of the last event
    entries: Mapping[str, Entry] = field(default_factory=dict)
    # What a person took out though its file is there, as the file has it: it is not read in again.
    left_out: Mapping[str, Statement] = field(default_factory=dict)
    # Its version as it was written with its last event; empty where none was. Another release may compute
    # another one of the same statements, but what is built and answered from them goes by this name.
    recorded: str = field(default="", compare=False)
    # Fingerprints of an earlier state: what has not changed is not read again.
    _known: Mapping[str, tuple[Statement, bytes]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, events: Iterable[Event]) -> State:
        """Return what these events, from the first one on, add up to. They are taken as they are."""
        return cls().after(events)

    def apply(self, event: Event) -> State:
        """Return the state after one more event."""
        return self.after((event,))

    def after(self, events: Iterable[Event]) -> State:
        """Return the state after some more events."""
        events = tuple(events)
        if not events:
            return self
        entries, left_out, seq = dict(self.entries), dict(self.left_out), self.seq
        for event in events:
            seq = max(seq, event.seq)
            _leave_out(left_out, entries.get(event.statement_id), event)
            change(entries, event)
        known = self.__dict__.get("_fingerprints", self._known)
        return State(seq, entries, left_out, _known=known)

    def corpus(self) -> Corpus:
        """Return the statements, sorted by id, each with whether it holds."""
        return self._corpus

    @property
    def version(self) -> str:
        """The version of the corpus: within one release the same however the state was reached."""
        return self._corpus.version

    def statement(self, statement_id: str) -> Statement | None:
        """Return a statement with whether it holds, or None when the corpus has none of that id."""
        return self._by_id.get(statement_id)

    @cached_property
    def linked(self) -> dict[str, Statement]:
        """Every statement by id, with the links that sources and events give, not yet followed."""
        return {key: _linked(key, entry, self.entries, self._extra) for key, entry in self.entries.items()}

    @cached_property
    def _extra(self) -> dict[str, list[tuple[EventKind, str]]]:
        """What each statement ends by an event, not by its source."""
        found: dict[str, list[tuple[EventKind, str]]] = {}
        for key, entry in self.entries.items():
            for event in entry.endings:
                if event.by in self.entries:
                    found.setdefault(event.by, []).append((event.kind, key))
        return found

    @cached_property
    def _by_id(self) -> dict[str, Statement]:
        ordered = sorted(self.linked.items())
        settled = settle(tuple(statement for _, statement in ordered))
        return {s.statement_id: _as_recorded(s, self.entries[s.statement_id]) for s in settled}

    @cached_property
    def _fingerprints(self) -> dict[str, tuple[Statement, bytes]]:
        found = {}
        for key, statement in self._by_id.items():
            known = self._known.get(key)
            found[key] = known if known and known[0] == statement else (statement, fingerprint(statement))
        return found

    @cached_property
    def _corpus(self) -> Corpus:
        prints = ((key, found) for key, (_, found) in self._fingerprints.items())
        return Corpus(tuple(self._by_id.values()), self.recorded or version_of(prints))


def change(entries: dict[str, Entry], event: Event) -> None:
    """Let an event happen."""
    key, there = event.statement_id, entries.get(event.statement_id)
    match event.kind:
        case EventKind.ADD if event.statement is not None:
            file = event.statement if event.actor == FOLDER else None
            entries[key] = Entry(event.statement, event.actor, file=file)
        case EventKind.REMOVE:
            entries.pop(key, None)
            _forget(entries, key)
        case EventKind.CORRECT if there and event.statement is not None:
            _unwaive(entries, there.statement, event.statement)
            said = replace(entries[key], statement=event.statement)
            entries[key] = replace(said, file=event.statement, gone=False) if event.actor == FOLDER else said
        case EventKind.RETRACT | EventKind.SUPERSEDE if there:
            gone = there.gone or event.actor == FOLDER
            waived = there.waived - {event.by}
            entries[key] = replace(there, endings=(*there.endings, event), waived=waived, gone=gone)
        case EventKind.RESTORE if there:
            entries[key] = _restored(key, there, entries, by_folder=event.actor == FOLDER)
        case _:
            pass


def _leave_out(left_out: dict[str, Statement], there: Entry | None, event: Event) -> None:
    if event.kind is EventKind.ADD:
        left_out.pop(event.statement_id, None)
    if event.kind is EventKind.REMOVE and event.actor != FOLDER and there and there.file and not there.gone:
        left_out[event.statement_id] = there.file


def _forget(entries: dict[str, Entry], gone: str) -> None:
    """Let nothing be left of what a statement ended: another one may have its id later."""
    for key, entry in entries.items():
        if gone in entry.waived or any(event.by == gone for event in entry.endings):
            endings = tuple(event for event in entry.endings if event.by != gone)
            entries[key] = replace(entry, endings=endings, waived=entry.waived - {gone})


def _restored(key: str, there: Entry, entries: Mapping[str, Entry], *, by_folder: bool) -> Entry:
    if by_folder:  # a file that is back takes back that it was gone, and nothing else
        endings = tuple(event for event in there.endings if event.actor != FOLDER)
        return replace(there, endings=endings, gone=False)
    enders = {other for other, entry in entries.items() if key in _targets(entry.statement)}
    return replace(there, endings=(), waived=there.waived | enders)


def _unwaive(entries: dict[str, Entry], before: Statement, after: Statement) -> None:
    """Let links hold that a correction brings: they were not there when the mistake was found."""
    for target in _targets(after) - _targets(before):
        if target in entries and after.statement_id in entries[target].waived:
            waived = entries[target].waived - {after.statement_id}
            entries[target] = replace(entries[target], waived=waived)


def _targets(statement: Statement) -> set[str]:
    return {*statement.supersedes, *statement.retracts}


def _linked(
    key: str,
    entry: Entry,
    entries: Mapping[str, Entry],
    extra: Mapping[str, list[tuple[EventKind, str]]],
) -> Statement:
    statement = entry.statement
    if statement.supersedes or statement.retracts or key in extra:
        links = {
            kind: _links(getattr(statement, name), key, entries)
            | {target for other, target in extra.get(key, ()) if other is kind}
            for kind, name in _LINKS.items()
        }
        statement = replace(
            statement,
            supersedes=tuple(sorted(links[EventKind.SUPERSEDE])),
            retracts=tuple(sorted(links[EventKind.RETRACT])),
        )
    by_hand = next((event for event in entry.endings if not event.by), None)
    return replace(statement, standing=_standing(by_hand) if by_hand else Standing())


def _links(targets: Iterable[str], key: str, entries: Mapping[str, Entry]) -> set[str]:
    return {target for target in targets if target in entries and key not in entries[target].waived}


def _standing(event: Event) -> Standing:
    return Standing(_ENDINGS[event.kind], event.effective or event.at, event.by, event.reason)


def _as_recorded(statement: Statement, entry: Entry) -> Statement:
    """Return the statement with the date and the reason that a person gave for its end."""
    standing = statement.standing
    for event in entry.endings if standing.ended else ():
        if event.by and event.by == standing.by and _ENDINGS[event.kind] is standing.ending:
            until = event.effective or standing.until or event.at
            reason = event.reason or standing.reason
            return replace(statement, standing=replace(standing, until=until, reason=reason))
    return statement


class ChangeKind(StrEnum):
    """What two states of a corpus differ in."""

    ADDED = "added"
    REMOVED = "removed"
    CORRECTED = "corrected"  # says something else than before, or is described otherwise
    ENDED = "ended"  # superseded or retracted
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two states."""

    kind: ChangeKind
    statement_id: str
    before: Statement | None
    after: Statement | None


def diff(before: State, after: State) -> tuple[Change, ...]:
    """Return what has changed, by id; a statement that was corrected and ended comes twice."""
    found: list[Change] = []
    ids = sorted({*before.entries, *after.entries})
    for key in ids:
        old, new = before.statement(key), after.statement(key)
        found += (Change(kind, key, old, new) for kind in _kinds(old, new))
    return tuple(found)


def _kinds(old: Statement | None, new: Statement | None) -> Iterable[ChangeKind]:
    if old is None or new is None:
        yield ChangeKind.ADDED if old is None else ChangeKind.REMOVED
        return
    # Links are told of with the statements that they end.
    if replace(old, standing=new.standing, supersedes=new.supersedes, retracts=new.retracts) != new:
        yield ChangeKind.CORRECTED
    if old.standing != new.standing:
        yield ChangeKind.ENDED if new.standing.ended else ChangeKind.RESTORED
