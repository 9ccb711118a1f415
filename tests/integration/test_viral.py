"""A post that everybody sends: one run answers all of it, whatever dies on the way."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from checker.config import Settings, load_settings
from checker.database import open_engine, transaction
from checker.serve import service
from checker.sharing_tables import CheckShare
from checker.tables import Check
from tests.fakes import FakeChecking
from tests.integration.test_workers import settings_of, worker
from tests.services import ROOT, Process, eventually, http, python_env

pytestmark = pytest.mark.services

MANY = 1_000


def post(app, text: str, **headers: str):
    """Send a post to an application of this process."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().post("/api/v1/checks", json={"text": text}, headers=named)


@contextmanager
def server(settings: Settings, folder: Path) -> Iterator[str]:
    """Run a server process whose workers are elsewhere, and give its address."""
    variables = {
        "CHECKER_DATA_DIR": str(folder / "data"),
        "CHECKER_REDIS_URL": settings.redis_url,
        "CHECKER_DATABASE_URL": settings.database_url,
    }
    command = [sys.executable, "-m", "checker.cli", "serve", "--port", "0"]
    folder.mkdir()
    process = Process(command, folder / "log", env=python_env(**variables), cwd=ROOT)
    try:
        process.wait_for_output("Listening on")
        found = re.search(r"Listening on (http://\S+)", process.output())
        assert found
        yield found[1]
    finally:
        process.stop()


def test_the_second_copy_is_answered_when_it_comes(tmp_path):
    """A copy gets 200 with the answer and whose it is; whoever wants a new one asks for it."""
    checking = FakeChecking()
    settings = load_settings(data_dir=tmp_path / "data", database_url="", redis_url="", api_key_hashes=())
    with service(settings, lambda _: checking) as app:
        first = post(app, "Ferries were ordered", Prefer="wait=30")
        copy = post(app, "FERRIES were ordered!! \U0001f6a2 https://t.co/1")
        fresh = post(app, "Ferries were ordered", Cache_Control="no-cache", Prefer="wait=30")
        shown = app.test_client().get(copy.headers["Location"]).json
    assert (first.json["cached"], first.json["first_check_id"]) == (False, None)
    assert (copy.status_code, copy.json["cached"], copy.json["first_check_id"]) == (
        200,
        True,
        first.json["id"],
    )
    assert copy.json["report"]["post"].startswith("FERRIES")
    assert shown == copy.json
    assert (fresh.status_code, fresh.json["cached"]) == (200, False)
    assert checking.made == [first.json["id"], fresh.json["id"]]


def test_copies_that_wait_hear_of_the_end(tmp_path):
    """Those who asked for one round trip get the answer of the one under way as soon as it is there."""
    checking, held = FakeChecking(), tmp_path / "held"
    settings = load_settings(data_dir=tmp_path / "data", database_url="", redis_url="", api_key_hashes=())
    with service(settings, lambda _: checking) as app, ThreadPoolExecutor(5) as callers:
        leader = post(app, f"hold {held}").json["id"]
        eventually(held.with_suffix(".begun").exists, "the check has begun")
        waiting = [callers.submit(post, app, f"hold {held}", Prefer="wait=30") for _ in range(5)]
        copies = _eventually_followed(settings.store_url(), 5)
        held.with_suffix(".go").touch()
        answers = [one.result() for one in waiting]
    assert copies == 5
    assert {(answer.status_code, answer.json["first_check_id"]) for answer in answers} == {(200, leader)}
    assert checking.made == [leader]


def test_one_that_is_taken_back_is_run_for_those_who_wait(tmp_path):
    """The first check is removed while it runs; the one behind it is run, and answers the rest."""
    checking, held = FakeChecking(), tmp_path / "held"
    settings = load_settings(data_dir=tmp_path / "data", database_url="", redis_url="", api_key_hashes=())
    with service(settings, lambda _: checking) as app:
        client = app.test_client()
        leader, second, third = (post(app, f"hold {held}").headers["Location"] for _ in range(3))
        eventually(held.with_suffix(".begun").exists, "the check has begun")
        assert client.delete(leader).status_code == 204
        held.with_suffix(".go").touch()
        done = [_eventually_done(client, path) for path in (second, third)]
    assert [check["cached"] for check in done] == [False, True]
    assert done[1]["first_check_id"] == done[0]["id"]


def test_a_thousand_copies_at_once_cost_one_run(redis_server, postgres_url, tmp_path):
    """Two servers take a thousand copies; the worker at the first one is killed; one run answers all."""
    settings = settings_of(redis_server.url, postgres_url)
    held = tmp_path / "held"
    body = json.dumps({"text": f"hold {held}"}).encode()
    with ExitStack() as stack:
        urls = [stack.enter_context(server(settings, tmp_path / name)) for name in ("one", "two")]
        callers = stack.enter_context(ThreadPoolExecutor(32))

        def send(number: int) -> int:
            status, _, _ = http(
                "POST", f"{urls[number % 2]}/api/v1/checks", body, Content_Type="application/json"
            )
            return status

        assert set(callers.map(send, range(MANY))) == {202}
        first = stack.enter_context(worker(settings, tmp_path / "first.log"))
        eventually(held.with_suffix(".begun").exists, "the one check has begun")
        os.killpg(first.pid, signal.SIGKILL)
        first.exit_code()
        held.with_suffix(".go").touch()
        stack.enter_context(worker(settings, tmp_path / "second.log"))
        eventually(lambda: _count(postgres_url, Check.state == "done") == MANY, "all are answered", 120)
        status, _, raw = http("POST", f"{urls[0]}/api/v1/checks", body, Content_Type="application/json")
    assert (status, json.loads(raw)["cached"]) == (200, True)
    assert _count(postgres_url, Check.attempts > 0) == 1
    assert _shares(postgres_url, "copy") == MANY
    assert _shares(postgres_url, "follower") == 0


def _count(url: str, *where) -> int:
    with closing(_Reader(url)) as reader:
        return reader.count(select(func.count()).select_from(Check).where(*where))


def _shares(url: str, role: str) -> int:
    with closing(_Reader(url)) as reader:
        return reader.count(select(func.count()).select_from(CheckShare).where(CheckShare.role == role))


class _Reader:
    """Counts rows."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)

    def count(self, asked) -> int:
        """Return the number that a query is for."""
        with transaction(self._engine, writes=False) as connection:
            return connection.scalar(asked)

    def close(self) -> None:
        """Give every connection back."""
        self._engine.dispose()


def _eventually_followed(url: str, number: int) -> int:
    return eventually(lambda: (found := _shares(url, "follower")) == number and found, "all of them wait")


def _eventually_done(client, path: str) -> dict:
    def ended() -> dict | None:
        check = client.get(path).json
        return check if check["state"] == "done" else None

    return eventually(ended, f"{path} is done")
