from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from checker.errors import StoreUnavailable
from checker.ingest.drafts import NO_ITEMS, Draft, Raw, Reading, Skipped, Told
from checker.ingest.fetch import Fetcher, Limits
from checker.ingest.guard import Guard, networks_of
from checker.polling import Means, Poller
from checker.records import Statement
from checker.source_records import SourceKind, SourceState
from checker.sources import SourceStore
from tests.fakes import FakeClock
from tests.sites import Site, site

RSS = "application/rss+xml"
EVERY = 900.0


def read(body: bytes, origin: str, media_type: str | None) -> Reading:
    """Read one line of "text …", "link …" or "skip …" after the other."""
    del media_type
    lines = [line.partition(" ") for line in body.decode().splitlines()[1:]]
    sha256 = hashlib.sha256(body).hexdigest()
    return Reading(
        Raw(sha256, "text/plain", origin, body),
        tuple(Draft(Statement("", text), sha256) for word, _, text in lines if word == "text"),
        tuple(Skipped(origin, text) for word, _, text in lines if word == "skip"),
        tuple(text for word, _, text in lines if word == "link"),
        {text.split(" ")[0]: Told("", text.split(" ", 1)[1]) for word, _, text in lines if word == "told"},
    )


@dataclass
class Corpus:
    """Takes what is added; a text that it has is a duplicate."""

    texts: list[str] = field(default_factory=list)
    actors: set[str] = field(default_factory=set)
    publishers: list[str] = field(default_factory=list)
    away: bool = False

    def add(self, readings, actor):
        if self.away:
            raise StoreUnavailable("the database does not answer")
        self.actors.add(actor)
        drafts = [draft.statement.text for reading in readings for draft in reading.drafts]
        self.publishers += [d.statement.source.publisher for reading in readings for d in reading.drafts]
        new = [text for text in drafts if text not in self.texts]
        self.texts += new
        return Became(new, [t for t in drafts if t not in new], [s for r in readings for s in r.skipped])


@dataclass
class Became:
    added: list[str]
    duplicates: list[str]
    skipped: list[Skipped]


@dataclass
class Scene:
    web: Site
    clock: FakeClock
    sources: SourceStore
    corpus: Corpus

    def poller(self, budget: float = 60.0, **limits) -> Poller:
        guard = Guard([f"127.0.0.1:{self.web.port}"], networks_of(["127.0.0.1/32"]))
        fetcher = Fetcher(guard, Limits(**{"max_bytes": 10_000, "seconds": 5, **limits}))
        return Poller(
            self.sources, Means(fetcher, read, self.corpus.add, EVERY, spread=lambda: 1.0, budget=budget)
        )

    def add(self, path: str = "/feed", kind: SourceKind = SourceKind.AUTO, every: float = 0) -> str:
        return self.sources.add(self.web.url(path), kind, every, "Officer A").source_id

    def feed(self, *lines: str, path: str = "/feed") -> None:
        self.web.put(path, "\n".join(["<rss>", *lines]).encode(), RSS)


@pytest.fixture
def scene(tmp_path):
    clock = FakeClock()
    sources = SourceStore(f"sqlite:///{tmp_path}/x.sqlite3", clock=clock)
    with site() as web:
        yield Scene(web, clock, sources, Corpus())
    sources.close()


def test_first_poll(scene):
    """What a feed holds and what it points to is added, in the name of the feed."""
    scene.feed("text 2,000 people returned.", f"link {scene.web.url('/more')}")
    scene.web.put("/more", b"<html>\ntext 3,000 people returned.\nskip a picture")
    source = scene.poller().poll(scene.add())
    assert scene.corpus.texts == ["2,000 people returned.", "3,000 people returned."]
    assert scene.corpus.actors == {scene.web.url("/feed")}
    assert (source.state, source.found, source.added, source.skipped) == (SourceState.OK, 2, 2, 1)
    assert source.due_at == scene.clock() + timedelta(seconds=EVERY)


