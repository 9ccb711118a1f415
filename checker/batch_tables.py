"""The tables of batches: each batch, and which check each of its posts became."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from checker.tables import AnyText, Base, UtcTime, WireJson


class BatchRow(Base):
    """Many posts that came at once."""

    __tablename__ = "batches"

    batch_id: Mapped[str] = mapped_column(AnyText, primary_key=True)  # any text may be asked for
    owner: Mapped[str] = mapped_column(AnyText)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    total: Mapped[int]
    sent: Mapped[int]  # the number of the last post that was handed to the workers
    ended: Mapped[int]  # all posts up to this number have ended; more may have
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime)  # when the last post was handed on
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)
    skipped: Mapped[Mapping[str, Any] | None] = mapped_column(WireJson)  # what could not be used, and why

    __table_args__ = (
        Index("batches_listed", "owner", "created_at", "batch_id"),
        Index("batches_unfinished", "finished_at", "created_at"),
    )


class BatchPost(Base):
    """One post of a batch, and its check; there is no row where the check was removed."""

    __tablename__ = "batch_posts"

    batch_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # from 1, in the order in which they came
    check_id: Mapped[str] = mapped_column(AnyText, unique=True)
    ref: Mapped[str] = mapped_column(AnyText)  # what its sender calls it
    line: Mapped[int]  # where it stood in what was sent
