"""Keys as they are known: what each may do, how much, and until when. The key itself is not in here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    """What a key may do."""

    CHECK = "check"  # have posts checked, take its own checks back, have itself told by webhooks
    READ = "read"  # read the corpus
    REVIEW = "review"  # read everybody's checks, and the corpus
    ADMIN = "admin"  # everything: change the corpus, make and revoke keys


def widened(scopes: Collection[Scope]) -> frozenset[Scope]:
    """Return the scopes with those that are in them."""
    if Scope.ADMIN in scopes:
        return frozenset(Scope)
    return frozenset(scopes) | ({Scope.READ} if Scope.REVIEW in scopes else frozenset())


def still_opens(revoked_at: datetime | None, expires_at: datetime | None, now: datetime) -> bool:
    """Return whether a key that was made here opens anything."""
    return revoked_at is None and (expires_at is None or now < expires_at)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a key may do; what is None is as the settings have it, 0 is no limit."""

    per_minute: int | None = None  # requests
    per_day: int | None = None  # requests that make checks


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever asks."""

    owner: str  # whose checks they are; stays when the key is rotated
    scopes: frozenset[Scope]  # widened
    actor: str  # how the journal calls them
    mark: str = ""  # of the secret: a session that began with another one has ended
    limits: Limits | None = None  # None: no limit
    name: str = ""  # as pages show it


@dataclass(frozen=True, slots=True)
class Key:
    """A key that was made with ``checker keys``, on the page or over the API."""

    key_id: str
    name: str
    scopes: tuple[Scope, ...]
    limits: Limits
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None
    rotated_at: datetime | None
    used_at: datetime | None  # to the minute

    def works(self, now: datetime) -> bool:
        """Return whether it opens anything."""
        return still_opens(self.revoked_at, self.expires_at, now)

    def state(self, now: datetime) -> str:
        """Return how it is, in a word."""
        if self.revoked_at is not None:
            return "revoked"
        return "active" if self.works(now) else "expired"
