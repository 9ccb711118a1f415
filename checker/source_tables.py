"""The tables of sources that are polled, and of what they have shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from checker.tables import AnyText, Base, UtcTime, WireJson


class CorpusFeed(Base):
    """One source, and what the last polls of it came to."""

    __tablename__ = "corpus_feeds"

    source_id: Mapped[str] = mapped_column(AnyText, primary_key=True)  # any text may be asked for
    url: Mapped[str] = mapped_column(AnyText)
    kind: Mapped[str] = mapped_column(Text)
    every: Mapped[float]  # seconds; 0 is the setting
    added_at: Mapped[datetime] = mapped_column(UtcTime)
    added_by: Mapped[str] = mapped_column(AnyText)
    etag: Mapped[str] = mapped_column(AnyText)
    last_modified: Mapped[str] = mapped_column(AnyText)
    body_sha256: Mapped[str] = mapped_column(Text)
    polled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    succeeded_at: Mapped[datetime | None] = mapped_column(UtcTime)
    changed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    error: Mapped[str] = mapped_column(AnyText)
    failures: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    lease: Mapped[str | None] = mapped_column(Text)
    lease_until: Mapped[datetime | None] = mapped_column(UtcTime)
    found: Mapped[int]
    added: Mapped[int]
    duplicates: Mapped[int]
    skipped: Mapped[int]
    notes: Mapped[Mapping[str, Any]] = mapped_column(WireJson)


class CorpusFeedItem(Base):
    """One thing that a source has shown: a text, or a link whose text is fetched."""

    __tablename__ = "corpus_feed_items"

    source_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    link: Mapped[str] = mapped_column(AnyText)  # empty when the source had the text itself
    seen_at: Mapped[datetime] = mapped_column(UtcTime)
    done: Mapped[bool]
    tries: Mapped[int]
    error: Mapped[str] = mapped_column(AnyText)


class CorpusFeedTold(Base):
    """What a feed says of a link whose text is still to be fetched."""

    __tablename__ = "corpus_feed_told"

    source_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    told: Mapped[Mapping[str, Any]] = mapped_column(WireJson)
