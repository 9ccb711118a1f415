"""A check as the store keeps it, and the right to finish one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import Row

from checker.records import Post


class CheckState(StrEnum):
    """How far a check is."""

    QUEUED = "queued"  # kept, and nobody works on it
    RUNNING = "running"  # a worker holds the lease
    DONE = "done"  # there is a report
    FAILED = "failed"  # there is an error instead, and there will be no report


UNFINISHED = (CheckState.QUEUED, CheckState.RUNNING)


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """A check as it is kept."""

    check_id: str
    post: Post
    owner: str  # who asked; empty where no keys are set
    state: CheckState
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    attempts: int  # runs that were begun and not given back
    report: Mapping[str, Any] | None  # the wire form, as it leaves
    error: str | None  # in words that may leave the house
    error_type: str | None
    cached: bool = False  # its answer is that of another check of the same post
    first_check_id: str | None = None  # of which one; None too where that was removed
    fresh: bool = False  # its caller wants a run of its own
    request_id: str = ""  # of the request that made it; empty where none did
    traceparent: str = ""  # of the trace of that request; empty where it has none

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        """Return the check of a row of the table, with its scope beside it."""
        return cls(
            check_id=row.check_id,
            post=Post(
                row.text,
                posted_at=row.posted_at,
                url=row.url,
                lang=row.lang,
                issuers=tuple((row.scope or {}).get("issuers", ())),
                languages=tuple((row.scope or {}).get("languages", ())),
                min_confidence=float((row.scope or {}).get("min_confidence", 0)),
                max_passages=int((row.scope or {}).get("max_passages", 0)),
            ),
            owner=row.owner,
            state=CheckState(row.state),
            created_at=row.created_at,
            started_at=row.started_at,
            finished_at=row.finished_at,
            attempts=row.attempts,
            report=row.report,
            error=row.error_message,
            error_type=row.error_type,
            request_id=getattr(row, "request_id", None) or "",
            traceparent=getattr(row, "traceparent", None) or "",
            cached=getattr(row, "role", None) == "copy",
            first_check_id=row.other_id if getattr(row, "role", None) == "copy" else None,
            fresh=getattr(row, "role", None) == "fresh",
        )


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to finish one check."""

    check: CheckRecord
    token: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A check that was brought to its end, and what follows from that."""

    check: CheckRecord
    waited_for: bool  # others wait for its answer
    of_batch: bool


@dataclass(frozen=True, slots=True)
class WorkerNote:
    """What the store knows of the workers."""

    silence: timedelta  # since one last gave a sign of life
    facts: Mapping[str, str]  # what the last one to start makes reports with
