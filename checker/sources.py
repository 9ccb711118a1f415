"""Pages and feeds that are looked at again and again, and how each of them is doing.

A source is polled by whoever claims it: the claim is a lease, so several pollers never ask one
server at once, and one that died is replaced. What a source has shown already is remembered.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement

from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.errors import InvalidInput, NotFound
from checker.put_off import CLOCKS_APART, has_come, is_ahead
from checker.source_items import ShownItems, key_of
from checker.source_records import Claim, Polled, Source, SourceKind
from checker.source_tables import CorpusFeed

LEASE = timedelta(minutes=10)
_ID_CHARS = 12


class SourceStore:
    """Keeps the sources; ``StoreUnavailable`` is raised while the database is away."""

    def __init__(self, url: str, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = Database(open_engine(url))
        self._clock = clock
        self.items = ShownItems(self._database, clock)

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def add(self, url: str, kind: SourceKind, every: float, actor: str) -> Source:
        """Keep a new source, due at once.

        Raises
        ------
        InvalidInput
            It is one already.
        """
        source_id, now = source_id_of(url), self._clock()
        row: dict[str, object] = {
            "source_id": source_id,
            "url": url,
            "kind": kind.value,
            "every": every,
            "added_at": now,
            "added_by": actor,
            "due_at": now,
            **dict.fromkeys(("etag", "last_modified", "body_sha256", "error"), ""),
            **dict.fromkeys(("failures", "found", "added", "duplicates", "skipped"), 0),
            "notes": {},
        }
        try:
            with self._database.transaction() as connection:
                connection.execute(insert(CorpusFeed).values(**row))
        except IntegrityError as error:
            raise InvalidInput(f"{url} is a source already, its id is {source_id}", field="url") from error
        return self.get(source_id)

    def all(self) -> tuple[Source, ...]:
        """Return every source, the first that was added first."""
        asked = select(CorpusFeed.__table__).order_by(CorpusFeed.added_at, CorpusFeed.url)
        with self._database.transaction(writes=False) as connection:
            return tuple(_source(row) for row in connection.execute(asked))

    def get(self, name: str) -> Source:
        """Return the source of that id or address.

        Raises
        ------
        NotFound
            There is none.
        """
        mine = or_(CorpusFeed.source_id == name, CorpusFeed.source_id == source_id_of(name))
        with self._database.transaction(writes=False) as connection:
            row = connection.execute(select(CorpusFeed.__table__).where(mine)).first()
        if row is None:
            raise NotFound(f"there is no source {name!r}; `checker corpus sources list` shows them")
        return _source(row)

    def remove(self, name: str) -> Source:
        """Poll a source no more, and forget what it has shown; its statements stay."""
        source = self.get(name)
        with self._database.transaction() as connection:
            connection.execute(delete(CorpusFeed).where(CorpusFeed.source_id == source.source_id))
        self.items.forget(source.source_id)
        return source

    def hurry(self, name: str, *, again: bool = False) -> Source:
        """Let a source be polled next; ``again`` also forgets what it has shown."""
        source = self.get(name)
        values: dict[str, object] = {"due_at": min(self._clock(), source.due_at)}
        if again:
            values |= dict.fromkeys(("etag", "last_modified", "body_sha256"), "")
            self.items.forget(source.source_id)
        with self._database.transaction() as connection:
            connection.execute(
                update(CorpusFeed).where(CorpusFeed.source_id == source.source_id).values(**values)
            )
        return self.get(source.source_id)

    def due(self) -> tuple[str, ...]:
        """Return the ids of sources that may be polled now, the longest overdue first."""
        now = self._clock()
        asked = select(CorpusFeed.source_id).where(_is_due(now), _is_free(now))
        with self._database.transaction(writes=False) as connection:
            return tuple(connection.scalars(asked.order_by(CorpusFeed.due_at)))

    def polled_now(self) -> int:
        """Return how many sources are being polled."""
        held = is_ahead(CorpusFeed.lease_until, self._clock(), LEASE)
        with self._database.transaction(writes=False) as connection:
            return connection.scalar(select(func.count()).select_from(CorpusFeed).where(held)) or 0

    def claim(self, source_id: str, *, early: bool = False) -> Claim | None:
        """Take the right to poll a source; None when it is not due (unless ``early``), polled or gone."""
        now, token = self._clock(), secrets.token_hex(16)
        free = [CorpusFeed.source_id == source_id, _is_free(now)]
        if not early:
            free.append(_is_due(now))
        values = {"lease": token, "lease_until": now + LEASE}
        with self._database.transaction() as connection:
            won = connection.execute(update(CorpusFeed).where(*free).values(**values)).rowcount == 1
        return Claim(self.get(source_id), token) if won else None

    def succeed(self, claim: Claim, polled: Polled, wait: timedelta) -> bool:
        """Keep what a poll came to; False when the claim was lost meanwhile."""
        source, now = claim.source, self._clock()
        values: dict[str, object] = {
            "etag": polled.etag,
            "last_modified": polled.last_modified,
            "body_sha256": polled.body_sha256,
            "polled_at": now,
            "succeeded_at": now,
            "error": "",
            "failures": 0,
            "due_at": now + wait,
            "found": source.found + polled.found,
            "added": source.added + polled.added,
            "duplicates": source.duplicates + polled.duplicates,
            "skipped": source.skipped + len(polled.skipped),
        }
        if polled.found or polled.skipped or polled.note:
            told = [{"origin": origin, "reason": reason} for origin, reason in polled.skipped[:20]]
            values["notes"] = {"skipped": told, "note": polled.note}
        if polled.added:
            values["changed_at"] = now
        return self._release(claim, values)

    def fail(self, claim: Claim, error: str, wait: timedelta) -> bool:
        """Keep why a poll failed; False when the claim was lost meanwhile."""
        now = self._clock()
        failures = claim.source.failures + 1
        return self._release(
            claim, {"polled_at": now, "error": error[:2_000], "failures": failures, "due_at": now + wait}
        )

    def _release(self, claim: Claim, values: Mapping[str, object]) -> bool:
        held = (CorpusFeed.source_id == claim.source.source_id, CorpusFeed.lease == claim.token)
        ended = {**values, "lease": None, "lease_until": None}
        with self._database.transaction() as connection:
            return bool(connection.execute(update(CorpusFeed).where(*held).values(**ended)).rowcount)


def open_sources(settings: Settings) -> SourceStore:
    """Return the sources in the database that the settings name."""
    return SourceStore(settings.store_url())


def source_id_of(url: str) -> str:
    """Return the id of the source at an address: the same wherever it is added."""
    return key_of(url)[:_ID_CHARS]


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(CorpusFeed.lease.is_(None), has_come(CorpusFeed.lease_until, now, LEASE))


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Whether the time has come, which may be a month off; not so after a poll by a clock that ran ahead."""
    polled = CorpusFeed.polled_at
    return or_(CorpusFeed.due_at <= now, polled.is_(None), polled > now + CLOCKS_APART)


def _source(row: Row[Any]) -> Source:
    values = {field.name: getattr(row, field.name) for field in fields(Source)}
    return Source(**(values | {"kind": SourceKind(row.kind)}))
