"""Who is signed in where: sessions are kept here, so that each can be ended from anywhere.

The cookie holds a token, the database its SHA-256: who reads the database cannot sign in with it. The
secret that signs cookies is kept beside them, since every host must know what another one has signed.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, Row, delete, insert, or_, select, update

from checker.account_records import SignedIn
from checker.account_tables import SessionRow
from checker.clock import utc_now
from checker.database import Database
from checker.tables import SESSION_SECRET, Meta
from checker.upserts import upsert

log = logging.getLogger(__name__)

SEEN_EVERY = timedelta(minutes=1)
MAX_AGENT = 400
SECRET_BYTES = 32
_BEFORE = "session.key"  # in the data folder, where each host had a secret of its own


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a session lasts."""

    longest: timedelta  # whatever is done in it
    idle: timedelta  # with nothing done in it


class Sessions:
    """Begins sessions, finds them by their tokens, and ends them."""

    def __init__(
        self, database: Database, lifetime: Lifetime, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._database = database
        self._lifetime = lifetime
        self._clock = clock

    def secret(self, data_dir: Path) -> bytes:
        """Return the secret that signs cookies, the same on every host; the first to ask makes it.

        One that lies in ``data_dir`` from before is taken over, so that nobody is signed out.
        """
        asked = select(Meta.value).where(Meta.key == SESSION_SECRET)
        with self._database.transaction(writes=False) as connection:
            kept = connection.scalar(asked)
        if kept is None:
            before = data_dir / _BEFORE
            mine = _read(before) or secrets.token_bytes(SECRET_BYTES)
            with self._database.transaction() as connection:
                made = upsert(connection.dialect.name, Meta).values(key=SESSION_SECRET, value=mine.hex())
                connection.execute(made.on_conflict_do_nothing())
                kept = str(connection.scalar(asked))
            _remove(before)
        return bytes.fromhex(kept)

    def begin(self, owner: str, mark: str, address: str, agent: str) -> str:
        """Begin a session and return its token, which is kept nowhere else."""
        token, now = secrets.token_urlsafe(32), self._clock()
        row = {
            "session_id": secrets.token_hex(6),
            "hashed": _digest(token),
            "owner": owner,
            "mark": mark,
            "began_at": now,
            "seen_at": now,
            "address": address,
            "agent": agent[:MAX_AGENT],
        }
        with self._database.transaction() as connection:
            connection.execute(delete(SessionRow).where(self._over(now)))
            connection.execute(insert(SessionRow).values(row))
        return token

    def find(self, token: str) -> SignedIn | None:
        """Return the session of a token, while it lasts, and note that it was seen."""
        if not token:
            return None
        now = self._clock()
        asked = select(SessionRow.__table__).where(SessionRow.hashed == _digest(token), ~self._over(now))
        with self._database.transaction(writes=False) as connection:
            row = connection.execute(asked).one_or_none()
        if row is None:
            return None
        if now - row.seen_at >= SEEN_EVERY:
            with self._database.transaction() as connection:
                this = SessionRow.session_id == row.session_id
                connection.execute(update(SessionRow).where(this).values(seen_at=now))
        return _signed_in(row)

    def of_owner(self, owner: str) -> tuple[SignedIn, ...]:
        """Return where somebody is signed in, the latest first."""
        asked = select(SessionRow.__table__).where(SessionRow.owner == owner, ~self._over(self._clock()))
        with self._database.transaction(writes=False) as connection:
            rows = connection.execute(asked.order_by(SessionRow.seen_at.desc(), SessionRow.session_id))
            return tuple(_signed_in(row) for row in rows)

    def end(self, session_id: str, owner: str) -> None:
        """End one session of ``owner``; one that is over is over."""
        self._delete(SessionRow.session_id == session_id, SessionRow.owner == owner)

    def end_all(self, owner: str, *, but: str = "") -> None:
        """End every session of ``owner``, but the one of that id."""
        self._delete(SessionRow.owner == owner, SessionRow.session_id != but)

    def _delete(self, *conditions: ColumnElement[bool]) -> None:
        with self._database.transaction() as connection:
            connection.execute(delete(SessionRow).where(*conditions))

    def _over(self, now: datetime) -> ColumnElement[bool]:
        return or_(
            SessionRow.began_at <= now - self._lifetime.longest,
            SessionRow.seen_at <= now - self._lifetime.idle,
        )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.warning("%s is of no use any more, and cannot be removed: %s", path, error)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _signed_in(row: Row[tuple[object, ...]]) -> SignedIn:
    return SignedIn(
        session_id=row.session_id,
        owner=row.owner,
        mark=row.mark,
        began_at=row.began_at,
        seen_at=row.seen_at,
        address=row.address,
        agent=row.agent,
    )
