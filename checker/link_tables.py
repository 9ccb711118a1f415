"""The table of links that were pasted, until the check that each leads to is made or was removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from checker.tables import AnyText, Base, UtcTime, WireJson


class PastedLink(Base):
    """One link, and what came of reading it."""

    __tablename__ = "pasted_links"
    __table_args__ = (
        Index("pasted_links_by_due", "state", "due_at"),
        Index("pasted_links_by_check", "check_id"),
    )

    link_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    owner: Mapped[str] = mapped_column(AnyText)
    asked: Mapped[Mapping[str, Any]] = mapped_column(WireJson)  # the fields of the check, without its text
    state: Mapped[str] = mapped_column(Text)
    check_id: Mapped[str | None] = mapped_column(AnyText)
    error: Mapped[str | None] = mapped_column(AnyText)
    text: Mapped[str | None] = mapped_column(AnyText)  # what was read, where no check could be made of it
    attempts: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(UtcTime)  # queued and not begun by then: it is queued again
    created_at: Mapped[datetime] = mapped_column(UtcTime)
