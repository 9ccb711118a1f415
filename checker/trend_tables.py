"""The tables of how often each claim was seen, and of which claims mean the same."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from checker.tables import KEYED, AnyText, Base, UtcTime


class SeenClaim(Base):
    """A claim that somebody has sent, whatever the case and the punctuation it was written in."""

    __tablename__ = "seen_claims"

    claim_key: Mapped[str] = mapped_column(Text, primary_key=True)  # a hash of its words
    words: Mapped[str] = mapped_column(AnyText)  # as one of those who sent it wrote it
    lang: Mapped[str] = mapped_column(AnyText)
    verdict: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)  # of NOT ENOUGH INFO
    answered_at: Mapped[datetime] = mapped_column(UtcTime)  # when that was the verdict
    first_seen: Mapped[datetime] = mapped_column(UtcTime)
    last_seen: Mapped[datetime] = mapped_column(UtcTime)
    times: Mapped[int]
    # The key of the claim that founded its cluster; None until a worker has compared it with others.
    cluster: Mapped[str | None] = mapped_column(Text)
    vector: Mapped[bytes | None] = mapped_column(LargeBinary)
    model: Mapped[str | None] = mapped_column(Text)  # that made the vector

    __table_args__ = (Index("seen_claims_cluster", "cluster"), Index("seen_claims_last", "last_seen"))


class ClaimCount(Base):
    """How often a claim was seen in a few minutes."""

    __tablename__ = "claim_counts"

    bucket: Mapped[datetime] = mapped_column(UtcTime, primary_key=True)  # its first moment
    claim_key: Mapped[str] = mapped_column(Text, primary_key=True)
    count: Mapped[int]

    __table_args__ = (
        Index("claim_counts_of", "claim_key", "bucket", "count"),
        Index("claim_counts_in", "bucket", "claim_key", "count"),  # windows are read from it alone
        KEYED,
    )


class ClaimSighting(Base):
    """A check in which a claim was seen."""

    __tablename__ = "claim_sightings"

    check_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    claim_key: Mapped[str] = mapped_column(Text, primary_key=True)
    owner: Mapped[str] = mapped_column(AnyText)
    at: Mapped[datetime] = mapped_column(UtcTime)

    __table_args__ = (
        Index("claim_sightings_of_owner", "claim_key", "owner", "at"),
        Index("claim_sightings_at", "claim_key", "at"),
        KEYED,
    )
