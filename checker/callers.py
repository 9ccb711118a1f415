"""Whose checks a request is about."""

from __future__ import annotations

from collections.abc import Callable

from flask import request

from checker.admins import current_admin
from checker.checks import Check
from checker.desk import current_desk
from checker.errors import NotAllowed, NotFound
from checker.holders import current_holder, demand, still_holder
from checker.key_records import Holder, Scope
from checker.problems import NotSignedIn
from checker.webhook_events import EVERYBODY

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def current_owner() -> str:
    """Return whose checks these are; whoever makes or removes something needs the scope for it.

    Raises
    ------
    NotSignedIn
        Keys are set, and none that works came with the request.
    NotAllowed
        The key may only read.
    """
    holder = current_holder()
    if request.method not in _SAFE:
        demand(holder, Scope.CHECK)
    return holder.owner


def listed_owner(owner: str) -> str | None:
    """Return whose things a list is of: one's own, or for who reviews those of another key, or None for all.

    Raises
    ------
    NotAllowed
        Somebody else's are asked for, and the key may not review.
    """
    given = request.args.get("key", "")
    if given in {"", owner}:
        return owner
    demand(current_holder(), Scope.REVIEW)
    return None if given == EVERYBODY else given


def readable_check(check_id: str) -> Check:
    """Return a check that whoever asks may read: one's own, or anybody's for who reviews.

    Raises
    ------
    NotFound
        There is none.
    """
    return _readable(check_id, current_holder())


def removable_check(check_id: str) -> Check:
    """Return a check that whoever asks may take back: one's own, or anybody's for an admin.

    Raises
    ------
    NotFound
        There is none that they may read.
    NotAllowed
        It is somebody else's.
    """
    check = readable_check(check_id)
    if not may_remove(check):
        raise NotAllowed("this check is somebody else's: only an admin may delete it")
    return check


def may_remove(check: Check) -> bool:
    """Whether whoever asks may take back a check that they may read."""
    holder = current_holder()
    return check.owner == holder.owner or Scope.ADMIN in holder.scopes


def readable_again(check_id: str) -> Callable[[], Check]:
    """Return what finds a check once more, for an answer that goes on: only while whoever asked may read it.

    It raises ``NotFound`` when it is gone for them, and ``NotAllowed`` when they are nobody here any more.
    """
    holder = current_holder()

    def again() -> Check:
        now = still_holder(holder)
        if now is None:
            raise NotAllowed("this key opens nothing any more")
        try:
            return _readable(check_id, now)
        except NotFound:
            current_desk().find(check_id, None)  # is it gone, or theirs no more?
            raise NotAllowed("this check may not be read any more") from None

    return again


def _readable(check_id: str, holder: Holder) -> Check:
    everybody = Scope.REVIEW in holder.scopes
    return current_desk().find(check_id, None if everybody else holder.owner)


def current_listener() -> str:
    """Return whose news these are: everybody's for an admin, else the caller's own.

    Raises
    ------
    NotSignedIn
        Keys are set, and none of them came with the request.
    """
    try:
        current_admin()
    except (NotAllowed, NotSignedIn):
        return current_owner()
    return EVERYBODY
