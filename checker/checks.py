"""What the edges need of the store: a check as it is kept, and the shelf that keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from checker.new_checks import LEFT_TO_CALLER, Running
from checker.once import Once
from checker.progress import Stages
from checker.records import Post
from checker.shelf import Listed, Wanted

QUEUED = "queued"
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
    def request_id(self) -> str:
        """The id of the request that made it, empty where none did."""
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

    @property
    def cached(self) -> bool:
        """Whether its answer is that of another check of the same post."""
        ...

    @property
    def first_check_id(self) -> str | None:
        """Of which check, where that is still there."""
        ...


class Taken(Protocol):
    """A check that was accepted."""

    @property
    def check(self) -> Check:
        """The check."""
        ...

    @property
    def to_run(self) -> bool:
        """Whether it is to be queued; otherwise it has its answer, or waits for that of another one."""
        ...


class Checks(Protocol):
    """Keeps checks."""

    def add_check(self, post: Post, *, owner: str = "", once: Once | None = None) -> Check:
        """Keep a new check, or find the one that the same request made; when this returns, it is safe.

        Raises
        ------
        InvalidInput
            The key of the request came before with another body.
        StoreUnavailable
            Nothing was kept.
        """
        ...

    def accept(
        self,
        post: Post,
        *,
        owner: str = "",
        once: Once | None = None,
        fresh: bool = False,
        running: Running = LEFT_TO_CALLER,
    ) -> Taken:
        """Keep a new check, answered at once where the same question was answered before.

        Where it must be run there must be room for it, and it is queued.

        Raises
        ------
        InvalidInput
            The key of the request came before with another body.
        Overloaded
            There is no room for another run; nothing was kept.
        StoreUnavailable
            Nothing was kept.
        """
        ...

    def share_out(self, check_id: str) -> tuple[str, ...]:
        """Do for those who wait for a check what its end asks for; return what is to be queued."""
        ...

    def get(self, check_id: str) -> Check:
        """Return a check.

        Raises
        ------
        NotFound
            There is none of that id.
        """
        ...

    def answered(self, owner: str, once: Once) -> Check | None:
        """Return the check that the same request made, if it came before.

        Raises
        ------
        InvalidInput
            The key of the request came before with another body.
        """
        ...

    def list_checks(self, wanted: Wanted) -> tuple[Listed, ...]:
        """Return a page of checks, the newest first."""
        ...

    def remove(self, check_id: str) -> bool:
        """Remove a check and all that is kept of it; False when there is none."""
        ...

    def follow(self, check_id: str) -> None:
        """Have what a run has behind it kept from now on.

        Raises
        ------
        NotFound
            There is no check of that id.
        """
        ...

    def stages(self, check_id: str) -> Stages:
        """Return what is over of a run that lasts; nothing where that is not known."""
        ...
