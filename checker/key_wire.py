"""Keys in their wire form, for the API and the command line, and in a line for people."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from checker.body_faults import refused
from checker.errors import InvalidInput
from checker.key_records import Key, Limits, Scope
from checker.key_store import NewKey
from checker.schema import iso
from checker.surrogates import wire_text

_SPAN = re.compile(r"([1-9][0-9]{0,5})([hd])", re.ASCII)


def key_to_wire(key: Key, now: datetime, text: str = "") -> dict[str, Any]:
    """Return a key; its text is shown once, when it is made or rotated."""
    wire: dict[str, Any] = {
        "id": key.key_id,
        "name": wire_text(key.name),
        "scopes": [scope.value for scope in key.scopes],
        "state": key.state(now),
        "per_minute": key.limits.per_minute,
        "per_day": key.limits.per_day,
        "created_at": iso(key.created_at),
        "created_by": wire_text(key.created_by),
        "expires_at": iso(key.expires_at),
        "revoked_at": iso(key.revoked_at),
        "rotated_at": iso(key.rotated_at),
        "used_at": iso(key.used_at),
    }
    return wire | ({"key": text} if text else {})


def key_line(key: Key, now: datetime) -> str:
    """Return a key in a line."""
    used = f"used {key.used_at:%Y-%m-%d %H:%M}" if key.used_at else "never used"
    until = f", until {key.expires_at:%Y-%m-%d %H:%M} UTC" if key.expires_at else ""
    return f"{key.key_id}  {key.state(now)}{until}  {','.join(key.scopes)}  {used}  {wire_text(key.name)}"


class NewApiKey(BaseModel):
    """What a caller sends to have a key made."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=100, description="whose key it is")]
    scopes: Annotated[list[str], Field(min_length=1, description=f"of {', '.join(Scope)}")]
    expires_at: Annotated[str | None, Field(description="ISO 8601, or a span such as 90d")] = None
    per_minute: Annotated[int | None, Field(ge=0, description="requests; 0 is no limit")] = None
    per_day: Annotated[int | None, Field(ge=0, description="requests that make checks; 0 is no limit")] = None


def read_new_key(body: object) -> NewKey:
    """Return what a body asks for.

    Raises
    ------
    InvalidInput
        A field cannot be used.
    """
    try:
        asked = NewApiKey.model_validate(body)
    except ValidationError as error:
        raise refused(error, NewApiKey) from error
    expires_at = read_expiry(asked.expires_at) if asked.expires_at else None
    limits = Limits(asked.per_minute, asked.per_day)
    return NewKey(asked.name, read_scopes(asked.scopes), limits, expires_at)


def read_scopes(names: list[str]) -> tuple[Scope, ...]:
    """Return scopes by their names.

    Raises
    ------
    InvalidInput
        One is none.
    """
    try:
        return tuple(Scope(name) for name in names)
    except ValueError as error:
        raise InvalidInput(f"scopes must be of {', '.join(Scope)}", field="scopes") from error


def read_expiry(given: str, *, now: datetime | None = None) -> datetime:
    """Return when a key ends; a time without a zone is UTC.

    Raises
    ------
    InvalidInput
        It is no time and no span.
    """
    given = given.strip()
    try:
        if span := _SPAN.fullmatch(given):
            hours = int(span[1]) * (24 if span[2] == "d" else 1)
            return (now or datetime.now(UTC)) + timedelta(hours=hours)
        moment = datetime.fromisoformat(given)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        message = 'expires_at must be ISO 8601 like "2027-06-30" or a span like 90d or 12h'
        raise InvalidInput(message, field="expires_at") from error
