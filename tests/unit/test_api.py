from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest

from checker.desk import MAX_WAITING
from checker.errors import IndexCorrupt
from checker.schema import PartState
from tests import samples
from tests.service import READY, URL, Service


@pytest.fixture
def service(tmp_path):
    return Service(tmp_path)


def assert_problem(response, status, words, field=None):
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    body = response.get_json()
    assert body["status"] == status
    assert body["type"].startswith("urn:problem-type:checker:")
    assert body["title"]
    assert body["request_id"] == response.headers["X-Request-ID"]
    assert words in body["detail"]
    assert body.get("field") == field
    return body


class TestSubmit:
    def test_accepted(self, service):
        """A post is kept and queued before 202 tells where its check is."""
        response = service.post({"text": "They ordered 120 ferries."})
        body = response.get_json()
        assert response.status_code == 202
        assert response.headers["Location"] == body["links"]["self"] == f"{URL}/{body['id']}"
        assert body["state"] == "queued"
        assert service.queued == [body["id"]]
        assert service.checks.get(body["id"]).post.text == "They ordered 120 ferries."

    def test_links_lie_under_the_application(self, service):
        """Behind a proxy that serves it below an address, links are below that; elsewhere they are not."""
        made = service.post({"text": "a"}).get_json()["id"]
        places = [
            service.client.get(f"{URL}/{made}", environ_overrides={"SCRIPT_NAME": root}).get_json()["links"]
            for root in ("", "/facts", "")
        ]
        assert [place["self"] for place in places] == [f"{root}{URL}/{made}" for root in ("", "/facts", "")]
        assert places[1]["page"] == f"/facts/checks/{made}"
        assert places[1]["events"] == f"/facts{URL}/{made}/events"

    def test_queue_away(self, tmp_path):
        """With the broker away a post is still accepted: it is kept, and queued again later."""
        service = Service(tmp_path, queue_away=True)
        response = service.post({"text": "a"})
        assert response.status_code == 202
        assert response.get_json()["id"] in service.checks.kept

    def test_store_away(self, service):
        """What cannot be kept is not accepted."""
        service.checks.away = True
        response = service.post({"text": "a"})
        assert_problem(response, 503, "database")
        assert response.headers["Retry-After"]
        assert service.queued == []

    def test_wait(self, tmp_path):
        """With Prefer: wait the report comes at once when it is ready in time."""
        service = Service(tmp_path, finishes=samples.everything())
        response = service.post({"text": samples.EVERYTHING}, headers={"Prefer": "respond-async, wait=5"})
        assert response.status_code == 200
        assert response.headers["Preference-Applied"] == "wait=5"
        assert response.headers["Location"]
        assert response.get_json()["report"]["verdict"] == "REFUTES"
        assert service.waited == [5]

    def test_wait_in_vain(self, service):
        """When the report is not ready in time, the answer is 202 after all."""
        response = service.post({"text": "a"}, headers={"Prefer": "wait=1"})
        assert response.status_code == 202
        assert service.waited == [1]
        assert "Preference-Applied" not in response.headers

    def test_longest_wait(self, service):
        """Nobody can wait longer than the settings allow."""
        service.post({"text": "a"}, headers={"Prefer": "wait=999999"})
        assert service.waited == [9]

    def test_too_many_wait(self, service):
        """When every place for waiting is taken, nobody else waits, and the server stays free to answer."""
        places = service.app.extensions["desk"].places
        for _ in range(MAX_WAITING):
            assert places.acquire(blocking=False)
        assert service.post({"text": "a"}, headers={"Prefer": "wait=5"}).status_code == 202
        assert service.waited == []

    def test_store_goes_away_while_waiting(self, service):
        """Whoever waits learns the id of a check that is kept, whatever happens to the store meanwhile."""
        service.on_wait = lambda: setattr(service.checks, "away", True)
        response = service.post({"text": "a"}, headers={"Prefer": "wait=5"})
        assert response.status_code == 202
        assert response.get_json()["id"] in service.checks.kept

    def test_place_is_given_back(self, service):
        """Whoever has waited makes room for the next."""
        for _ in range(MAX_WAITING + 1):
            service.post({"text": "a"}, headers={"Prefer": "wait=1"})
        assert len(service.waited) == MAX_WAITING + 1

    @pytest.mark.parametrize(
        "prefer", ["wait=-1", "wait", "wait=x", "wait=0", "await=5", "wait=٥", "wait=5s", ""]
    )
    def test_preference_that_means_nothing(self, service, prefer):
        """A preference that cannot be understood is not one, as RFC 7240 wants it."""
        assert (
            service.client.post(
                URL, json={"text": "a"}, environ_overrides={"HTTP_PREFER": prefer.encode().decode("latin-1")}
            ).status_code
            == 202
        )
        assert service.waited == []

    def test_without_preference_nobody_waits(self, tmp_path):
        """Without Prefer the answer is 202, however fast the check."""
        service = Service(tmp_path, finishes=samples.everything())
        assert service.post({"text": "a"}).status_code == 202
        assert service.waited == []


