from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

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


def test_what_pages_are_made_of_leaves_the_cookie_alone(service):
    """A style sheet that arrives late does not bring back the cookie of a session before."""
    sign_in(service.client)
    assert "Set-Cookie" in service.client.get("/").headers
    with service.client.get("/static/checker.css") as sheet:
        assert sheet.status_code == 200
        assert "Set-Cookie" not in sheet.headers


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


def cookies_gone(client):
    """Let a browser forget the session, as it does when that has become too old."""
    client.delete_cookie("session")


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/checks/x/remove", "/checks/x"),
        ("/checks/x/reviews", "/checks/x"),
        ("/checks/x/reviews/3/withdraw", "/checks/x"),
        ("/queue/next", "/queue"),
        ("/queue/x/take", "/queue"),
        ("/history/actions", "/history"),
        ("/batches/x/cancel", "/batches/x"),
        ("/admin/users", "/admin/users"),
        ("/admin/users/x/disable", "/admin/users"),
        ("/admin/keys/x/revoke", "/admin/keys"),
        ("/account/sessions/x/end", "/account"),
        ("/corpus/add", "/corpus/add"),
        ("/corpus/imports/x/apply", "/corpus/imports/x"),
        ("/corpus/statements/pk-1/retract", "/corpus/statements/pk-1"),
        (
            "/corpus/statements/https%3A%2F%2Fx.example%2Fa%3Fb/correct",
            "/corpus/statements/https://x.example/a%3Fb",
        ),
        ("/corpus/sources/x/poll", "/corpus/sources"),
    ],
)
def test_a_form_of_a_stranger_leads_to_its_page(service, path, page):
    """What is sent when nobody is signed in is not taken; the door says so, and leads to its page."""
    answer = service.client.post(path, data={"note": "typed"})
    assert answer.status_code == 303
    door = service.client.get(answer.headers["Location"])
    assert "Not sent: you had been signed out" in door.text
    fields = {"key": "first", "csrf": token(door.text), "next": html.unescape(hidden(door.text)["next"])}
    assert service.client.post("/sign-in", data=fields).headers["Location"] == page


@pytest.mark.parametrize(
    ("back", "leads"), [("/queue?text=x", "/queue?text=x"), ("//evil.example", "/"), ("", "/history")]
)
def test_a_list_is_found_again(service, back, leads):
    """A form that says which list it came from leads there, and to no other site."""
    answer = service.client.post("/history/actions", data={"back": back, "pick-x": ""})
    assert leads_to(answer) == leads


def test_an_address_keeps_its_query_and_its_id(service):
    """Whoever opens a page is led to that page, whatever signs its address has."""
    answer = service.client.get("/corpus/statements/a%3Fb%23c?of=1&x=%26")
    assert leads_to(answer) == "/corpus/statements/a%3Fb%23c?of=1&x=%26"


TYPED = {"text": 'One line\r\n<b>"another" & more', "mode": "one", "url": "https://x.example/1"}


