"""What a caller may set: of the client, of a post, and of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Required, TypedDict

from checker import __version__
from checker.batch_records import BatchState
from checker.check_records import CheckState
from checker.client.sending import key_header
from checker.records import Verdict


@dataclass(frozen=True, slots=True)
class ClientOptions:
    """How patient a client is. All times are in seconds."""

    timeout: float = 10.0  # of one attempt, beyond what the server was asked to wait
    retries: int = 4
    first_pause: float = 0.5  # doubles with each attempt
    longest_pause: float = 30.0  # of one pause; a server that asks for a longer one is told as Busy

    def headers(self, key: str) -> Mapping[str, str]:
        """Return what every request carries; ``Unsendable`` where the key cannot be sent."""
        named = {"Accept": "application/json", "User-Agent": f"checker-client/{__version__}"}
        return named | key_header(key)


class PostOptions(TypedDict, total=False):
    """What docs/api.md lets a caller say of a post; a time without a zone is UTC."""

    url: str
    posted_at: datetime | date | str
    lang: str
    issuers: Sequence[str]
    languages: Sequence[str]
    min_confidence: float
    max_passages: int


class BatchPost(PostOptions, total=False):
    """One post of a batch; ``ref`` is what you call it, and comes back with its result."""

    text: Required[str]
    ref: str


class BatchFilters(TypedDict, total=False):
    """Which batches to list."""

    limit: int
    cursor: str
    state: BatchState
    key: str


class ListFilters(TypedDict, total=False):
    """Which checks to list."""

    limit: int
    cursor: str
    state: CheckState
    verdict: Verdict
    since: datetime | date | str
    until: datetime | date | str
    batch: str
    key: str
    text: str
    issuer: str
    lang: str
    needs_review: bool
