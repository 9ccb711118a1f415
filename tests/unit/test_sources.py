from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import pytest

from checker.errors import InvalidInput, NotFound
from checker.ingest.drafts import Told
from checker.source_records import Polled, SourceKind, SourceState
from checker.sources import SourceStore
from tests.fakes import FakeClock

FEED = "https://www.example.org/feed.xml"
HOUR = timedelta(hours=1)


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def sources(url, clock):
    store = SourceStore(url, clock=clock)
    yield store
    store.close()


def add(sources: SourceStore, url: str = FEED):
    return sources.add(url, SourceKind.AUTO, 0, "Officer A")


def test_new_source(sources):
    """A source that was just added is due at once, and found by its id and by its address."""
    source = add(sources)
    assert (source.state, source.url, source.added_by) == (SourceState.NEW, FEED, "Officer A")
    assert sources.due() == (source.source_id,)
    assert sources.get(FEED) == sources.get(source.source_id) == sources.all()[0] == source


def test_source_twice(sources):
    """The same address is one source, and whoever adds it again learns its id."""
    source = add(sources)
    with pytest.raises(InvalidInput, match=source.source_id):
        add(sources)


@pytest.mark.parametrize("name", ["nothing", "", "\x00", "' OR 1=1", "\ud800"])
def test_unknown_source(sources, name):
    """A name that no source has is not found, whatever it holds."""
    with pytest.raises(NotFound):
        sources.get(name)


def test_claimed_source(sources, clock):
    """A source that is polled by one is not due for another, until the lease of the first has run out."""
    source = add(sources)
    first = sources.claim(source.source_id)
    assert sources.claim(source.source_id) is None
    assert sources.claim(source.source_id, early=True) is None
    assert sources.due() == ()
    clock.move(minutes=11)
    assert sources.due() == (source.source_id,)
    second = sources.claim(source.source_id)
    assert sources.succeed(first, Polled('"1"', "", ""), HOUR) is False
    assert sources.succeed(second, Polled('"2"', "", ""), HOUR) is True
    assert sources.get(FEED).etag == '"2"'


def test_poll_that_succeeded(sources, clock):
    """A poll leaves counts, reasons and validators, and the source rests until it is due again."""
    source = add(sources)
    polled = Polled('"1"', "Thu", "aa", found=3, added=2, duplicates=1, skipped=(("item 3", "empty"),))
    sources.succeed(sources.claim(source.source_id), polled, HOUR)
    kept = sources.get(FEED)
    assert (kept.state, kept.found, kept.added, kept.duplicates, kept.skipped) == (SourceState.OK, 3, 2, 1, 1)
    assert kept.notes["skipped"] == [{"origin": "item 3", "reason": "empty"}]
    assert (kept.etag, kept.last_modified, kept.changed_at) == ('"1"', "Thu", clock())
    assert sources.due() == ()
    assert sources.claim(source.source_id) is None
    clock.move(hours=1)
    assert sources.due() == (source.source_id,)


def test_poll_that_found_nothing(sources, clock):
    """A poll that found nothing new leaves counts and notes as they were."""
    source = add(sources)
    sources.succeed(sources.claim(source.source_id), Polled("", "", "aa", found=1, added=1), HOUR)
    before = sources.get(FEED)
    clock.move(hours=1)
    sources.succeed(sources.claim(source.source_id), Polled("", "", "aa"), HOUR)
    after = sources.get(FEED)
    assert (after.added, after.notes, after.changed_at) == (1, before.notes, before.changed_at)
    assert after.succeeded_at == clock()


def test_poll_that_failed(sources, clock):
    """Failures are counted and told until a poll succeeds; what was last seen stays known."""
    source = add(sources)
    sources.succeed(sources.claim(source.source_id), Polled('"1"', "", "aa"), timedelta(0))
    first = clock()
    clock.move(minutes=1)
    for count in (1, 2):
        sources.fail(sources.claim(source.source_id), f"down {count}", timedelta(0))
    kept = sources.get(FEED)
    assert (kept.state, kept.failures, kept.error, kept.etag) == (SourceState.FAILING, 2, "down 2", '"1"')
    assert (kept.succeeded_at, kept.polled_at) == (first, clock())
    sources.succeed(sources.claim(source.source_id), Polled('"1"', "", "aa"), HOUR)
    assert (sources.get(FEED).state, sources.get(FEED).error) == (SourceState.OK, "")


