"""Who may change the corpus over HTTP: holders of the keys that the settings name for that."""

from __future__ import annotations

from flask import Flask, current_app, request

from checker.config import Settings
from checker.errors import NotAllowed
from checker.keys import ApiKeys
from checker.problems import NotSignedIn

ANYBODY = "api"  # who acts where no keys are set: the server is on loopback then


class Admins:
    """The keys that open what changes the corpus. Where no key at all is set, everybody is let in."""

    def __init__(self, settings: Settings) -> None:
        self._keys = ApiKeys(settings.admin_key_hashes, setting="CHECKER_ADMIN_KEY_HASHES")
        self._others = ApiKeys(settings.api_key_hashes)

    def serve(self, app: Flask) -> None:
        """Be the admins of ``app``."""
        app.extensions["admins"] = self

    def actor(self, authorization: str) -> str:
        """Return a name for who sends this header: one that stays, and tells nothing of the key.

        Raises
        ------
        NotSignedIn
            It holds no key that is known here.
        NotAllowed
            Its key is for checks only.
        """
        if not self._keys.needed and not self._others.needed:
            return ANYBODY
        scheme, _, key = authorization.partition(" ")
        key = key.strip() if scheme.lower() == "bearer" else ""
        owner = self._keys.owner_of(key)
        if owner:
            return f"key {owner[:12]}"
        if self._others.owner_of(key):
            raise NotAllowed(
                "this key may check posts but not change the corpus; "
                "CHECKER_ADMIN_KEY_HASHES names the keys that may"
            )
        raise NotSignedIn('send an admin key as "Authorization: Bearer <key>"')


def current_reader() -> None:
    """Return if whoever asks may read the corpus: every key may.

    Raises
    ------
    NotSignedIn
        No key came with the request, or none that is known.
    """
    try:
        current_admin()
    except NotSignedIn:
        raise
    except NotAllowed:
        return


def current_admin() -> str:
    """Return who asks, if that is somebody who may change the corpus.

    Raises
    ------
    NotAllowed
        It is not.
    """
    admins = current_app.extensions["admins"]
    assert isinstance(admins, Admins)  # noqa: S101  # ``create_app`` put it there
    return admins.actor(request.headers.get("Authorization", ""))
