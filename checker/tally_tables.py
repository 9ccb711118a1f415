"""Tables of what is counted and watched: sums, signs of workers, words of hosts, origins of checks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from checker.tables import KEYED, AnyText, Base, UtcTime, WireJson


class Tally(Base):
    """One number that only grows, added to by every process."""

    __tablename__ = "tallies"

    series: Mapped[str] = mapped_column(Text, primary_key=True)  # JSON: name, labels, part
    value: Mapped[float]


class WorkerSign(Base):
    """The last sign of life of one worker: a process, with those that it runs checks in."""

    __tablename__ = "worker_signs"

    worker: Mapped[str] = mapped_column(Text, primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcTime)
    slots: Mapped[int]  # checks that it runs at once
    facts: Mapped[Mapping[str, Any]] = mapped_column(WireJson)


class HostNotice(Base):
    """What one host has to say that a person should know, for as long as it says so again."""

    __tablename__ = "host_notices"

    host: Mapped[str] = mapped_column(AnyText, primary_key=True)
    topic: Mapped[str] = mapped_column(Text, primary_key=True)
    words: Mapped[str] = mapped_column(AnyText)
    said_at: Mapped[datetime] = mapped_column(UtcTime)


class CheckOrigin(Base):
    """The request that made a check; no row where it was made by no request."""

    __tablename__ = "check_origins"

    check_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    request_id: Mapped[str] = mapped_column(Text)
    traceparent: Mapped[str] = mapped_column(Text)  # as W3C Trace Context writes it; empty without traces

    __table_args__ = KEYED
