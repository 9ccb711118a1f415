"""Who did something, in words: what the journal and reviews keep, where nobody had to say who they are."""

from __future__ import annotations

from flask_babel import gettext

from checker.keyring import ANYBODY


def actor_words(actor: str) -> str:
    """Return the name of whoever did something; a server without keys and accounts knows none."""
    return str(gettext("Somebody on this machine")) if actor == ANYBODY.actor else actor
