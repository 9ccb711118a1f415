"""Imports over HTTP, done by real workers: from the request to the journal."""

from __future__ import annotations

from contextlib import ExitStack, closing
from datetime import UTC, datetime

import pytest

from checker.config import load_settings
from checker.import_jobs import PATIENCE, JobState, open_import_jobs
from checker.journal_store import open_journal
from checker.serve import service
from tests.fakes import FakeChecking
from tests.services import ROOT, Process, eventually, python_env

pytestmark = pytest.mark.services

URL = "/api/v1/corpus/imports"
BRIEFING = "Reporter: Is the bridge closed?\nMayor Ana Lind: The bridge at Hatna was opened in spring."
ASKED = {"sources": [{"name": "briefing.txt", "text": BRIEFING}], "apply": True, "reason": "weekly"}


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


def events_of(settings) -> list:
    """Return what was recorded, and the raw source of each event."""
    with closing(open_journal(settings)) as journal:
        return [(event, journal.raw(event.source)) for event in journal.events()]


def test_a_server_imports(tmp_path, corpus):
    """The workers inside a server do an import; the journal has who, why and the source as it came."""
    settings = load_settings(data_dir=tmp_path / "data", corpus=corpus, database_url="", redis_url="")
    with ExitStack() as stack:
        client = stack.enter_context(service(settings, lambda _: FakeChecking())).test_client()
        asked = client.post(URL, json=ASKED)
        assert asked.status_code == 202
        done = eventually(
            lambda: (body := client.get(asked.headers["Location"]).get_json())["finished_at"] and body,
            "the import ends",
        )
        assert (done["state"], done["result"]["added"]) == ("done", 1), done
        ((event, raw),) = events_of(settings)
    assert (event.actor, event.reason, raw.body) == ("api", "weekly", BRIEFING.encode())
    assert event.statement.text == "The bridge at Hatna was opened in spring."


def test_a_worker_finds_an_import_whose_message_was_lost(tmp_path, corpus, redis_server, postgres_url):
    """An import that is kept, though nothing was queued, is done by a worker process that looks for it."""
    settings = load_settings(
        data_dir=tmp_path / "data", corpus=corpus, database_url=postgres_url, redis_url=redis_server.url
    )
    with closing(open_import_jobs(settings, clock=lambda: datetime.now(UTC) - 2 * PATIENCE)) as before:
        import_id = before.add(ASKED, actor="Officer A", total=1).import_id
    with closing(open_import_jobs(settings)) as now:
        names = ("redis_url", "database_url", "data_dir", "corpus")
        variables = {f"CHECKER_{name.upper()}": str(getattr(settings, name)) for name in names}
        command = ["celery", "-A", "tests.integration.fake_worker", "worker", "--loglevel", "INFO"]
        process = Process(
            command, tmp_path / "worker.log", python_env(**variables), cwd=ROOT, start_new_session=True
        )
        try:
            job = eventually(
                lambda: (found := now.get(import_id)).finished_at and found, "the import ends", 90
            )
        finally:
            process.stop()
    assert (job.state, job.result["added"]) == (JobState.DONE, 1), job.error
    ((event, _),) = events_of(settings)
    assert event.actor == "Officer A"
