"""The tables of webhooks: who wants to hear, what there is to tell, and what was told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from checker.tables import AnyText, Base, UtcTime, WireJson


class WebhookEndpoint(Base):
    """An address that wants to hear."""

    __tablename__ = "webhook_endpoints"

    endpoint_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    url: Mapped[str] = mapped_column(AnyText)
    secret: Mapped[str] = mapped_column(Text)  # signing needs the secret itself; a hash would not do
    events: Mapped[str] = mapped_column(Text)  # names, with spaces between
    owner: Mapped[str] = mapped_column(AnyText)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    failures: Mapped[int]  # in a row
    due_at: Mapped[datetime] = mapped_column(UtcTime)  # not asked before
    lease: Mapped[str | None] = mapped_column(Text)
    lease_until: Mapped[datetime | None] = mapped_column(UtcTime)


class WebhookMaker(Base):
    """Who made an endpoint, where that is known: of those that were made before this was kept it is not."""

    __tablename__ = "webhook_makers"

    endpoint_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    maker: Mapped[str] = mapped_column(AnyText)  # whose key or account it was; empty where none was needed
    made_by: Mapped[str] = mapped_column(AnyText)  # what lists call them


class WebhookEvent(Base):
    """Something that happened, in the words in which it is told."""

    __tablename__ = "webhook_events"

    event_id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcTime)
    body: Mapped[Mapping[str, Any]] = mapped_column(WireJson)

    __table_args__ = (Index("webhook_events_at", "at"),)


class WebhookDelivery(Base):
    """One event on its way to one endpoint."""

    __tablename__ = "webhook_deliveries"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)  # in this order they are told
    delivery_id: Mapped[str] = mapped_column(AnyText, unique=True)
    event_id: Mapped[str] = mapped_column(Text)
    endpoint_id: Mapped[str] = mapped_column(AnyText)
    owner: Mapped[str] = mapped_column(AnyText)
    kind: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    attempts: Mapped[int]
    status: Mapped[int | None]  # of the last answer
    error: Mapped[str] = mapped_column(AnyText)
    tried_at: Mapped[datetime | None] = mapped_column(UtcTime)

    __table_args__ = (
        Index("webhook_deliveries_due", "state", "endpoint_id", "due_at"),
        Index("webhook_deliveries_event", "event_id"),
    )