def test_source_in_a_hurry(sources):
    """A source that is asked for is due at once; asked again from the start, it has shown nothing yet."""
    source = add(sources)
    sources.items.note_texts(source.source_id, ["k"])
    sources.succeed(sources.claim(source.source_id), Polled('"1"', "", "aa"), HOUR)
    assert sources.hurry(FEED).etag == '"1"'
    assert sources.due() == (source.source_id,)
    assert sources.items.unseen(source.source_id, ["k"]) == set()
    again = sources.hurry(FEED, again=True)
    assert (again.etag, again.body_sha256) == ("", "")
    assert sources.items.unseen(source.source_id, ["k"]) == {"k"}


def test_source_that_is_removed(sources):
    """A source that is removed is gone, and a poll of it that still runs leaves nothing behind."""
    source = add(sources)
    claim = sources.claim(source.source_id)
    sources.remove(source.source_id)
    assert sources.all() == ()
    assert sources.succeed(claim, Polled("", "", ""), HOUR) is False
    assert sources.all() == ()


def test_what_a_source_says_of_open_links(sources):
    """What a feed says of a link is remembered until its text was fetched."""
    source = add(sources).source_id
    links, said = ("https://a.example/", "https://b.example/"), Told("Open", "Road Office", "19 June 2025")
    sources.items.note_links(source, links, {links[0]: said})
    assert sources.items.told(source, links) == {links[0]: said}
    sources.items.end_links(source, {links[0]: "down"})
    assert sources.items.told(source, links) == {links[0]: said}
    sources.items.end_links(source, {links[0]: ""})
    assert sources.items.told(source, links) == {}


def test_links_that_are_still_open(sources):
    """A link is open until it is done or was tried three times; the least tried comes first."""
    source = add(sources).source_id
    sources.items.note_links(source, ["https://a.example/", "https://b.example/", "https://c.example/"])
    sources.items.end_links(source, {"https://a.example/": "", "https://b.example/": "down"})
    assert sources.items.open_links(source) == ("https://c.example/", "https://b.example/")
    sources.items.note_links(source, ["https://a.example/", "https://b.example/"])
    assert sources.items.open_links(source) == ("https://c.example/", "https://b.example/")
    for _ in range(2):
        sources.items.end_links(source, {"https://b.example/": "down"})
    assert sources.items.open_links(source) == ("https://c.example/",)


def test_a_clock_that_ran_ahead_for_a_while_holds_no_source_up(sources, clock):
    """What was polled, hurried or held meanwhile is polled again soon after it was set right."""
    polled, held, hurried = (add(sources, f"https://{name}.example/") for name in "abc")
    sources.succeed(sources.claim(hurried.source_id), Polled("", "", ""), HOUR / 60)
    clock.move(days=3)
    sources.succeed(sources.claim(polled.source_id), Polled("", "", ""), HOUR)
    sources.claim(held.source_id)
    sources.hurry(hurried.url)
    clock.move(days=-3, minutes=1)
    assert sources.polled_now() == 0
    assert set(sources.due()) == {one.source_id for one in (polled, held, hurried)}
    sources.succeed(sources.claim(polled.source_id), Polled("", "", ""), 720 * HOUR)
    clock.move(hours=719)
    assert polled.source_id not in sources.due()


def test_a_host_whose_clock_is_behind_polls_no_more_often(url, sources, clock):
    """What another has polled or is polling is left alone until it is due, and then polled once."""
    source, held = add(sources), add(sources, "https://a.example/")
    slow = SourceStore(url, clock=lambda: clock() - 12 * HOUR)
    with closing(slow):
        sources.claim(held.source_id)
        sources.succeed(sources.claim(source.source_id), Polled("", "", ""), HOUR)
        assert slow.due() == ()
        assert slow.claim(source.source_id) is slow.claim(held.source_id) is None
        assert slow.polled_now() == 1
        clock.move(hours=14)
        assert source.source_id in slow.due()
        slow.succeed(slow.claim(source.source_id), Polled("", "", ""), HOUR)
        assert source.source_id not in slow.due()
