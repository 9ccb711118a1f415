"""Signing in with a name and password, and the pages of accounts, as a browser without scripts does."""

from __future__ import annotations

import re

import pytest

from checker.account_records import Role
from checker.attempts import PAIR
from checker.key_records import Scope
from checker.key_store import NewKey
from tests.service import STRONG, Peopled, Service, sign_in, token

OTHER = "harbour lights at nine"
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def service(tmp_path):
    made = Peopled(tmp_path)
    made.add("admin-a", Role.ADMIN, "Officer A")
    return made


def send(client, path, page="/account", **fields):
    return client.post(path, data={"csrf": token(client.get(page).text), **fields})


def test_sign_in_and_out(service):
    """Who signs in is named on every page; who signs out is a stranger, and so is who kept the cookie."""
    client = service.browser("ADMIN-a")
    assert "Officer A" in client.get("/").text
    cookie = client.get_cookie("session").value
    assert send(client, "/sign-out").status_code == 303
    client.set_cookie("session", cookie)
    assert client.get("/").status_code == 303


def test_one_answer_for_every_failure(service):
    """A wrong password, an unknown name and a disabled account look alike, and nothing typed is repeated."""
    service.accounts.disable(service.add("gone-a"))
    tries = [("admin-a", OTHER), ("nobody-a", OTHER), ("gone-a", STRONG), ("", "")]
    pages = []
    for name, password in tries:
        answer = sign_in(service.browser(), name, password)
        assert answer.status_code == 401
        pages.append(re.sub(r'value="[^"]*"| autofocus', "", answer.text))
        assert password not in answer.text or not password
    assert len(set(pages[:3])) == 1


def test_guessing_is_slowed(service):
    """After a few wrong passwords comes 429 with how long to wait; the right one does not help then."""
    client = service.browser()
    for _ in range(PAIR.free):
        assert sign_in(client, "admin-a", OTHER).status_code == 401
    answer = sign_in(client, "admin-a")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "10")
    assert "Try again in 10 seconds" in answer.text
    assert sign_in(service.browser(), "nobody-a").status_code == 401


def test_no_blanks_lead_past_the_limit(service):
    """Once an account has to wait, it waits under each of its spellings."""
    client = service.browser()
    for _ in range(PAIR.free):
        sign_in(client, "admin-a", OTHER)
    for name in ("admin-a", "ADMIN-A", " admin-a", "admin-a" + " " * 80, "\u2003" * 80 + "admin-a"):
        assert sign_in(client, name).status_code == 429
    for padded in ("admin-a" + " " * 60 + "x", "admin-a" + "\u00a0" * 80 + "yz", "a" * 65):
        assert sign_in(client, padded).status_code == 401  # nobody's name: the right password opens nothing


def test_keys_still_sign_in(tmp_path):
    """Where there are accounts, the holder of a key signs in with it as before, and is counted apart."""
    service = Peopled(tmp_path, keys=("first",))
    service.add("admin-a", Role.ADMIN)
    client = service.browser()
    page = client.get("/sign-in").text
    assert 'name="key"' in page
    assert client.post("/sign-in", data={"key": "first", "csrf": token(page)}).status_code == 303
    assert client.get("/").status_code == 200
    assert client.get("/admin/users").status_code == 403
    assert send(client, "/account/password", current="first", new=OTHER, again=OTHER).status_code == 403


@pytest.mark.parametrize(
    ("role", "admin", "check"), [(Role.READER, 403, 403), (Role.REVIEWER, 403, 303), (Role.ADMIN, 200, 303)]
)
def test_roles_open_pages(service, role, admin, check):
    """A page that a role does not open is 403 in words, and is not in the navigation."""
    service.add("other-a", role)
    client = service.browser("other-a")
    page = client.get("/admin/users", headers={"Accept": "text/html"})
    assert page.status_code == admin
    assert ("You may not do this" in page.text) == (admin == 403)
    assert ('href="/admin"' in client.get("/account").text) == (admin == 200)
    assert send(client, "/checks", text="a").status_code == check


def test_reader_starts_elsewhere(service):
    """Who may only read is led from the form, which is not for them, to what is."""
    service.add("other-a", Role.READER)
    assert service.browser("other-a").get("/").headers["Location"] == "/corpus"


