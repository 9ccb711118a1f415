"""The tables behind queue and history: what lists filter checks by, so that none has to read a report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from checker.tables import KEYED, AnyText, Base, UtcTime, WireJson


class FiledCheck(Base):
    """What lists show of a check, and why a person may have to look at it."""

    __tablename__ = "filed_checks"

    check_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    owner: Mapped[str] = mapped_column(AnyText)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    ended: Mapped[str] = mapped_column(Text)  # done or failed; empty while it is neither
    verdict: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    outdated: Mapped[bool]  # its gravest claims were overtaken
    confidence: Mapped[float | None]  # the lowest of its claims that were decided
    conflicting: Mapped[bool]
    degraded: Mapped[bool]
    changed: Mapped[bool]  # a statement changed the answer, and nobody has looked at it since
    tally: Mapped[Mapping[str, Any]] = mapped_column(WireJson)  # verdict -> how many of its claims
    answered_at: Mapped[datetime | None] = mapped_column(UtcTime)  # when this answer was given
    # Since when a person could look at this answer; empty once it was taken out of the queue. Whether
    # one should is asked of the list: which confidence is a low one is a setting.
    waits_since: Mapped[datetime | None] = mapped_column(UtcTime)
    dismissed_by: Mapped[str] = mapped_column(AnyText)  # who took it out of the queue without a review

    __table_args__ = (
        Index("filed_checks_all", "created_at", "check_id"),
        Index("filed_checks_owner", "owner", "created_at", "check_id"),
        Index("filed_checks_verdict", "verdict", "created_at", "check_id"),
        Index("filed_checks_ended", "ended", "created_at", "check_id"),
        Index("filed_checks_waiting", "waits_since", "check_id"),
        KEYED,
    )


class FiledText(Base):
    """The words of a post as they are searched: without case, accents and doubled spaces."""

    __tablename__ = "filed_texts"

    check_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    words: Mapped[str] = mapped_column(Text)


class FiledTag(Base):
    """One of several things a check has: a language of its claims, an issuer of the words it rests on."""

    __tablename__ = "filed_tags"

    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(AnyText, primary_key=True)  # as it is compared
    check_id: Mapped[str] = mapped_column(AnyText, primary_key=True, index=True)
    name: Mapped[str] = mapped_column(AnyText)  # as it is shown

    __table_args__ = KEYED


class QueueHold(Base):
    """Who is looking at a check that waits, so that no two people do the same one."""

    __tablename__ = "queue_holds"

    check_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    holder: Mapped[str] = mapped_column(AnyText)
    name: Mapped[str] = mapped_column(AnyText)  # as others see it
    until: Mapped[datetime] = mapped_column(UtcTime)


class BulkOutcome(Base):
    """What came of one action on many checks: who did what, and for which it could not be done."""

    __tablename__ = "bulk_outcomes"

    outcome_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    owner: Mapped[str] = mapped_column(AnyText)
    actor: Mapped[str] = mapped_column(AnyText)
    at: Mapped[datetime] = mapped_column(UtcTime)
    action: Mapped[str] = mapped_column(Text)
    what: Mapped[Mapping[str, Any]] = mapped_column(WireJson)
