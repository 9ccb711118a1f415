"""Links that were pasted to be checked: kept before they are accepted, read by a worker, then a check.

Reading one twice is harmless, since the same link makes the same check. So nobody holds a lease here.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine, and_, delete, insert, select, update

from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.errors import NotFound
from checker.link_tables import PastedLink
from checker.put_off import has_come

TASK = "checker.read_link"  # its one argument is the id of a link
PATIENCE = timedelta(seconds=15)  # a link that nobody has begun to read by then is queued again
TURN = timedelta(seconds=90)  # and so is one whose reader has not come to an end by then
KEPT = timedelta(days=1)
MAX_ATTEMPTS = 3
_ID_BYTES = 16


class LinkState(StrEnum):
    """Where a link is."""

    QUEUED = "queued"
    DONE = "done"  # it has a check
    FAILED = "failed"  # it could not be read, or what it holds cannot be checked


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands."""

    link_id: str
    owner: str
    asked: Mapping[str, Any]
    state: LinkState
    check_id: str | None
    error: str | None
    text: str | None
    attempts: int
    due_at: datetime
    created_at: datetime

    @property
    def url(self) -> str:
        """The address."""
        return str(self.asked["url"])


class Links:
    """Keeps links. Every method raises ``StoreUnavailable`` while the database is away."""

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = Database(engine)
        self._clock = clock

    def add(self, asked: Mapping[str, Any], *, owner: str) -> Link:
        """Keep a new link; when this returns, it is safe. Its id cannot be guessed."""
        now, link_id = self._clock(), secrets.token_urlsafe(_ID_BYTES)
        row = {
            "link_id": link_id,
            "owner": owner,
            "asked": dict(asked),
            "state": LinkState.QUEUED.value,
            "attempts": 0,
            "due_at": now + PATIENCE,
            "created_at": now,
        }
        with self._database.transaction() as connection:
            connection.execute(insert(PastedLink).values(**row))
        return self.get(link_id)

    def get(self, link_id: str) -> Link:
        """Return a link.

        Raises
        ------
        NotFound
            There is none of that id; those of yesterday are forgotten.
        """
        found = select(PastedLink.__table__).where(PastedLink.link_id == link_id)
        with self._database.transaction(writes=False) as connection:
            row = connection.execute(found).mappings().first()
        if row is None:
            raise NotFound("there is no such link")
        return Link(**{**row, "state": LinkState(row["state"])})

    def begin(self, link_id: str) -> Link | None:
        """Count an attempt, and return the link; None when it has been read or is not there any more."""
        values = {"attempts": PastedLink.attempts + 1, "due_at": self._clock() + TURN}
        return self.get(link_id) if self._change(link_id, values) else None

    def lead(self, link: Link, check_id: str) -> bool:
        """Keep which check a link leads to; False when it was read meanwhile."""
        return self._change(link.link_id, {"state": LinkState.DONE.value, "check_id": check_id})

    def fail(self, link: Link, words: str, *, text: str = "") -> bool:
        """Keep why no check came of it, and what was read if anything; False when it was read meanwhile."""
        ended = {"state": LinkState.FAILED.value, "error": words, "text": text or None}
        return self._change(link.link_id, ended)

    def overdue(self) -> tuple[str, ...]:
        """Return the ids of links that should be queued again, and forget those of yesterday."""
        now = self._clock()
        late = and_(PastedLink.state == LinkState.QUEUED, has_come(PastedLink.due_at, now, TURN))
        with self._database.transaction(writes=False) as connection:
            found = connection.scalars(select(PastedLink.link_id).where(late)).all()
            old = connection.scalar(
                select(PastedLink.link_id).where(PastedLink.created_at <= now - KEPT).limit(1)
            )
        if old:
            with self._database.transaction() as connection:
                connection.execute(delete(PastedLink).where(PastedLink.created_at <= now - KEPT))
        return tuple(found)

    def _change(self, link_id: str, values: Mapping[str, Any]) -> bool:
        mine = and_(PastedLink.link_id == link_id, PastedLink.state == LinkState.QUEUED)
        with self._database.transaction() as connection:
            return connection.execute(update(PastedLink).where(mine).values(**values)).rowcount == 1


def open_links(settings: Settings, **clock: Callable[[], datetime]) -> Links:
    """Return the links in the database that the settings name."""
    return Links(open_engine(settings.store_url()), **clock)
