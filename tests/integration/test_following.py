"""The whole way: a statement is added, and whoever was answered before hears that the answer changed."""

from __future__ import annotations

import json
import time
from contextlib import closing
from datetime import timedelta

import pytest

from checker.bootstrap import Models
from checker.checking import LiveChecking
from checker.config import load_settings
from checker.corpus import Corpus
from checker.live import Live
from checker.records import Post, Statement
from checker.review_records import Asked, Decision, Person, Standing
from checker.reviews import open_reviews
from checker.schema import report_to_wire
from checker.serve import service
from checker.signing import is_genuine
from checker.store import open_store
from checker.tasks import CheckQueue, make_celery
from checker.webhooks import open_webhooks
from tests.fakes import FakeEncoder, FakeStance, FakeTruth, FakeWorth
from tests.samples import everything
from tests.services import ROOT, Process, eventually, python_env
from tests.sites import site

pytestmark = pytest.mark.services

MORNING = Statement("morning", "2,000 people came home by bus from Vika.")
EVENING = Statement("evening", "3,000 people came home by ferry from Norhavn.")
POST = "3,000 people came home by ferry from Norhavn."


class NamedStance(FakeStance):
    """A stance model with a name, which finds what is said word for word."""

    name = "fake-stance@1"

    def predict(self, pairs):
        """Support what a passage says itself."""
        return [self._of("same" if claim.rstrip(".") in passage else "other") for passage, claim in pairs]


@pytest.fixture
def receiver():
    """Give a server that takes webhooks."""
    with site() as served:
        served.put("/hook", status=204)
        yield served


@pytest.fixture
def settings(tmp_path, receiver):
    """Give settings of a server alone, which may tell the receiver."""
    return load_settings(
        data_dir=tmp_path / "data",
        webhook_hosts=(f"127.0.0.1:{receiver.port}",),
        fetch_private=("127.0.0.0/8",),
    )


@pytest.fixture
def truth():
    """Give a corpus that can change."""
    return FakeTruth(Corpus.of([MORNING]))


@pytest.fixture
def build(truth):
    """Give what a worker loads: everything but the models is real."""

    def building(settings):
        models = Models(FakeEncoder(), NamedStance({"same": "supports"}), FakeWorth())
        live = Live(models, settings, truth)
        live.open()
        return LiveChecking(live)

    return building


def told(receiver, kind):
    """Return the requests that told of a kind of event."""
    return [one for one in receiver.asked if json.loads(one.body)["type"] == kind]


def test_an_answer_changes_with_the_corpus(settings, build, truth, receiver):
    """History, list, page, reviews and webhook all say that the answer is another one, and what it was."""
    with service(settings, build) as app:
        client = app.test_client()
        hook = client.post(
            "/api/v1/webhooks", json={"url": receiver.url("/hook"), "events": ["check.*"]}
        ).json
        first = client.post("/api/v1/checks", json={"text": POST}, headers={"Prefer": "wait=30"}).json
        other = client.post(
            "/api/v1/checks", json={"text": "The bus is blue."}, headers={"Prefer": "wait=30"}
        )
        assert (first["state"], first["report"]["verdict"]) == ("done", "NOT ENOUGH INFO")
        assert first["history"] == []
        eventually(lambda: len(told(receiver, "check.completed")) == 2, "both checks are told")

        url = first["links"]["self"]
        decision = {"claim": "c1", "decision": "confirm"}
        assert client.post(f"{url}/reviews", json=decision).json["standing"] == "confirmed"
        truth.becomes(MORNING, EVENING)
        now = eventually(lambda: (found := client.get(url).json)["history"] and found, "the answer changes")
        (change,) = now["history"]
        assert now["report"]["verdict"] == change["after"]["verdict"] == "SUPPORTS"
        assert change["type"] == "answer_changed"
        assert change["because"] == [{"statement_id": "evening", "change": "added"}]
        assert client.get(change["links"]["earlier"]).json == first["report"]
        assert [one["check_id"] for one in client.get("/api/v1/changes").json["changes"]] == [first["id"]]
        assert client.get(other.json["links"]["self"]).json["history"] == []

        reviewed = client.get(f"{url}/reviews").json["claims"][0]
        assert (reviewed["standing"], len(reviewed["reviews"])) == ("stale", 1)
        assert client.get(f"{url}/claimreview").status_code == 404

        page = client.get(first["links"]["page"]).text
        assert "Answer changed" in page
        earlier = client.get(f"{first['links']['page']}/reports/1").text
        assert "An earlier answer" in earlier

        (announced,) = eventually(lambda: told(receiver, "check.changed"), "the change is announced")
        assert is_genuine(hook["secret"], dict(announced.headers), announced.body, int(time.time()))
        assert json.loads(announced.body)["data"]["id"] == first["id"]


def test_more_people_are_needed_from_now_on(settings, build):
    """After a start at which two people must agree, what one decided waits for a second in lists too."""
    with closing(open_store(settings)) as store, closing(open_reviews(settings)) as reviews:
        check_id = store.add_check(Post("x")).check_id
        report = report_to_wire(everything(), check_id=check_id)
        store.finish(store.claim_for_run(check_id, timedelta(minutes=5)), report)
        for claim in report["claims"]:
            reviews.add(check_id, Asked(claim["id"], Decision.CONFIRM), Person("p1", "Person one"))
        assert reviews.standings_of([check_id])[check_id] is Standing.CONFIRMED
        with service(settings.model_copy(update={"reviews_needed": 2}), build):
            eventually(
                lambda: reviews.standings_of([check_id])[check_id] is Standing.WAITING,
                "the check waits for a second person",
            )


def test_worker_processes_tell_too(redis_server, postgres_url, receiver, tmp_path):
    """With Redis, PostgreSQL and a worker of its own, whoever asked is told that the check has ended."""
    named = {
        "redis_url": redis_server.url,
        "database_url": postgres_url,
        "data_dir": str(tmp_path),
        "webhook_hosts": (f"127.0.0.1:{receiver.port}",),
        "fetch_private": ("127.0.0.0/8",),
        "worker_threads": 1,
    }
    settings = load_settings(**named)
    variables = {
        f"CHECKER_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
        for name, value in named.items()
    }
    command = ["celery", "-A", "tests.integration.fake_worker", "worker", "--loglevel", "INFO"]
    with closing(open_webhooks(settings)) as webhooks, closing(open_store(settings)) as store:
        webhooks.add(receiver.url("/hook"), ["check.completed"], "desk")
        check = store.add_check(Post("a"), owner="desk")
        CheckQueue(make_celery(settings)).submit(check.check_id)
        worker = Process(
            command, tmp_path / "worker.log", python_env(**variables), cwd=ROOT, start_new_session=True
        )
        try:
            (request,) = eventually(lambda: told(receiver, "check.completed"), "the receiver is told")
        finally:
            worker.stop()
    assert json.loads(request.body)["data"]["id"] == check.check_id
