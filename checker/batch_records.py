"""A batch as it is kept, and what becomes of its posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from checker.check_records import CheckRecord
from checker.records import Post

WAITS = datetime(9000, 1, 1, tzinfo=UTC)  # ``due_at`` of a check whose turn in its batch has not come
FEED_BATCHES = "checker.feed_batches"  # the task that hands on whose turn it is
CANCELLED_STATE, REMOVED_STATE = "cancelled", "removed"  # of posts, beside those of checks
CANCELLED = "Cancelled"  # the type of the error of checks that a cancelled batch did not come to
CANCELLED_WORDS = "The batch was cancelled before this post was checked."


class BatchState(StrEnum):
    """How far a batch is."""

    RUNNING = "running"  # accepted; its posts are checked, or wait for that
    DONE = "done"  # every post has a report or an error
    CANCELLED = "cancelled"  # stopped by whoever sent it; what was checked by then stays


@dataclass(frozen=True, slots=True)
class BatchFault:
    """Why a line of what was sent is no post that can be checked."""

    line: int
    field: str
    detail: str

    def to_wire(self) -> dict[str, int | str]:
        """Return it as errors and batches show it."""
        return {"line": self.line, "field": self.field, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class BatchEntry:
    """One post of a batch that is not kept yet."""

    post: Post
    ref: str  # what its sender calls it; may be empty
    line: int  # where it stands in what was sent, from 1


@dataclass(frozen=True, slots=True)
class NewBatch:
    """A batch that is to be kept."""

    owner: str
    entries: Sequence[BatchEntry]
    skipped: Sequence[BatchFault] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How many posts of a batch are how far, and what those that are done came to."""

    states: Mapping[str, int]  # queued, running, done, failed, cancelled, removed
    verdicts: Mapping[str, int]  # of those that are done

    @property
    def ended(self) -> int:
        """How many will change no more."""
        return sum(count for state, count in self.states.items() if state not in {"queued", "running"})


@dataclass(frozen=True, slots=True)
class Batch:
    """Many posts that came at once."""

    batch_id: str
    owner: str  # who asked; empty where no keys are set
    created_at: datetime
    cancelled_at: datetime | None
    finished_at: datetime | None  # none of its posts is waited for any more
    total: int
    sent: int  # the number of the last post that was handed to the workers
    ended: int  # all posts up to this number are known to have ended
    sent_at: datetime | None
    skipped: tuple[BatchFault, ...]

    @property
    def state(self) -> BatchState:
        """How far it is."""
        if self.cancelled_at:
            return BatchState.CANCELLED
        return BatchState.DONE if self.finished_at else BatchState.RUNNING


@dataclass(frozen=True, slots=True)
class BatchResult:
    """One post of a batch, with its check."""

    number: int  # from 1, in the order in which they came
    ref: str
    line: int
    check: CheckRecord

    @property
    def state(self) -> str:
        """The state of the check, or that its batch was cancelled before it began."""
        return "cancelled" if self.check.error_type == CANCELLED else self.check.state.value
