"""What the edges need of the store: a check as it is kept, and the shelf that keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from checker.records import Post

DONE = "done"
FAILED = "failed"
FINISHED = frozenset({DONE, FAILED})


class Check(Protocol):
    """A check as the store keeps it."""

    @property
    def check_id(self) -> str:
        """Its id."""
        ...

    @property
    def state(self) -> str:
        """One of queued, running, done, failed."""
        ...

    @property
    def post(self) -> Post:
        """What was asked about."""
        ...

    @property
    def owner(self) -> str:
        """Who asked; empty where no keys are set."""
        ...

    @property
    def created_at(self) -> datetime:
        """When it was accepted."""
        ...

    @property
    def finished_at(self) -> datetime | None:
        """When it was done or had failed."""
        ...

    @property
    def report(self) -> Mapping[str, Any] | None:
        """The report in its wire form, once done."""
        ...

    @property
    def error_type(self) -> str | None:
        """The class of the error, if it failed."""
        ...

    @property
    def error(self) -> str | None:
        """Why it failed, in words that may leave the house."""
        ...


class Checks(Protocol):
    """Keeps checks."""

    def add_check(self, post: Post, *, owner: str = "") -> Check:
        """Keep a new check; when this returns, it is safe.

        Raises
        ------
        StoreUnavailable
            Nothing was kept.
        """
        ...

    def get(self, check_id: str) -> Check:
        """Return a check.

        Raises
        ------
        NotFound
            There is none of that id.
        """
        ...
