from __future__ import annotations

import pytest

from checker.key_records import Scope
from checker.key_store import NewKey
from tests.samples import everything
from tests.service import URL, Service

KEY = {"Idempotency-Key": "0b9e1f6e"}


@pytest.fixture
def service(tmp_path):
    """Give a server that is open to all."""
    return Service(tmp_path)


def listed(service, query="", **more):
    """Return a page of the list."""
    answer = service.client.get(f"{URL}{query}", **more)
    assert answer.status_code == 200, answer.json
    return answer.json


def bearer(key):
    """Return the header that shows a key."""
    return {"Authorization": f"Bearer {key}"}


def test_an_entry_of_the_list(service):
    """An entry tells how far a check is and where it is."""
    service.post({"text": "Ferries!\n", "url": "https://x.example/1"})
    assert listed(service) == {
        "checks": [
            {
                "id": "check-1",
                "state": "queued",
                "verdict": None,
                "created_at": "2026-01-02T03:04:05+00:00",
                "finished_at": None,
                "post": "Ferries!\n",
                "url": "https://x.example/1",
                "needs_review": [],
                "links": {
                    "self": "/api/v1/checks/check-1",
                    "page": "/checks/check-1",
                    "events": "/api/v1/checks/check-1/events",
                },
            }
        ],
        "next": None,
    }


def test_pages(service):
    """Following next leads through all checks, the newest first, and ends with null."""
    for number in range(5):
        service.post({"text": f"post {number}"})
    page, seen = listed(service, "?limit=2"), []
    while page["next"]:
        seen.append([one["id"] for one in page["checks"]])
        page = listed(service, f"?limit=2&cursor={page['next']}")
    assert [*seen, [one["id"] for one in page["checks"]]] == [
        ["check-5", "check-4"],
        ["check-3", "check-2"],
        ["check-1"],
    ]


def test_a_full_last_page_is_the_last(service):
    """Nobody is sent on to an empty page."""
    for _ in range(2):
        service.post({"text": "a"})
    assert listed(service, "?limit=2")["next"] is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=done", ["check-1"]),
        ("state=queued", ["check-2"]),
        ("verdict=REFUTES", ["check-1"]),
        ("verdict=NOT+ENOUGH+INFO", []),
        ("since=2026-01-02T03:04:06Z", ["check-2"]),
        ("since=2026-01-02T08:04:06%2B05:00", ["check-2"]),
        ("since=2026-01-02T08:04:06+05:00", ["check-2"]),
        ("until=2026-01-02 03:04:06", ["check-1"]),
        ("since=2026-01-02&until=2026-01-03", ["check-2", "check-1"]),
        ("until=2026-01-02", []),
        ("state=&verdict=&cursor=&limit=&since=", ["check-2", "check-1"]),
    ],
)
def test_filters(service, query, expected):
    """Each filter leaves out what does not fit, and an empty one leaves out nothing."""
    service.post({"text": "a"})
    service.post({"text": "b"})
    service.checks.finish("check-1", everything())
    assert [one["id"] for one in listed(service, f"?{query}")["checks"]] == expected


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=-1", "limit"),
        ("limit=²", "limit"),
        ("limit=" + "9" * 5_000, "limit"),
        ("cursor=x", "cursor"),
        ("cursor=%00", "cursor"),
        ("cursor=OTk5OS0xMi0zMVQyMzo1OTo1OS0yMzo1OSBh", "cursor"),  # 9999-12-31T23:59:59-23:59
        ("cursor=ہ", "cursor"),
        ("state=Done", "state"),
        ("batch=", "batch"),
        ("verdict=false", "verdict"),
        ("since=yesterday", "since"),
        ("until=0001-01-01T00:00:00%2B14:00", "until"),
        ("verdcit=REFUTES", "verdcit"),
        ("verdict=REFUTES&verdict=SUPPORTS", "verdict"),
        ("limit=2&text=a&text=a", "text"),
    ],
)
def test_a_fault_is_named(service, query, field):
    """What cannot be used is refused with the name of the parameter, never ignored."""
    answer = service.client.get(f"{URL}?{query}")
    assert (answer.status_code, answer.json["field"]) == (422, field)


