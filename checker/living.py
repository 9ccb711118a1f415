"""The living corpus: what the journal says, with what lies in the folder of statement files taken in."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from checker.clock import utc_now
from checker.config import Settings
from checker.corpus import Corpus, read_statements
from checker.errors import InvalidCorpus, InvalidInput
from checker.events import Event
from checker.folder_sync import (
    Folder,
    OtherFolder,
    Stamp,
    changes,
    digest_of,
    is_followed,
    only_folders_spoke,
    says_the_same,
    stamp_of,
)
from checker.journal import State
from checker.journal_store import JournalMoved, JournalStore, open_journal

ATTEMPTS = 5  # at taking the folder in while others write

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Move:
    """What following another folder changes."""

    before: str  # the folder that was followed
    events: tuple[Event, ...]
    state: State  # in which that was found


class LivingCorpus:
    """The corpus as it is now. Threads may share one; it looks at the folder whenever it is asked.

    A folder is taken in when its files change, and when a process asks for the first time. The first
    one is followed from then on, and no other is taken in before somebody says so; with ``moves`` one that is
    given, and is not empty, takes its place while nothing but files spoke and no post was kept. Every method
    raises ``InvalidCorpus`` while a statement file cannot be used, and ``StoreUnavailable`` while the
    database is away.
    """

    def __init__(
        self,
        journal: JournalStore,
        path: Path,
        *,
        clock: Callable[[], datetime] = utc_now,
        moves: bool = False,
    ) -> None:
        self.journal = journal
        self._path = path
        self._clock = clock
        self._moves = moves
        self._lock = threading.Lock()
        self._stamp: Stamp | None = None
        self._fault: InvalidCorpus | None = None

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
            if self._fault:
                raise self._fault

    def _is_followed_now(self) -> bool:
        """Whether somebody has let this folder take the place of the one for which it was left."""
        if not isinstance(self._fault, OtherFolder):
            return False
        return is_followed(self.journal.state(), self.journal.folder(), self._path)

    def _is_as_before(self, stamp: Stamp) -> bool:
        """Whether the folder looks as when it was read last, by whichever process: then it is not read."""
        return self._stamp is None and self.journal.folder_stamp() == digest_of(self._path, stamp)

    def _taken_in(self, stamp: Stamp) -> InvalidCorpus | None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                if self._take_in():
                    self.journal.note_folder_stamp(digest_of(self._path, stamp))
            except InvalidCorpus as error:
                return error
            except JournalMoved:
                if attempt == ATTEMPTS:
                    raise
            else:
                break
        return None

    def _take_in(self) -> bool:
        """Take the folder in, and say whether it is the one that is followed."""
        state, followed = self.journal.state(), self.journal.folder()
        folder, now = self._read(state), self._clock()
        if not is_followed(state, followed, self._path):
            if not (self._moves and folder.statements and self._nothing_is_lost(state)):
                self._leave(state, folder, followed)
                return False
            log.warning("the corpus is read from %s now, and no more from %s", self._path, followed)
            folder = replace(folder, moved=True)
        events = changes(state, folder, now)
        if events or not followed or not state.seq:
            self._append(events, state)
        return True

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
        folder, now = self._read(state), self._clock()
        if says_the_same(state, folder, now):
            return Move(followed, (), state)
        moved = not is_followed(state, followed, self._path)
        return Move(followed, tuple(changes(state, replace(folder, moved=moved), now)), state)

    def move(self, move: Move) -> None:
        """Follow this folder from now on.

        Raises
        ------
        JournalMoved
            The corpus has changed since the plan.
        """
        self._append(move.events, move.state)

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


def open_living(settings: Settings) -> LivingCorpus:
    """Return the living corpus that the settings name; on a laptop the folder may change with them."""
    alone = settings.embedded and not settings.database_url
    return LivingCorpus(open_journal(settings), settings.corpus, moves=alone)


def living_corpus(settings: Settings) -> tuple[Corpus, int]:
    """Return the living corpus that the settings name as it is now, and the number of its last event."""
    with closing(open_living(settings)) as living:
        state = living.now()
        return state.corpus(), state.seq
