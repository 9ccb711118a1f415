"""What has happened in a folder of statement files since it was read last, as events.

Several hosts may each have a copy of the folder, and not all copies are of one age. What a host's copy
does not have, or says otherwise, is news only where that host saw it change, or where no copy ever said
it before: an older copy takes nothing back that a newer one brought.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path

from checker import __version__
from checker.corpus import fingerprint
from checker.errors import InvalidCorpus, InvalidInput
from checker.events import Doubt, Event, EventKind
from checker.journal import FOLDER, Entry, State
from checker.journal_rules import checked, future
from checker.records import IssuedAt, Statement

READING = 2  # raise when statement files are read otherwise: all are read again then

_HASH_CHARS = 16
_BY_HAND = "corrections by hand"  # the actor of what people corrected and a changed file says nothing new of
_SAID = ("text", "issuer", "speaker", "office", "issued_at")  # of which one must change to be read in again

Stamp = tuple[tuple[str, int, int], ...]
Said = Mapping[str, str]  # id of each statement -> hash of what its file says
SaidBefore = Callable[[Collection[str]], Mapping[str, Sequence[Statement]]]  # by files, on whichever host


class OtherFolder(InvalidCorpus):
    """A folder that is not the one that the journal follows, and says something else."""


@dataclass(frozen=True, slots=True)
class Folder:
    """What statement files say now."""

    path: Path
    statements: Sequence[Statement]
    moved: bool = False  # it takes the place of another one
    whole: bool = True  # no file was left out: what is not among the statements is not there
    outdated: frozenset[str] = frozenset()  # on which of them this copy has nothing new to say

    @property
    def said(self) -> dict[str, str]:
        """What each file says, as hashes."""
        return {statement.statement_id: _hash(statement) for statement in self.statements}


def is_followed(state: State, followed: str, path: Path) -> bool:
    """Whether a folder is the one that is followed, or may be since nothing was taken in from any.

    Two names of one folder are the same here; elsewhere, only the name counts.
    """
    return followed == "" or is_same(followed, path) or not state.seq


def is_same(followed: str, path: Path) -> bool:
    """Whether two names are of one folder."""
    return followed == str(path) or os.path.realpath(followed) == os.path.realpath(path)


def only_folders_spoke(state: State) -> bool:
    """Whether all that a journal holds was read from files: then another folder may take their place."""
    return not state.left_out and all(
        entry.added_by == FOLDER
        and entry.statement == entry.file
        and not entry.gone
        and all(event.actor == FOLDER for event in entry.endings)
        for entry in state.entries.values()
    )


def says_the_same(state: State, folder: Folder, at: datetime) -> bool:
    """Whether nothing would change if a folder were the one that is followed."""
    try:
        return not changes(state, folder, at)
    except InvalidCorpus:
        return False


def outdated(state: State, said: Said, before: Said | None, said_before: SaidBefore) -> frozenset[str]:
    """Return on which statements a copy of the folder differs from the journal and is not the newer one.

    Only those on which it would change the corpus if it counted.

    Parameters
    ----------
    said
        What the copy says.
    before
        What this copy said when it was read last; None when that is not known.
    said_before
        Returns what files ever said of some statements, in all copies.
    """
    known = _known(state)
    differing = [key for key in sorted(said.keys() | known.keys()) if said.get(key) != known.get(key)]
    unsure = [key for key in differing if before is None or before.get(key) != known.get(key)]
    earlier = said_before([key for key in unsure if key in said])
    missing = {key for key in unsure if key not in said and _is_missed(state.entries.get(key))}
    old = {
        key
        for key in unsure
        for statement in earlier.get(key, ())
        if said[key] == _hash(statement) and _is_news(state, statement)
    }
    return frozenset(missing | old)


def _known(state: State) -> dict[str, str]:
    """Return what the folder said last, of what it still had, in whichever copy."""
    files = {key: entry.file for key, entry in state.entries.items() if _is_held(entry)}
    return {key: _hash(file) for key, file in {**state.left_out, **files}.items() if file is not None}


def _hash(statement: Statement) -> str:
    return fingerprint(statement).hex()[:_HASH_CHARS]


def changes(state: State, folder: Folder, at: datetime) -> list[Event]:
    """Return the events that make the corpus say what the folder says; none when it has not changed.

    What others have corrected stays so until the file says something else of that; what they took out, until
    the file has other words, or they are somebody else's or of another day.

    Raises
    ------
    InvalidCorpus
        A file has the id of another statement, or all files are gone at once.
    """
    said = {statement.statement_id: statement for statement in folder.statements}
    _refuse(state, folder, said)
    gone = [
        key
        for key, entry in (state.entries.items() if folder.whole else ())
        if key not in said and key not in folder.outdated and _left(entry, folder)
    ]
    events = [_event(EventKind.REMOVE, key, at, _moved(folder)) for key in gone if folder.moved]
    for key, statement in said.items():
        if key not in folder.outdated and _is_news(state, statement):
            events += _events(state.entries.get(key), statement, folder, at)
    if not folder.moved:
        events += [_event(EventKind.RETRACT, key, at, "the file was removed") for key in gone]
    return events


def _events(there: Entry | None, statement: Statement, folder: Folder, at: datetime) -> Iterator[Event]:
    key = statement.statement_id
    if there is None:
        yield _recording(EventKind.ADD, statement, at, f"read from {folder.path}")
    elif there.file is not None:
        if _taken_back(there):
            yield _event(EventKind.RESTORE, key, at, "the file is back")
        if statement not in (there.file, there.statement):
            yield _recording(EventKind.CORRECT, statement, at, "the file was changed")
            yield from _kept(there, there.file, statement, at)


def _kept(there: Entry, before: Statement, statement: Statement, at: datetime) -> Iterator[Event]:
    """Yield the correction that gives a changed file's record back what people corrected elsewhere in it."""
    names = [field.name for field in fields(Statement)]
    corrected = [name for name in names if getattr(there.statement, name) != getattr(before, name)]
    kept = [name for name in corrected if getattr(statement, name) == getattr(before, name)]
    better = replace(statement, **{name: getattr(there.statement, name) for name in kept})
    doubts = _doubts(better, at) if kept else ()
    if doubts:  # only what lies in the folder may have a date to come
        better = replace(better, issued_at=IssuedAt(better.issued_at.text))
    if better != statement:
        reason = f"the file says nothing new of {', '.join(kept)}"
        key = statement.statement_id
        yield Event(0, EventKind.CORRECT, key, at, _BY_HAND, reason, better, doubts=doubts)


