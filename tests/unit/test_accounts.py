"""Accounts, sessions and attempts in their tables, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from checker.account_records import Role, tried_name, user_name
from checker.account_store import NewAccount
from checker.account_tables import AttemptRow
from checker.attempts import ADDRESS, KNOWN_FOR, NAME, PAIR
from checker.config import Settings
from checker.entrance import open_entrance
from checker.errors import InvalidInput, NotAllowed, NotFound
from checker.key_records import Scope
from checker.keyring import Keyring
from checker.passwords import Passwords
from tests.fakes import FakeClock
from tests.service import CHEAP

STRONG, OTHER = "ferry timetable 120", "harbour lights at nine"
HERE, THERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def settings(url, tmp_path):
    return Settings(data_dir=tmp_path, database_url=url)


@pytest.fixture
def entrance(settings, clock):
    made = open_entrance(settings, clock=clock, passwords=Passwords(CHEAP))
    yield made
    made.close()


@pytest.fixture
def ring(settings, entrance):
    made = Keyring(settings, entrance=entrance)
    yield made
    made.kept.close()


@pytest.fixture
def person(entrance):
    return entrance.accounts.add(NewAccount("officer-a", STRONG, Role.CHECKER, "Officer A"), "shell")


def test_account_is_found(entrance, person):
    """A name, in whatever case, and its password find the account; anything else finds none."""
    accounts = entrance.accounts
    assert accounts.verified(" Officer-A ", STRONG) == person
    assert accounts.verified("officer-a", OTHER) is None
    assert accounts.verified("officer-b", STRONG) is None
    assert accounts.verified("", "") is None
    assert [account.shown for account in accounts.all()] == ["Officer A"]
    with pytest.raises(NotFound, match="no user nobody"):
        accounts.named("nobody")


@pytest.mark.parametrize("name", ["", "a", "a b", "-a", "a" * 65, "é-user", "a\x00b", "a/b", "<b>x</b>"])
def test_names(entrance, name):
    """A user name is short and plain; what is not one is refused with what to change."""
    with pytest.raises(InvalidInput, match="2 to 64"):
        entrance.accounts.add(NewAccount(name, STRONG, Role.READER), "shell")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("officer-a", "officer-a"),
        ("\t Officer-A\u00a0", "officer-a"),
        ("OFFICER-A" + "\u2003" * 200, "officer-a"),
        ("officer-a" + " " * 61 + "x", ""),
        ("officer a", ""),
        ("officer-a\x00", ""),
        ("a" * 64, "a" * 64),
        ("a" * 65, ""),
        ("  ", ""),
    ],
)
def test_one_name_for_what_was_typed(entrance, person, typed, name):
    """What an account is looked up by is what attempts are counted by; it is found by no other."""
    assert user_name(typed) == user_name(user_name(typed)) == name
    found = entrance.accounts.verified(typed, STRONG)
    assert (found == person) == (name == person.name)
    assert not name or tried_name(typed) == name


def test_mistyped_names_are_counted_each_by_itself(entrance):
    """Names that nobody can have are not one name, though padding makes no other of them."""
    typed = (
        "John Smith",
        "Ayesha K",
        "o'neil",
        "",
        "\u0639\u0627\u0626\u0634\u06c1",
        "officer a",
        "officer?a",
    )
    assert len({tried_name(one) for one in typed}) == len(typed)
    assert not any(user_name(tried_name(one)) for one in typed)
    for one in typed:
        assert tried_name(f"  {one.upper()}\u2003") == tried_name(one)
        assert entrance.attempts.begin(tried_name(one), HERE) == 0
    assert len(tried_name("x " * 10_000)) <= 65


def test_name_is_taken(entrance, person):
    """No two people have one name, also when both are added at once."""
    with pytest.raises(InvalidInput, match="taken"):
        entrance.accounts.add(NewAccount("OFFICER-A", OTHER, Role.READER), "shell")

    def add(_):
        try:
            return entrance.accounts.add(NewAccount("officer-b", STRONG, Role.READER), "shell")
        except InvalidInput:
            return None

    with ThreadPoolExecutor(4) as pool:
        assert sum(one is not None for one in pool.map(add, range(4))) == 1
    assert person.name == "officer-a"


def test_disabled(entrance, person):
    """A disabled account opens nothing, with the right password neither, until it is enabled."""
    accounts = entrance.accounts
    assert not accounts.disable(person).works
    assert accounts.verified("officer-a", STRONG) is None
    assert accounts.enable(person).works
    assert accounts.verified("officer-a", STRONG) is not None


def admins(entrance):
    return [
        entrance.accounts.add(NewAccount(name, STRONG, Role.ADMIN), "shell")
        for name in ("admin-a", "admin-b")
    ]


@pytest.mark.parametrize("what", ["disable", "lower", "enable", "password"])
def test_who_is_no_admin_any_more_changes_nobody(entrance, what):
    """Whatever their page still offers; the shell and keys change whom they like."""
    first, second = admins(entrance)
    accounts = entrance.accounts
    change = {
        "disable": lambda who, by: accounts.disable(who, by=by),
        "lower": lambda who, by: accounts.set_role(who, Role.READER, by=by),
        "enable": lambda who, by: accounts.enable(who, by=by),
        "password": lambda who, by: accounts.set_password(who, OTHER, by=by),
    }[what]
    accounts.disable(second, by=first.account_id)
    with pytest.raises(NotAllowed, match="none any more"):
        change(first, second.account_id)
    accounts.set_role(accounts.enable(second), Role.REVIEWER)
    with pytest.raises(NotAllowed, match="none any more"):
        change(first, second.account_id)
    assert accounts.find(first.account_id)[0] == first
    assert change(first, "a key").account_id == first.account_id


def test_of_two_admins_who_disable_each_other_one_remains(entrance):
    """Also where both do at the same moment."""
    pair = admins(entrance)
    for _ in range(5):
        begin = Barrier(2)

        def disable(who, by, begin=begin):
            begin.wait(30)
            try:
                entrance.accounts.disable(who, by=by.account_id)
            except NotAllowed:
                return 1
            return 0

        with ThreadPoolExecutor(2) as pool:
            refused = sum(pool.map(disable, pair, reversed(pair)))
        assert (refused, sum(one.works for one in entrance.accounts.all())) == (1, 1)
        pair = [entrance.accounts.enable(one) for one in pair]


def test_accounts_close_the_door(ring, entrance):
    """Without accounts and keys a server is open; an account closes it, a disabled one too."""
    assert (ring.needed, ring.admin_needed, ring.works()) == (False, False, False)
    person = entrance.accounts.add(NewAccount("officer-a", STRONG, Role.ADMIN), "shell")
    assert (ring.needed, ring.admin_needed, ring.works()) == (True, True, True)
    entrance.accounts.disable(person)
    assert (ring.needed, ring.works()) == (True, False)


def test_asking_makes_no_database(tmp_path):
    """Asking whether there are accounts leaves no file behind."""
    entrance = open_entrance(Settings(data_dir=tmp_path))
    assert (entrance.accounts.any(), entrance.accounts.all()) == (False, ())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("role", "scopes"),
    [
        (Role.READER, {Scope.READ}),
        (Role.CHECKER, {Scope.READ, Scope.CHECK}),
        (Role.REVIEWER, {Scope.READ, Scope.CHECK, Scope.REVIEW}),
        (Role.ADMIN, set(Scope)),
    ],
)
def test_roles(ring, entrance, person, role, scopes):
    """A session has the scopes of the role that the account has now."""
    _, mark = entrance.accounts.find(person.account_id)
    entrance.accounts.set_role(person, role)
    holder = ring.in_session(person.account_id, mark)
    assert (holder.scopes, holder.actor, holder.name) == (scopes, "user officer-a", "Officer A")


def test_what_ends_a_session(ring, entrance, person):
    """Another password, and being disabled, end what began before."""
    _, mark = entrance.accounts.find(person.account_id)
    assert ring.in_session(person.account_id, "0" * 16) is None
    assert ring.in_session(person.account_id, "é") is None
    entrance.accounts.disable(person)
    assert ring.in_session(person.account_id, mark) is None
    entrance.accounts.enable(person)
    assert ring.in_session(person.account_id, mark) is not None
    entrance.accounts.set_password(person, OTHER)
    assert ring.in_session(person.account_id, mark) is None


def test_sessions_are_found_and_ended(entrance):
    """A token finds its session until that is ended; ending all others leaves this one."""
    sessions = entrance.sessions
    tokens = [sessions.begin("u_1", "m", HERE, "Firefox") for _ in range(3)]
    theirs = sessions.begin("u_2", "m", HERE, "Firefox")
    ids = [sessions.find(token).session_id for token in tokens]
    sessions.end(ids[0], "u_2")  # somebody else's
    assert sessions.find(tokens[0]) is not None
    sessions.end(ids[0], "u_1")
    assert sessions.find(tokens[0]) is None
    sessions.end_all("u_1", but=ids[2])
    assert [sessions.find(token) is not None for token in tokens] == [False, False, True]
    assert sessions.find(theirs) is not None
    assert [one.session_id for one in sessions.of_owner("u_1")] == [ids[2]]
    assert sessions.find("") is None
    assert sessions.find("\ud800") is None


def test_sessions_grow_old(entrance, clock):
    """A session ends after hours without a click, and after its longest time whatever is done in it."""
    sessions = entrance.sessions
    idle, busy = (sessions.begin("u_1", "m", HERE, "") for _ in range(2))
    for _ in range(11):
        clock.move(hours=1)
        assert sessions.find(busy) is not None
    assert sessions.find(idle) is None
    clock.move(hours=1)
    assert sessions.find(busy) is None
    assert sessions.of_owner("u_1") == ()


def test_the_token_is_kept_nowhere(entrance, url, tmp_path):
    """The database holds no token and no password: who reads it signs in with nothing."""
    token = entrance.sessions.begin("u_1", "m", HERE, "Firefox")
    entrance.accounts.add(NewAccount("officer-a", STRONG, Role.READER), "shell")
    if url.startswith("sqlite"):
        kept = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
        assert token.encode() not in kept
        assert STRONG.encode() not in kept
    assert entrance.sessions.find(token).owner == "u_1"


def test_guessing_grows_slower(entrance, clock):
    """After five attempts on a name from an address each further one waits twice as long, to a limit."""
    attempts = entrance.attempts
    assert [attempts.begin("officer-a", HERE) for _ in range(PAIR.free)] == [0] * PAIR.free
    pauses = []
    for _ in range(9):
        pauses.append(attempts.begin("officer-a", HERE))
        assert attempts.begin("officer-a", HERE) == pauses[-1]  # what is refused is not counted
        clock.move(seconds=pauses[-1])
        assert attempts.begin("officer-a", HERE) == 0
    assert pauses == [10, 20, 40, 80, 160, 320, 640, 900, 900]
    assert attempts.begin("officer-a", THERE) == 0
    assert attempts.begin("officer-b", HERE) == 0


def test_success_takes_the_count_back(entrance):
    """Who mistypes now and then and signs in is never slowed."""
    for _ in range(60):
        for _ in range(PAIR.free):
            assert entrance.attempts.begin("officer-a", HERE) == 0
            entrance.attempts.succeeded("officer-a", HERE)


def test_owner_is_not_locked_out(entrance, clock):
    """A name that is attacked from everywhere is slowed, but not where its owner signed in before."""
    attempts = entrance.attempts
    assert attempts.begin("officer-a", HERE) == 0
    attempts.succeeded("officer-a", HERE)
    for number in range(NAME.free):
        assert attempts.begin("officer-a", f"203.0.113.{number}") == 0
    assert attempts.begin("officer-a", THERE) == NAME.first
    assert attempts.begin("officer-a", HERE) == 0
    clock.move(seconds=NAME.first)
    assert attempts.begin("officer-a", THERE) == 0


def test_one_address_tries_many_names(entrance):
    """Trying one password on many names from one address, or from one IPv6 network, is slowed too."""
    results = [entrance.attempts.begin(f"user{n}", f"2001:db8:1:2::{n:x}") for n in range(41)]
    assert results == [0] * 40 + [10]
    assert entrance.attempts.begin("user1", "2001:db8:1:3::1") == 0


def test_forgiven(entrance):
    """Whoever was given another password may try at once, from where they failed too."""
    for _ in range(PAIR.free + 1):
        left = entrance.attempts.begin("officer-a", HERE)
    assert left > 0
    entrance.attempts.forgive("officer-a")
    assert entrance.attempts.begin("officer-a", HERE) == 0


def test_guesses_at_once(entrance):
    """Forty guesses at the same moment are no more than the free ones."""
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: entrance.attempts.begin("officer-a", HERE), range(40)))
    assert waits.count(0) == PAIR.free


def test_hosts_sign_with_one_secret(settings, entrance, tmp_path):
    """It is made once, however many ask first; one of before is taken over, and lies in no file any more."""
    others = [open_entrance(settings) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        made = set(
            pool.map(lambda one: one[1].sessions.secret(tmp_path / f"host-{one[0]}"), enumerate(others))
        )
    assert len(made) == 1
    (secret,) = made
    assert len(secret) == 32
    (tmp_path / "session.key").write_bytes(b"another one of this host, which is late")
    assert entrance.sessions.secret(tmp_path) == secret
    for one in others:
        one.close()


def test_a_secret_of_before_is_taken_over(entrance, tmp_path):
    """Nobody is signed out by an upgrade."""
    before = tmp_path / "session.key"
    before.write_bytes(b"x" * 32)
    assert entrance.sessions.secret(tmp_path) == b"x" * 32
    assert not before.exists()
    assert entrance.sessions.secret(tmp_path / "elsewhere") == b"x" * 32


def kept(entrance):
    with entrance.attempts._database.transaction(writes=False) as connection:
        return connection.scalar(select(func.count()).select_from(AttemptRow))


def test_what_is_refused_leaves_nothing(entrance):
    """Names without end from one address, which waits, and one name from addresses without end."""
    begin = entrance.attempts.begin
    for number in range(ADDRESS.free):
        assert begin(f"officer-{number}", HERE) == 0
    before = kept(entrance)
    assert before == 2 * ADDRESS.free + 1
    assert all(begin(f"made-up-{number}", HERE) > 0 for number in range(20))
    assert kept(entrance) == before
    for number in range(NAME.free):
        assert begin("officer-a", f"203.0.113.{number}") == 0
    before = kept(entrance)
    assert all(begin("officer-a", f"198.51.100.{number}") > 0 for number in range(20))
    assert kept(entrance) == before


def test_attempts_are_forgotten_and_addresses_for_longer(entrance, clock):
    """What counts no more goes with the next attempt, whoever makes it; where a name signed in stays."""
    begin, succeeded = entrance.attempts.begin, entrance.attempts.succeeded
    assert begin("officer-a", HERE) == 0
    succeeded("officer-a", HERE)
    for number in range(20):
        assert begin(f"made-up-{number}", f"203.0.113.{number}") == 0
    assert kept(entrance) == 4 + 20 * 3
    clock.now += timedelta(days=1, minutes=1)
    assert begin("officer-b", THERE) == 0
    assert kept(entrance) == 1 + 3
    clock.now += KNOWN_FOR
    assert begin("officer-b", THERE) == 0
    assert kept(entrance) == 3
