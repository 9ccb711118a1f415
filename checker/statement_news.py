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


class StatementNews:
    """Follows the journal. Several may: a mark moves on in the transaction in which news are written."""

    def __init__(self, engine: Engine, journal: _Journal, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = Database(engine)
        self._journal = journal
        self._clock = clock
        self._marked = False
        self._state = State()  # after the last event that was told

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
            self._state = self._state_at(was)
            news, state = _news(self._state, events)
            with self._database.transaction() as connection:
                if not advance(connection, _MARK, was, events[-1].seq):
                    return followed  # another process is at it
                for one in news:
                    tell(connection, one, self._clock())
            self._state = state
            was, followed = events[-1].seq, followed + len(events)
        return followed

    def _state_at(self, seq: int) -> State:
        """Return the corpus after an event: what was told before is not read again."""
        known = self._state if self._state.seq <= seq else State()  # an older backup was restored
        return known.after(self._journal.events(known.seq, seq)) if known.seq < seq else known

    def _mark(self) -> None:
        if not self._marked:
            with self._database.transaction() as connection:
                make_mark(connection, _MARK)
            self._marked = True


def _news(state: State, events: Sequence[Event]) -> tuple[list[News], State]:
    """Return what is to be told of events, and the state after them."""
    news: list[News] = []
    linked = _linked(state)
    for _, kept in groupby(events, key=lambda event: event.version):
        together = tuple(kept)  # one may name what another adds
        news += map(of_journal, together)
        before, state = state, state.after(together)
        linked.update(*map(_links, together))
        if any(event.statement_id in linked for event in together):
            news += effects(before, state, together)
    return news, state


def _linked(state: State) -> set[str]:
    """Return the ids of statements that end others or are named so: events of the rest change no other."""
    found: set[str] = set()
    for key, entry in state.entries.items():
        found.update(_named(key, entry.statement), *map(_links, entry.endings))
    return found


def _links(event: Event) -> Sequence[str]:
    named = _named(event.statement_id, event.statement) if event.statement else ()
    return (*named, event.by) if event.by else named


def _named(key: str, statement: Statement) -> Sequence[str]:
    targets = (*statement.supersedes, *statement.retracts)
    return (key, *targets) if targets else ()


def effects(before: State, after: State, events: Sequence[Event]) -> Iterator[News]:
    """Yield news of statements that hold no longer, or hold again, though no event is theirs."""
    own = {event.statement_id for event in events if event.kind in _OF_STANDING}
    for key in sorted(after.entries.keys() - own):
        was, now = _standing(before.statement(key)), _standing(after.statement(key))
        if (was.ending, was.by) != (now.ending, now.by):
            yield of_effect(_cause(events, {now.by, was.by}, {key}), key, now)


def _cause(events: Sequence[Event], *likely: set[str]) -> Event:
    """Return the event of the likeliest statements, else the last one."""
    return next((event for ids in likely for event in events if event.statement_id in ids), events[-1])


def _standing(statement: Statement | None) -> Standing:
    return statement.standing if statement else Standing()


def open_statement_news(settings: Settings) -> StatementNews:
    """Return what follows the journal in the database that the settings name."""
    return StatementNews(open_engine(settings.store_url()), open_journal(settings))
