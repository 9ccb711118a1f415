"""What the server takes in: bodies up to what any address takes, and what is said of larger ones."""

from __future__ import annotations

import json
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest

from checker.account_records import Role
from checker.desk import desk_of
from checker.key_records import Scope
from checker.key_store import NewKey
from checker.listening import ROOM
from checker.sign_in import BESIDE
from checker.uploads import Missing, Uploads, gate_of, largest_body
from tests.service import Peopled, Service
from tests.services import http
from tests.unit.test_listening import serving

JSON = {"Content_Type": "application/json"}
ROOMS = {"max_batch_bytes": 20_000, "max_import_bytes": 6_000}
FORM = {"Content_Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def url(tmp_path):
    """Give the address of a server that reads as much as its settings say; a check may have 4,096 bytes."""
    with served(Service(tmp_path, **ROOMS).app) as address:
        yield address


@contextmanager
def served(app):
    """Serve as ``checker serve`` does."""
    settings = desk_of(app).settings
    size = largest_body(settings)
    with serving(Uploads(app), gate=gate_of(settings), max_request_body_size=size) as (port, _):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def peopled(tmp_path):
    """Give a service that strangers cannot use; a check may have 4,096 bytes."""
    made = Peopled(tmp_path, key_guesses_per_minute=3, **ROOMS)
    made.add("admin-a", Role.ADMIN)
    made.add("reviewer-a", Role.REVIEWER)
    return made


def key_of(service, *scopes):
    kept = desk_of(service.app).keys.kept
    return {"Authorization": f"Bearer {kept.create(NewKey('bot', scopes), 'tests')[1]}"}


def room(service, path, method="POST", **headers):
    """Return how much of a body would be kept, told from the head of its request."""
    told = []
    with service.app.test_request_context(path, method=method, headers=headers) as made:
        environ = made.request.environ | {ROOM: told.append}
    Uploads(service.app)(environ, None)
    return told.pop()


def cookie_of(client):
    return {"Cookie": f"session={client.get_cookie('session').value}"}


@pytest.mark.parametrize(
    ("path", "size"),
    [("checks", 5_000), ("batches", 20_001), ("batches", 50_000), ("corpus/imports", 6_001)],
)
def test_a_body_that_is_too_large_is_refused_in_problem_details(url, path, size):
    """Each address has a limit of its own and says so as it says everything else."""
    status, headers, _ = http("POST", f"{url}/api/v1/{path}", b"x" * size, **JSON)
    assert (status, headers["Content-Type"]) == (413, "application/problem+json")


def test_a_form_has_room_for_what_it_escapes(url):
    """Many posts that are not English come in through the form, of which they fill three times as much."""
    body = urlencode({"mode": "many", "text": "\n".join(["چار کشتیاں" * 20] * 50)}).encode()
    assert 50_000 < len(body) < 60_000
    status, _, page = http("POST", f"{url}/checks", body, **FORM)
    assert (status, b"/batches/" in page) == (200, True)


def test_what_no_address_takes_is_not_read(url):
    """Beyond all limits the answer comes at once, and in plain text."""
    status, headers, _ = http("POST", f"{url}/api/v1/checks", b"x" * 60_000, **JSON)
    assert (status, headers["Content-Type"].partition(";")[0]) == (413, "text/plain")


STRANGERS = [
    "/nowhere",
    "/checks",
    "/corpus/add",
    "/api/v1/checks",
    "/api/v1/batches",
    "/api/v1/batches/b1/cancel",
    "/api/v1/corpus/imports",
]


@pytest.mark.parametrize("path", STRANGERS)
def test_of_strangers_no_more_is_kept_than_a_post_takes(peopled, path):
    """Whatever the address takes of others; a key that opens nothing does not help."""
    assert room(peopled, path) == 4_096
    assert room(peopled, path, Authorization="Bearer made-up") == 4_096
    assert room(peopled, path, Cookie="session=made-up") == 4_096


@pytest.mark.parametrize(
    ("path", "scope", "size"),
    [
        ("/api/v1/batches", Scope.CHECK, 20_000),
        ("/api/v1/batches", Scope.READ, 4_096),
        ("/api/v1/corpus/imports", Scope.ADMIN, 6_000),
        ("/api/v1/corpus/imports", Scope.CHECK, 4_096),
        ("/api/v1/checks", Scope.ADMIN, 4_096),
        ("/nowhere", Scope.ADMIN, 4_096),
    ],
)
def test_a_key_brings_what_its_scope_and_the_address_let_it(peopled, path, scope, size):
    """It is looked at before the body comes."""
    key = key_of(peopled, scope)
    assert room(peopled, path, **key) == size
    assert room(peopled, path, method="PUT", **key) == 4_096


def test_who_is_signed_in_may_bring_whole_documents(peopled):
    """Reviewers many posts, admins what they import too; strangers at the door no more than a post."""
    admin, reviewer = (cookie_of(peopled.browser(name)) for name in ("admin-a", "reviewer-a"))
    assert [room(peopled, "/checks", **one) for one in (admin, reviewer)] == [60_000, 60_000]
    assert [room(peopled, "/corpus/add", **one) for one in (admin, reviewer)] == [6_000, 4_096]
    assert [room(peopled, "/sign-in", **one) for one in ({}, admin)] == [4_096 + BESIDE, 60_000 + BESIDE]


def test_keys_cannot_be_guessed_by_the_room_that_they_have(peopled):
    """A key that opens nothing is a guess here too; after too many, none is verified that was not seen."""
    key = key_of(peopled, Scope.CHECK)
    for _ in range(3):
        assert room(peopled, "/api/v1/batches", Authorization="Bearer made-up") == 4_096
    assert room(peopled, "/api/v1/batches", **key) == 4_096


def test_a_large_batch_is_taken_with_a_key_and_refused_without(peopled):
    """What is not kept of a stranger is answered as ever."""
    body = json.dumps({"posts": [{"text": "They ordered ferries. " * 40}] * 20}).encode()
    assert 15_000 < len(body) < 20_000
    with served(peopled.app) as url:
        address = f"{url}/api/v1/batches"
        assert http("POST", address, body, **JSON)[0] == 401
        assert http("POST", f"{url}/nowhere", body, **JSON)[0] == 404
        assert http("POST", address, body, **JSON, **key_of(peopled, Scope.CHECK))[0] == 202


def test_a_body_that_was_not_kept_is_not_taken_for_an_empty_one(tmp_path):
    """Whoever would read it has the caller come again."""
    client = Service(tmp_path, **ROOMS).app.test_client()
    here = {"wsgi.input": Missing(), "wsgi.input_terminated": True, "CONTENT_LENGTH": "9000"}
    answer = client.post("/api/v1/batches", content_type="text/csv", environ_overrides=here)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.get_json()["type"] == "urn:problem-type:checker:overloaded"
