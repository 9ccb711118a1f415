"""Requests that may be sent again without being done again: ``Idempotency-Key``, remembered for a day."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import Connection, delete, insert, select

from checker.errors import InvalidInput
from checker.tables import CheckRequest

KEPT = timedelta(hours=24)
FIELD = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Once:
    """A request that is done once, however often it comes: hashes of its key and of what it asks for."""

    key: str
    body: str

    @classmethod
    def of(cls, key: str, body: object) -> Self:
        """Return the request of a header and of a JSON body; how that is spaced and ordered is all the same.

        Raises
        ------
        InvalidInput
            The key is not 1 to 255 visible ASCII characters.
        """
        if not _KEY.fullmatch(key):
            raise InvalidInput(f"{FIELD} must be 1 to 255 visible ASCII characters", field=FIELD)
        return cls(_digest(key), _digest(json.dumps(body, sort_keys=True)))


def answered_by(connection: Connection, owner: str, once: Once, now: datetime) -> str | None:
    """Return the id of the check that the request made within a day, if it made one.

    Raises
    ------
    InvalidInput
        The key came with another body.
    """
    same = (CheckRequest.owner == owner, CheckRequest.key == once.key)
    row = connection.execute(select(CheckRequest.__table__).where(*same)).first()
    if row is None or row.created_at <= now - KEPT:
        return None
    if row.body != once.body:
        message = f"{FIELD} came with another body within 24 hours; use a new one for another post"
        raise InvalidInput(message, field=FIELD)
    return str(row.check_id)


def note_request(connection: Connection, owner: str, once: Once, check_id: str, now: datetime) -> None:
    """Keep which check a request made; ``IntegrityError`` where the same request was quicker."""
    old = (CheckRequest.owner == owner, CheckRequest.key == once.key, CheckRequest.created_at <= now - KEPT)
    connection.execute(delete(CheckRequest).where(*old))
    row = {"owner": owner, "key": once.key, "body": once.body, "check_id": check_id, "created_at": now}
    connection.execute(insert(CheckRequest).values(**row))


def forget_requests(connection: Connection, now: datetime) -> int:
    """Drop requests of more than a day ago, and return how many those were."""
    old = delete(CheckRequest).where(CheckRequest.created_at <= now - KEPT)
    return int(connection.execute(old).rowcount)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
