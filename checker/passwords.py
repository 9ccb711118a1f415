"""Passwords: which are strong enough, how they are kept, and one that a machine thinks up."""

from __future__ import annotations

import secrets
import string
import unicodedata
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext, ngettext

from checker.errors import InvalidInput
from checker.turnstile import Turnstile

LEAST, MOST = 12, 256
LEAST_DIFFERENT = 5
# What remains of well-known passwords once the digits and signs around them are taken off.
_WELL_KNOWN = frozenset(
    "password passw0rd p@ssword p@ssw0rd passwort motdepasse contraseña qwerty qwertyuiop qwertz azerty "
    "asdfgh asdfghjkl zxcvbnm letmein welcome admin administrator changeme secret iloveyou monkey dragon "
    "football cricket sunshine princess trustno superman pakistan lahore karachi islamabad india london "
    "newsroom factcheck factchecker checker editor journalist abc abcd abcdef abcdefgh abcdefghijkl login "
    "test testtest default guest hello computer internet".split()
)
_RUNS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
_AROUND = "0123456789 " + string.punctuation
_KEYS = {
    key: (row, column)
    for row, keys in enumerate(("1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"))
    for column, key in enumerate(keys)
}
_WALK = 3  # keys one after the other in a row or column
_MOST_WALKED = 0.75
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read as something else
_TURNSTILE = Turnstile(at_once=2, waiting=8)  # each verification takes 64 MB for a moment


def demand_strong(password: str, name: str) -> None:
    """Return if ``password`` will do for the user of that name.

    Raises
    ------
    InvalidInput
        It will not; the message says why, in the language of the page.
    """
    why = _weakness(plain(password), name.casefold())
    if why:
        rule = gettext(
            "use 12 characters or more; several words are good; not the user name, not a well-known "
            "password, not one pattern over and over"
        )
        raise InvalidInput(f"{why}; {rule}", field="password")


def _weakness(password: str, name: str) -> str:
    """Return what is wrong with a password, or nothing."""
    low = password.casefold()
    core = low.strip(_AROUND)
    weaknesses = (
        (
            len(password) < LEAST,
            ngettext(
                "the password has %(num)d character", "the password has %(num)d characters", len(password)
            ),
        ),
        (len(password) > MOST, gettext("the password has more than %(most)s characters", most=MOST)),
        (
            len(set(low)) < LEAST_DIFFERENT or _repeats(low),
            gettext("the password is one pattern over and over"),
        ),
        (
            any(low in run or low in run[::-1] for run in _RUNS) or _is_walk(low),
            gettext("the password is a row of the keyboard or the alphabet"),
        ),
        (
            not core or _is_well_known(low) or _repeats(core),
            gettext("the password is a well-known one"),
        ),
        (
            bool(name) and not low.replace(name, "").strip(_AROUND),
            gettext("the password is the user name"),
        ),
    )
    return next((str(words) for true, words in weaknesses if true), "")


def _repeats(text: str) -> bool:
    """Return whether a text is a shorter one, twice or more."""
    return len(text) > 1 and text in (text + text)[1:-1]


def _is_well_known(text: str) -> bool:
    """Return whether nothing but well-known words stands in it, and what is put around them."""
    reached = {0}
    for at, char in enumerate(text):
        if at in reached:
            reached |= {at + len(word) for word in _WELL_KNOWN if text.startswith(word, at)}
            reached |= {at + 1} if char in _AROUND else set()
    return len(text) in reached


def _is_walk(text: str) -> bool:
    """Return whether a text is typed along rows and columns of the keyboard, or up and down between two."""
    typed = text.replace(" ", "")
    return any(
        _walked(keys) >= _MOST_WALKED * len(keys) for keys in (typed, typed[::2] + typed[1::2]) if keys
    )


def _walked(keys: str) -> int:
    """Return how many keys are in straight walks."""
    places = [_KEYS.get(key) for key in keys]
    found, start = 0, 0
    for at in range(1, len(places) + 1):
        if at - start > 1 and (at == len(places) or _step(places, at) != _step(places, start + 1)):
            found += at - start if _step(places, start + 1) and at - start >= _WALK else 0
            start = at - 1 if at - start < _WALK else at
    return found


def _step(places: Sequence[tuple[int, int] | None], at: int) -> tuple[int, int] | None:
    """Return the way from the key before to this one; None where they are not next in a row or column."""
    one, other = places[at - 1], places[at]
    if one is None or other is None:
        return None
    step = (other[0] - one[0], other[1] - one[1])
    return step if sum(map(abs, step)) <= 1 else None


def generated() -> str:
    """Return a password that nobody guesses and that can be read out: five groups of four."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(5))


def plain(password: str) -> str:
    """Return a password in the form that is hashed, whichever keyboard composed its letters."""
    return unicodedata.normalize("NFKC", password)


class Passwords:
    """Makes and verifies argon2 hashes; an unknown user takes as long as a wrong password."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = ""

    def hash(self, password: str) -> str:
        """Return the hash that is kept."""
        return self._hasher.hash(plain(password).encode("utf-8", "replace"))

    def fits(self, hashed: str | None, password: str) -> bool:
        """Return whether a password is the one that was hashed; with None it never is.

        Raises
        ------
        Overloaded
            Too many wait for that already.
        """
        if len(password) > MOST:
            return False
        with _TURNSTILE.turn():
            if not self._nobody:
                self._nobody = self.hash(secrets.token_urlsafe())
            try:
                self._hasher.verify(hashed or self._nobody, plain(password).encode("utf-8", "replace"))
            except (VerificationError, InvalidHashError):
                return False
        return hashed is not None