class TestBadInput:
    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "text"),
            ({"text": ""}, "text"),
            ({"text": " \n\u200b"}, "text"),
            ({"text": 1}, "text"),
            ({"text": "x" * 1_001}, "text"),
            ({"text": "a", "more": 1}, "more"),
            ({"text": "a", "url": "ftp://x.example"}, "url"),
            ({"text": "a", "posted_at": "yesterday"}, "posted_at"),
            ({"text": "a", "posted_at": "2999-01-01"}, "posted_at"),
            ({"text": "a", "lang": "!"}, "lang"),
            ([], None),
        ],
    )
    def test_fields(self, service, body, field):
        """A field that cannot be used is refused with 422 and its name, and nothing is kept."""
        assert_problem(service.post(body), 422, "", field)
        assert service.checks.kept == {}

    @pytest.mark.parametrize("raw", [b"", b"{", b'{"text": "\xff"}', b'{"text": 1, "text": 2}', b"[" * 4_000])
    def test_malformed(self, service, raw):
        """What is no JSON is refused with 400."""
        assert_problem(service.raw(raw), 400, "")

    def test_half_surrogate(self, service):
        """Half of a surrogate pair is refused with its place."""
        assert_problem(service.raw(b'{"text": "ab\\ud800"}'), 422, "at character 2", "text")

    @pytest.mark.parametrize(
        "content_type",
        ["text/plain", "application/x-www-form-urlencoded", "", "application/json; charset=utf-16"],
    )
    def test_content_type(self, service, content_type):
        """Only JSON in UTF-8 is read."""
        assert_problem(service.raw(b'{"text": "a"}', content_type), 415, "application/json")

    def test_ten_megabytes(self, service):
        """A body that is announced as too large is refused without being read."""
        assert_problem(service.raw(b'{"text": "' + b"x" * 10_000_000 + b'"}'), 413, "at most 4,096 bytes")

    def test_ten_megabytes_in_chunks(self, service):
        """A body without a length is read up to the limit and no further."""
        body = io.BytesIO(b'{"text": "a"}' + b" " * 100_000)
        chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
        response = service.client.post(
            URL, input_stream=body, content_type="application/json", environ_overrides=chunked
        )
        assert_problem(response, 413, "larger")
        assert body.tell() < 10_000

    def test_hostile_text_is_only_text(self, service):
        """Markup, control characters and direction marks are taken as they are."""
        text = "<script>alert(1)</script>\x1b[2J\u202egpj.exe"
        assert service.post({"text": text}).status_code == 202
        assert service.checks.kept["check-1"].post.text == text


class TestShow:
    def test_states(self, service):
        """A check is shown queued, then done with its report."""
        check_id = service.post({"text": samples.EVERYTHING}).get_json()["id"]
        queued = service.client.get(f"{URL}/{check_id}")
        assert queued.get_json()["state"] == "queued"
        assert queued.headers["Retry-After"]
        service.checks.finish(check_id, samples.everything())
        done = service.client.get(f"{URL}/{check_id}")
        assert done.status_code == 200
        assert done.get_json()["report"]["id"] == check_id
        assert "Retry-After" not in done.headers

    def test_failed(self, service):
        """A check that failed is shown with the reason, and is no error of the request."""
        service.post({"text": "a"})
        service.checks.fail("check-1", "the model is missing")
        response = service.client.get(f"{URL}/check-1")
        assert response.status_code == 200
        assert response.get_json()["error"]["detail"] == "the model is missing"

    @pytest.mark.parametrize("check_id", ["nope", "%00", "a" * 65, "..%2f", "%F0%9F%9A%A2", "' OR 1=1--"])
    def test_unknown(self, service, check_id):
        """An id that nobody gave out is not found, whatever it looks like."""
        assert_problem(service.client.get(f"{URL}/{check_id}"), 404, "")

    def test_store_away(self, service):
        """With the store away, a check is not lost: the caller is asked to come back."""
        service.checks.away = True
        assert_problem(service.client.get(f"{URL}/check-1"), 503, "database")


