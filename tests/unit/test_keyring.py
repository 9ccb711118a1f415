from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from checker.config import Settings
from checker.errors import InvalidInput, NotAllowed, NotFound, Overloaded
from checker.key_records import Limits, Scope
from checker.key_store import Keys, NewKey
from checker.key_wire import read_expiry
from checker.keyring import Keyring
from checker.keys import WAITING, Verified
from tests.service import CHEAP

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
WRITER = NewKey("a bot", [Scope.CHECK])


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def kept(url, clock):
    made = Keys(url, clock=clock, hasher=CHEAP)
    yield made
    made.close()


@pytest.fixture
def ring(kept, tmp_path):
    return Keyring(Settings(data_dir=tmp_path), kept)


def test_key_opens_what_it_may(kept, ring):
    """A key is found by its id, and its holder has its scopes and those that are in them."""
    assert not ring.needed
    key, text = kept.create(NewKey("reviewers", [Scope.REVIEW]), "Officer A")
    holder = ring.holder_of(text)
    assert (ring.needed, holder.owner, holder.scopes) == (True, key.key_id, {Scope.REVIEW, Scope.READ})
    assert ring.holder_of(text[:-1] + ("A" if text[-1] != "A" else "B")) is None
    assert ring.holder_of("") is None


def test_the_text_is_kept_nowhere(kept):
    """Only an argon2 hash is kept of a key."""
    key, text = kept.create(WRITER, "Officer A")
    assert kept.find(key.key_id)[1].startswith("$argon2id$")
    assert text not in repr(kept.all())


def test_key_that_ends(kept, ring, clock):
    """A key opens nothing from the moment that it expires, though it was verified before."""
    _, text = kept.create(NewKey("a", [Scope.CHECK], expires_at=NOW + timedelta(hours=1)), "x")
    assert ring.holder_of(text)
    clock.now += timedelta(hours=1)
    assert ring.holder_of(text) is None
    assert not ring.works()


def test_revoked_key(kept, ring):
    """A revoked key opens nothing at once, and a server whose last key is gone does not open."""
    key, text = kept.create(WRITER, "x")
    assert ring.holder_of(text)
    revoked = kept.revoke(key.key_id)
    assert ring.holder_of(text) is None
    assert kept.revoke(key.key_id) == revoked
    assert ring.needed
    with pytest.raises(NotAllowed):
        kept.rotate(key.key_id)


def test_rotated_key(kept, ring):
    """The new secret has the same owner; the earlier one, and sessions that began with it, are over."""
    key, before = kept.create(WRITER, "x")
    old = ring.holder_of(before)
    _, after = kept.rotate(key.key_id)
    new = ring.holder_of(after)
    assert ring.holder_of(before) is None
    assert new.owner == old.owner
    assert ring.in_session(old.owner, old.mark) is None
    assert ring.in_session(new.owner, new.mark) == new


def test_last_use(kept, ring, clock):
    """The last use is kept, to the minute."""
    key, text = kept.create(WRITER, "x")
    for seconds in (0, 30, 90):
        clock.now = NOW + timedelta(seconds=seconds)
        ring.holder_of(text)
    assert kept.get(key.key_id).used_at == NOW + timedelta(seconds=90)


def test_keys_of_the_settings(kept, tmp_path):
    """Hashes of the settings go on opening what they did, and have no limits."""
    hashes = {"api_key_hashes": (CHEAP.hash("one"),), "admin_key_hashes": (CHEAP.hash("chief"),)}
    ring = Keyring(Settings(data_dir=tmp_path, **hashes), kept)
    one, chief = ring.holder_of("one"), ring.holder_of("chief")
    assert one.scopes == {Scope.CHECK, Scope.READ}
    assert chief.scopes == set(Scope)
    assert ring.limits_of(one) == (0, 0)
    assert ring.in_session(one.owner, "") == one


def test_limits(kept, ring):
    """A key has its own limits, and where it has none those of the settings."""
    _, own = kept.create(NewKey("a", [Scope.CHECK], Limits(5, 0)), "x")
    _, other = kept.create(WRITER, "x")
    assert ring.limits_of(ring.holder_of(own)) == (5, 0)
    assert ring.limits_of(ring.holder_of(other)) == (600, 0)