def test_only_ones_own(tmp_path):
    """A key lists and takes back its own checks; those of others look as if they were not there."""
    service = Service(tmp_path, keys=["one", "two"])
    service.post({"text": "a"}, headers=bearer("one"))
    assert len(listed(service, headers=bearer("one"))["checks"]) == 1
    assert listed(service, headers=bearer("two"))["checks"] == []
    assert service.client.get(URL).status_code == 401
    assert service.client.delete(f"{URL}/check-1").status_code == 401
    assert service.client.delete(f"{URL}/check-1", headers=bearer("two")).status_code == 404
    assert service.client.delete(f"{URL}/check-1", headers=bearer("one")).status_code == 204


def test_an_admin_takes_back_what_anybody_sent(tmp_path):
    """A reviewer may read it only, and is told so."""
    service = Service(tmp_path, keys=["one"])
    keys = service.app.extensions["desk"].keys.kept
    asked = (NewKey("reviewer", [Scope.CHECK, Scope.REVIEW]), NewKey("admin", [Scope.ADMIN]))
    reviewer, admin = (bearer(keys.create(one, "Officer A")[1]) for one in asked)
    service.post({"text": "a"}, headers=bearer("one"))
    refused = service.client.delete(f"{URL}/check-1", headers=reviewer)
    assert (refused.status_code, "only an admin" in refused.json["detail"]) == (403, True)
    assert service.client.delete(f"{URL}/check-1", headers=admin).status_code == 204
    assert service.client.get(f"{URL}/check-1", headers=bearer("one")).status_code == 404


def test_taken_back(service):
    """A check that was taken back is gone from every address, and cannot be taken back twice."""
    service.post({"text": "a"})
    answer = service.client.delete(f"{URL}/check-1")
    assert (answer.status_code, answer.data) == (204, b"")
    for address in (f"{URL}/check-1", "/checks/check-1", "/checks/check-1/state"):
        assert service.client.get(address).status_code == 404
    assert service.client.delete(f"{URL}/check-1").status_code == 404
    assert listed(service)["checks"] == []


def test_another_site_cannot_take_a_check_back(service):
    """A page of another site has no say."""
    service.post({"text": "a"})
    answer = service.client.delete(f"{URL}/check-1", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "check-1" in service.checks.kept


def test_the_same_request_again(service):
    """The same key and body get the same check, which is queued once, however the JSON is written."""
    first = service.post({"text": "a", "lang": "en"}, headers=KEY)
    again = service.raw('{"lang":  "en", "text": "a"}', headers=KEY)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json == again.json
    assert first.headers["Location"] == again.headers["Location"]
    assert service.queued == ["check-1"]


def test_the_same_key_with_another_body(service):
    """It is refused, and the first check stays."""
    service.post({"text": "a"}, headers=KEY)
    answer = service.post({"text": "b"}, headers=KEY)
    assert (answer.status_code, answer.json["field"]) == (422, "Idempotency-Key")
    assert len(service.checks.kept) == 1


def test_a_repeated_request_gets_the_check_as_it_is_by_now(service):
    """One that has ended meanwhile comes with its report to who waits, and is not queued again."""
    service.post({"text": "a"}, headers=KEY)
    service.checks.finish("check-1", everything())
    assert service.post({"text": "a"}, headers=KEY).json["state"] == "done"
    waited = service.post({"text": "a"}, headers={**KEY, "Prefer": "wait=1"})
    assert (waited.status_code, waited.json["report"]["id"]) == (200, "check-1")
    assert service.queued == ["check-1"]


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "a" * 256])
def test_a_key_that_cannot_be_used(service, key):
    """It is refused with its name, and nothing is kept."""
    answer = service.post({"text": "a"}, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json["field"]) == (422, "Idempotency-Key")
    assert not service.checks.kept


def test_a_refused_request_leaves_its_key_free(service):
    """Who mends a fault may send the mended body with the same key."""
    assert service.post({"text": ""}, headers=KEY).status_code == 422
    assert service.post({"text": "a"}, headers=KEY).status_code == 202
