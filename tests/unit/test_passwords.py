from __future__ import annotations

import pytest

from checker.errors import InvalidInput
from checker.passwords import MOST, Passwords, demand_strong, generated
from tests.service import CHEAP


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "elevenchars",
        "x" * 300,
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "123456789012",
        "0987654321098",
        "abcdefghijklm",
        "qwertyuiopasd",
        "Password123456",
        "!!!PASSWORD!!!",
        "p@ssw0rd2026!",
        "password password",
        "Admin, welcome 1!",
        "qwerty qwerty",
        "1qaz2wsx3edc",
        "zaq1xsw2cde3",
        "1q2w3e4r5t6y",
        "qweasdzxc123",
        "welcome-2026-1",
        "officer-a-2026",
        "Officer-A.Officer-A",
        "2026-03-05 12:00",
        "            ",
    ],
)
def test_weak(password):
    """A password that somebody would try is refused, and what is said about it names no part of it."""
    with pytest.raises(InvalidInput, match="12 characters or more") as caught:
        demand_strong(password, "officer-a")
    assert caught.value.field == "password"


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "ferry timetable 120",
        "بارش کے بعد دھوپ",
        "tR7#kq9!mZ2x",
        "officer-a likes tea",
        "trees were sweet as",
        "desert water trees",
        "my password is long",
        "test" * 30 + " of tea",
    ],
)
def test_strong(password):
    """Words, other scripts and signs all do; no kind of character is asked for."""
    demand_strong(password, "officer-a")


def test_thought_up():
    """What is thought up is strong, another one each time, and has nothing that reads as something else."""
    made = {generated() for _ in range(50)}
    assert len(made) == 50
    assert not set("".join(made)) & set("0o1il")
    for password in made:
        demand_strong(password, "officer-a")


def test_hash():
    """A password fits its own hash alone, however its letters were composed, and nobody's fits none."""
    passwords = Passwords(CHEAP)
    hashed = passwords.hash("caf\u00e9 au lait, 2")
    assert hashed.startswith("$argon2id$")
    assert passwords.fits(hashed, "cafe\u0301 au lait, 2")
    assert not passwords.fits(hashed, "cafe au lait, 2")
    assert not passwords.fits(None, "cafe au lait, 2")
    assert not passwords.fits("not a hash", "x")
    assert not passwords.fits(hashed, "x" * (MOST + 1))
    assert not passwords.fits(hashed, "\ud800")
