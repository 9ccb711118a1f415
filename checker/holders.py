"""Who asks, by the key that came with a request or that a session began with; each request finds out once."""

from __future__ import annotations

from flask import g, request, session

from checker.account_records import ACCOUNT, Role, SignedIn, least_role
from checker.desk import current_desk
from checker.errors import NotAllowed
from checker.key_records import Holder, Scope
from checker.keyring import ANYBODY
from checker.problems import NotSignedIn

_ONLY_CHECKS = frozenset({Scope.CHECK, Scope.READ})


def current_holder() -> Holder:
    """Return who asks, by the key that came with the request.

    Raises
    ------
    NotSignedIn
        Keys are set, and none that works came with the request.
    """
    holder = known_holder()
    if holder is None:
        raise NotSignedIn('send a valid API key as "Authorization: Bearer <key>"')
    return holder


def known_holder(*, only_seen: bool = False) -> Holder | None:
    """Return who asks, if that is known; where no keys are set, everybody is.

    Parameters
    ----------
    only_seen
        Do not verify a key that was not seen to work before: whoever sent it has guessed too often.
    """
    if "holder" not in g:
        g.holder = _found(only_seen=only_seen)
    holder: Holder | None = g.holder
    return holder


def session_holder() -> Holder | None:
    """Return who signed in to the pages, if their key still works; where no keys are set, everybody did."""
    keys = current_desk().keys
    if not keys.needed:
        return _visitor()
    if "signed_in" not in g:
        g.signed_in = keys.entrance.sessions.find(str(session.get("token", "")))
    signed_in: SignedIn | None = g.signed_in
    return keys.in_session(signed_in.owner, signed_in.mark) if signed_in else None


def still_holder(holder: Holder) -> Holder | None:
    """Return who asked a while ago as they are now; None where their key or password opens nothing now."""
    keys = current_desk().keys
    return keys.in_session(holder.owner, holder.mark) if keys.needed else holder


def demand(holder: Holder, *scopes: Scope) -> None:
    """Return if the holder may do what one of the scopes names.

    Raises
    ------
    NotAllowed
        None of them is among the holder's.
    """
    if holder.scopes.isdisjoint(scopes):
        raise NotAllowed(_refusal(holder, scopes))


def _refusal(holder: Holder, scopes: tuple[Scope, ...]) -> str:
    """Return what a program reads about its key, and what a person reads about their role."""
    if not holder.owner.startswith(ACCOUNT):
        return f"this key lacks the scope {' or '.join(scopes)}"
    role = least_role(scopes)
    more = "" if role is Role.ADMIN else " or a higher one"
    return f"this needs the role “{role}”{more}; an administrator can give it to you"


def _found(*, only_seen: bool) -> Holder | None:
    keys = current_desk().keys
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    asked = bool(key) and keys.admin_needed and scheme.lower() == "bearer"
    found = keys.holder_of(key.strip(), only_seen=only_seen) if asked else None
    if found or keys.needed:
        return found
    return _visitor()


def _visitor() -> Holder:
    """Return whoever asks where no key is needed; only admins need one if only their keys are set."""
    if not current_desk().keys.only_admins_needed:
        return ANYBODY
    return Holder(ANYBODY.owner, _ONLY_CHECKS, ANYBODY.actor)
