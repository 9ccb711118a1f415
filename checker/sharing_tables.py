"""The tables of answers that several checks share: who has whose, and who waits for whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from checker.tables import KEYED, AnyText, Base, UtcTime, WireJson

COPY = "copy"  # the role of a check that has the answer of another one


class CheckShare(Base):
    """How a check comes to its answer, where that is not simply by a run of its own."""

    __tablename__ = "check_shares"

    check_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    role: Mapped[str] = mapped_column(Text)
    # Whose answer it has or waits for; None for a run of its own, and when that check was removed.
    other_id: Mapped[str | None] = mapped_column(AnyText)

    __table_args__ = (
        Index("check_shares_of", "other_id", "role"),
        Index("check_shares_role", "role", "other_id"),
        KEYED,
    )


class CheckFlight(Base):
    """A question that is being answered: copies of its post wait for that instead of asking again."""

    __tablename__ = "check_flights"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    leader_id: Mapped[str] = mapped_column(AnyText, index=True)
    failures: Mapped[int]  # checks that led it and came to no report

    __table_args__ = KEYED


class CorpusMoments(Base):
    """The moments at which a version of the corpus begins to say something else of the past."""

    __tablename__ = "corpus_moments"

    version: Mapped[str] = mapped_column(Text, primary_key=True)
    kept_at: Mapped[datetime] = mapped_column(UtcTime)
    moments: Mapped[Mapping[str, Any]] = mapped_column(WireJson)  # under "at", in order
