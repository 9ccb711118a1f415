"""Webhooks and changed answers over HTTP: who sees what, and what is refused."""

from __future__ import annotations

import pytest

from checker.records import Reason
from tests import samples
from tests.service import CHEAP, URL, Service

HOOKS = "/api/v1/webhooks"
DELIVERIES = "/api/v1/webhook-deliveries"
HOOK = {"url": "https://desk.example/hook"}
NOTHING = "/api/v1/checks/nobody/reports/1"


@pytest.fixture
def service(tmp_path):
    """Give a server without keys."""
    return Service(tmp_path)


def bearer(key):
    """Return the header of a key."""
    return {"Authorization": f"Bearer {key}"}


def test_a_webhook_is_made_shown_and_removed(service):
    """Its secret is shown when it is made, and never again."""
    made = service.client.post(HOOKS, json=HOOK | {"events": ["check.changed"]})
    assert (made.status_code, made.json["events"]) == (201, ["check.changed"])
    assert made.json["secret"].startswith("whsec_")
    shown = service.client.get(made.headers["Location"])
    assert shown.json == {key: value for key, value in made.json.items() if key != "secret"}
    assert service.client.get(HOOKS).json["webhooks"] == [shown.json]
    assert service.client.delete(made.headers["Location"]).status_code == 204
    assert service.client.get(made.headers["Location"]).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "url"),
        ({"url": 5}, "url"),
        ({"url": "ftp://desk.example/"}, "url"),
        ({"url": "http://127.0.0.1/hook"}, "url"),
        ({"url": "http://169.254.169.254/latest"}, "url"),
        ({"url": "http://[::ffff:10.0.0.1]/"}, "url"),
        ({"url": "https://me:secret@desk.example/"}, "url"),
        (HOOK | {"events": "check.changed"}, "events"),
        (HOOK | {"events": []}, "events"),
        (HOOK | {"events": ["check.deleted"]}, "events"),
        (HOOK | {"secret": "abc"}, "secret"),
        (HOOK | {"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_told_is_refused(service, body, field):
    """The answer names the field, and nothing is kept."""
    answer = service.client.post(HOOKS, json=body)
    assert (answer.status_code, answer.json["field"]) == (422, field)
    assert service.client.get(HOOKS).json["webhooks"] == []


@pytest.mark.parametrize("body", [b"{", b"[]", b'"url"'])
def test_a_body_that_is_no_object_is_refused(service, body):
    """Whatever comes, it is a client's error."""
    answer = service.client.post(HOOKS, data=body, content_type="application/json")
    assert answer.status_code in {400, 422}


def test_keys_see_their_own(tmp_path):
    """A key sees its own webhooks, an admin key all of them, and without a key there is nothing."""
    service = Service(tmp_path, keys=("one", "two"), admin_key_hashes=(CHEAP.hash("admin"),))
    made = {
        key: service.client.post(HOOKS, json=HOOK, headers=bearer(key)) for key in ("one", "two", "admin")
    }
    assert [made[key].json["all_checks"] for key in made] == [False, False, True]
    seen = {key: service.client.get(HOOKS, headers=bearer(key)).json["webhooks"] for key in made}
    assert [len(seen[key]) for key in made] == [1, 1, 3]
    assert all(made[key].json["made_by"].startswith("key ") for key in made)
    assert len({made[key].json["made_by"] for key in made}) == 3
    theirs = made["two"].headers["Location"]
    assert service.client.delete(theirs, headers=bearer("one")).status_code == 404
    for path in (HOOKS, DELIVERIES, "/api/v1/changes", NOTHING):
        assert service.client.get(path).status_code == 401
        assert service.client.get(path, headers=bearer("guess")).status_code == 401


@pytest.mark.parametrize(
    "path", [f"{HOOKS}/nothing", f"{DELIVERIES}/nothing", NOTHING, "/api/v1/checks/nobody/reports/0"]
)
def test_what_is_not_there_is_not_found(service, path):
    """Unknown ids are answered as such."""
    assert service.client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=x", "limit"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("before=-1", "before"),
        ("before=%D9%A3", "before"),
        ("limit=" + "9" * 30, "limit"),
    ],
)
def test_pages_are_numbers(service, query, field):
    """A page that is no number is refused with the name of the field."""
    answer = service.client.get(f"/api/v1/changes?{query}")
    assert (answer.status_code, answer.json["field"]) == (422, field)


def test_an_unknown_state_of_deliveries_is_refused(service):
    """The states that there are, are named."""
    answer = service.client.get(f"{DELIVERIES}?state=lost")
    assert (answer.status_code, answer.json["field"]) == (422, "state")
    assert "dead" in answer.json["detail"]


def test_a_check_has_a_history_from_the_start(tmp_path):
    """It is empty until the answer changes, and there is no earlier report."""
    made = samples.report("A post", samples.undecided(samples.claim("A post", "A post"), Reason.NO_STATEMENT))
    service = Service(tmp_path, finishes=made)
    answer = service.client.post(URL, json={"text": "A post"}, headers={"Prefer": "wait=1"})
    assert answer.json["history"] == []
    for number in (1, 2**31, 10**23):
        assert service.client.get(f"{answer.json['links']['self']}/reports/{number}").status_code == 404
    assert service.client.get("/api/v1/changes").json == {"changes": [], "next": None}
