"""The outbox: what is to be told is written in the transaction of what it tells of, so neither is lost."""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, insert, or_, select

from checker.account_records import Role
from checker.account_tables import AccountRow
from checker.key_records import Scope, still_opens, widened
from checker.key_tables import KeyRow
from checker.webhook_events import EVERYBODY, News, scope_to_hear
from checker.webhook_tables import WebhookDelivery, WebhookEndpoint, WebhookEvent, WebhookMaker


class DeliveryState(StrEnum):
    """How far a delivery is."""

    PENDING = "pending"  # to be tried when it is due
    DELIVERED = "delivered"
    DEAD = "dead"  # tried as often as is sensible, or refused for good; a person may send it again


def tell(connection: Connection, news: News, now: datetime) -> int:
    """Write ``news`` for every endpoint that wants it, and return how many do; twice is once.

    An endpoint hears of its owner's checks and of statements, and of nothing from before it was there, nor
    once who made it may not hear that any more.
    """
    listening = [
        row
        for row in connection.execute(_listeners(news))
        if news.kind.value in row.events.split() and _was_there(row, news, now) and _may_hear(row, now)
    ]
    known = exists().where(WebhookEvent.event_id == news.event_id)
    if not listening or connection.scalar(select(known)):
        return 0
    event = {"event_id": news.event_id, "kind": news.kind.value, "at": news.at, "body": news.body()}
    connection.execute(insert(WebhookEvent).values(**event))
    connection.execute(
        insert(WebhookDelivery),
        [
            {
                "delivery_id": f"dlv_{secrets.token_hex(12)}",
                "event_id": news.event_id,
                "endpoint_id": row.endpoint_id,
                "owner": row.owner,
                "kind": news.kind.value,
                "state": DeliveryState.PENDING.value,
                "created_at": now,
                "due_at": now,
                "attempts": 0,
                "status": None,
                "error": "",
                "tried_at": None,
            }
            for row in listening
        ],
    )
    return len(listening)


_ANY = select(exists().where(WebhookEndpoint.endpoint_id.is_not(None)))


def is_anybody_listening(connection: Connection) -> bool:
    """Return whether there is any endpoint at all."""
    return bool(connection.scalar(_ANY))


def whose() -> ColumnElement[str]:
    """Return by whose key or account an endpoint hears: who made it, where that is not known its owner."""
    return func.coalesce(func.nullif(WebhookMaker.maker, ""), WebhookEndpoint.owner)


def _was_there(row: Row[Any], news: News, now: datetime) -> bool:
    """Whether an endpoint is older than what happened; one from ahead is of a clock that was set back."""
    return bool(row.created_at <= news.at or row.created_at > now)


def _may_hear(row: Row[Any], now: datetime) -> bool:
    """Whether who made an endpoint may hear; of keys of the settings a courier asks, who knows them."""
    if row.scopes is not None:
        opens = still_opens(row.revoked_at, row.expires_at, now)
        scopes = widened([Scope(name) for name in row.scopes.split()]) if opens else frozenset()
    elif row.role is not None:
        scopes = Role(row.role).scopes if row.disabled_at is None else frozenset()
    else:
        return True
    return scope_to_hear(row.owner) in scopes


def _listeners(news: News) -> Select[*tuple[Any, ...]]:
    asked = (
        select(
            WebhookEndpoint.endpoint_id,
            WebhookEndpoint.owner,
            WebhookEndpoint.events,
            WebhookEndpoint.created_at,
            KeyRow.scopes,
            KeyRow.revoked_at,
            KeyRow.expires_at,
            AccountRow.role,
            AccountRow.disabled_at,
        )
        .outerjoin(WebhookMaker, WebhookMaker.endpoint_id == WebhookEndpoint.endpoint_id)
        .outerjoin(KeyRow, KeyRow.key_id == whose())
        .outerjoin(AccountRow, AccountRow.account_id == whose())
    )
    if news.owner == EVERYBODY:
        return asked
    return asked.where(or_(WebhookEndpoint.owner == EVERYBODY, WebhookEndpoint.owner == news.owner))
