"""Who asks over HTTP: the holder of a key for checks, or of one that opens everything."""

from __future__ import annotations

from flask import request

from checker.admins import current_admin
from checker.desk import current_desk
from checker.errors import NotAllowed
from checker.keys import EVERYONE
from checker.problems import NotSignedIn
from checker.webhook_events import EVERYBODY


def current_owner() -> str:
    """Return whose checks these are.

    Raises
    ------
    NotSignedIn
        Keys are set, and none of them came with the request.
    """
    keys = current_desk().keys
    if not keys.needed:
        return EVERYONE
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    owner = keys.owner_of(key.strip()) if scheme.lower() == "bearer" else None
    if owner is None:
        raise NotSignedIn('send a valid API key as "Authorization: Bearer <key>"')
    return owner


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
