"""API keys: shown once, kept as argon2 hashes."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

from checker.errors import InvalidSettings
from checker.turnstile import Turnstile

MAX_KEY_CHARS = 256
CACHED_KEYS = 1_024
WAITING = 8  # keys that are not known yet; of the threads of a server that leaves most to others
SECRET_BYTES = 32
EVERYONE = ""  # the owner of checks where no keys are set

T = TypeVar("T")


class Verified(Generic[T]):
    """Keys that were verified, remembered by a keyed digest: argon2, slow on purpose, is paid once for each.

    Keys that are not known are verified one at a time, and nobody whose key is known waits for that: guesses
    take at most one processor, and few threads.
    """

    def __init__(self, turnstile: Turnstile | None = None) -> None:
        self._turnstile = turnstile or one_at_a_time()
        self._pepper = secrets.token_bytes(SECRET_BYTES)
        self._known: OrderedDict[bytes, T] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: str, verify: Callable[[], T | None] | None) -> T | None:
        """Return what was found for ``key``, or what ``verify`` finds: nothing is known of it otherwise.

        Without ``verify`` a key that is not known is not looked at.

        Raises
        ------
        Overloaded
            Too many wait to be verified.
        """
        digest = hmac.digest(self._pepper, key.encode("utf-8", "replace"), "sha256")
        if (known := self._recall(digest)) or verify is None:
            return known
        with self._turnstile.turn():
            found = self._recall(digest) or verify()
        if found:
            with self._lock:
                self._known[digest] = found
                while len(self._known) > CACHED_KEYS:
                    self._known.popitem(last=False)
        return found

    def _recall(self, digest: bytes) -> T | None:
        with self._lock:
            if found := self._known.get(digest):
                self._known.move_to_end(digest)
            return found


def one_at_a_time() -> Turnstile:
    """Return what keys go through that are not known; all kinds of keys together share one."""
    return Turnstile(at_once=1, waiting=WAITING)


class ApiKeys:
    """The keys that open this server; with none, it is open to whoever reaches it."""

    def __init__(self, hashes: Sequence[str], *, setting: str = "CHECKER_API_KEY_HASHES") -> None:
        for number, hashed in enumerate(hashes, 1):
            try:
                extract_parameters(hashed)
            except InvalidHashError as error:
                message = f"{setting}: entry {number} is not an argon2 hash"
                raise InvalidSettings(message) from error
        self._owners = {hashed: hashlib.sha256(hashed.encode()).hexdigest()[:32] for hashed in hashes}
        self._hasher = PasswordHasher()

    @property
    def needed(self) -> bool:
        """Whether callers must show a key."""
        return bool(self._owners)

    def is_owner(self, owner: str) -> bool:
        """Return whether ``owner`` stands for a key that is still set."""
        return owner in self._owners.values()

    def owner_of(self, key: str) -> str | None:
        """Return who holds ``key``: a stable name that tells nothing of the key; None if nobody."""
        if not 0 < len(key) <= MAX_KEY_CHARS:
            return None
        return next((owner for hashed, owner in self._owners.items() if self._matches(hashed, key)), None)

    def _matches(self, hashed: str, key: str) -> bool:
        try:
            return self._hasher.verify(hashed, key.encode("utf-8", "replace"))
        except VerificationError:
            return False
