"""Events of the corpus become news, each once, in the order in which they happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import Engine

from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.events import Event
from checker.journal_store import open_journal
from checker.marks import advance, make_mark, seq_of
from checker.outbox import tell
from checker.webhook_events import of_journal

BATCH = 500
_MARK = "statement-news"


class _Journal(Protocol):
    def events(self, after: int = 0, until: int | None = None) -> Sequence[Event]: ...


class StatementNews:
    """Follows the journal. Several may: a mark moves on in the transaction in which news are written."""

    def __init__(self, engine: Engine, journal: _Journal, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = Database(engine)
        self._journal = journal
        self._clock = clock
        self._marked = False

    def follow(self) -> int:
        """Write what happened since the last time, and return how many events that were.

        Raises
        ------
        StoreUnavailable
            The database is away.
        """
        self._mark()
        followed = 0
        with self._database.transaction(writes=False) as connection:
            was = seq_of(connection, _MARK)
        while events := self._journal.events(was, was + BATCH):
            with self._database.transaction() as connection:
                if not advance(connection, _MARK, was, events[-1].seq):
                    return followed  # another process is at it
                for event in events:
                    tell(connection, of_journal(event), self._clock())
            was, followed = events[-1].seq, followed + len(events)
        return followed

    def _mark(self) -> None:
        if not self._marked:
            with self._database.transaction() as connection:
                make_mark(connection, _MARK)
            self._marked = True


def open_statement_news(settings: Settings) -> StatementNews:
    """Return what follows the journal in the database that the settings name."""
    return StatementNews(open_engine(settings.store_url()), open_journal(settings))
