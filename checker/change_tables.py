"""The tables of what was answered, of what became of it when the corpus changed, and of what followed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from checker.tables import KEYED, AnyText, Base, UtcTime, WireJson


class CheckAnswer(Base):
    """How far the answer of a check that has ended is known to hold."""

    __tablename__ = "check_answers"

    check_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    as_of: Mapped[str] = mapped_column(Text)  # version of the corpus; empty where there is no report
    pending: Mapped[str | None] = mapped_column(Text)  # the version for which it is to be run again
    due_at: Mapped[datetime | None] = mapped_column(UtcTime)  # not run by then: queue it (again)
    attempts: Mapped[int]
    lease: Mapped[str | None] = mapped_column(Text)
    lease_until: Mapped[datetime | None] = mapped_column(UtcTime)

    __table_args__ = (
        Index("check_answers_as_of", "as_of", "check_id"),
        Index("check_answers_due", "pending", "due_at"),
        KEYED,
    )


class CheckClaim(Base):
    """One claim of a check, as it is searched for."""

    __tablename__ = "check_claims"

    check_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    query: Mapped[str] = mapped_column(AnyText)
    context: Mapped[str] = mapped_column(AnyText)


class CheckCitation(Base):
    """A statement that the report of a check shows."""

    __tablename__ = "check_citations"

    check_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    statement_id: Mapped[str] = mapped_column(AnyText, primary_key=True)

    __table_args__ = (Index("check_citations_of", "statement_id", "check_id"), KEYED)


class CheckReport(Base):
    """A report that another one has replaced; kept for ever."""

    __tablename__ = "check_reports"

    check_id: Mapped[str] = mapped_column(AnyText, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # 1 is the first answer
    replaced_at: Mapped[datetime] = mapped_column(UtcTime)
    report: Mapped[Mapping[str, Any]] = mapped_column(WireJson)


class AnswerChange(Base):
    """One time that the answer of a check changed."""

    __tablename__ = "answer_changes"

    change_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    check_id: Mapped[str] = mapped_column(AnyText)
    owner: Mapped[str] = mapped_column(AnyText)
    at: Mapped[datetime] = mapped_column(UtcTime)
    number: Mapped[int]  # of the earlier report
    what: Mapped[Mapping[str, Any]] = mapped_column(WireJson)

    __table_args__ = (
        Index("answer_changes_check", "check_id", "change_id"),
        Index("answer_changes_owner", "owner", "change_id"),
    )


class CorpusDigest(Base):
    """What each statement of one version of the corpus said, as hashes: two versions can be compared."""

    __tablename__ = "corpus_digests"

    version: Mapped[str] = mapped_column(Text, primary_key=True)
    kept_at: Mapped[datetime] = mapped_column(UtcTime)
    digests: Mapped[bytes] = mapped_column(LargeBinary)  # JSON of id -> hash, deflated


class FollowMark(Base):
    """How far something has been followed, and whose turn it is to follow it."""

    __tablename__ = "follow_marks"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    seq: Mapped[int]
    token: Mapped[str | None] = mapped_column(Text)
    until: Mapped[datetime | None] = mapped_column(UtcTime)
