"""The table of keys. A row is never deleted: a server that had keys does not open again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from checker.tables import AnyText, Base, UtcTime


class KeyRow(Base):
    """One key; its id is the part of it that is no secret."""

    __tablename__ = "keys"

    key_id: Mapped[str] = mapped_column(Text, primary_key=True)
    hashed: Mapped[str] = mapped_column(Text)  # argon2
    name: Mapped[str] = mapped_column(AnyText)
    scopes: Mapped[str] = mapped_column(Text)  # names, with spaces between
    per_minute: Mapped[int | None]
    per_day: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    created_by: Mapped[str] = mapped_column(AnyText)
    expires_at: Mapped[datetime | None] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    rotated_at: Mapped[datetime | None] = mapped_column(UtcTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)
