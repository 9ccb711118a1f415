"""What may happen to a corpus: events that cannot be are refused before they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from checker.errors import InvalidInput
from checker.events import Event, EventKind
from checker.journal import FOLDER, Entry, State, change
from checker.records import IssuedAt, Precision, Statement

MAX_FAULTS_SHOWN = 20
MAX_WORDS = 2_000  # of an actor or a reason, in characters
SKEW = timedelta(days=1)  # a date without a zone may be tomorrow here
_PERIODS = {Precision.YEAR: 366, Precision.MONTH: 31, Precision.DAY: 1}


def checked(state: State, events: Sequence[Event], now: datetime) -> State:
    """Return the state after these events, which belong together: one may name what another adds.

    Raises
    ------
    InvalidInput
        With all that is wrong with them.
    """
    entries = dict(state.entries)
    ahead = {*entries, *(event.statement_id for event in events if event.kind is EventKind.ADD)}
    faults: list[str] = []
    for event in events:
        found = [*_common(event, now), *_RULES[event.kind](event, entries, ahead)]
        faults += found
        if not found:
            change(entries, event)
    after = state.after(events)
    faults = faults or [*_dangling(events, state, after), *_loops(after.linked)]
    if faults:
        raise InvalidInput(_told(faults), field="statement_id")
    return after


def future(statement: Statement, now: datetime) -> str:
    """Return what is wrong with a date that has not come yet, or nothing."""
    issued = statement.issued_at
    if issued.value is None or issued.value <= now + SKEW:
        return ""
    return f"its date {issued.text or issued.value.date().isoformat()!r} lies in the future; correct it"


def _common(event: Event, now: datetime) -> Iterator[str]:
    name = event.statement_id
    if not event.actor.strip():
        yield f"{name}: say who does it"
    if max(len(event.actor), len(event.reason)) > MAX_WORDS:
        yield f"{name}: actor and reason must have at most {MAX_WORDS:,} characters each"
    if event.effective and event.effective.tzinfo is None:
        yield f"{name}: the moment from when on it holds no longer needs a time zone"
    elif event.effective and event.effective > now + SKEW:
        yield f"{name}: {event.effective:%Y-%m-%d} lies in the future; record it when it has come"
    # What lies in the folder is not ours to refuse: it gets a doubt instead.
    if event.statement and event.actor != FOLDER and (fault := future(event.statement, now)):
        yield f"{name}: {fault}"


Entries = Mapping[str, Entry]
Ids = set[str]


def _add(event: Event, entries: Entries, _: Ids) -> Iterator[str]:
    yield from _recordable(event)
    if event.statement_id in entries:
        yield (
            f"{event.statement_id}: the id is taken; give another one, "
            f"or correct that statement with `checker corpus correct {event.statement_id}`"
        )


def _correct(event: Event, entries: Entries, _: Ids) -> Iterator[str]:
    yield from _recordable(event)
    there = entries.get(event.statement_id)
    if there is None:
        yield _unknown(event.statement_id)
    elif there.statement == event.statement:
        yield f"{event.statement_id}: nothing is changed by this correction"


def _recordable(event: Event) -> Iterator[str]:
    statement = event.statement
    if statement is None or statement.statement_id != event.statement_id:
        yield f"{event.statement_id}: the whole statement of that id must be given"
    elif not statement.text.strip():
        yield f"{event.statement_id}: there are no words in it; put the official words there"
    elif statement.standing.ended:
        yield f"{event.statement_id}: whether it holds follows from other statements; retract it instead"


def _retract(event: Event, entries: Entries, ahead: Ids) -> Iterator[str]:
    there = entries.get(event.statement_id)
    yield from _ending(event, entries, ahead)
    if there and any(earlier.kind is EventKind.RETRACT for earlier in there.endings):
        yield f"{event.statement_id}: it is retracted already"


def _supersede(event: Event, entries: Entries, ahead: Ids) -> Iterator[str]:
    there = entries.get(event.statement_id)
    if not event.by:
        yield f"{event.statement_id}: say which statement takes its place"
    yield from _ending(event, entries, ahead)
    if there and there.ended_by(EventKind.SUPERSEDE, event.by):
        yield f"{event.statement_id}: it is superseded by {event.by} already"


def _ending(event: Event, entries: Entries, ahead: Ids) -> Iterator[str]:
    name, there, later = event.statement_id, entries.get(event.statement_id), entries.get(event.by)
    if name not in ahead:
        yield _unknown(name)
    if event.by == name:
        yield f"{name}: a statement cannot end itself; name the later one"
    elif event.by and event.by not in ahead:
        yield _unknown(event.by)
    if later and any(earlier.kind is EventKind.RETRACT for earlier in later.endings):
        yield f"{event.by} is retracted itself, so it ends no other"
    if there is None:
        return
    begins = there.statement.issued_at
    if later and _ends_before(later.statement.issued_at, begins):
        yield f"{event.by} is dated before {name}: only a later statement can end an earlier one"
    since = event.effective if event.effective and event.effective.tzinfo else None
    if since and begins.value and since < begins.value:
        yield f"{name}: it cannot have ended on {since:%Y-%m-%d}, before it was made"


def _restore(event: Event, entries: Entries, _: Ids) -> Iterator[str]:
    name, there = event.statement_id, entries.get(event.statement_id)
    if there is None:
        yield _unknown(name)
    elif not there.endings and not _ended_by_source(name, there, entries):
        yield f"{name}: it is in force; there is nothing to restore"


def _remove(event: Event, entries: Entries, _: Ids) -> Iterator[str]:
    if event.statement_id not in entries:
        yield _unknown(event.statement_id)


_RULES = {
    EventKind.ADD: _add,
    EventKind.CORRECT: _correct,
    EventKind.RETRACT: _retract,
    EventKind.SUPERSEDE: _supersede,
    EventKind.RESTORE: _restore,
    EventKind.REMOVE: _remove,
}


def _ended_by_source(name: str, there: Entry, entries: Entries) -> bool:
    return any(
        name in (*entry.statement.supersedes, *entry.statement.retracts)
        for key, entry in entries.items()
        if key not in there.waived
    )


def _ends_before(one: IssuedAt, other: IssuedAt) -> bool:
    """Whether all of one period lies before the other; what is not known is not before anything."""
    if one.value is None or other.value is None:
        return False
    return one.value + timedelta(days=_PERIODS.get(one.precision, 0)) <= other.value


def _unknown(name: str) -> str:
    return f"{name}: there is no such statement; `checker corpus list` shows all"


def _dangling(events: Iterable[Event], before: State, after: State) -> Iterator[str]:
    for event in events:
        entry, there = after.entries.get(event.statement_id), before.entries.get(event.statement_id)
        if event.statement is None or entry is None or entry.statement is not event.statement:
            continue
        # A link whose target was removed since leads nowhere, which is no fault of whoever corrects.
        old = set(_targets(there.statement)) if there else set[str]()
        for target in _targets(event.statement):
            if target not in after.entries and target not in after.left_out and target not in old:
                yield f"{event.statement_id}: it names {target!r}, which no statement has as its id"


def _loops(linked: Mapping[str, Statement]) -> Iterator[str]:
    """Yield each statement at which following the links leads in a circle."""
    done: set[str] = set()
    for start in linked:
        on_the_way: dict[str, Iterator[str]] = {}
        stack = [start] if start not in done else []
        while stack:
            key = stack[-1]
            ahead = on_the_way.setdefault(key, _targets(linked[key]))
            target = next((t for t in ahead if t in linked and t not in done), None)
            if target is None:
                done.add(key)
                on_the_way.pop(key)
                stack.pop()
            elif target in on_the_way:
                yield f"{target}: supersedes or retracts leads back to it; only the later names the earlier"
                done.add(target)
            else:
                stack.append(target)


def _targets(statement: Statement) -> Iterator[str]:
    return iter((*statement.supersedes, *statement.retracts))


def _told(faults: Sequence[str]) -> str:
    shown = list(dict.fromkeys(faults))
    more = len(shown) - MAX_FAULTS_SHOWN
    return "\n".join(shown[:MAX_FAULTS_SHOWN] + ([f"and {more} more"] if more > 0 else []))