class TestErrors:
    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [("get", "/nope", 404), ("get", "/api/v2", 404), ("put", URL, 405), ("post", f"{URL}/x", 405)],
    )
    def test_routes(self, service, method, path, status):
        """Addresses and methods that are not there answer with problem details."""
        response = getattr(service.client, method)(path)
        assert_problem(response, status, "")
        assert ("Allow" in response.headers) == (status == 405)

    @pytest.mark.parametrize("error", [ZeroDivisionError("secret"), IndexCorrupt("/srv/secret")])
    def test_our_fault(self, service, error, caplog):
        """What goes wrong inside answers 500 with an id that the log knows, and tells nothing else."""

        def broken():
            raise error

        service.app.extensions["desk"].store.add_check = lambda *_args, **_more: broken()
        response = service.post({"text": "a"})
        body = assert_problem(response, 500, "our side")
        assert "secret" not in response.text
        assert body["request_id"] in caplog.text

    def test_page_for_people(self, service):
        """A browser gets the same words as a page, but not from the API."""
        accept = {"Accept": "text/html,*/*;q=0.8"}
        assert service.client.get("/nope", headers=accept).mimetype == "text/html"
        assert_problem(service.client.get(f"{URL}/nope", headers=accept), 404, "")

    def test_request_id(self, service):
        """A sound request id is kept, any other is replaced."""
        kept = service.client.get("/healthz", headers={"X-Request-ID": "abc-1.2_3"})
        replaced = service.client.get("/healthz", headers={"X-Request-ID": "a b<script>"})
        assert kept.headers["X-Request-ID"] == "abc-1.2_3"
        assert len(replaced.headers["X-Request-ID"]) == 32


class TestHealth:
    def test_alive(self, service):
        """The process tells that it is alive without asking any part."""
        service.checks.away = True
        assert service.client.get("/healthz").get_json() == {"status": "alive"}

    def test_ready(self, service):
        """When every part is ready, the answer names them and what made the index."""
        response = service.client.get("/readyz")
        assert response.status_code == 200
        assert response.get_json()["parts"]["index"]["facts"] == {"corpus": "sha256:1"}

    @pytest.mark.parametrize(
        "parts", [{}, {**READY, "queue": PartState(ready=False, detail="Redis is away")}]
    )
    def test_not_ready(self, tmp_path, parts):
        """One part that is not ready makes the whole not ready; no parts are no readiness."""
        response = Service(tmp_path, parts=parts).client.get("/readyz")
        assert response.status_code == 503
        assert response.get_json()["ready"] is False


class TestKeys:
    @pytest.fixture
    def service(self, tmp_path):
        return Service(tmp_path, keys=("first", "second"))

    @pytest.mark.parametrize(
        "sent", [None, "first", "Basic first", "Bearer", "Bearer wrong", "Bearer first second"]
    )
    def test_strangers(self, service, sent):
        """Without a valid key nothing under /api/ answers, not even whether a check exists."""
        headers = {"Authorization": sent} if sent else {}
        for response in (
            service.post({"text": "a"}, headers=headers),
            service.client.get(f"{URL}/x", headers=headers),
        ):
            assert_problem(response, 401, "API key")
            assert response.headers["WWW-Authenticate"].startswith("Bearer")

    def test_holder(self, service):
        """The holder of a key submits and reads; the scheme may be written in any case."""
        headers = {"Authorization": "bearer first"}
        check_id = service.post({"text": "a"}, headers=headers).get_json()["id"]
        assert service.client.get(f"{URL}/{check_id}", headers=headers).status_code == 200

    def test_other_holder(self, service):
        """A check of another key looks as if it did not exist."""
        check_id = service.post({"text": "a"}, headers={"Authorization": "Bearer first"}).get_json()["id"]
        other = {"Authorization": "Bearer second"}
        theirs = service.client.get(f"{URL}/{check_id}", headers=other).get_json()
        nobodys = service.client.get(f"{URL}/nope", headers=other).get_json()
        assert theirs["status"] == 404
        assert theirs["detail"] == nobodys["detail"]

    def test_health_is_open(self, service):
        """Probes need no key."""
        assert service.client.get("/healthz").status_code == 200
        assert service.client.get("/readyz").status_code == 200


def test_import_is_light():
    """Importing the API loads neither models nor an index."""
    code = (
        "import sys, checker.api\n"
        "heavy = {'torch', 'faiss', 'onnxruntime', 'transformers', 'sentence_transformers', 'numpy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.replace("'", '"')) == []
