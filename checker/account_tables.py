"""The tables of accounts, of sessions and of attempts to sign in.

A row of an account is never deleted: a server that had accounts does not open again, and whoever
reviewed something keeps a name.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from checker.tables import AnyText, Base, UtcTime


class AccountRow(Base):
    """One person."""

    __tablename__ = "accounts"

    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    full_name: Mapped[str] = mapped_column(AnyText)
    role: Mapped[str] = mapped_column(Text)
    hashed: Mapped[str] = mapped_column(Text)  # argon2
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    created_by: Mapped[str] = mapped_column(AnyText)
    password_at: Mapped[datetime] = mapped_column(UtcTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcTime)


class SessionRow(Base):
    """One browser that is signed in; the row goes when it signs out."""

    __tablename__ = "sessions"

    session_id: Mapped[str] = mapped_column(Text, primary_key=True)
    hashed: Mapped[str] = mapped_column(Text, unique=True)  # SHA-256 of the token in the cookie
    owner: Mapped[str] = mapped_column(Text)
    mark: Mapped[str] = mapped_column(Text)
    began_at: Mapped[datetime] = mapped_column(UtcTime)
    seen_at: Mapped[datetime] = mapped_column(UtcTime)
    address: Mapped[str] = mapped_column(AnyText)
    agent: Mapped[str] = mapped_column(AnyText)

    __table_args__ = (Index("sessions_owner", "owner"), Index("sessions_began", "began_at"))


class AttemptRow(Base):
    """How often a name, an address, or the two together, were tried; names and addresses are hashed."""

    __tablename__ = "sign_in_attempts"

    subject: Mapped[str] = mapped_column(Text, primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
