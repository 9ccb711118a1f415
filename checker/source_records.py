"""What is known of a page or feed that is polled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class SourceKind(StrEnum):
    """What an address is expected to give."""

    AUTO = "auto"  # whatever comes
    FEED = "feed"  # RSS or Atom: a page in its place is an error
    PAGE = "page"  # one document


class SourceState(StrEnum):
    """How a source is doing."""

    NEW = "new"  # not polled yet
    OK = "ok"
    FAILING = "failing"  # the last poll failed; polled more and more rarely until one succeeds


@dataclass(frozen=True, slots=True)
class Source:
    """A source as it stands. Counts are of all polls together, ``notes`` of the last that found something."""

    source_id: str
    url: str
    kind: SourceKind
    every: float
    added_at: datetime
    added_by: str
    etag: str
    last_modified: str
    body_sha256: str
    polled_at: datetime | None
    succeeded_at: datetime | None
    changed_at: datetime | None
    error: str
    failures: int
    due_at: datetime
    found: int
    added: int
    duplicates: int
    skipped: int
    notes: Mapping[str, Any]

    @property
    def state(self) -> SourceState:
        """How it is doing."""
        if self.polled_at is None:
            return SourceState.NEW
        return SourceState.FAILING if self.failures else SourceState.OK


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to poll a source for a while."""

    source: Source
    token: str


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll that succeeded came to."""

    etag: str
    last_modified: str
    body_sha256: str
    found: int = 0
    added: int = 0
    duplicates: int = 0
    skipped: tuple[tuple[str, str], ...] = ()  # origin and reason
    note: str = ""
