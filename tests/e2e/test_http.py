from __future__ import annotations

import html
import json
import re
from urllib.parse import urlencode

import pytest

from tests.services import http

pytestmark = [pytest.mark.services, pytest.mark.models]

POST = "Iran has formally asked Pakistan for military help! Also 30,000 Pakistanis are already back from Iran"
# What the page says instead of a verdict, or instead of the reason for having none.
WORDS = {
    "REFUTES": "said otherwise",
    "SUPPORTS": "said the same",
    "CONFLICTING": "Officials disagree",
    "detail_not_stated": "The topic is covered, this detail is not stated",
    "no_statement": "No official statement found",
}
FORM = {"Content_Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def report(server):
    """Give the report on the post, as the API answers it."""
    status, headers, body = server.post_json({"text": POST}, Prefer="wait=30")
    assert status == 200
    assert headers["Preference-Applied"] == "wait=30"
    return body["report"]


def submit_form(server, **fields):
    """Return status, headers and page of a form that was sent as a browser without script does."""
    status, headers, body = http("POST", f"{server.url}/checks", urlencode(fields).encode(), **FORM)
    return status, headers, body.decode()


def page_of_report(server, **fields):
    """Submit the form and follow the page until it stops reloading itself."""
    status, _, page = submit_form(server, **fields)  # urllib follows the redirect
    assert status == 200
    link = re.search(r'data-poll="(/checks/[^"/]+)/state"', page)
    if link is None:
        return page
    server.finished(f"{link[1]}/report.json")
    return server.get(link[1])[2].decode()


def test_happy_path(report):
    """A post with two claims comes back with both contradicted by what an official said, word for word."""
    assert report["post"] == POST
    assert report["verdict"] == "REFUTES"
    assert [claim["verdict"] for claim in report["claims"]] == ["REFUTES", "REFUTES"]
    for claim in report["claims"]:
        assert POST[claim["start"] : claim["end"]] == claim["text"]
        decisive = claim["passages"][0]
        assert decisive["stance"] == "REFUTES"
        assert decisive["text"]
        assert decisive["speaker"]
        assert 0 < claim["confidence"] <= 1


def test_submit_and_ask_again(server):
    """Without waiting, 202 tells where to ask, and asking there brings the report."""
    status, headers, body = server.post_json({"text": POST}, Cache_Control="no-cache")
    assert status == 202
    assert server.finished(headers["Location"])["report"]["id"] == body["id"]


def test_a_copy_is_answered_with_what_is_known(server):
    """The same post in another dress is answered at once: the verdict of the first, with its own offsets."""
    first = server.finished(server.post_json({"text": POST})[1]["Location"])
    dressed = f"\U0001f6a8 {POST.upper()} https://t.co/x #ferries"
    status, _, copy = server.post_json({"text": dressed})
    assert (status, copy["cached"]) == (200, True)
    assert copy["report"]["verdict"] == first["report"]["verdict"]
    for claim in copy["report"]["claims"]:
        assert dressed[claim["start"] : claim["end"]] == claim["text"]
    trends = json.loads(server.get("/api/v1/trends")[2])["trends"]
    words = {wording["text"] for trend in trends for wording in trend["wordings"]}
    assert {claim["query"] for claim in first["report"]["claims"]} & words


def test_bad_input(server):
    """A text that is empty is refused in problem details that name the field."""
    status, headers, body = server.post_json({"text": "  "})
    assert status == 422
    assert headers["Content-Type"] == "application/problem+json"
    assert body["field"] == "text"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"text": "' + b"x" * 10_000_000 + b'"}', 413),
        (b'{"text": "\xff"}', 400),
        (b'{"text": "\\ud800"}', 422),
        (b"[" * 50_000, 400),
    ],
    ids=["ten megabytes", "broken UTF-8", "half a surrogate pair", "nested deeply"],
)
def test_worse_input(server, body, status):
    """Whatever is thrown at it, the server answers in problem details and goes on."""
    answered, _, problem = server.post_json(body)
    assert (answered, problem["status"]) == (status, status)
    assert server.get("/healthz")[0] == 200


@pytest.mark.parametrize("text", ["🚢🚢🚢", "https://x.example/1", "Good morning! How are you?"])
def test_no_claim(server, text):
    """Only emoji, only a link or only a greeting is answered honestly: there is nothing to check."""
    status, _, body = server.post_json({"text": text}, Prefer="wait=30")
    assert status == 200
    assert (body["report"]["verdict"], body["report"]["reason"]) == ("NOT ENOUGH INFO", "no_claim")


def test_hostile_post(server):
    """Markup, control characters and direction marks are a post like any other and come back unchanged."""
    text = f"<script>alert(1)</script>\x1b[31m\u202e {POST}"
    body = server.post_json({"text": text}, Prefer="wait=30")[2]
    assert body["report"]["post"] == text
    for claim in body["report"]["claims"]:
        assert text[claim["start"] : claim["end"]] == claim["text"]


def test_form_and_api_agree(server, report):
    """The page says of each claim what the API says, with the same quotation."""
    page = html.unescape(re.sub("<[^>]+>", "", page_of_report(server, text=POST)))
    for claim in report["claims"]:
        assert claim["text"] in page
        assert claim["passages"][0]["text"] in page
        assert claim["passages"][0]["speaker"] in page
        words = WORDS.get(claim["verdict"]) or WORDS[claim["reason"]]
        assert words in page


def test_without_script(server):
    """The page of a check reloads itself by itself, and stands still once the report is there."""
    assert "http-equiv" not in page_of_report(server, text=POST)


def test_form_keeps_the_text(server):
    """A form that is refused comes back with the text in it."""
    status, _, page = submit_form(server, text="keep these words", posted_at="2999-01-01")
    assert status == 422
    assert "keep these words" in page


def test_ready(server):
    """The server names its parts and what made its answers."""
    status, _, body = server.get("/readyz")
    ready = json.loads(body)
    assert (status, ready["ready"]) == (200, True)
    assert {"store", "queue", "worker"} <= ready["parts"].keys()
    assert ready["parts"]["worker"]["facts"]
