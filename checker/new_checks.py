"""How a check begins: the rows that are written when a post is accepted."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from checker.check_records import CheckState
from checker.filing import file_many
from checker.log_context import REQUEST_ID, facts
from checker.records import Post
from checker.tables import Check, CheckScope
from checker.tally_tables import CheckOrigin
from checker.tracing import traceparent

ID_BYTES = 16
_OPTIONS = ("issuers", "languages", "min_confidence", "max_passages")


@dataclass(frozen=True, slots=True)
class NewCheck:
    """A check that is to be kept."""

    post: Post
    owner: str
    created_at: datetime
    due_at: datetime  # unfinished by then: queue it again


def no_limit() -> None:
    """Say that there is room for more."""


def keep_new(connection: Connection, checks: Sequence[NewCheck]) -> tuple[str, ...]:
    """Write checks and all that belongs beside them; return their ids, which cannot be guessed."""
    ids = tuple(secrets.token_urlsafe(ID_BYTES) for _ in checks)
    rows = [_row(check_id, check) for check_id, check in zip(ids, checks, strict=True)]
    connection.execute(insert(Check), rows)
    file_many(connection, rows)
    scopes = [
        {"check_id": check_id, "scope": scope}
        for check_id, check in zip(ids, checks, strict=True)
        if (scope := _scope(check.post))
    ]
    if scopes:
        connection.execute(insert(CheckScope), scopes)
    _note_origins(connection, ids)
    return ids


def _note_origins(connection: Connection, check_ids: Sequence[str]) -> None:
    """Keep for which request this is done, if for one: what is done for the checks later says so too."""
    if request_id := facts().get(REQUEST_ID):
        origin = {"request_id": request_id, "traceparent": traceparent()}
        connection.execute(insert(CheckOrigin), [{"check_id": one, **origin} for one in check_ids])


def _row(check_id: str, check: NewCheck) -> dict[str, Any]:
    return {
        "check_id": check_id,
        "text": check.post.text,
        "url": check.post.url,
        "posted_at": check.post.posted_at,
        "lang": check.post.lang,
        "owner": check.owner,
        "state": CheckState.QUEUED.value,
        "created_at": check.created_at,
        "attempts": 0,
        "sends": 1,
        "due_at": check.due_at,
    }


def _scope(post: Post) -> dict[str, Any]:
    return {name: value for name in _OPTIONS if (value := getattr(post, name))}
