"""Accounts of people as they are known: what each may do, and where they are signed in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from checker.key_records import Scope

ACCOUNT = "u_"  # what ids of accounts begin with, and no other owner
_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,63}", re.ASCII)
_MOST_TRIED = 64  # letters that tell one attempt with no name from another


def user_name(typed: str) -> str:
    """Return the one name that is kept and looked up for what somebody typed; empty for no name."""
    name = typed.strip().casefold()
    return name if _NAME.fullmatch(name) else ""


def tried_name(typed: str) -> str:
    """Return what an attempt to sign in is counted by: the one name, or what nobody can have, by itself."""
    return user_name(typed) or f"?{typed.strip().casefold()[:_MOST_TRIED]}"


class Role(StrEnum):
    """What a person may do."""

    READER = "reader"  # look at the corpus and the trends
    CHECKER = "checker"  # and have posts checked
    REVIEWER = "reviewer"  # and see everybody's checks, and review them
    ADMIN = "admin"  # everything: the corpus, users, keys

    @property
    def scopes(self) -> frozenset[Scope]:
        """Return the role as the scopes that keys have too."""
        return _SCOPES[self]


_SCOPES = {
    Role.READER: frozenset({Scope.READ}),
    Role.CHECKER: frozenset({Scope.READ, Scope.CHECK}),
    Role.REVIEWER: frozenset({Scope.READ, Scope.CHECK, Scope.REVIEW}),
    Role.ADMIN: frozenset(Scope),
}


def least_role(scopes: Iterable[Scope]) -> Role:
    """Return the role that may do the least, of those that have one of the scopes."""
    wanted = frozenset(scopes)
    return next(role for role in Role if not role.scopes.isdisjoint(wanted))


@dataclass(frozen=True, slots=True)
class Account:
    """A person who signs in with a user name and a password."""

    account_id: str  # whose checks they are
    name: str  # in lower case
    full_name: str  # as pages show it; may be empty
    role: Role
    created_at: datetime
    created_by: str
    password_at: datetime  # when it was set last
    disabled_at: datetime | None
    seen_at: datetime | None  # signed in last

    @property
    def works(self) -> bool:
        """Return whether it opens anything."""
        return self.disabled_at is None

    @property
    def shown(self) -> str:
        """Return what pages call the person."""
        return self.full_name or self.name

    @property
    def actor(self) -> str:
        """Return how the journal and the reviews call the person."""
        return f"user {self.name}"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser in which somebody is signed in."""

    session_id: str  # no secret
    owner: str
    mark: str  # of the secret that opened it: another password or key ends it
    began_at: datetime
    seen_at: datetime  # to the minute
    address: str
    agent: str
