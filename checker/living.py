"""The living corpus: what the journal says, with what lies in the folder of statement files taken in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from checker.clock import utc_now
from checker.config import Settings
from checker.corpus import Corpus, read_statements
from checker.errors import InvalidCorpus, InvalidInput
from checker.folder_sync import Folder, Stamp, changes, digest_of, stamp_of
from checker.journal import State
from checker.journal_store import JournalMoved, JournalStore, open_journal

ATTEMPTS = 5  # at taking the folder in while others write


class LivingCorpus:
    """The corpus as it is now. Threads may share one; it looks at the folder whenever it is asked.

    A folder is taken in when its files change, and when a process asks for the first time. Every
    method raises ``InvalidCorpus`` while a statement file cannot be used, and ``StoreUnavailable``
    while the database is away.
    """

    def __init__(
        self,
        journal: JournalStore,
        path: Path,
        *,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.journal = journal
        self._path = path
        self._clock = clock
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
            if stamp != self._stamp:
                # A file that is broken is not read every second, only when it changes again.
                self._fault = None if self._is_as_before(stamp) else self._taken_in(stamp)
                self._stamp = stamp
            if self._fault:
                raise self._fault

    def _is_as_before(self, stamp: Stamp) -> bool:
        """Whether the folder looks as when it was read last, by whichever process: then it is not read."""
        return self._stamp is None and self.journal.folder_stamp() == digest_of(self._path, stamp)

    def _taken_in(self, stamp: Stamp) -> InvalidCorpus | None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._take_in()
                self.journal.note_folder_stamp(digest_of(self._path, stamp))
            except InvalidCorpus as error:
                return error
            except JournalMoved:
                if attempt == ATTEMPTS:
                    raise
            else:
                break
        return None

    def _take_in(self) -> None:
        state, before = self.journal.state(), self.journal.folder()
        statements = read_statements(self._path, state.entries)
        folder = Folder(self._path, statements, moved=before not in {"", str(self._path)})
        events = changes(state, folder, self._clock())
        try:
            if events:
                self.journal.append(events, after=state.seq)
        except InvalidInput as error:
            raise InvalidCorpus(f"{self._path}: {error}") from error
        if before != str(self._path):
            self.journal.note_folder(str(self._path))

    def close(self) -> None:
        """Give every connection back."""
        self.journal.close()


def open_living(settings: Settings) -> LivingCorpus:
    """Return the living corpus that the settings name."""
    return LivingCorpus(open_journal(settings), settings.corpus)


def living_corpus(settings: Settings) -> tuple[Corpus, int]:
    """Return the living corpus that the settings name as it is now, and the number of its last event."""
    with closing(open_living(settings)) as living:
        state = living.now()
        return state.corpus(), state.seq
