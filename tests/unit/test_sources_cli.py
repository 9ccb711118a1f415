from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from checker.errors import FetchRefused, InvalidInput, NotFound
from checker.sources_cli import sources
from tests.sites import Site, site

STATEMENT = b"""---
issuer: Ministry of Examples
issued_at: 2025-06-18
language: en
---
The ministry said that 2,000 people had returned.
"""
OWN = STATEMENT.replace(b"---\n", b"---\nid: own\n", 1).replace(
    b"2,000 people had returned", b"a bridge was open"
)


class Shell:
    """Runs ``checker corpus sources`` with a data folder and a corpus of its own."""

    def __init__(self, tmp_path, web: Site) -> None:
        corpus = tmp_path / "corpus"
        corpus.mkdir()
        (corpus / "own.md").write_bytes(OWN)
        self.env = {
            "CHECKER_DATA_DIR": str(tmp_path / "data"),
            "CHECKER_CORPUS": str(corpus),
            "CHECKER_FETCH_HOSTS": json.dumps([f"127.0.0.1:{web.port}"]),
            "CHECKER_FETCH_PRIVATE": '["127.0.0.1/32"]',
            "USER": "officer-a",
        }

    def __call__(self, *words: str, code: int = 0) -> list[dict]:
        got = CliRunner().invoke(sources, [*words, "--json"], env=self.env)
        assert got.exit_code == code, got.output
        return [json.loads(line) for line in got.stdout.splitlines()]

    def refused(self, *words: str) -> Exception:
        got = CliRunner().invoke(sources, words, env=self.env)
        assert got.exit_code == 1
        return got.exception

    def shown(self, *words: str) -> str:
        return CliRunner().invoke(sources, words, env=self.env).output


@pytest.fixture
def web():
    with site() as served:
        served.put("/statement.md", STATEMENT, "text/markdown")
        yield served


@pytest.fixture
def shell(tmp_path, web):
    return Shell(tmp_path, web)


def test_source_from_first_to_last(shell, web):
    """A source is added, polled into the corpus once, shown, and removed."""
    (added,) = shell("add", web.url("/statement.md"), "--kind", "page", "--every", "60")
    assert (added["state"], added["kind"], added["added_by"]) == ("new", "page", "officer-a")
    (polled,) = shell("poll")
    assert (polled["state"], polled["counts"]["added"]) == ("ok", 1)
    (again,) = shell("poll", added["id"], "--again")
    assert (again["counts"]["added"], again["counts"]["duplicates"]) == (1, 1)
    assert shell("list") == [again]
    assert shell("remove", web.url("/statement.md")) == [again]
    assert shell("list") == []


def test_feed_that_points_to_pages(shell, web):
    """Of a feed, the pages that it points to are added; what cannot be used is told with its reason."""
    links = "".join(
        f"<item><title>Item {n}</title><link>{link}</link></item>"
        for n, link in enumerate([web.url("/statement.md"), web.url("/gone"), "http://10.0.0.1/x"], 1)
    )
    feed = f"<?xml version='1.0'?><rss version='2.0'><channel><title>News</title>{links}</channel></rss>"
    web.put("/feed.xml", feed.encode(), "application/rss+xml")
    shell("add", web.url("/feed.xml"), "--kind", "feed")
    (polled,) = shell("poll")
    assert (polled["state"], polled["counts"]["added"]) == ("ok", 1)
    reasons = {skipped["origin"]: skipped["reason"] for skipped in polled["skipped"]}
    assert "404" in reasons[web.url("/gone")]
    assert reasons["http://10.0.0.1/x"].startswith("10.0.0.1 is not an address of the public internet")


def test_source_that_fails(shell, web):
    """When a source fails, the exit code is 1, and the list says why and when it is tried again."""
    shell("add", web.url("/nothing"))
    (failing,) = shell("poll", code=1)
    assert (failing["state"], failing["failures"]) == ("failing", 1)
    shown = shell.shown("list")
    assert "failing" in shown
    assert "failed once: there is nothing (status 404)" in shown


def test_one_of_several_fails(shell, web):
    """A source that fails does not keep the others from being polled."""
    shell("add", web.url("/nothing"))
    shell("add", web.url("/statement.md"))
    assert [source["state"] for source in shell("poll", code=1)] == ["failing", "ok"]


def test_addresses_that_may_not_be_polled(shell, web):
    """What may not be fetched is not added either."""
    assert isinstance(shell.refused("add", "https://elsewhere.example/feed"), FetchRefused)
    assert isinstance(shell.refused("add", "file:///etc/passwd"), FetchRefused)
    assert isinstance(shell.refused("add", web.url("/statement.md"), "--every", "1"), InvalidInput)
    assert shell("list") == []


def test_unknown_source(shell):
    """A source that is not there is named in the error."""
    assert isinstance(shell.refused("poll", "nothing"), NotFound)
    assert isinstance(shell.refused("remove", "nothing"), NotFound)


def test_no_source_yet(shell):
    """With no source there is a hint how to add one."""
    assert "checker corpus sources add" in shell.shown("list")