def test_key_for_reviews_makes_no_checks(service):
    """A key with the scope review alone signs in and opens the queue; it has no posts checked."""
    kept = service.app.extensions["desk"].keys.kept
    _, key = kept.create(NewKey("reviewers", [Scope.REVIEW]), "shell")
    client = service.browser()
    client.post("/sign-in", data={"key": key, "csrf": token(client.get("/sign-in").text)})
    assert client.get("/queue").status_code == 200
    assert send(client, "/checks", text="a").status_code == 403


def test_role_holds_at_once(service):
    """What an administrator takes away is gone with the next click, in a session that was there before."""
    person = service.add("other-a", Role.ADMIN)
    client, admin = service.browser("other-a"), service.browser("admin-a")
    assert client.get("/admin/users").status_code == 200
    changed = f"/admin/users/{person.account_id}"
    assert send(admin, f"{changed}/role", "/admin/users", role="reader").status_code == 303
    assert client.get("/admin/users").status_code == 403
    assert send(admin, f"{changed}/role", "/admin/users", role="king").status_code == 422
    assert send(admin, f"{changed}/disable", "/admin/users").status_code == 303
    assert client.get("/account").status_code == 303
    assert send(admin, f"{changed}/enable", "/admin/users").status_code == 303
    assert service.browser("other-a").get("/account").status_code == 200


def test_change_password(service):
    """Another password keeps this browser signed in, ends all others, and alone opens from now on."""
    client, elsewhere = service.browser("admin-a"), service.browser("admin-a")
    fields = {"current": STRONG, "new": OTHER, "again": OTHER}
    answer = send(client, "/account/password", **fields)
    assert answer.headers["Location"] == "/account?done=password"
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303
    assert sign_in(service.browser(), "admin-a").status_code == 401
    assert sign_in(service.browser(), "admin-a", OTHER).status_code == 303


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"current": "wrong", "new": OTHER, "again": OTHER}, "current password is another"),
        ({"current": STRONG, "new": OTHER, "again": OTHER + "x"}, "typed in two ways"),
        ({"current": STRONG, "new": "short", "again": "short"}, "12 characters or more"),
        ({}, "current password is another"),
    ],
)
def test_password_that_will_not_do(service, fields, words):
    """What will not do changes nothing, and says what to change."""
    client = service.browser("admin-a")
    answer = send(client, "/account/password", **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert sign_in(service.browser(), "admin-a").status_code == 303


def test_weak_password_in_urdu(service):
    """What is wrong with a password is said in the language of the page."""
    client = service.browser("admin-a")
    client.set_cookie("lang", "ur")
    answer = send(client, "/account/password", current=STRONG, new="short", again="short")
    assert "پاس ورڈ میں 5 حروف ہیں" in answer.text


def test_sessions_are_listed_and_ended(service):
    """The account page lists where one is signed in; each of one's own can be ended there, or all others."""
    client, phone, desk = (service.browser("admin-a") for _ in range(3))
    mine = service.accounts.named("admin-a").account_id
    last = service.sessions.of_owner(mine)
    page = client.get("/account", headers={"User-Agent": HOSTILE}).text
    assert page.count("/account/sessions/") == 3  # two others, and all others
    others = [one for one in last if f"/account/sessions/{one.session_id}/end" in page]
    assert send(client, f"/account/sessions/{others[0].session_id}/end").status_code == 303
    assert [one.get("/account").status_code for one in (client, phone, desk)].count(200) == 2
    assert send(client, "/account/sessions/end").status_code == 303
    assert [one.get("/account").status_code for one in (client, phone, desk)] == [200, 303, 303]


def test_nobody_ends_sessions_of_others(service):
    """The id of somebody else's session ends nothing."""
    other = service.add("other-a")
    theirs = service.browser("other-a")
    client = service.browser("admin-a")
    session = service.sessions.of_owner(other.account_id)[0]
    send(client, f"/account/sessions/{session.session_id}/end")
    assert theirs.get("/account").status_code == 200


def test_add_somebody(service):
    """An administrator adds somebody; a password that is thought up is shown once and opens."""
    client = service.browser("admin-a")
    page = send(client, "/admin/users", "/admin/users", name="new-a", role="reviewer", full_name="Officer N")
    made = re.search(r'<code class="secret"[^>]*>([^<]+)</code>', page.text)[1]
    assert sign_in(service.browser(), "new-a", made).status_code == 303
    assert made not in client.get("/admin/users").text
    account = service.accounts.named("new-a")
    assert (account.role, account.created_by) == (Role.REVIEWER, "user admin-a")
    again = send(client, f"/admin/users/{account.account_id}/password", "/admin/users").text
    assert sign_in(service.browser(), "new-a", made).status_code == 401
    renewed = re.search(r'<code class="secret"[^>]*>([^<]+)</code>', again)[1]
    assert sign_in(service.browser(), "new-a", renewed).status_code == 303


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "x", "role": "reader"},
        {"name": "new-a", "role": "king"},
        {"name": "new-a"},
        {"name": "admin-a", "role": "reader"},
        {"name": "new-a", "role": "reader", "password": "short"},
        {"name": "new-a", "role": "reader", "full_name": "x" * 101},
    ],
)
def test_add_what_will_not_do(service, fields):
    """What will not do adds nobody; the form keeps what was typed."""
    client = service.browser("admin-a")
    answer = send(client, "/admin/users", "/admin/users", **fields)
    assert answer.status_code == 422
    assert f'value="{fields["name"]}"' in answer.text
    assert len(service.accounts.all()) == 1


