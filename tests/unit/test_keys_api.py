from __future__ import annotations

import html
import re

import pytest

from checker.key_records import Limits, Scope
from checker.key_store import NewKey
from tests.service import URL, Service

KEYS = "/api/v1/keys"
BOT = {"name": "a bot", "scopes": ["check"], "expires_at": "90d", "per_minute": 3}
CHIEF = {"name": "chief", "scopes": ["admin"]}


@pytest.fixture
def service(tmp_path):
    return Service(tmp_path)


@pytest.fixture
def chief(service):
    """Give the header of an admin's key, which is the first one."""
    return bearer(service.client.post(KEYS, json=CHIEF).get_json()["key"])


def bearer(text):
    return {"Authorization": f"Bearer {text}"}


def test_life_of_a_key(service, chief):
    """A key is made, opens the door, is rotated, listed without its secret, and revoked."""
    answer = service.client.post(KEYS, json=BOT, headers=chief)
    made, path = answer.get_json(), answer.headers["Location"]
    assert (answer.status_code, made["state"], made["scopes"]) == (201, "active", ["check"])
    assert service.client.get(URL, headers=bearer(made["key"])).status_code == 200
    again = service.client.post(f"{path}/rotate", headers=chief).get_json()
    assert service.client.get(URL, headers=bearer(made["key"])).status_code == 401
    assert service.client.get(URL, headers=bearer(again["key"])).status_code == 200
    listed = service.client.get(KEYS, headers=chief)
    assert [key["name"] for key in listed.get_json()["keys"]] == ["a bot", "chief"]
    assert again["key"] not in listed.text
    assert service.client.delete(path, headers=chief).get_json()["state"] == "revoked"
    assert service.client.get(URL, headers=bearer(again["key"])).status_code == 401
    assert service.client.post(f"{path}/rotate", headers=chief).status_code == 403


def test_only_admins(service, chief):
    """Keys are made and seen by admins alone."""
    other = bearer(service.client.post(KEYS, json=BOT, headers=chief).get_json()["key"])
    assert service.client.get(KEYS, headers=other).status_code == 403
    assert service.client.post(KEYS, json=CHIEF, headers=other).status_code == 403
    assert service.client.get(KEYS).status_code == 401


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["root"]}, "scopes"),
        ({"expires_at": "2001-01-01"}, "expires_at"),
        ({"per_minute": -1}, "per_minute"),
        ({"per_day": 2**40}, "per_day"),
        ({"owner": "x"}, "owner"),
    ],
)
def test_key_that_makes_no_sense(service, chief, change, field):
    """What cannot be made is 422 and names the field."""
    answer = service.client.post(KEYS, json=BOT | change, headers=chief)
    assert (answer.status_code, answer.get_json()["field"]) == (422, field)


def test_first_key_is_an_admins(service):
    """The first key over HTTP can make others: else nobody could."""
    assert service.client.post(KEYS, json=BOT).status_code == 422
    assert service.client.get(URL).status_code == 200


