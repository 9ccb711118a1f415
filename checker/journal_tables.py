"""The tables of the journal: events of the corpus, the sources they were read from, its folder in copies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import DDL, Index, Integer, LargeBinary, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from checker.tables import AnyText, Base, UtcTime, WireJson


class CorpusEvent(Base):
    """One event. Rows are added, never changed and never deleted."""

    __tablename__ = "corpus_events"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Text)
    statement_id: Mapped[str] = mapped_column(AnyText)
    at: Mapped[datetime] = mapped_column(UtcTime)
    actor: Mapped[str] = mapped_column(AnyText)
    reason: Mapped[str] = mapped_column(AnyText)
    statement: Mapped[Mapping[str, Any] | None] = mapped_column(WireJson)
    by: Mapped[str] = mapped_column(AnyText)
    effective: Mapped[datetime | None] = mapped_column(UtcTime)
    source: Mapped[str] = mapped_column(Text)
    doubts: Mapped[Mapping[str, Any] | None] = mapped_column(WireJson)
    version: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("corpus_events_of", "statement_id", "seq"), Index("corpus_events_by", "by"))


class CorpusSource(Base):
    """A source as it was received."""

    __tablename__ = "corpus_sources"

    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    media_type: Mapped[str] = mapped_column(AnyText)
    origin: Mapped[str] = mapped_column(AnyText)
    kept_at: Mapped[datetime] = mapped_column(UtcTime)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class CorpusFolder(Base):
    """Which folder or file the corpus was read from last: one row."""

    __tablename__ = "corpus_folder"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    path: Mapped[str] = mapped_column(AnyText)


class CorpusReading(Base):
    """What a host found in its copy of that folder when it read it last."""

    __tablename__ = "corpus_readings"

    host: Mapped[str] = mapped_column(AnyText, primary_key=True)
    path: Mapped[str] = mapped_column(AnyText)
    stamp: Mapped[str] = mapped_column(Text)  # how it looked; empty where a part could not be read
    said: Mapped[bytes] = mapped_column(LargeBinary)  # JSON of id -> hash, deflated
    read_at: Mapped[datetime] = mapped_column(UtcTime)


# The database itself refuses to change what happened, whoever asks.
_REFUSALS = {
    "sqlite": """
CREATE TRIGGER IF NOT EXISTS corpus_events_keep_{what} BEFORE {what} ON corpus_events
BEGIN SELECT RAISE(ABORT, 'events of the corpus are never changed'); END
""",
    "postgresql": """
CREATE OR REPLACE FUNCTION corpus_events_keep() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'events of the corpus are never changed'; END $$;
CREATE OR REPLACE TRIGGER corpus_events_keep_{what} BEFORE {what} ON corpus_events
FOR EACH STATEMENT EXECUTE FUNCTION corpus_events_keep()
""",
}
for _dialect, _refusal in _REFUSALS.items():
    for _what in ("update", "delete"):
        event.listen(
            CorpusEvent.__table__,
            "after_create",
            DDL(_refusal.format(what=_what)).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )
