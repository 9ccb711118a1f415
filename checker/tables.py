"""The tables of the store, and column types that keep any text, time and report exactly."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Index, Text, literal_column
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

SCHEMA = "schema"
SCHEMA_VERSION = "5"
SESSION_SECRET = "session_secret"  # noqa: S105  # the name of it
WORKER_SEEN = "worker_seen"
WORKER_FACTS = "worker_facts"

# PostgreSQL refuses NUL in text, and neither database can encode half of a surrogate pair; both
# occur in hostile posts. They are written as \uXXXX, and a backslash as two, so nothing is lost.
_UNSTORABLE = re.compile(r"[\\\x00\ud800-\udfff]")
_ESCAPED = re.compile(r"\\(\\|u[0-9a-f]{4})")


def escape(text: str) -> str:
    """Return ``text`` in characters that every database stores; ``unescape`` is the inverse."""
    return _UNSTORABLE.sub(lambda m: r"\\" if m[0] == "\\" else f"\\u{ord(m[0]):04x}", text)


def unescape(stored: str) -> str:
    """Return the text that ``escape`` was given."""
    return _ESCAPED.sub(lambda m: "\\" if m[1] == "\\" else chr(int(m[1][1:], 16)), stored)


class AnyText(TypeDecorator[str]):
    """Any Python string, NUL and lone surrogates included."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Escape what the database cannot store."""
        del dialect
        return None if value is None else escape(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Undo the escaping."""
        del dialect
        return None if value is None else unescape(value)


class UtcTime(TypeDecorator[datetime]):
    """An instant; SQLite has no time zones, so everything is stored and returned in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Take a time without zone as UTC and turn every other into UTC."""
        if value is None:
            return None
        aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return aware.replace(tzinfo=None) if dialect.name == "sqlite" else aware

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Name the zone that SQLite dropped, or leave the session's for UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class WireJson(TypeDecorator[Mapping[str, Any]]):
    r"""A wire form as ASCII JSON text: PostgreSQL's own JSON types refuse ``\u0000``."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, Any] | None, dialect: Dialect) -> str | None:
        """Serialise; NaN and infinity are refused, since no client could read them."""
        del dialect
        return None if value is None else json.dumps(value, ensure_ascii=True, allow_nan=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Mapping[str, Any] | None:
        """Parse."""
        del dialect
        return None if value is None else json.loads(value)


class Base(DeclarativeBase):
    """All tables of the store."""


# Of tables with small rows: SQLite keeps the rows in the order of their key, in the place of rows by number
# and a second tree of keys that finds them. Every check writes to several; PostgreSQL has no such thing.
KEYED = {"sqlite_with_rowid": False}


class Meta(Base):
    """Facts about the store itself: its schema version, and what its workers told last."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class CheckScope(Base):
    """What was asked of a check beside its post; no row where nothing was."""

    __tablename__ = "check_scopes"

    check_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    scope: Mapped[Mapping[str, Any]] = mapped_column(WireJson)  # each option of ``Post`` that is set

    __table_args__ = KEYED


class Check(Base):
    """One check, from acceptance to its report."""

    __tablename__ = "checks"

    check_id: Mapped[str] = mapped_column(AnyText, primary_key=True)  # any text may be asked for
    text: Mapped[str] = mapped_column(AnyText)
    url: Mapped[str | None] = mapped_column(AnyText)
    posted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    lang: Mapped[str | None] = mapped_column(AnyText)
    owner: Mapped[str] = mapped_column(AnyText)
    state: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)
    attempts: Mapped[int]
    lease: Mapped[str | None] = mapped_column(Text)  # who may finish it: a token of one run
    lease_until: Mapped[datetime | None] = mapped_column(UtcTime)
    due_at: Mapped[datetime] = mapped_column(UtcTime)  # unfinished by then: queue it again
    sends: Mapped[int]  # how often it was queued; spaces out due_at
    report: Mapped[Mapping[str, Any] | None] = mapped_column(WireJson)
    error_type: Mapped[str | None] = mapped_column(Text)
    error_message: Mapped[str | None] = mapped_column(AnyText)
    cache_key: Mapped[str | None] = mapped_column(Text)  # SHA-256 of the normalised post
    versions: Mapped[str | None] = mapped_column(Text)  # corpus and models that made the report

    __table_args__ = (
        Index("checks_due", "state", "due_at"),
        # Copies have no key, and most checks are copies. To say so for PostgreSQL would load its driver.
        Index(
            "checks_answers", "cache_key", "versions", sqlite_where=literal_column("cache_key IS NOT NULL")
        ),
    )


class CheckRequest(Base):
    """A request that its sender may repeat, and the check that it made; both texts are kept as hashes."""

    __tablename__ = "check_requests"

    owner: Mapped[str] = mapped_column(AnyText, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    check_id: Mapped[str] = mapped_column(AnyText, index=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime, index=True)


class CheckProgress(Base):
    """How far a run of a check came: each stage that is over, with when and what it found."""

    __tablename__ = "check_progress"

    check_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    stages: Mapped[Mapping[str, Any]] = mapped_column(WireJson)