def test_what_the_feed_says_of_a_page(scene):
    """What an item says of itself goes with the text of its page, also in a later poll."""
    link = scene.web.url("/more")
    scene.feed(f"link {link}", f"told {link} Road Office")
    scene.poller().poll(source_id := scene.add())  # the page is not there yet
    scene.web.put("/more", b"<html>\ntext 3,000 people returned.")
    scene.poller().poll(source_id, early=True)
    assert scene.corpus.publishers == ["Road Office"]


def test_source_that_is_not_due(scene):
    """A source that is not due is left alone, unless somebody asks for it."""
    scene.feed("text one")
    source_id = scene.add()
    assert scene.poller().poll(source_id) is not None
    assert scene.poller().poll(source_id) is None
    assert scene.poller().poll(source_id, early=True) is not None
    assert len(scene.web.asked) == 2


def test_feed_that_has_not_changed(scene):
    """A feed that says it has not changed is not read again."""
    scene.web.put_versioned("/feed", b"<rss>\ntext one", RSS, '"1"')
    source_id = scene.add()
    scene.poller().poll(source_id)
    again = scene.poller().poll(source_id, early=True)
    assert scene.web.asked[1].headers["if-none-match"] == '"1"'
    assert (again.state, again.found, again.added, again.etag) == (SourceState.OK, 1, 1, '"1"')


def test_feed_that_cannot_tell_whether_it_has_changed(scene):
    """Where a server knows no validators, the same bytes are not read again either."""
    scene.feed("text one")
    source_id = scene.add()
    for _ in range(2):
        source = scene.poller().poll(source_id, early=True)
    assert (source.found, source.duplicates) == (1, 0)


def test_only_what_is_new_in_a_feed(scene):
    """Of a feed that has changed, only new texts and new links are read."""
    scene.web.put("/a", b"<html>\ntext from a")
    scene.web.put("/b", b"<html>\ntext from b")
    scene.feed("text one", f"link {scene.web.url('/a')}")
    source_id = scene.add()
    scene.poller().poll(source_id)
    scene.feed("text two", "text one", f"link {scene.web.url('/a')}", f"link {scene.web.url('/b')}")
    source = scene.poller().poll(source_id, early=True)
    assert scene.corpus.texts == ["one", "from a", "two", "from b"]
    assert [request.path for request in scene.web.asked] == ["/feed", "/a", "/feed", "/b"]
    assert (source.found, source.added, source.duplicates) == (4, 4, 0)


def test_link_that_cannot_be_fetched(scene):
    """A link that is down is skipped with its reason, the rest goes on, and it is tried again later."""
    scene.web.put("/down", status=503)
    scene.web.put("/b", b"<html>\ntext from b")
    scene.feed(f"link {scene.web.url('/down')}", f"link {scene.web.url('/b')}", "link http://a.example/x")
    source_id = scene.add()
    source = scene.poller().poll(source_id)
    assert (source.state, source.added, source.skipped) == (SourceState.OK, 1, 2)
    reasons = {skipped["origin"]: skipped["reason"] for skipped in source.notes["skipped"]}
    assert "503" in reasons[scene.web.url("/down")]
    assert "CHECKER_FETCH_HOSTS" in reasons["http://a.example/x"]
    scene.web.put("/down", b"<html>\ntext up again")
    scene.poller().poll(source_id, early=True)
    assert scene.corpus.texts == ["from b", "up again"]


def test_feed_that_is_down(scene):
    """A feed that is down fails more and more rarely, says why, and is well again when it is up."""
    source_id, waits = scene.add(), []
    scene.web.put("/feed", status=500)
    for _ in range(9):
        source = scene.poller().poll(source_id)
        waits.append((source.due_at - scene.clock()).total_seconds())
        scene.clock.now = source.due_at
    assert waits == [*(EVERY * 2**n for n in range(7)), 86_400, 86_400]
    assert (source.state, source.failures) == (SourceState.FAILING, 9)
    assert "status 500" in source.error
    scene.feed("text one")
    source = scene.poller().poll(source_id)
    assert (source.state, source.failures, source.added) == (SourceState.OK, 0, 1)
    assert source.due_at == scene.clock() + timedelta(seconds=EVERY)


