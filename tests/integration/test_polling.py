"""Sources that servers and workers poll by themselves: from an address to the corpus."""

from __future__ import annotations

import json
from contextlib import ExitStack, closing

import pytest

from checker.config import load_settings
from checker.journal_store import open_journal
from checker.serve import service
from checker.source_records import SourceKind, SourceState
from checker.sources import open_sources
from tests.fakes import FakeChecking
from tests.services import ROOT, Process, eventually, python_env
from tests.sites import site

pytestmark = pytest.mark.services

OWN = """---
id: own
issuer: Ministry of Examples
language: en
---
The bridge at Hatna was opened in spring.
"""
NEWS = b"""---
issuer: Ministry of Examples
issued_at: 2025-06-18
language: en
---
2,000 people were brought home, the ministry said.
"""


@pytest.fixture
def web():
    with site() as served:
        served.put("/news.md", NEWS, "text/markdown", ETag='"1"')
        yield served


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "own.md").write_text(OWN)
    return folder


def settings_of(tmp_path, corpus, web, **more):
    return load_settings(
        data_dir=tmp_path / "data",
        corpus=corpus,
        api_key_hashes=(),
        fetch_hosts=(f"127.0.0.1:{web.port}",),
        fetch_private=("127.0.0.1/32",),
        **more,
    )


def added_to(settings, words: str) -> list:
    """Return the events that added a text with these words, and the raw source of each."""
    with closing(open_journal(settings)) as journal:
        found = [event for event in journal.events() if event.statement and words in event.statement.text]
        return [(event, journal.raw(event.source)) for event in found]


def test_a_server_polls_by_itself(tmp_path, corpus, web):
    """A source that is added over HTTP is in the corpus within seconds, with its address as who added it."""
    settings = settings_of(tmp_path, corpus, web, database_url="", redis_url="")
    with ExitStack() as stack:
        client = stack.enter_context(service(settings, lambda _: FakeChecking())).test_client()
        added = client.post("/api/v1/corpus/sources", json={"url": web.url("/news.md")})
        assert added.status_code == 201
        polled = eventually(
            lambda: (body := client.get(added.headers["Location"]).get_json())["polled_at"] and body,
            "the source is polled",
        )
        assert (polled["state"], polled["counts"]["added"]) == ("ok", 1), polled
        ((event, raw),) = added_to(settings, "2,000")
        assert (event.actor, raw.body) == (web.url("/news.md"), NEWS)


def test_a_worker_polls_by_itself(tmp_path, corpus, web, redis_server, postgres_url):
    """A worker process polls what is due, without a beat process beside it."""
    settings = settings_of(tmp_path, corpus, web, database_url=postgres_url, redis_url=redis_server.url)
    with closing(open_sources(settings)) as store:
        source = store.add(web.url("/news.md"), SourceKind.PAGE, 0, "Officer A")
    names = ("redis_url", "database_url", "data_dir", "corpus")
    variables = {f"CHECKER_{name.upper()}": str(getattr(settings, name)) for name in names}
    for name in ("fetch_hosts", "fetch_private"):
        variables[f"CHECKER_{name.upper()}"] = json.dumps(getattr(settings, name))
    command = ["celery", "-A", "tests.integration.fake_worker", "worker", "--loglevel", "INFO"]
    process = Process(
        command, tmp_path / "worker.log", python_env(**variables), cwd=ROOT, start_new_session=True
    )
    try:
        with closing(open_sources(settings)) as store:
            polled = eventually(
                lambda: (found := store.get(source.source_id)).polled_at and found, "the source is polled"
            )
    finally:
        process.stop()
    assert (polled.state, polled.added) == (SourceState.OK, 1), polled.error
    assert len(added_to(settings, "2,000")) == 1
