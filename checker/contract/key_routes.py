"""The operations on keys, and their answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from checker.contract.operations import Operation
from checker.contract.wire import Answer, Moment, words
from checker.key_records import Scope
from checker.key_wire import NewApiKey


class KeyAnswer(Answer):
    """A key, without its secret."""

    id: str
    name: str
    scopes: list[Scope]
    state: Literal["active", "expired", "revoked"]
    per_minute: Annotated[int | None, words("requests; null: as the settings have it, 0: no limit")]
    per_day: Annotated[int | None, words("requests that make checks; null and 0 as above")]
    created_at: Moment
    created_by: str
    expires_at: Moment | None
    revoked_at: Moment | None
    rotated_at: Moment | None
    used_at: Annotated[Moment | None, words("to the minute")]


class NewKeyAnswer(KeyAnswer):
    """A key that was made or rotated; no other answer has it."""

    key: Annotated[str, words("what to send as the bearer token")]


class KeyList(Answer):
    """Every key, the newest first."""

    keys: list[KeyAnswer]


KEYS: Mapping[str, Operation] = {
    "keys.show_all": Operation("Keys", {200: KeyList}, (401, 403, 503)),
    "keys.create": Operation(
        "Keys",
        {201: NewKeyAnswer},
        (400, 401, 403, 413, 415, 422, 503),
        body=NewApiKey,
        headers=("Location",),
        examples={
            "A bot": {
                "name": "ferry bot",
                "scopes": ["check", "read"],
                "expires_at": "90d",
                "per_minute": 120,
            }
        },
    ),
    "keys.show": Operation("Keys", {200: KeyAnswer}, (401, 403, 404, 503)),
    "keys.rotate": Operation("Keys", {200: NewKeyAnswer}, (401, 403, 404, 503)),
    "keys.revoke": Operation("Keys", {200: KeyAnswer}, (401, 403, 404, 503)),
}