def _is_news(state: State, statement: Statement) -> bool:
    """Whether a file that says this changes the corpus."""
    there = state.entries.get(statement.statement_id)
    if _is_left_out(state.left_out.get(statement.statement_id), statement):
        return False
    if there is None:
        return True
    is_read = there.added_by == FOLDER and there.file is not None
    return is_read and (_taken_back(there) or statement not in (there.file, there.statement))


def _is_left_out(before: Statement | None, statement: Statement) -> bool:
    """Whether a person took this statement out, and its file still says the same."""
    return before is not None and all(getattr(before, part) == getattr(statement, part) for part in _SAID)


def _recording(kind: EventKind, statement: Statement, at: datetime, reason: str) -> Event:
    doubts = _doubts(statement, at)
    return Event(0, kind, statement.statement_id, at, FOLDER, reason, statement, doubts=doubts)


def _doubts(statement: Statement, at: datetime) -> tuple[Doubt, ...]:
    fault = future(statement, at)
    return (Doubt("issued_at", fault),) if fault else ()


def _event(kind: EventKind, key: str, at: datetime, reason: str) -> Event:
    return Event(0, kind, key, at, FOLDER, reason)


def _left(entry: Entry, folder: Folder) -> bool:
    """Whether an entry whose file is not there has to go, or to be retracted."""
    if folder.moved:
        return entry.added_by == FOLDER
    return _is_missed(entry)