class TestWhatWasTyped:
    def door(self, service, typed=None):
        sign_in(service.client)
        cookies_gone(service.client)
        return service.client.post("/checks", data={**(typed or TYPED), "csrf": "an old one"})

    def test_it_is_there_after_signing_in(self, service):
        """A post that was sent when the session had ended comes back in the form, and can be sent then."""
        door = self.door(service)
        assert door.status_code == 401
        assert "Not sent: you had been signed out" in door.text
        form = service.client.post("/sign-in", data={**hidden(door.text), "key": "first"})
        assert form.status_code == 200
        assert "You had been signed out" in form.text
        assert "One line\n&lt;b&gt;&#34;another&#34; &amp; more</textarea>" in form.text
        assert 'value="https://x.example/1"' in form.text
        assert service.checks.kept == {}
        sent = service.client.post("/checks", data={**TYPED, "csrf": token(form.text)})
        assert sent.status_code == 303
        assert service.checks.get("check-1").post.url == "https://x.example/1"

    def test_a_wrong_key_does_not_lose_it(self, service):
        """The door keeps it however often somebody mistypes."""
        door = service.client.post("/sign-in", data={**hidden(self.door(service).text), "key": "wrong"})
        assert door.status_code == 401
        assert hidden(door.text)["text"] == 'One line\n<b>"another" & more'

    def test_a_door_that_was_open_for_too_long_does_not_lose_it(self, service):
        """The token of the sign-in form may be gone when somebody comes back: they sign in once more."""
        fields = hidden(self.door(service).text)
        cookies_gone(service.client)
        door = service.client.post("/sign-in", data={**fields, "key": "first"})
        assert door.status_code == 403
        assert "open for too long" in door.text
        form = service.client.post("/sign-in", data={**hidden(door.text), "key": "first"})
        assert "One line\n" in form.text

    def test_many_posts_too(self, service):
        """More than one post would have is kept for who was here, and not read of who never was."""
        many = {"mode": "many", "skip": "1", "text": "A post like any other\n" * 400}
        sign_in(service.client)
        service.app.extensions["desk"].keys.entrance.sessions.end_all(owner_of(service))
        door = service.client.post("/checks", data={**many, "csrf": "x"})
        assert door.status_code == 401
        form = service.client.post("/sign-in", data={**hidden(door.text), "key": "first"})
        assert form.text.count("A post like any other") == 400
        stranger = service.app.test_client().post("/checks", data=many)
        assert stranger.status_code == 303
        assert "unsent=yes" in stranger.headers["Location"]

    def test_nothing_typed(self, service):
        """An empty form is not kept, and what cannot be read is not either."""
        assert self.door(service, {"text": " ", "mode": "one"}).status_code == 303
        answer = service.client.post(
            "/checks", data=b"text=%ff", content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code == 303

    def test_signed_in_anew_in_another_tab(self, service):
        """A form of the session before is not taken, and comes back for this one with what was typed."""
        sign_in(service.client)
        before = token(service.client.get("/").text)
        service.client.post("/sign-out", data={"csrf": before})
        sign_in(service.client)
        form = service.client.post("/checks", data={**TYPED, "csrf": before})
        assert form.status_code == 403
        assert "You have signed in anew" in form.text
        assert "One line\n" in form.text
        assert service.checks.kept == {}
        assert service.client.post("/checks", data={"text": "a", "csrf": token(form.text)}).status_code == 303


def test_two_doors(service):
    """Whoever signs in in two tabs is let on in the second too, and nobody is changed by it."""
    other = token(service.client.get("/sign-in").text)
    sign_in(service.client, next="/history")
    answer = service.client.post("/sign-in", data={"key": "second", "csrf": other, "next": "/queue"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/queue")
    away = service.client.post("/sign-in", data={"key": "second", "csrf": other, "next": "//evil.example"})
    assert away.headers["Location"] == "/"
    assert 'value="second"' not in service.client.get("/account").text
    service.client.post("/checks", data={"text": "a", "csrf": token(service.client.get("/").text)})
    assert service.checks.get("check-1").owner == owner_of(service)


def test_no_other_form_is_shown(service):
    """The sign-in form carries what the form of posts has, and nothing that somebody else names."""
    fields = {"key": "first", "form": "users.add", "text": "x", "name": "y"}
    assert sign_in(service.client, **fields).status_code == 303


def hidden(page):
    """Return the unseen fields of the first form of the main part that has any."""
    form = re.search(r"<form[^>]*action=\"/sign-in\".*?</form>", page, re.DOTALL)[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: html.unescape(value).replace("\r\n", "\n") for name, value in found}


def leads_to(answer):
    """Return where signing in leads, from the door that somebody was sent to."""
    return parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]


def owner_of(service, key="first"):
    """Return who holds a key."""
    return service.app.extensions["desk"].keys.holder_of(key).owner
