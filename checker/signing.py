"""Signatures by which a receiver knows that a webhook is ours, and that it is not an old one played again.

The form is that of Standard Webhooks: id, time and body are signed together, so none can be exchanged.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

from checker.errors import InvalidInput

PREFIX = "whsec_"
SECRET_BYTES = 32
LEAST_SECRET_BYTES = 24
MOST_SECRET_CHARS = 200
TOLERANCE_SECONDS = 300


def new_secret() -> str:
    """Return a secret that cannot be guessed."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def check_secret(secret: str) -> str:
    """Return the secret if it can sign.

    Raises
    ------
    InvalidInput
        It is too short, or not in the form that receivers' libraries expect.
    """
    if len(secret) > MOST_SECRET_CHARS or len(_key(secret)) < LEAST_SECRET_BYTES:
        raise InvalidInput(
            f'secret must be "{PREFIX}" and at least {LEAST_SECRET_BYTES} bytes in base64; '
            "leave it out to have one made",
            field="secret",
        )
    return secret


def signed_headers(secret: str, message_id: str, at: int, body: bytes) -> dict[str, str]:
    """Return the headers that go with a message; ``at`` is Unix time."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{_signature(secret, message_id, str(at), body)}",
    }


def is_genuine(secret: str, headers: dict[str, str], body: bytes, now: int) -> bool:
    """Return whether a message was signed with ``secret`` a short while ago; what a receiver asks."""
    message_id, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not at.isdecimal() or abs(now - int(at[:15])) > TOLERANCE_SECONDS:
        return False
    wanted = f"v1,{_signature(secret, message_id, at, body)}"
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(wanted.encode(), one.encode()) for one in given)


def _signature(secret: str, message_id: str, at: str, body: bytes) -> str:
    content = f"{message_id}.{at}.".encode() + body
    return base64.b64encode(hmac.digest(_key(secret), content, hashlib.sha256)).decode()


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return b""