@pytest.mark.parametrize(
    "new",
    [
        NewKey(" ", [Scope.CHECK]),
        NewKey("a\n", [Scope.CHECK, Scope.READ], Limits(-1)),
        NewKey("a", []),
        NewKey("a", [Scope.CHECK], expires_at=NOW),
        NewKey("a\0b", [Scope.CHECK]),
    ],
)
def test_key_that_makes_no_sense(kept, new):
    """A key without name or scope, with odd limits or already over is refused."""
    with pytest.raises(InvalidInput):
        kept.create(new, "x")
    assert kept.all() == ()


@pytest.mark.parametrize("key_id", ["", "0" * 12, "\ud800", "x' OR 1=1", "٠" * 12])
def test_no_such_key(kept, key_id):
    """An id that is none is not found, whatever it is made of."""
    with pytest.raises(NotFound):
        kept.revoke(key_id)


def test_asking_makes_no_database(tmp_path):
    """A server that has no database yet has no keys, and asking makes none."""
    path = tmp_path / "none.sqlite3"
    assert not Keys(f"sqlite:///{path}").any_door()
    assert not path.exists()


def test_expiry():
    """A key ends at a time or after a span."""
    assert read_expiry("90d", now=NOW) == NOW + timedelta(days=90)
    assert read_expiry("2027-06-30") == datetime(2027, 6, 30, tzinfo=UTC)
    for odd in ("soon", "0d", "999999d9", "٣d"):
        with pytest.raises(InvalidInput):
            read_expiry(odd)


@pytest.mark.parametrize("key", ["\ud800", "x" * 10_000, "ck_" + "0" * 12 + "_" + "a" * 43, "ck_\0", "one "])
def test_strangers(kept, tmp_path, key):
    """Whatever is no key is nobody's, also where there are keys of both kinds."""
    kept.create(WRITER, "x")
    ring = Keyring(Settings(data_dir=tmp_path, api_key_hashes=(CHEAP.hash("one"),)), kept)
    assert ring.holder_of("one") == ring.holder_of("one")
    assert ring.holder_of(key) is None


def test_nobody_whose_key_is_known_waits_for_a_guess():
    """A key that was verified is found while another is being verified, and a guess is not remembered."""
    seen, begun, go_on = Verified(), threading.Event(), threading.Event()

    def verify():
        begun.set()
        assert go_on.wait(10)

    assert seen.find("key", lambda: "found") == "found"
    guess = threading.Thread(target=seen.find, args=("guess", verify))
    guess.start()
    assert begun.wait(10)
    assert seen.find("key", verify) == "found"
    assert seen.find("guess", None) is None
    go_on.set()
    guess.join()
    assert seen.find("guess", lambda: None) is None


def test_of_many_guesses_few_wait():
    """Each holds a thread while it waits, so the rest is sent away at once; then there is room again."""
    seen, go_on = Verified(), threading.Event()
    verified: list[str] = []

    def verify() -> None:
        assert go_on.wait(10)
        verified.append("one more")

    assert seen.find("key", lambda: "found") == "found"
    with ThreadPoolExecutor(32) as pool:
        asked = [pool.submit(seen.find, f"guess {number}", verify) for number in range(32)]
        sent_away = list(islice(as_completed(asked, timeout=10), 32 - WAITING - 1))
        assert all(isinstance(one.exception(), Overloaded) for one in sent_away)
        assert seen.find("key", verify) == "found"
        go_on.set()
    assert len(verified) == WAITING + 1
    assert seen.find("guess", lambda: None) is None


def test_a_key_that_was_not_seen_is_not_verified(kept, ring):
    """Nothing is paid for a key from where too many were guessed, unless it is known to work."""
    _, text = kept.create(WRITER, "x")
    assert ring.holder_of(text, only_seen=True) is None
    seen = ring.holder_of(text)
    assert seen
    assert ring.holder_of(text, only_seen=True) == seen


def test_one_key_in_both_lists_is_an_admins_in_all_that_lasts(kept, tmp_path):
    """With two hashes of it: in sessions, streams and webhooks too."""
    hashes = {"api_key_hashes": (CHEAP.hash("k"), CHEAP.hash("one")), "admin_key_hashes": (CHEAP.hash("k"),)}
    ring = Keyring(Settings(data_dir=tmp_path, **hashes), kept)
    both, one = ring.holder_of("k"), ring.holder_of("one")
    assert Scope.ADMIN in both.scopes
    assert ring.in_session(both.owner, both.mark) == both
    assert ring.may_still(ring.lasting_name(both), Scope.ADMIN)
    assert ring.lasting_name(one) == one.owner
    assert ring.may_still(one.owner, Scope.CHECK)
    assert not ring.may_still(one.owner, Scope.ADMIN)
