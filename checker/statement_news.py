"""Events of the corpus become news, each once, in the order in which they happened.

A statement may end another by what its source says, and let it hold again when it is withdrawn: that is no
event of the other one, and news of it all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Protocol

from sqlalchemy import Engine

from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.events import Event, EventKind
from checker.journal import State
from checker.journal_store import open_journal
from checker.marks import advance, make_mark, seq_of
from checker.outbox import tell
from checker.records import Standing, Statement
from checker.webhook_events import News, of_effect, of_journal

BATCH = 500
_MARK = "statement-news"
_OF_STANDING = frozenset({EventKind.RETRACT, EventKind.SUPERSEDE, EventKind.RESTORE})


class _Journal(Protocol):
    def events(self, after: int = 0, until: int | None = None) -> Sequence[Event]: ...
    def history(self, statement_id: str) -> Sequence[Event]: ...


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
            news = list(self._news(events))
            with self._database.transaction() as connection:
                if not advance(connection, _MARK, was, events[-1].seq):
                    return followed  # another process is at it
                for one in news:
                    tell(connection, one, self._clock())
            was, followed = events[-1].seq, followed + len(events)
        return followed

    def _news(self, events: Sequence[Event]) -> Iterator[News]:
        for _, kept in groupby(events, key=lambda event: event.version):
            together = tuple(kept)  # one may name what another adds
            yield from map(of_journal, together)
            if any(map(self._may_end_others, together)):
                yield from effects(State.of(self._journal.events(until=together[0].seq - 1)), together)

    def _may_end_others(self, event: Event) -> bool:
        if event.kind is EventKind.ADD:
            return _names_others(event)
        known = self._journal.history(event.statement_id)
        return any(_names_others(one) or one.by == event.statement_id for one in known)

    def _mark(self) -> None:
        if not self._marked:
            with self._database.transaction() as connection:
                make_mark(connection, _MARK)
            self._marked = True


def effects(before: State, events: Sequence[Event]) -> Iterator[News]:
    """Yield news of statements that hold no longer, or hold again, though no event is theirs."""
    after = before.after(events)
    own = {event.statement_id for event in events if event.kind in _OF_STANDING}
    for key in sorted(after.entries.keys() - own):
        was, now = _standing(before.statement(key)), _standing(after.statement(key))
        if (was.ending, was.by) != (now.ending, now.by):
            cause = next((e for e in events if e.statement_id in {now.by, was.by}), events[-1])
            yield of_effect(cause, key, now)


def _standing(statement: Statement | None) -> Standing:
    return statement.standing if statement else Standing()


def _names_others(event: Event) -> bool:
    return bool(event.statement and (event.statement.supersedes or event.statement.retracts))


def open_statement_news(settings: Settings) -> StatementNews:
    """Return what follows the journal in the database that the settings name."""
    return StatementNews(open_engine(settings.store_url()), open_journal(settings))
