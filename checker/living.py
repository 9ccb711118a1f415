"""The living corpus: what the journal says, with what lies in the folder of statement files taken in."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from checker.clock import utc_now
from checker.config import Settings
from checker.corpus import Corpus, described, read_statements, read_usable
from checker.errors import InvalidCorpus, InvalidInput
from checker.events import Event, EventKind
from checker.faults import Fault
from checker.folder_sync import (
    Folder,
    OtherFolder,
    Said,
    Stamp,
    changes,
    digest_of,
    is_followed,
    is_same,
    only_folders_spoke,
    outdated,
    refused,
    says_the_same,
    stamp_of,
    taken,
)
from checker.hosts import host_of
from checker.journal import FOLDER, State
from checker.journal_store import JournalMoved, JournalStore, Reading, open_journal

ATTEMPTS = 5  # at taking the folder in while others write
MOST_SHOWN = 5

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Move:
    """What following another folder changes."""

    before: str  # the folder that was followed
    events: tuple[Event, ...]
    state: State  # in which that was found
    folder: Folder  # as it was found
    stamp: Stamp  # of then: what changes afterwards is another change


@dataclass(frozen=True, slots=True)
class _Seen:
    """What this host's copy of the folder was compared with last."""

    seq: int  # the last event that was known then
    said: Said
    whole: bool  # nothing was left out


