"""Who may read and who may change the corpus over HTTP."""

from __future__ import annotations

from checker.account_records import ACCOUNT
from checker.desk import current_desk
from checker.errors import NotAllowed
from checker.holders import current_holder, demand
from checker.key_records import Scope
from checker.keyring import ANYBODY
from checker.problems import NotSignedIn

READS = frozenset({"GET", "HEAD", "OPTIONS"})  # methods that change nothing


def current_reader() -> None:
    """Return if whoever asks may read the corpus.

    Raises
    ------
    NotSignedIn
        No key came with the request, or none that works.
    NotAllowed
        It is not for reading.
    """
    demand(current_holder(), Scope.READ)


def current_admin() -> str:
    """Return a name for who asks, if they may change the corpus: it stays, and tells nothing of the key.

    Raises
    ------
    NotSignedIn
        No key came with the request, or none that works.
    NotAllowed
        It is for less.
    """
    holder = current_holder()
    if Scope.ADMIN not in holder.scopes:
        if holder.owner == ANYBODY.owner and current_desk().keys.admin_needed:
            raise NotSignedIn('send an admin key as "Authorization: Bearer <key>"')
        if holder.owner.startswith(ACCOUNT):
            demand(holder, Scope.ADMIN)
        raise NotAllowed(
            "this key may not change that: it lacks the scope admin; see `checker keys` and "
            "CHECKER_ADMIN_KEY_HASHES"
        )
    return holder.actor
