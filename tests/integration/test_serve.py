"""The server with its workers inside: nothing else is needed, and nothing that was accepted is lost."""

from __future__ import annotations

import json
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import pytest

from checker.check_records import CheckState
from checker.config import Settings, load_settings
from checker.errors import InvalidSettings, ModelMissing
from checker.records import Post
from checker.serve import refuse_open_door, serve, service
from checker.store import open_store
from checker.workers import make_worker
from tests.fakes import FakeChecking
from tests.services import eventually

pytestmark = pytest.mark.services

HASH = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b1dWRWJTmaaJObG"


@pytest.fixture
def settings(tmp_path) -> Settings:
    return load_settings(data_dir=tmp_path / "data", database_url="", redis_url="", api_key_hashes=())


@pytest.fixture
def checking() -> FakeChecking:
    return FakeChecking()


def post(app, text: str, **headers: str):
    return app.test_client().post(
        "/api/v1/checks", json={"text": text}, headers={"Prefer": "wait=30", **headers}
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.5", "example.org", "127.0.0.1.example.org"])
def test_an_open_door_needs_keys(settings, host):
    """What can be reached from outside is not served to everyone."""
    outside = settings.model_copy(update={"host": host})
    with pytest.raises(InvalidSettings, match="CHECKER_API_KEY_HASHES"):
        refuse_open_door(outside)
    with pytest.raises(InvalidSettings, match="CHECKER_API_KEY_HASHES"):
        serve(outside)
    refuse_open_door(outside.model_copy(update={"api_key_hashes": (HASH,)}))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.0.0.2"])
def test_loopback_needs_no_keys(settings, host):
    """Callers on this machine may come in without an account."""
    refuse_open_door(settings.model_copy(update={"host": host}))


def test_a_post_is_answered_inside_one_process(settings, checking):
    """A check goes from the API through store, queue and worker thread, and comes back."""
    with service(settings, lambda _: checking) as app:
        answer = post(app, "a")
        assert (answer.status_code, answer.json["state"]) == (200, "done")
        assert answer.json["report"]["id"] == answer.json["id"]
        ready = app.test_client().get("/readyz")
    assert (ready.status_code, ready.json["ready"]) == (200, True)
    assert ready.json["parts"]["worker"]["facts"] == {"corpus": "fake"}


def test_many_posts_at_once_are_answered(settings, checking):
    """Each of thirty clients gets the report on its own post."""
    texts = [f"post {n}" for n in range(30)]
    with service(settings, lambda _: checking) as app, ThreadPoolExecutor(30) as clients:
        accepted = list(clients.map(lambda text: post(app, text, Prefer="").json["id"], texts))
        with closing(open_store(settings)) as store:
            found = [store.wait_for(check_id, 60).report["post"] for check_id in accepted]
    assert found == texts


def test_a_check_is_followed_while_it_runs(settings, checking, tmp_path):
    """Events come before the check has ended: the stream is read while its worker still holds it."""
    held = tmp_path / "held"
    with service(settings, lambda _: checking) as app:
        check_id = post(app, f"hold {held}", Prefer="").json["id"]
        eventually(held.with_suffix(".begun").exists, "the check has begun")
        stream = app.test_client().get(f"/api/v1/checks/{check_id}/events", buffered=False)
        lines, names = iter(stream.response), []
        while "running" not in names:
            names += re.findall(r"^event: (\w+)$", next(lines).decode(), re.MULTILINE)
        assert names == ["queued", "running"]
        held.with_suffix(".go").touch()
        rest = b"".join(lines).decode()
    told = dict(re.findall(r"^event: (\w+)\ndata: (.*)$", rest, re.MULTILINE))
    assert list(told) == ["claims", "passages", "verdicts", "done"]
    assert (json.loads(told["passages"]), json.loads(told["done"])["id"]) == ({"count": 5}, check_id)


def test_what_was_unfinished_is_taken_up_at_the_start(settings, checking):
    """After a crash the next server finishes what was queued and what was running, without waiting."""
    with closing(open_store(settings)) as store:
        queued = store.add_check(Post("a"))
        running = store.add_check(Post("b"))
        store.claim_for_run(running.check_id, timedelta(days=1))
        with service(settings, lambda _: checking):
            states = {store.wait_for(check.check_id, 30).state for check in (queued, running)}
    assert states == {CheckState.DONE}


def test_a_second_server_takes_nothing_from_the_first(settings, checking, tmp_path):
    """Two servers may share a data folder: only the first one knows that nobody else is at work."""
    held = tmp_path / "held"
    with service(settings, lambda _: checking) as first:
        check_id = post(first, f"hold {held}", Prefer="").json["id"]
        eventually(held.with_suffix(".begun").exists, "the check has begun")
        with service(settings, lambda _: checking) as second:
            assert post(second, "b").json["state"] == "done"
            held.with_suffix(".go").touch()
            with closing(open_store(settings)) as store:
                found = store.wait_for(check_id, 30)
    assert (found.state, found.attempts) == (CheckState.DONE, 1)


def test_a_server_without_models_does_not_start(settings):
    """A server that could answer nothing says why, and accepts nothing."""

    def missing(_: Settings) -> FakeChecking:
        raise ModelMissing("there is no such model")

    with pytest.raises(ModelMissing), service(settings, missing):
        pass


def test_readiness_names_what_is_away(settings):
    """With broker and database away the server still answers, and says that it is not ready."""
    away = {"redis_url": "redis://127.0.0.1:9/0", "database_url": "postgresql://x:secret@127.0.0.1:9/x"}
    with service(settings.model_copy(update=away)) as app:
        ready = app.test_client().get("/readyz")
        refused = post(app, "a")
    assert (ready.status_code, refused.status_code) == (503, 503)
    assert {name: part["ready"] for name, part in ready.json["parts"].items()} == {
        "store": False,
        "queue": False,
    }
    assert "127.0.0.1" not in json.dumps(ready.json)


def test_a_check_is_accepted_while_the_broker_is_away(settings):
    """With a store and no broker a check is kept, accepted, and queued later."""
    away = settings.model_copy(update={"redis_url": "redis://127.0.0.1:9/0"})
    with service(away) as app:
        answer = post(app, "a", Prefer="")
        parts = app.test_client().get("/readyz").json["parts"]
    assert (answer.status_code, answer.json["state"]) == (202, "queued")
    assert {name: part["ready"] for name, part in parts.items()} == {
        "store": True,
        "queue": False,
        "worker": False,
        "corpus": True,
    }
    assert parts["worker"]["detail"] == "no worker has started yet"


def test_a_port_that_is_taken_is_named(settings, checking):
    """An address that cannot be bound is an error of the settings."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InvalidSettings, match=f"127.0.0.1:{port}"):
            serve(settings.model_copy(update={"port": port}), lambda _: checking)


def test_a_worker_of_its_own_needs_a_broker(settings):
    """A worker process that no check can reach does not start."""
    with pytest.raises(InvalidSettings, match="CHECKER_REDIS_URL"):
        make_worker(settings)
