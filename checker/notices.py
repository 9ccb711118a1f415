"""What a host has to say that a person should know: it works on, but something is to be mended.

Whoever says something says it again while it lasts. So nothing stays of a host that is gone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, delete, select

from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.hosts import host_of
from checker.tally_tables import HostNotice
from checker.upserts import upsert

AGAIN_SECONDS = 60.0
LASTS = timedelta(seconds=3 * AGAIN_SECONDS)


class Topic(StrEnum):
    """What is to be mended."""

    FILES = "statement_files"  # some cannot be used; the words name each, a line for one
    FOLDER = "statement_folder"  # this host has an older copy; the words name statements, a line for one
    INDEX = "index"  # it is not that of the newest corpus; the words name no path and no address


TellPeople = Callable[[Topic, str], object]  # empty words: it is over


def nobody(topic: Topic, words: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What one host says of one topic."""

    host: str
    topic: Topic
    words: str


class Notices:
    """Keeps what one host says; threads may share one."""

    def __init__(
        self,
        database: Database,
        host: str,
        *,
        clock: Callable[[], datetime] = utc_now,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._host = host
        self._clock = clock
        self._seconds = seconds
        self._said: dict[Topic, tuple[str, float]] = {}

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def tell(self, topic: Topic, words: str) -> None:
        """Keep what is to be known of a topic, or with no words that this is over; asked every second."""
        now, last = self._seconds(), self._said.get(topic)
        if last and words == last[0] and (not words or now - last[1] < AGAIN_SECONDS):
            return
        with self._database.transaction(lasting=False) as connection:
            if words:
                self._keep(connection, topic, words)
            elif last:  # until then another process of this host may be the one that speaks
                mine = (HostNotice.host == self._host) & (HostNotice.topic == topic.value)
                connection.execute(delete(HostNotice).where(mine))
            connection.execute(delete(HostNotice).where(~_lasts(self._clock())))
        self._said[topic] = (words, now)

    def _keep(self, connection: Connection, topic: Topic, words: str) -> None:
        made = upsert(connection.dialect.name, HostNotice).values(
            host=self._host, topic=topic.value, words=words, said_at=self._clock()
        )
        new = {"words": made.excluded.words, "said_at": made.excluded.said_at}
        connection.execute(made.on_conflict_do_update(index_elements=["host", "topic"], set_=new))


def open_notices(settings: Settings) -> Notices:
    """Return what keeps the words of this host in the store that the settings name."""
    return Notices(Database(open_engine(settings.store_url())), host_of(settings))


def _lasts(now: datetime) -> ColumnElement[bool]:
    # A clock that ran ahead when something was said must not keep it until that moment comes.
    return HostNotice.said_at.between(now - LASTS, now + LASTS)


def notices_of_now(connection: Connection, now: datetime) -> tuple[Notice, ...]:
    """Return what hosts say now."""
    asked = select(HostNotice.__table__).where(_lasts(now))
    rows = connection.execute(asked.order_by(HostNotice.host, HostNotice.topic))
    return tuple(Notice(row.host, Topic(row.topic), row.words) for row in rows)
