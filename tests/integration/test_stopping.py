"""Processes that are told to stop: what they began is finished, or handed on at once."""

from __future__ import annotations

import json
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import text

from checker.check_records import CheckState
from checker.config import load_settings
from checker.database import open_engine, transaction
from checker.records import Post
from checker.store import Store, open_store
from checker.tasks import CheckQueue, make_celery
from checker.worker_signs import open_signs
from tests.faults import fleet
from tests.integration.test_workers import worker
from tests.services import eventually, http

pytestmark = pytest.mark.services


@pytest.fixture
def settings(redis_server, tmp_path):
    """Give leases and patience so long that whatever ends in time was handed on."""
    return load_settings(
        redis_url=redis_server.url,
        database_url=f"sqlite:///{tmp_path / 'checker.sqlite3'}",
        requeue_seconds=600,
        check_seconds=600,
        worker_threads=1,
        stop_seconds=0.5,
    )


@pytest.mark.parametrize("pool", ["prefork", "threads"])
def test_what_still_runs_is_handed_on(settings, tmp_path, pool):
    """A worker that is told to stop gives a long check to another worker, before its lease ends."""
    queue = CheckQueue(make_celery(settings))
    with closing(open_store(settings)) as store, closing(open_signs(settings)) as signs:
        check = store.add_check(Post(f"hold {tmp_path / 'held'}"))
        queue.submit(check.check_id)
        with worker(settings, tmp_path / "first.log", "fake_worker", "--pool", pool) as first:
            eventually((tmp_path / "held.begun").exists, "the check has begun")
            first_name = signs.all()[0].worker
            first._popen.send_signal(signal.SIGTERM)
            assert first.exit_code(20) == 0
            assert "1 checks that still ran were handed back" in first.output()
        assert store.get(check.check_id).state is CheckState.QUEUED
        assert first_name not in [sign.worker for sign in signs.all()]
        (tmp_path / "held.go").touch()
        with worker(settings, tmp_path / "second.log", "fake_worker", "--pool", pool):
            found = store.wait_for(check.check_id, 60)
    assert (found.state, found.attempts) == (CheckState.DONE, 1)


def test_a_worker_whose_database_was_made_newer_ends(settings, tmp_path):
    """Another release has it now; what waits is left to the workers of that."""
    settings = settings.model_copy(update={"requeue_seconds": 1.0})
    with closing(open_store(settings)) as store, closing(open_signs(settings)) as signs:
        check = store.add_check(Post("a"))
        with worker(settings, tmp_path / "worker.log") as process:
            eventually(signs.all, "the worker lives")
            with transaction(open_engine(settings.store_url())) as connection:
                connection.execute(text("UPDATE meta SET value = '99' WHERE key = 'schema'"))
            assert process.exit_code(20) == 0
            assert "this worker ends: " in process.output()
            assert "tables of version 99" in process.output()
        with transaction(open_engine(settings.store_url())) as connection:
            waits = connection.execute(text("SELECT state, attempts FROM checks")).one()
    assert check.check_id
    assert waits in {("queued", 0), ("done", 1)}  # it may have come before


def test_what_ends_in_time_is_finished(settings, tmp_path):
    """A worker that is told to stop takes nothing new, and ends when its check has ended."""
    settings = settings.model_copy(update={"stop_seconds": 60.0})
    queue = CheckQueue(make_celery(settings))
    with closing(open_store(settings)) as store:
        check, later = (store.add_check(Post(text)) for text in (f"hold {tmp_path / 'held'}", "later"))
        queue.submit(check.check_id)
        with worker(settings, tmp_path / "worker.log") as process:
            eventually((tmp_path / "held.begun").exists, "the check has begun")
            process._popen.send_signal(signal.SIGTERM)
            queue.submit(later.check_id)
            process.wait_for_output("Warm shutdown")
            (tmp_path / "held.go").touch()
            assert process.exit_code(20) == 0
        assert store.get(check.check_id).state is CheckState.DONE
        assert store.get(later.check_id).state is CheckState.QUEUED