def _is_missed(entry: Entry | None) -> bool:
    """Whether an entry was read from a file and holds, so that it must have one."""
    if entry is None or not _is_held(entry):
        return False
    return not any(event.kind is EventKind.RETRACT for event in entry.endings)


def _is_held(entry: Entry) -> bool:
    """Whether the folder had the statement when it was read last."""
    return entry.file is not None and not entry.gone


def _taken_back(entry: Entry) -> bool:
    return any(event.actor == FOLDER for event in entry.endings)


def _moved(folder: Folder) -> str:
    return f"the corpus is read from {folder.path} now"


def taken(state: State, folder: Folder) -> dict[str, str]:
    """Return which ids of the folder other statements have that did not come from there, and what to do."""
    found = {}
    for statement in folder.statements:
        key = statement.statement_id
        there = state.entries.get(key)
        if there and there.added_by != FOLDER and there.statement != statement:
            found[key] = (
                f"{folder.path}: the id {key!r} is taken by another statement, which {there.added_by} added; "
                f"give the one in the file another id, or see `checker corpus show {key}`"
            )
    return found


def refused(state: State, events: Sequence[Event], at: datetime) -> dict[str, str]:
    """Return on which statements the journal refuses events of a folder, and why; it takes all others."""
    groups: dict[str, list[Event]] = {}
    for event in events:
        groups.setdefault(event.statement_id, []).append(event)
    named = {key: [n for e in group for n in _named(e) if n in groups] for key, group in groups.items()}
    return _tried(state, groups, _named_first(named), at)[1]


def _named(event: Event) -> tuple[str, ...]:
    return (*event.statement.supersedes, *event.statement.retracts) if event.statement else ()


def _named_first(named: Mapping[str, Sequence[str]]) -> list[str]:
    """Return all keys, each after those that it names; corrections by hand may close a circle."""
    done: dict[str, None] = {}
    begun: set[str] = set()
    stack = list(named)
    while stack:
        key = stack.pop()
        if key in begun:
            done.setdefault(key)
        else:
            begun.add(key)
            stack += [key, *(name for name in named[key] if name not in begun)]
    return list(done)


def _tried(
    state: State, groups: Mapping[str, Sequence[Event]], keys: Sequence[str], at: datetime
) -> tuple[State, dict[str, str]]:
    """Return the state with the events of as many statements as are taken, and why others are refused."""
    try:
        return checked(state, [event for key in keys for event in groups[key]], at), {}
    except InvalidInput as error:
        if len(keys) == 1:
            return state, {keys[0]: "; ".join(str(error).splitlines())}
    half = len(keys) // 2
    state, first = _tried(state, groups, keys[:half], at)
    state, second = _tried(state, groups, keys[half:], at)
    return state, first | second


def _refuse(state: State, folder: Folder, said: Collection[str]) -> None:
    for words in taken(state, folder).values():
        raise InvalidCorpus(words)
    held = sum(map(_is_held, state.entries.values()))
    if held and not said and folder.whole and not folder.moved:
        raise InvalidCorpus(
            f"{folder.path}: holds no statement any more, though {held:,} were read from there; put the "
            "files back, or name another folder with CHECKER_CORPUS"
        )


def stamp_of(path: Path) -> Stamp:
    """Return name, size and time of every file: another stamp means that something has changed."""
    if path.is_dir():
        return ((str(path), 0, 0), *sorted(_files(str(path))))
    return tuple(_file(str(path)))


def digest_of(path: Path, stamp: Stamp) -> str:
    """Return a hash of how a folder looks, and of the code that would read it."""
    return hashlib.sha256(repr((READING, __version__, str(path), stamp)).encode()).hexdigest()


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    yield from _files(entry.path)
                else:
                    yield from _file(entry.path)
    except OSError:  # gone since, or closed to us: who reads it will say so
        return


def _file(path: str) -> Iterator[tuple[str, int, int]]:
    try:
        found = os.stat(path)  # noqa: PTH116  # thousands of files, every second
    except OSError:
        return
    yield path, found.st_size, found.st_mtime_ns
