"""How a check begins: the rows that are written when a post is accepted."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from checker.check_records import CheckRecord, CheckState
from checker.filing import file_many
from checker.log_context import REQUEST_ID, facts
from checker.records import Post
from checker.tables import Check, CheckScope
from checker.tally_tables import CheckOrigin
from checker.tracing import traceparent

ID_BYTES = 16
# Made once: to put a statement together takes longer than to have it done.
_KEEP, _KEEP_SCOPE, _KEEP_ORIGIN = insert(Check), insert(CheckScope), insert(CheckOrigin)
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


def by_the_caller(check_id: str) -> None:
    """Leave it to the caller to queue a check."""


@dataclass(frozen=True, slots=True)
class Running:
    """How a check is run that has no answer yet."""

    room: Callable[[], object] = no_limit  # asked before it is kept; may refuse
    queue: Callable[[str], object] = by_the_caller  # hears of it once it is kept


LEFT_TO_CALLER = Running()


def keep_new(connection: Connection, checks: Sequence[NewCheck]) -> tuple[str, ...]:
    """Write checks and all that belongs beside them; return their ids, which cannot be guessed."""
    found = {new_id(): check for check in checks}
    rows = [row_of(check_id, check) for check_id, check in found.items()]
    connection.execute(_KEEP, rows)
    file_many(connection, rows)
    note_beside(connection, found)
    return tuple(found)


def record_of(check_id: str, new: NewCheck) -> CheckRecord:
    """Return a new check as it is kept, which need not be read again."""
    request_id = facts().get(REQUEST_ID, "")
    return CheckRecord(
        check_id=check_id,
        post=new.post,
        owner=new.owner,
        state=CheckState.QUEUED,
        created_at=new.created_at,
        started_at=None,
        finished_at=None,
        attempts=0,
        report=None,
        error=None,
        error_type=None,
        request_id=request_id,
        traceparent=traceparent() if request_id else "",
    )


def new_id() -> str:
    """Return an id that nobody can guess.

    None begins like a formula of spreadsheets or an option of a command: ids are copied into both.
    """
    while (made := secrets.token_urlsafe(ID_BYTES)).startswith("-"):
        pass
    return made


def note_beside(connection: Connection, checks: Mapping[str, NewCheck]) -> None:
    """Write what belongs beside new checks: what was asked of them, and for which request they are."""
    scopes = [
        {"check_id": check_id, "scope": scope}
        for check_id, check in checks.items()
        if (scope := _scope(check.post))
    ]
    if scopes:
        connection.execute(_KEEP_SCOPE, scopes)
    _note_origins(connection, tuple(checks))


def _note_origins(connection: Connection, check_ids: Sequence[str]) -> None:
    """Keep for which request this is done, if for one: what is done for the checks later says so too."""
    if request_id := facts().get(REQUEST_ID):
        origin = {"request_id": request_id, "traceparent": traceparent()}
        connection.execute(_KEEP_ORIGIN, [{"check_id": one, **origin} for one in check_ids])


def row_of(check_id: str, check: NewCheck) -> dict[str, Any]:
    """Return the row of a check that waits to be run."""
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
