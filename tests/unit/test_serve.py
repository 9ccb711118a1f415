"""What the server takes in: bodies up to what any address takes, and what is said of larger ones."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from checker.desk import desk_of
from checker.serve import largest_body
from tests.service import Service
from tests.services import http
from tests.unit.test_listening import serving

JSON = {"Content_Type": "application/json"}
FORM = {"Content_Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def url(tmp_path):
    """Give the address of a server that reads as much as its settings say; a check may have 4,096 bytes."""
    app = Service(tmp_path, max_batch_bytes=20_000, max_import_bytes=6_000).app
    with serving(app, max_request_body_size=largest_body(desk_of(app).settings)) as (port, _):
        yield f"http://127.0.0.1:{port}"


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