@pytest.mark.parametrize(("language", "stop"), [("en", "."), ("ur", "۔")])
def test_what_will_not_do_is_said_in_a_sentence(service, language, stop):
    """It ends with the full stop of its script."""
    client = service.browser("admin-a")
    client.set_cookie("lang", language)
    page = send(client, "/admin/users", "/admin/users", name="admin-a", role="reader").text
    said = re.search(r'role="alert".*?<span[^>]*>(.*?)</span>', page)[1]
    assert "admin-a" in said
    assert said.endswith(stop)


def test_one_admin_remains(service):
    """Nobody disables or demotes themselves on the page, so there is always an administrator."""
    client = service.browser("admin-a")
    mine = f"/admin/users/{service.accounts.named('admin-a').account_id}"
    for what in ("disable", "role", "password"):
        assert send(client, f"{mine}/{what}", "/admin/users", role="reader").status_code == 403
    assert client.get("/admin/users").status_code == 200
    assert send(client, "/admin/users/u_000000000000/disable", "/admin/users").status_code == 404


def test_first_account_is_an_admin(tmp_path):
    """On an open server the first account is an administrator's; then everybody has to sign in."""
    service = Peopled(tmp_path)
    refused = service.client.post("/admin/users", data={"name": "new-a", "role": "checker"})
    assert refused.status_code == 422
    assert service.client.post("/admin/users", data={"name": "new-a", "role": "admin"}).status_code == 200
    assert service.client.get("/").status_code == 303
    assert service.client.post("/admin/users", data={"name": "b-b", "role": "admin"}).status_code == 303
    assert len(service.accounts.all()) == 1


@pytest.mark.parametrize("csrf", ["", "x"])
def test_forged_forms(service, csrf):
    """A form of these pages without the token of the session is refused."""
    client = service.browser("admin-a")
    mine = service.accounts.named("admin-a").account_id
    paths = [
        "/account/password",
        "/account/sessions/end",
        "/account/sessions/x/end",
        "/admin/users",
        f"/admin/users/{mine}/disable",
    ]
    assert [client.post(path, data={"csrf": csrf}).status_code for path in paths] == [403] * len(paths)


def test_names_are_escaped(service):
    """Names and browsers are text: none of it becomes markup."""
    service.add("other-a", full_name=HOSTILE)
    page = service.browser("admin-a").get("/admin/users").text
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page
    answer = sign_in(service.browser(), HOSTILE)
    assert answer.status_code == 401
    assert HOSTILE not in answer.text


def test_demo_mode_has_no_account(tmp_path):
    """Where nobody signs in, there is no account page."""
    assert Service(tmp_path).client.get("/account").headers["Location"] == "/"
