"""The tables of what people decided of answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from checker.tables import AnyText, Base, UtcTime, WireJson


class ReviewEntry(Base):
    """One decision; rows are added, and none is changed."""

    __tablename__ = "reviews"

    review_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    check_id: Mapped[str] = mapped_column(AnyText)
    claim: Mapped[str] = mapped_column(AnyText)
    place: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(AnyText)
    by: Mapped[str] = mapped_column(AnyText)
    decision: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str | None] = mapped_column(Text)
    open_reason: Mapped[str | None] = mapped_column(Text)
    because: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(AnyText)
    at: Mapped[datetime] = mapped_column(UtcTime)
    what: Mapped[Mapping[str, Any]] = mapped_column(WireJson)

    __table_args__ = (
        Index("reviews_check", "check_id", "review_id"),
        Index("reviews_person", "person", "review_id"),
    )


class ReviewVote(Base):
    """The decision of a person that counts, for one answer to one claim; made of the entries."""

    __tablename__ = "review_votes"

    check_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    place: Mapped[str] = mapped_column(Text, primary_key=True)
    answer: Mapped[str] = mapped_column(Text, primary_key=True)
    person: Mapped[str] = mapped_column(AnyText, primary_key=True)
    review_id: Mapped[int] = mapped_column(index=True)
    decision: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str | None] = mapped_column(Text)
    open_reason: Mapped[str | None] = mapped_column(Text)
    machine_verdict: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float]
    issuer: Mapped[str] = mapped_column(AnyText)  # of the passage that decides; empty where none does
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)


class ReviewStanding(Base):
    """How a check that somebody reviewed stands, for lists and queues; no row where nobody did."""

    __tablename__ = "review_standings"

    check_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    standing: Mapped[str] = mapped_column(Text)
    needed: Mapped[int]  # people, when this was worked out
    at: Mapped[datetime] = mapped_column(UtcTime)

    __table_args__ = (Index("review_standings_standing", "standing", "at"),)
