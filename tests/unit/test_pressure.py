"""Back-pressure: new work is refused where it could not be answered in time, and all else goes on."""

from __future__ import annotations

import json
import re
from contextlib import closing
from datetime import timedelta
from itertools import count

import pytest

from checker.batch_records import BatchEntry, NewBatch
from checker.batches import Batches
from checker.config import load_settings
from checker.database import Database, open_engine
from checker.errors import Overloaded
from checker.pressure import Gate, Pace
from checker.records import Post
from checker.serve import service
from checker.store import Store
from checker.waiting import Line
from tests.fakes import FakeChecking, FakeClock
from tests.services import eventually

URL = "/api/v1/checks"


@pytest.fixture
def settings(tmp_path):
    return load_settings(
        data_dir=tmp_path / "data",
        database_url="",
        redis_url="",
        api_key_hashes=(),
        worker_threads=1,
        max_queue_seconds=0.2,
    )


def test_new_work_is_refused_while_the_queue_is_old(settings, tmp_path):
    """With the oldest check waiting too long, API and page refuse new work; repeats and reads go on."""
    held = tmp_path / "held"
    with service(settings, lambda _: FakeChecking()) as app:
        client = app.test_client()
        known = client.post(URL, json={"text": "known"}, headers={"Prefer": "wait=30"}).json["id"]
        client.post(URL, json={"text": f"hold {held}"})
        eventually(held.with_suffix(".begun").exists, "the worker is busy")
        sent = {"Idempotency-Key": "sent-before"}
        waiting = client.post(URL, json={"text": "waiting"}, headers=sent).json["id"]

        numbers = count()

        def refused():
            answer = client.post(URL, json={"text": f"post {next(numbers)}"})
            return answer.status_code == 503 and answer

        answer = eventually(refused, "the queue is old")
        assert answer.mimetype == "application/problem+json"
        assert answer.json["type"].endswith(":overloaded")
        assert "waited for" in answer.json["detail"]
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
        found = re.search(r'name="csrf" value="([^"]*)"', client.get("/").get_data(as_text=True))
        csrf = found[1] if found else ""
        page = client.post("/checks", data={"text": "one more <on the page>", "csrf": csrf})
        assert page.status_code == 503
        assert int(page.headers["Retry-After"]) >= 1
        assert "one more &lt;on the page&gt;" in page.get_data(as_text=True)
        assert client.post("/api/v1/batches", json={"posts": [{"text": "of a batch"}]}).status_code == 503
        assert client.post(URL, json={"text": "waiting"}, headers=sent).json["id"] == waiting
        assert client.post(URL, json={"text": "known"}).json["state"] == "done"
        assert client.post(URL, json={"text": "waiting!"}).status_code == 202
        assert client.get(f"{URL}/{known}").json["state"] == "done"
        told = client.get("/metrics").get_data(as_text=True)
        assert "checker_refused_total 0.0" not in told
        assert 'checker_cache_hits_total{where="submit"} 1.0' in told
        held.with_suffix(".go").touch()
        again = eventually(
            lambda: (found := client.post(URL, json={"text": "one more"})).status_code == 202 and found,
            "there is room again",
        )
        eventually(lambda: client.get(f"{URL}/{again.json['id']}").json["state"] == "done", "it is answered")
        listed = client.get(f"{URL}?limit=200").json["checks"]
    assert [one["post"] for one in listed].count("one more") == 1, json.dumps(listed)


def test_no_limit(settings):
    """With 0 the queue may grow as old as it will."""
    gate = Gate(
        settings.model_copy(update={"max_queue_seconds": 0.0}), Database(open_engine("sqlite:////no/where"))
    )
    gate.ask()()
    gate.close()


def gate_of(settings, store_url):
    return Gate(settings, Database(open_engine(store_url)))


def test_a_check_that_is_put_back_again_and_again_keeps_nobody_out(settings, url):
    """One post that cannot be done now does not make the queue old; one that was never begun does."""
    clock = FakeClock()
    clock.move(days=-30)
    with closing(Store(url, clock=clock)) as store, closing(gate_of(settings, url)) as gate:
        lease = store.claim_for_run(store.add_check(Post("a")).check_id, timedelta(minutes=1))
        store.release(lease)
        gate.ask()()
    with closing(Store(url, clock=clock)) as store, closing(gate_of(settings, url)) as gate:
        store.add_check(Post("b"))
        with pytest.raises(Overloaded) as refused:
            gate.ask()()
    # No worker is alive: nobody can tell, and it takes so long to notice one.
    assert refused.value.retry_after == settings.requeue_seconds


def test_what_waits_for_no_worker_keeps_nobody_out(settings, url):
    """Copies that wait for the answer to a post that is under way, and posts of batches, are no queue."""
    clock = FakeClock()
    clock.move(days=-30)
    with (
        closing(Store(url, clock=clock)) as store,
        closing(Batches(url, clock=clock)) as batches,
        closing(gate_of(settings, url)) as gate,
    ):
        first, copy = (store.accept(Post("a viral post")) for _ in range(2))
        assert (first.to_run, copy.to_run) == (True, False)
        assert store.claim_for_run(first.check.check_id, timedelta(minutes=1)) is not None
        batches.add(NewBatch("", [BatchEntry(Post("b"), "", 1)]))
        gate.ask()()


@pytest.mark.parametrize(
    ("pace", "waiting", "limit", "pause"),
    [
        (Pace(2, 3.0), 100, 60.0, 90),  # 150 s of work wait, and 60 of them may
        (Pace(2, 3.0), 3, 60.0, 2),  # little waits: the next one is begun when one ends
        (Pace(4, 0.0), 10, 60.0, 1),  # nothing was done yet
        (Pace(1, 120.0), 100_000, 60.0, 3_600),  # nobody is sent away for longer than an hour
        (Pace(0, 3.0), 5, 60.0, 45),  # no worker
    ],
)
def test_how_long_to_stay_away(pace, waiting, limit, pause):
    """The pause is what it takes to begin all that waits beyond the limit."""
    assert pace.pause(Line(waiting=waiting), limit, 45.0) == pause