class LivingCorpus:
    """The corpus as it is now. Threads may share one; it looks at the folder whenever it is asked.

    A folder is taken in when its files change, and when a process asks for the first time. The first
    one is followed from then on, and no other is taken in before somebody says so; with ``moves`` one that is
    given, and is not empty, takes its place while nothing but files spoke and no post was kept. Every method
    raises ``InvalidCorpus`` while a statement file cannot be used, and ``StoreUnavailable`` while the
    database is away.

    With a ``host``, other hosts may have copies of the folder: what this one lacks or says otherwise counts
    only where this host saw it change, or where it is new to all.
    """

    def __init__(
        self,
        journal: JournalStore,
        path: Path,
        *,
        clock: Callable[[], datetime] = utc_now,
        moves: bool = False,
        host: str = "",
    ) -> None:
        self.journal = journal
        self.faults: tuple[str, ...] = ()  # why files, or all of the folder, are left out until mended
        self.outdated: tuple[str, ...] = ()  # statements of which this host has an older file, or none
        self._host = host
        self._path = path
        self._clock = clock
        self._moves = moves
        self._lock = threading.Lock()
        self._stamp: Stamp | None = None
        self._fault: InvalidCorpus | None = None
        self._seen: _Seen | None = None

    def head(self) -> str:
        """Return the version of the corpus now."""
        self.sync()
        return self.journal.head()[1]

    def now(self) -> State:
        """Return what the events add up to now."""
        self.sync()
        return self.journal.state()

    def read(self) -> tuple[Corpus, int]:
        """Return the corpus now, and the number of the last event in it.

        Raises
        ------
        InvalidCorpus
            There is no statement in it.
        """
        state = self.now()
        if not state.entries:
            raise InvalidCorpus(
                f"the corpus is empty: {self._path} holds no statement, and none was imported; "
                "see docs/corpus.md, or `checker corpus import --help`"
            )
        return state.corpus(), state.seq

    def sync(self) -> None:
        """Take in what has changed in the folder since this was asked last."""
        with self._lock:
            stamp = stamp_of(self._path)
            if stamp != self._stamp or self._is_followed_now():
                # A file that is broken is not read every second, only when it changes again.
                self._fault = None if self._is_as_before(stamp) else self._taken_in(stamp)
                self._stamp = stamp
            elif self._seen:
                self._compare(self._seen)
            if self._fault:
                raise self._fault

    def _is_followed_now(self) -> bool:
        """Whether somebody has let this folder take the place of the one for which it was left."""
        if not isinstance(self._fault, OtherFolder):
            return False
        return is_followed(self.journal.state(), self.journal.folder(), self._path)

    def _is_as_before(self, stamp: Stamp) -> bool:
        """Whether the folder looks as when this host read it last, in whichever process: it is not read."""
        if self._stamp is not None:
            return False
        reading = self.journal.reading(self._host)
        if reading is None or reading.stamp != digest_of(self._path, stamp):
            return False
        if not is_same(self.journal.folder(), self._path):
            return False
        if self._host:
            self._compare_with(self.journal.state(), reading.said, whole=True)
        return True

    def _compare(self, seen: _Seen) -> None:
        """Look again whether this copy is an older one, when files or people have changed what is read."""
        if self.journal.head()[0] == seen.seq:
            return
        news = any(e.actor == FOLDER or e.kind is not EventKind.ADD for e in self.journal.events(seen.seq))
        state = self.journal.state()
        if stamp_of(self._path) != self._stamp:
            return  # what is new may come from here: the next look reads the folder
        if news:
            self._compare_with(state, seen.said, whole=seen.whole)
        self._seen = replace(seen, seq=state.seq)

    def _compare_with(self, state: State, said: Said, *, whole: bool) -> None:
        self._seen = _Seen(state.seq, said, whole)
        followed = is_same(self.journal.folder(), self._path)
        old = outdated(state, said, None, self.journal.said_by_files) if followed else ()
        self._tell_outdated(key for key in old if key in said or whole)

    def _taken_in(self, stamp: Stamp) -> InvalidCorpus | None:
        self.faults, self.outdated, self._seen = (), (), None
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._take_in(stamp)
            except InvalidCorpus as error:
                self.faults = self.faults or self._in_short(str(error).splitlines())
                return error
            except JournalMoved:
                if attempt == ATTEMPTS:
                    raise
            else:
                break
        return None

    def _take_in(self, stamp: Stamp) -> None:
        """Take the folder in, if it is the one that is followed, and keep what was found in it."""
        # Before the state: what another process of this host takes in meanwhile must not look older.
        before = self.journal.reading(self._host)
        state, followed = self.journal.state(), self.journal.folder()
        if not is_followed(state, followed, self._path):
            folder = self._read(state)
            if not (self._moves and folder.statements and self._nothing_is_lost(state)):
                self._leave(state, folder, followed)
                return
            log.warning("the corpus is read from %s now, and no more from %s", self._path, followed)
            self._follow(replace(folder, moved=True), state, stamp)
            return
        if not followed or not state.seq:
            self._follow(self._read(state), state, stamp)
            return
        self._go_on(state, stamp, before)

    def _follow(self, folder: Folder, state: State, stamp: Stamp) -> None:
        self._append(changes(state, folder, self._clock()), state)
        self._note(folder, stamp, state)

    def _go_on(self, state: State, stamp: Stamp, before: Reading | None) -> None:
        """Take in what has changed in the folder that was followed before; what cannot be used is left out.

        Raises
        ------
        InvalidCorpus
            Something was left out: all else is taken in.
        """
        folder, faults = self._usable(state)
        if self._host:
            said = before.said if before and is_same(before.path, self._path) else None
            old = outdated(state, folder.said, said, self.journal.said_by_files)
            folder = replace(folder, outdated=old)
        folder, why = self._append_usable(folder, state)
        faults += why
        self._note(folder, stamp, state, before)
        # What is not there may lie in a file that cannot be read now.
        said = folder.said if folder.outdated and faults else {}
        self._tell_outdated(key for key in folder.outdated if key in said or folder.whole)
        if faults:
            self.faults = self._in_short(map(str, faults))
            raise InvalidCorpus(described(faults))

    def _in_short(self, faults: Iterable[str]) -> tuple[str, ...]:
        return tuple(fault.replace(f"{self._path}/", "") for fault in faults)

    def _append_usable(self, folder: Folder, state: State) -> tuple[Folder, list[str]]:
        """Append what the folder changes; return what of it was taken in, and why the rest was refused."""
        now = self._clock()
        if not (events := changes(state, folder, now)):
            return folder, []
        try:
            self._append(events, state)
        except InvalidCorpus:
            why = refused(state, events, now)
        else:
            return folder, []
        kept = tuple(s for s in folder.statements if s.statement_id not in why)
        folder = replace(folder, statements=kept, whole=False)
        if events := changes(state, folder, now):
            self._append(events, state)
        return folder, [f"{self._path}: {key!r} is left out: {words}" for key, words in why.items()]

    def _usable(self, state: State) -> tuple[Folder, list[Fault | str]]:
        """Return what can be used of the folder, and what is wrong with the rest."""
        read = read_usable(self._path, state.entries)
        folder = Folder(self._path, read.statements, whole=not read.faults)
        others = taken(state, folder)
        kept = tuple(s for s in read.statements if s.statement_id not in others)
        faults: list[Fault | str] = [*read.faults, *others.values()]
        return replace(folder, statements=kept, whole=not faults), faults

    def _note(self, folder: Folder, stamp: Stamp, state: State, before: Reading | None = None) -> None:
        """Keep what this host's copy of the folder says; of what could not be read, what it said before."""
        said = folder.said if self._host else {}
        self._seen = _Seen(state.seq, said, folder.whole) if self._host else None
        if before and is_same(before.path, self._path) and not folder.whole:
            said = {**before.said, **said}
        looked = digest_of(self._path, stamp) if folder.whole else ""
        self.journal.note_reading(self._host, Reading(str(self._path), looked, said))

    def _tell_outdated(self, keys: Iterable[str]) -> None:
        before, self.outdated = self.outdated, tuple(sorted(keys))
        if self.outdated and self.outdated != before:
            log.warning(
                "%s: this copy is not as new as another one that was read: %s stay as they are; bring it up "
                "to date, or make it the one that counts with `checker corpus follow`",
                *(self._path, _shown(self.outdated)),
            )

    def _nothing_is_lost(self, state: State) -> bool:
        """Whether another folder may take the place of this one: all is in files, and nobody was answered."""
        return only_folders_spoke(state) and not self.journal.is_answered_from()

    def _leave(self, state: State, folder: Folder, followed: str) -> None:
        """Take nothing in: a command that was given another folder by mistake must not change the corpus."""
        if not says_the_same(state, folder, self._clock()):
            raise OtherFolder(
                f"{self._path}: this database follows {followed}, which says something else. Name that one "
                "with CHECKER_CORPUS, read this one alone with --corpus, or let it take the other's place "
                "with `checker corpus follow`"
            )
        log.warning(
            "%s: it says what %s says, which this database follows; what changes here is taken in only after "
            "`checker corpus follow`",
            self._path,
            followed,
        )

    def plan_move(self) -> Move:
        """Return what following this folder from now on would change; nothing is changed."""
        state, followed = self.journal.state(), self.journal.folder()
        stamp = stamp_of(self._path)
        folder, now = self._read(state), self._clock()
        if says_the_same(state, folder, now):
            return Move(followed, (), state, folder, stamp)
        folder = replace(folder, moved=not is_followed(state, followed, self._path))
        return Move(followed, tuple(changes(state, folder, now)), state, folder, stamp)

    def move(self, move: Move) -> None:
        """Follow this folder from now on.

        Raises
        ------
        JournalMoved
            The corpus has changed since the plan.
        """
        self._append(move.events, move.state)
        self._note(move.folder, move.stamp, move.state)

    def _read(self, state: State) -> Folder:
        return Folder(self._path, read_statements(self._path, state.entries))

    def _append(self, events: Sequence[Event], state: State) -> None:
        try:
            self.journal.append(events, after=state.seq, folder=str(self._path))
        except InvalidInput as error:
            raise InvalidCorpus(f"{self._path}: {error}") from error

    def close(self) -> None:
        """Give every connection back."""
        self.journal.close()


def _shown(keys: Sequence[str]) -> str:
    more = f" and {len(keys) - MOST_SHOWN:,} more" if len(keys) > MOST_SHOWN else ""
    return ", ".join(keys[:MOST_SHOWN]) + more


def open_living(settings: Settings) -> LivingCorpus:
    """Return the living corpus that the settings name; on a laptop the folder may change with them."""
    alone = settings.embedded and not settings.database_url
    # No other host has a file of SQLite, so none has another copy of the folder either.
    host = "" if settings.store_url().startswith("sqlite") else host_of(settings)
    return LivingCorpus(open_journal(settings), settings.corpus, moves=alone, host=host)


def living_corpus(settings: Settings) -> tuple[Corpus, int]:
    """Return the living corpus that the settings name as it is now, and the number of its last event."""
    with closing(open_living(settings)) as living:
        state = living.now()
        return state.corpus(), state.seq
