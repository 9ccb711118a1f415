from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.service import CHEAP, Service

URL = "/api/v1/corpus/sources"
FEED = "https://www.example.org/feed.xml"
ALLOWED = {"fetch_hosts": ("www.example.org",)}


@pytest.fixture
def service(tmp_path):
    return Service(tmp_path, **ALLOWED)


def add(service, **body):
    return service.client.post(URL, json={"url": FEED, **body})


def test_source_is_added_and_shown(service):
    """A source that is added is shown with its state, alone and among all."""
    added = add(service, kind="feed", every_seconds=60)
    body = added.get_json()
    assert (added.status_code, added.headers["Location"]) == (201, f"{URL}/{body['id']}")
    assert (body["url"], body["kind"], body["every_seconds"], body["state"]) == (FEED, "feed", 60, "new")
    assert service.client.get(f"{URL}/{body['id']}").get_json() == body
    assert service.client.get(URL).get_json() == {"sources": [body]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"url": "https://elsewhere.example/"}, "url"),
        ({"url": "http://127.0.0.1/"}, "url"),
        ({"url": "http://169.254.169.254/latest/"}, "url"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": ""}, "url"),
        ({"url": 7}, "url"),
        ({"url": None}, "url"),
        ({"url": "https://www.example.org/\x00"}, "url"),
        ({"kind": "podcast"}, "kind"),
        ({"kind": ["feed"]}, "kind"),
        ({"every_seconds": 1}, "every_seconds"),
        ({"every_seconds": True}, "every_seconds"),
        ({"every_seconds": "60"}, "every_seconds"),
        ({"every_seconds": 10**400}, "every_seconds"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_source_that_cannot_be_added(service, body, field):
    """What cannot be polled is refused, and the answer names the field at fault."""
    answer = add(service, **body)
    assert (answer.status_code, answer.get_json().get("field")) == (422, field)
    assert service.client.get(URL).get_json() == {"sources": []}


@pytest.mark.parametrize("body", ["[]", '"x"', "null", "7"])
def test_body_that_is_no_object(service, body):
    """A body that is not an object is refused."""
    assert service.client.post(URL, data=body, content_type="application/json").status_code == 422


def test_source_twice(service):
    """The same address is not polled twice, also when it is written otherwise."""
    add(service)
    answer = service.client.post(URL, json={"url": "HTTPS://WWW.example.org/feed.xml#top"})
    assert (answer.status_code, "already" in answer.get_json()["detail"]) == (422, True)


def test_source_is_removed(service):
    """A source that is removed is there no more."""
    source_id = add(service).get_json()["id"]
    assert service.client.delete(f"{URL}/{source_id}").status_code == 204
    assert service.client.get(f"{URL}/{source_id}").status_code == 404
    assert service.client.delete(f"{URL}/{source_id}").status_code == 404


@pytest.mark.parametrize("name", ["nothing", "%00", "%ff", "a" * 1_000])
def test_unknown_source(service, name):
    """A source that is not there is not found, whatever it is called."""
    assert service.client.get(f"{URL}/{name}").status_code == 404


def test_source_is_polled_soon(service):
    """A source that is asked for is due at once."""
    added = add(service).get_json()
    answer = service.client.post(f"{URL}/{added['id']}/poll?again=true")
    assert answer.status_code == 202
    assert datetime.fromisoformat(answer.get_json()["due_at"]) <= datetime.now(UTC)
    assert service.client.post(f"{URL}/{added['id']}/poll?again=perhaps").status_code == 422


def test_only_admins(tmp_path):
    """Where keys are set, only a key that may change the corpus opens the sources."""
    admin = CHEAP.hash("chief")
    service = Service(tmp_path, keys=["reader"], admin_key_hashes=(admin,), **ALLOWED)
    statuses = {
        key: service.client.get(URL, headers={"Authorization": f"Bearer {key}"}).status_code
        for key in ("chief", "reader", "stranger", "")
    }
    assert statuses == {"chief": 200, "reader": 403, "stranger": 401, "": 401}
    added = service.client.post(URL, json={"url": FEED}, headers={"Authorization": "Bearer chief"})
    assert added.get_json()["added_by"].startswith("key ")
    assert "chief" not in added.get_json()["added_by"]


def test_no_admin_is_named(tmp_path):
    """Where keys are set and none of them may change the corpus, nobody may."""
    service = Service(tmp_path, keys=["reader"], **ALLOWED)
    answer = service.client.get(URL, headers={"Authorization": "Bearer reader"})
    assert (answer.status_code, "CHECKER_ADMIN_KEY_HASHES" in answer.get_json()["detail"]) == (403, True)


def test_page_of_another_site(service):
    """A page of another site cannot add a source in the name of who visits it."""
    answer = service.client.post(URL, json={"url": FEED}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
