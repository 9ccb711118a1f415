"""Keys in the database: made, listed, rotated, revoked, and found by the id that each begins with."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import Row, bindparam, exists, insert, or_, select, update

from checker.account_tables import AccountRow
from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.errors import InvalidInput, NotAllowed, NotFound
from checker.key_records import Key, Limits, Scope
from checker.key_tables import KeyRow

MAX_NAME = 100
MOST = 1_000_000_000  # of a limit: more is no limit
USED_EVERY = timedelta(minutes=1)
_KEY = re.compile(r"ck_([0-9a-f]{12})_[A-Za-z0-9_-]{43}", re.ASCII)
_ID = re.compile(r"[0-9a-f]{12}", re.ASCII)


# Made once: every request asks them.
_ANY_DOOR = select(
    or_(exists().where(KeyRow.key_id.is_not(None)), exists().where(AccountRow.account_id.is_not(None)))
)
_ONE = select(KeyRow.__table__).where(KeyRow.key_id == bindparam("wanted"))


def id_of(key: str) -> str | None:
    """Return the id that a key of ours begins with; None of any other text."""
    found = _KEY.fullmatch(key)
    return found[1] if found else None


@dataclass(frozen=True, slots=True)
class NewKey:
    """What is asked for."""

    name: str
    scopes: Sequence[Scope]
    limits: Limits = field(default_factory=Limits)
    expires_at: datetime | None = None


class Keys:
    """Keeps keys; ``StoreUnavailable`` is raised while the database is away."""

    def __init__(
        self,
        url: str,
        *,
        clock: Callable[[], datetime] = utc_now,
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._database = Database(open_engine(url))
        self._clock = clock
        self._hasher = hasher or PasswordHasher()
        self._is_there = False

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def now(self) -> datetime:
        """Return the time by which keys expire."""
        return self._clock()

    def create(self, new: NewKey, by: str) -> tuple[Key, str]:
        """Make a key; the text of it, which comes second, is kept nowhere.

        Raises
        ------
        InvalidInput
            It has no name, no scope, is over already, or its limits are none.
        """
        _check(new, self._clock())
        key_id = secrets.token_hex(6)
        text = _new_text(key_id)
        row = {
            "key_id": key_id,
            "hashed": self._hasher.hash(text),
            "name": new.name.strip(),
            "scopes": " ".join(scope for scope in Scope if scope in new.scopes),
            "per_minute": new.limits.per_minute,
            "per_day": new.limits.per_day,
            "created_at": self._clock(),
            "created_by": by,
            "expires_at": new.expires_at,
        }
        with self._database.transaction() as connection:
            connection.execute(insert(KeyRow).values(row))
        return self.get(key_id), text

    def rotate(self, key_id: str) -> tuple[Key, str]:
        """Give a key another secret; the earlier one opens nothing from now on, what it made stays its own.

        Raises
        ------
        NotFound
            There is no such key.
        NotAllowed
            It was revoked or has expired.
        """
        key = self.get(key_id)
        if not key.works(self._clock()):
            raise NotAllowed(f"the key {key_id} is {key.state(self._clock())}; make another one")
        text = _new_text(key_id)
        values = {"hashed": self._hasher.hash(text), "rotated_at": self._clock()}
        with self._database.transaction() as connection:
            connection.execute(update(KeyRow).where(KeyRow.key_id == key_id).values(values))
        return self.get(key_id), text

    def revoke(self, key_id: str) -> Key:
        """Let a key open nothing any more; again is the same.

        Raises
        ------
        NotFound
            There is no such key.
        """
        self.get(key_id)
        unrevoked = KeyRow.key_id == key_id, KeyRow.revoked_at.is_(None)
        with self._database.transaction() as connection:
            connection.execute(update(KeyRow).where(*unrevoked).values(revoked_at=self._clock()))
        return self.get(key_id)

    def all(self) -> tuple[Key, ...]:
        """Return every key, the newest first."""
        if not self._there():
            return ()
        asked = select(KeyRow.__table__).order_by(KeyRow.created_at.desc(), KeyRow.key_id)
        with self._database.transaction(writes=False) as connection:
            return tuple(_key(row) for row in connection.execute(asked))

    def get(self, key_id: str) -> Key:
        """Return a key.

        Raises
        ------
        NotFound
            There is none of that id.
        """
        found = self.find(key_id)
        if found is None:
            raise NotFound("there is no such key")
        return found[0]

    def find(self, key_id: str) -> tuple[Key, str] | None:
        """Return a key and its hash, whether it works or not; None if there is none."""
        if not _ID.fullmatch(key_id) or not self._there():
            return None
        with self._database.transaction(writes=False) as connection:
            row = connection.execute(_ONE, {"wanted": key_id}).one_or_none()
        return (_key(row), row.hashed) if row else None

    def any_door(self) -> bool:
        """Return whether a key was ever made here, or an account added."""
        if not self._there():
            return False
        return bool(self._database.glance(_ANY_DOOR))

    def note_use(self, key: Key) -> None:
        """Keep that a key was used, at most once a minute."""
        now = self._clock()
        if key.used_at is not None and now - key.used_at < USED_EVERY:
            return
        stale = or_(KeyRow.used_at.is_(None), KeyRow.used_at <= now - USED_EVERY)
        with self._database.transaction() as connection:
            connection.execute(update(KeyRow).where(KeyRow.key_id == key.key_id, stale).values(used_at=now))

    def _there(self) -> bool:
        """Return whether there is a database; asking for a key makes none."""
        if not self._is_there:
            url = self._database.engine.url
            self._is_there = url.get_backend_name() != "sqlite" or Path(url.database or "").exists()
        return self._is_there


def open_keys(settings: Settings) -> Keys:
    """Return the keys in the database that the settings name."""
    return Keys(settings.store_url())


def _new_text(key_id: str) -> str:
    return f"ck_{key_id}_{secrets.token_urlsafe(32)}"


def _check(new: NewKey, now: datetime) -> None:
    name = new.name.strip()
    if not name or len(name) > MAX_NAME or not name.isprintable():
        message = f"name must be 1 to {MAX_NAME} printable characters that say whose key it is"
        raise InvalidInput(message, field="name")
    if not new.scopes:
        raise InvalidInput(f"scopes must name at least one of {', '.join(Scope)}", field="scopes")
    for what, value in (("per_minute", new.limits.per_minute), ("per_day", new.limits.per_day)):
        if value is not None and not 0 <= value <= MOST:
            raise InvalidInput(f"{what} must be a whole number from 0 to {MOST}; 0 is no limit", field=what)
    if new.expires_at is not None and new.expires_at <= now:
        raise InvalidInput("expires_at lies in the past", field="expires_at")


def _key(row: Row[tuple[object, ...]]) -> Key:
    return Key(
        key_id=row.key_id,
        name=row.name,
        scopes=tuple(Scope(name) for name in row.scopes.split()),
        limits=Limits(row.per_minute, row.per_day),
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        rotated_at=row.rotated_at,
        used_at=row.used_at,
    )