def test_server_that_asks_for_a_pause(scene):
    """A pause that a server asks for is kept when it is longer than ours."""
    scene.web.put("/feed", status=429, Retry_After="7200")
    source = scene.poller().poll(scene.add())
    assert source.due_at == scene.clock() + timedelta(hours=2)


def test_interval_of_its_own(scene):
    """A source with an interval of its own is polled by that."""
    scene.feed("text one")
    source = scene.poller().poll(scene.add(every=60))
    assert source.due_at == scene.clock() + timedelta(minutes=1)


def test_page_in_the_place_of_a_feed(scene):
    """A feed that has become a page is an error, not a statement."""
    scene.web.put("/feed", b"<html>\ntext This domain is for sale.")
    source = scene.poller().poll(scene.add(kind=SourceKind.FEED))
    assert source.state is SourceState.FAILING
    assert "no feed but text/html" in source.error
    assert scene.corpus.texts == []


def test_page_is_one_document(scene):
    """What a page points to is not followed."""
    scene.web.put("/page", f"<html>\ntext one\nlink {scene.web.url('/b')}".encode())
    source = scene.poller().poll(scene.add("/page", SourceKind.PAGE))
    assert (source.added, [request.path for request in scene.web.asked]) == (1, ["/page"])


def test_source_that_cannot_be_read(scene):
    """A source of which nothing can be used fails with the reader's words."""
    scene.web.put("/feed", b"<html>\nskip the pages are pictures; use text recognition first")
    source = scene.poller().poll(scene.add())
    assert source.state is SourceState.FAILING
    assert "text recognition" in source.error


def test_empty_feed(scene):
    """A feed that holds nothing yet is well."""
    scene.feed(f"skip {NO_ITEMS}")
    source = scene.poller().poll(scene.add())
    assert (source.state, source.skipped) == (SourceState.OK, 0)


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [(b"<rss>" + b"x" * 20_000, RSS, "10,000 bytes"), (b"PK\x03\x04\0\0", RSS, "application/zip")],
)
def test_hostile_source(scene, body, kind, words):
    """A source that is too large or no text at all fails in words."""
    scene.web.put("/feed", body, kind)
    assert words in scene.poller().poll(scene.add()).error


def test_reader_that_breaks(scene):
    """An error that nobody foresaw is the state of that source and ends nothing else."""
    scene.web.put("/feed", b"<rss>\n\xff\xfe", RSS)
    source = scene.poller().poll(scene.add())
    assert (source.state, "UnicodeDecodeError" in source.error) == (SourceState.FAILING, True)


def test_database_that_goes_away(scene):
    """With the database away nothing is noted, and the source is polled again when the lease is over."""
    scene.feed("text one")
    source_id = scene.add()
    scene.corpus.away = True
    with pytest.raises(StoreUnavailable):
        scene.poller().poll(source_id)
    scene.corpus.away = False
    assert scene.sources.get(source_id).state is SourceState.NEW
    scene.clock.move(minutes=11)
    assert scene.poller().poll(source_id).added == 1


def test_poll_that_takes_too_long(scene):
    """When the time of a poll is over, the links that are left come with the next one, at once."""
    scene.web.put("/a", b"<html>\ntext from a")
    scene.feed("text one", f"link {scene.web.url('/a')}")
    source_id = scene.add()
    source = scene.poller(budget=0.0).poll(source_id)
    assert (source.added, source.due_at) == (1, scene.clock())
    source = scene.poller().poll(source_id)
    assert (source.added, source.due_at) == (2, scene.clock() + timedelta(seconds=EVERY))
