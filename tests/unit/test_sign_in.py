from __future__ import annotations

import re

import pytest

from tests.service import Service


@pytest.fixture
def service(tmp_path):
    return Service(tmp_path, keys=("first", "second"))


def token(page):
    return re.search(r'name="csrf" value="([^"]+)"', page)[1]


def sign_in(client, key="first", **more):
    csrf = token(client.get("/sign-in").text)
    return client.post("/sign-in", data={"key": key, "csrf": csrf, **more})


def submit(client, text="a"):
    return client.post("/checks", data={"text": text, "csrf": token(client.get("/").text)})


@pytest.mark.parametrize("path", ["/", "/checks/x", "/checks/x/state", "/checks/x/report.json"])
def test_strangers_are_sent_to_the_door(service, path):
    """Where keys are set, every page asks for one first, and leads back afterwards."""
    response = service.client.get(path)
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/sign-in?next=")
    assert sign_in(service.client, next=path).headers["Location"] == path


def test_wrong_key(service):
    """A key that is not known opens nothing and is not repeated."""
    response = sign_in(service.client, "guess-me")
    assert response.status_code == 401
    assert "not known" in response.text
    assert "guess-me" not in response.text
    assert service.client.get("/").status_code == 303


def test_cookie(service):
    """The session cookie is out of reach of scripts and of forms of other sites, and holds no key."""
    cookie = sign_in(service.client).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert "first" not in cookie


def test_cookie_over_tls(service):
    """Behind a proxy that speaks TLS the cookie stays on TLS."""
    service.client.environ_base["HTTP_X_FORWARDED_PROTO"] = "https"
    assert "Secure" in sign_in(service.client).headers["Set-Cookie"]


def test_submit_and_read(service):
    """Who is signed in submits and reads; a check of another key is not there."""
    sign_in(service.client)
    path = submit(service.client).headers["Location"]
    assert service.client.get(path).status_code == 200
    other = service.app.test_client()
    sign_in(other, "second")
    assert other.get(path).status_code == 404


def test_take_back(service):
    """Who is signed in removes a check of theirs; another key, or a form that was not made here, does not."""
    sign_in(service.client)
    path = submit(service.client).headers["Location"]
    csrf = token(service.client.get(path).text)
    other = service.app.test_client()
    sign_in(other, "second")
    theirs = token(other.get("/").text)
    assert other.post(f"{path}/remove", data={"csrf": theirs}).status_code == 404
    assert service.client.post(f"{path}/remove", data={"csrf": theirs}).status_code == 403
    assert service.client.get(path).status_code == 200
    answer = service.client.post(f"{path}/remove", data={"csrf": csrf})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert service.client.get(path).status_code == 404


def test_same_owner_as_the_api(service):
    """What was submitted on the page can be read through the API with the same key."""
    sign_in(service.client)
    check_id = submit(service.client).headers["Location"].rpartition("/")[2]
    path = f"/api/v1/checks/{check_id}"
    assert service.client.get(path, headers={"Authorization": "Bearer first"}).status_code == 200
    assert service.client.get(path).status_code == 401


@pytest.mark.parametrize("csrf", ["", "x", "é"])
def test_forged_form(service, csrf):
    """A form without the token of the session is refused."""
    sign_in(service.client)
    assert service.client.post("/checks", data={"text": "a", "csrf": csrf}).status_code == 403
    assert service.client.post("/sign-out", data={"csrf": csrf}).status_code == 403
    assert service.checks.kept == {}


def test_session_is_new_after_signing_in(service):
    """The token from before signing in is worth nothing afterwards."""
    before = token(service.client.get("/sign-in").text)
    sign_in(service.client)
    assert service.client.post("/checks", data={"text": "a", "csrf": before}).status_code == 403


def test_sign_out(service):
    """Who signs out is a stranger again."""
    sign_in(service.client)
    service.client.post("/sign-out", data={"csrf": token(service.client.get("/").text)})
    assert service.client.get("/").status_code == 303


def test_key_that_was_taken_away(service, tmp_path):
    """A session ends with its key."""
    sign_in(service.client)
    cookie = service.client.get_cookie("session")
    later = Service(tmp_path, keys=("second",)).client
    later.set_cookie("session", cookie.value)
    assert later.get("/").status_code == 303


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "/\tx", "x", ""]
)
def test_leads_nowhere_else(service, target):
    """Signing in leads to our own pages only."""
    assert sign_in(service.client, next=target).headers["Location"] == "/"