def test_limit_of_a_key(service, chief):
    """Each answer tells what is left; beyond it comes 429 with when to ask again; others have their own."""
    made = service.client.post(KEYS, json=BOT, headers=chief).get_json()
    answers = [service.client.get(URL, headers=bearer(made["key"])) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert [one.headers["RateLimit-Remaining"] for one in answers] == ["2", "1", "0", "0"]
    last = answers[-1]
    assert last.headers["RateLimit-Limit"] == "3"
    assert 1 <= int(last.headers["RateLimit-Reset"]) == int(last.headers["Retry-After"]) <= 60
    assert last.mimetype == "application/problem+json"
    assert service.client.get(URL, headers=chief).headers["RateLimit-Limit"] == "600"


def test_quota_of_a_key(service, chief):
    """A quota counts what makes checks, and reading goes on when it is used up."""
    body = BOT | {"per_minute": 0, "per_day": 2}
    mine = bearer(service.client.post(KEYS, json=body, headers=chief).get_json()["key"])
    codes = [service.post({"text": "a ferry"}, headers=mine).status_code for _ in range(3)]
    assert codes == [202, 202, 429]
    assert service.client.get(URL, headers=mine).status_code == 200
    assert len(service.checks.kept) == 2


def test_guesses_are_counted(service, chief):
    """Whoever guesses keys is answered 429 after a while, and nobody else is whose key is known."""
    unseen = bearer(service.client.post(KEYS, json=BOT, headers=chief).get_json()["key"])
    codes = {service.client.get(URL, headers=bearer("guess")).status_code for _ in range(61)}
    assert codes == {401, 429}
    assert service.client.get(URL, headers=chief).status_code == 200
    assert service.client.get(URL, headers=unseen).status_code == 429, "it costs as much as a guess to see"
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    codes = [service.client.get(URL, headers=unseen, environ_base=one).status_code for one in (elsewhere, {})]
    assert codes == [200, 200]


def test_guesses_of_one_household_are_counted_together(service, chief):
    """Of IPv6 one household has more addresses than there are guesses."""
    assert chief
    codes = {
        service.client.get(
            URL, headers=bearer("guess"), environ_base={"REMOTE_ADDR": f"2001:db8:1:2::{number:x}"}
        ).status_code
        for number in range(61)
    }
    assert codes == {401, 429}
    next_door = {"REMOTE_ADDR": "2001:db8:1:3::1"}
    assert service.client.get(URL, headers=bearer("guess"), environ_base=next_door).status_code == 401


def test_no_limits_without_keys(service):
    """A server without keys counts nothing and says nothing of limits."""
    assert "RateLimit-Limit" not in service.client.get(URL).headers


def token(page):
    return re.search(r'name="csrf" value="([^"]+)"', page.text)[1]


def sign_in(service, scope):
    _, text = service.app.extensions["desk"].keys.kept.create(NewKey("me", [scope], Limits(0, 0)), "x")
    csrf = token(service.client.get("/sign-in"))
    service.client.post("/sign-in", data={"key": text, "csrf": csrf})


def test_page(service):
    """An admin makes a key on the page, which shows it once, and revokes it there."""
    sign_in(service, Scope.ADMIN)
    csrf = token(service.client.get("/admin/keys"))
    form = {"name": "<b>bot", "scope-check": "1", "expires_at": "1d", "csrf": csrf}
    made = service.client.post("/admin/keys", data=form)
    text = re.search(r"ck_[0-9a-f]{12}_[\w-]{43}", made.text)[0]
    assert "<b>bot" not in made.text
    assert service.client.get(URL, headers=bearer(text)).status_code == 200
    page = service.client.get("/admin/keys").text
    assert text not in page
    assert re.search(r"made on \d{1,2} [A-Z][a-z]+ 20\d\d by", page)
    assert not re.search(r">[^<]*\d\dT\d\d", page)
    path = f"/admin/keys/{text[3:15]}"
    service.client.post(f"{path}/rotate", data={"csrf": csrf})
    assert service.client.get(URL, headers=bearer(text)).status_code == 401
    assert "revoked" in service.client.post(f"{path}/revoke", data={"csrf": csrf}).text


@pytest.mark.parametrize("csrf", ["", "x"])
def test_forged_forms(service, csrf):
    """A form without the token of the session makes and revokes nothing."""
    sign_in(service, Scope.ADMIN)
    form = {"name": "bot", "scope-check": "1", "csrf": csrf}
    assert service.client.post("/admin/keys", data=form).status_code == 403
    kept = service.app.extensions["desk"].keys.kept
    path = f"/admin/keys/{kept.all()[0].key_id}/revoke"
    assert service.client.post(path, data={"csrf": csrf}).status_code == 403
    assert [key.state(kept.now()) for key in kept.all()] == ["active"]


def test_page_is_for_admins(service):
    """Strangers are sent to the door, and whoever may only check posts is refused."""
    sign_in(service, Scope.CHECK)
    assert service.client.get("/admin/keys").status_code == 403
    assert service.app.test_client().get("/admin/keys").status_code == 303


def test_form_with_faults(service):
    """What cannot be made is said on the page in the words of its labels, and what was typed stays."""
    typed = {"name": 'a "bot"', "scope-admin": "1", "expires_at": "90d", "per_minute": "5", "per_day": "x"}
    answer = service.client.post("/admin/keys", data=typed)
    assert answer.status_code == 422
    page = html.unescape(answer.text)
    assert "“New checks a day” must be a whole number" in page
    assert 'id="per_day"' in re.search(r'<input[^>]*aria-invalid="true"[^>]*>', page)[0]
    for value in ('a "bot"', "90d", "5", "x"):
        assert f'value="{value}"' in page
    assert [box for box in re.findall(r"<input[^>]+checkbox[^>]+>", page) if "checked" in box] == [
        '<input type="checkbox" name="scope-admin" value="1" checked>'
    ]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"name": " "}, "Say whose key it is"),
        ({"scope-admin": "", "scope-read": "1"}, "The first key must be for everything"),
        ({"expires_at": "next year"}, "“Until” must be a day to come"),
        ({"expires_at": "2001-01-01"}, "“Until” must be a day to come"),
        ({"per_minute": "ten"}, "“Requests a minute” must be a whole number"),
        ({"per_minute": "9999999999"}, "“Requests a minute” must be a whole number"),
    ],
)
def test_faults_have_the_words_of_the_form(service, fault, words):
    """No fault of the form is told by the name that the API has for its field."""
    form = {"name": "a", "scope-admin": "1", **fault}
    alert = re.search(r'role="alert".*?</p>', service.client.post("/admin/keys", data=form).text, re.DOTALL)
    assert words in alert[0]
    assert "_" not in alert[0]
