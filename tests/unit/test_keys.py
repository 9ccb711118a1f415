from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from checker.errors import InvalidSettings
from checker.keys import MAX_KEY_CHARS, ApiKeys

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HASHES = tuple(CHEAP.hash(key) for key in ("first", "second"))


def test_open_without_keys():
    """Without keys none is needed, and none is anybody's."""
    keys = ApiKeys(())
    assert not keys.needed
    assert keys.owner_of("first") is None


def test_each_key_has_its_owner():
    """A key leads to the same owner every time, another key to another, and neither tells the key."""
    keys = ApiKeys(HASHES)
    first, second = keys.owner_of("first"), keys.owner_of("second")
    assert keys.needed
    assert first == keys.owner_of("first") == ApiKeys(HASHES).owner_of("first")
    assert second is not None
    assert first != second
    assert keys.is_owner(second)


@pytest.mark.parametrize("key", ["", "third", "First", "first ", "x" * (MAX_KEY_CHARS + 1), "\ud800", "a\0"])
def test_strangers(key):
    """Whatever is not a key is nobody's."""
    assert ApiKeys(HASHES).owner_of(key) is None


def test_owner_of_a_key_that_was_taken_away():
    """Sessions of a key end with it."""
    owner = ApiKeys(HASHES).owner_of("first")
    assert owner
    assert not ApiKeys(HASHES[1:]).is_owner(owner)
    assert not ApiKeys(HASHES).is_owner("")


def test_hash_that_is_none():
    """A setting that is no argon2 hash is refused without being repeated: it may be the key itself."""
    with pytest.raises(InvalidSettings, match="entry 2") as caught:
        ApiKeys((HASHES[0], "my-plain-key"))
    assert "my-plain-key" not in str(caught.value)