def test_only_what_a_worker_runs_is_given_back(url):
    """Handing back touches the checks of one worker, and whoever still runs them cannot finish them."""
    with closing(Store(url)) as store:
        mine, other, ended = (store.add_check(Post(text)).check_id for text in "abc")
        leases = [
            store.claim_for_run(one, timedelta(minutes=5), worker=name)
            for one, name in ((mine, "w_1"), (other, "wx1"), (ended, "w_1"))
        ]
        store.finish(leases[2], {"verdict": "NOT ENOUGH INFO", "claims": []})
        assert store.hand_back("w_1") == (mine,)
        assert store.hand_back("w_1") == ()
        assert not store.finish(leases[0], {"verdict": "REFUTES", "claims": []})
        assert store.get(mine).state is CheckState.QUEUED
        assert store.get(mine).attempts == 0
        assert store.get(other).state is CheckState.RUNNING
        assert store.claim_for_run(mine, timedelta(minutes=5)) is not None


def test_a_server_that_is_stopped_answers_who_waits(tmp_path):
    """Who waits for a check is told its id at once; the check goes on after the next start."""
    with fleet(tmp_path / "fleet", CHECKER_STOP_SECONDS="0.5") as ours, ThreadPoolExecutor(1) as client:
        held = tmp_path / "held"
        body = json.dumps({"text": f"hold {held}"}).encode()
        headers = {"Content_Type": "application/json", "Prefer": "wait=30"}
        waiting = client.submit(http, "POST", f"{ours.url}/api/v1/checks", body, **headers)
        eventually(held.with_suffix(".begun").exists, "the check has begun")
        ours.server.stop()
        status, _, answer = waiting.result()
        assert (status, json.loads(answer)["state"]) == (202, "running")
        assert ours.server.exit_code() == 0
        held.with_suffix(".go").touch()
        ours.start_server()
        url = f"{ours.url}/api/v1/checks/{json.loads(answer)['id']}"
        eventually(lambda: json.loads(http("GET", url)[2])["state"] == "done", "it is answered")


@pytest.mark.parametrize(("way", "ended"), [(signal.SIG_DFL, True), (signal.SIG_IGN, False)])
def test_a_server_whose_terminal_is_closed_ends_in_order(tmp_path, way, ended):
    """What runs is handed back as when it is told to stop; one that was to outlive it does."""
    before = signal.signal(signal.SIGHUP, way)  # what a child starts with
    try:
        with fleet(tmp_path / "fleet") as ours:
            ours.server._popen.send_signal(signal.SIGHUP)
            if ended:
                assert ours.server.exit_code(20) == 0
            else:
                assert http("GET", f"{ours.url}/healthz")[0] == 200
                assert ours.server._popen.poll() is None
    finally:
        signal.signal(signal.SIGHUP, before)


def test_from_start_to_end_each_line_of_the_log_is_json(tmp_path):
    """Neither the address of the server nor what Celery has to say is printed beside it."""
    with fleet(tmp_path / "fleet", 1, CHECKER_LOG_FORMAT="json", CHECKER_STOP_SECONDS="5") as ours:
        headers = {"Content_Type": "application/json", "Prefer": "wait=30"}
        status, _, _ = http("POST", f"{ours.url}/api/v1/checks", b'{"text": "a"}', **headers)
        for process in (ours.server, ours.workers[0]):
            process._popen.send_signal(signal.SIGTERM)
            assert process.exit_code(20) == 0
        told = [
            [json.loads(line) for line in one.output().splitlines()] for one in (ours.server, *ours.workers)
        ]
    assert status == 200
    assert any(line["message"] == f"Listening on {ours.url}" for line in told[0])
    assert any(line["message"].startswith("told to stop") for line in told[1])
