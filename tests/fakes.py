"""Small stand-ins for what needs a model, a database or a network. Deterministic, no patching."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from checker.errors import NotFound, StoreUnavailable
from checker.records import Post, Report
from checker.schema import report_to_wire


@dataclass
class FakeCheck:
    """A check in memory."""

    check_id: str
    post: Post
    owner: str
    state: str = "queued"
    created_at: datetime = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    finished_at: datetime | None = None
    report: dict[str, Any] | None = None
    error: str | None = None
    error_type: str | None = None


@dataclass
class FakeChecks:
    """A store in memory, and the worker that finishes its checks when told to."""

    kept: dict[str, FakeCheck] = field(default_factory=dict)
    away: bool = False

    def add_check(self, post: Post, *, owner: str = "") -> FakeCheck:
        """Keep a new check."""
        if self.away:
            raise StoreUnavailable("the database does not answer")
        check = FakeCheck(f"check-{len(self.kept) + 1}", post, owner)
        self.kept[check.check_id] = check
        return check

    def get(self, check_id: str) -> FakeCheck:
        """Return a check."""
        if self.away:
            raise StoreUnavailable("the database does not answer")
        if check_id not in self.kept:
            raise NotFound(f"no check {check_id}")
        return self.kept[check_id]

    def finish(self, check_id: str, report: Report) -> None:
        """Answer a check as a worker would."""
        check = self.kept[check_id]
        check.state, check.report = "done", report_to_wire(report, check_id=check_id)
        check.finished_at = check.created_at

    def fail(self, check_id: str, words: str) -> None:
        """Give a check up as a worker would."""
        self.kept[check_id].state, self.kept[check_id].error = "failed", words


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)
