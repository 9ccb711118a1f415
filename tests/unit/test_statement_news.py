"""What happens to statements becomes news, each once, with a real journal in SQLite."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from checker import statement_news
from checker.database import make_tables, open_engine, transaction
from checker.events import Event, EventKind
from checker.journal_store import JournalStore
from checker.marks import advance, make_mark, seq_of
from checker.records import Statement
from checker.statement_news import StatementNews
from checker.webhook_events import Told, of_journal
from checker.webhooks import Webhooks
from tests.fakes import FakeClock

SAID = Statement("a", "2,000 people are home.", issuer="Ministry", supersedes=())


@pytest.fixture
def clock():
    """Give a clock that stands still."""
    return FakeClock()


@pytest.fixture
def url(tmp_path):
    """Give a database."""
    return f"sqlite:///{tmp_path / 'checker.sqlite3'}"


@pytest.fixture
def journal(url, clock):
    """Give an empty journal."""
    with closing(JournalStore(url, clock=clock)) as opened:
        yield opened


@pytest.fixture
def webhooks(url, clock):
    """Give webhooks with one endpoint that hears everything."""
    with closing(Webhooks(url, clock=clock)) as opened:
        opened.add("https://a.example/", ["*"], "*")
        yield opened


@pytest.fixture
def engine(url):
    """Give an engine of the same database."""
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def news(engine, journal, clock):
    """Give what follows the journal."""
    return StatementNews(engine, journal, clock=clock)


def event(kind, at, statement=None):
    """Return an event of the statement."""
    return Event(0, kind, "a", at, "Officer A", "as reported", statement)


def test_each_event_is_told_once(journal, webhooks, news, clock):
    """Added and retracted: two events in their order, however often it is looked."""
    journal.append([event(EventKind.ADD, clock.now, SAID)])
    assert news.follow() == 1
    journal.append([event(EventKind.RETRACT, clock.now)])
    assert (news.follow(), news.follow()) == (1, 0)
    told = list(reversed(webhooks.deliveries()))
    assert [one.kind for one in told] == [Told.STATEMENT_ADDED, Told.STATEMENT_RETRACTED]
    added, retracted = (webhooks.body(one.event_id)["data"] for one in told)
    assert (added["statement"]["text"], added["statement_id"]) == (SAID.text, "a")
    assert (retracted["actor"], retracted["reason"]) == ("Officer A", "as reported")
    assert retracted["corpus_version"] == journal.head()[1]


LATER = Statement("b", "3,000 people are home.", issuer="Ministry", supersedes=("a",))


def happened(kind, key, clock, statement=None, by=""):
    """Return an event of any statement."""
    return Event(0, kind, key, clock.now, "Officer A", "as reported", statement, by=by)


def heard(webhooks):
    """Return what was told, the oldest first: of which statement, what, and by which one."""
    bodies = [webhooks.body(one.event_id) for one in reversed(webhooks.deliveries())]
    return [(b["data"]["statement_id"], b["type"].split(".")[1], b["data"].get("by")) for b in bodies]


@pytest.mark.parametrize("end", [EventKind.RETRACT, EventKind.REMOVE])
def test_what_a_statement_does_to_another_is_told(journal, webhooks, news, clock, end):
    """By its source it ends the other; once it is withdrawn or taken out, that one holds again."""
    journal.append([happened(EventKind.ADD, "a", clock, SAID)])
    journal.append([happened(EventKind.ADD, "b", clock, LATER)])
    journal.append([happened(end, "b", clock)])
    assert news.follow() == 3
    end_of_b = "retracted" if end is EventKind.RETRACT else "removed"
    assert heard(webhooks) == [
        ("a", "added", None),
        ("b", "added", None),
        ("a", "superseded", "b"),
        ("b", end_of_b, None),
        ("a", "restored", None),
    ]
    assert (news.follow(), len(webhooks.deliveries())) == (0, 5)


def test_a_supersession_by_hand_is_told_once_and_its_end_too(journal, webhooks, news, clock):
    """What has an event of its own is not told a second time as the effect of another."""
    journal.append([happened(EventKind.ADD, "a", clock, SAID)])
    journal.append([happened(EventKind.ADD, "b", clock, replace(LATER, supersedes=()))])
    journal.append([happened(EventKind.SUPERSEDE, "a", clock, by="b")])
    journal.append([happened(EventKind.RETRACT, "b", clock)])
    news.follow()
    assert heard(webhooks)[2:] == [
        ("a", "superseded", "b"),
        ("b", "retracted", None),
        ("a", "restored", None),
    ]


def test_a_correction_that_brings_or_takes_a_link_is_told(journal, webhooks, news, clock):
    """The link of a source may come later, or have been a mistake; other corrections end nothing."""
    alone = replace(LATER, supersedes=())
    journal.append([happened(EventKind.ADD, "a", clock, SAID)])
    journal.append([happened(EventKind.ADD, "b", clock, alone)])
    for statement in (LATER, replace(LATER, title="Home"), alone):
        journal.append([happened(EventKind.CORRECT, "b", clock, statement)])
    news.follow()
    assert [told for told in heard(webhooks) if told[1] not in {"added", "corrected"}] == [
        ("a", "superseded", "b"),
        ("a", "restored", None),
    ]


def test_what_is_added_together_is_told_together(journal, webhooks, news, clock):
    """Of two statements that come at once, one ends the other from the beginning."""
    journal.append([happened(EventKind.ADD, "b", clock, LATER), happened(EventKind.ADD, "a", clock, SAID)])
    news.follow()
    assert heard(webhooks) == [("b", "added", None), ("a", "added", None), ("a", "superseded", "b")]


def told_of(key, webhooks):
    """Return what was told of one statement."""
    return [one[1:] for one in heard(webhooks) if one[0] == key]


def test_what_is_ended_when_it_arrives_is_told(journal, webhooks, news, clock):
    """The one that ends it stands already: it was taken out and is added again."""
    journal.append([happened(EventKind.ADD, "a", clock, SAID)])
    journal.append([happened(EventKind.ADD, "b", clock, LATER)])
    journal.append([happened(EventKind.ADD, "c", clock, replace(SAID, statement_id="c"))])
    for _ in range(2):
        journal.append([happened(EventKind.REMOVE, "a", clock)])
        clock.move(seconds=1)
        journal.append([happened(EventKind.ADD, "a", clock, SAID)])
        news.follow()
    again = [("removed", None), ("added", None), ("superseded", "b")]
    assert told_of("a", webhooks) == [("added", None), ("superseded", "b"), *again, *again]
    assert told_of("c", webhooks) == [("added", None)]


def test_what_ends_another_may_be_told_before_it(journal, webhooks, news, clock, monkeypatch):
    """A long import is followed in parts, and a link may lead from one to the next."""
    monkeypatch.setattr(statement_news, "BATCH", 1)
    journal.append([happened(EventKind.ADD, "b", clock, LATER), happened(EventKind.ADD, "a", clock, SAID)])
    news.follow()
    assert heard(webhooks) == [("b", "added", None), ("a", "added", None), ("a", "superseded", "b")]


def test_what_was_ended_by_hand_holds_again_for_whoever_follows(journal, webhooks, news, engine, clock):
    """One follower goes on from what another has told."""
    other = StatementNews(engine, journal, clock=clock)
    journal.append([happened(EventKind.ADD, "a", clock, SAID)])
    journal.append([happened(EventKind.ADD, "b", clock, replace(LATER, supersedes=()))])
    news.follow()
    journal.append([happened(EventKind.SUPERSEDE, "a", clock, by="b")])
    other.follow()
    journal.append([happened(EventKind.REMOVE, "b", clock)])
    news.follow()
    assert told_of("a", webhooks) == [("added", None), ("superseded", "b"), ("restored", None)]


def test_the_journal_is_read_once(url, webhooks, engine, clock):
    """However many of its events end others."""
    read = []

    class Watched(JournalStore):
        def events(self, after=0, until=None):
            found = super().events(after, until)
            read.extend(event.seq for event in found)
            return found

    with closing(Watched(url, clock=clock)) as journal:
        news = StatementNews(engine, journal, clock=clock)
        for number in range(12):
            earlier = (f"s{number - 1}",) if number else ()
            said = replace(LATER, statement_id=f"s{number}", supersedes=earlier)
            journal.append([happened(EventKind.ADD, said.statement_id, clock, said)])
            if number == 5:
                news.follow()
        news.follow()
    assert read == list(range(1, 13))
    assert sum(one[1] == "superseded" for one in heard(webhooks)) == 11


def test_what_happened_before_is_not_told(journal, webhooks, engine, clock):
    """Events from before there was an endpoint are passed over, and not told later either."""
    journal.append([event(EventKind.ADD, clock.now - timedelta(minutes=1), SAID)])
    assert StatementNews(engine, journal, clock=clock).follow() == 1
    assert webhooks.deliveries() == ()


def test_two_followers_tell_nothing_twice(journal, webhooks, news, engine, clock):
    """The second finds that the first was there."""
    other = StatementNews(engine, journal, clock=clock)
    journal.append([event(EventKind.ADD, clock.now, SAID)])
    assert (news.follow(), other.follow()) == (1, 0)
    assert len(webhooks.deliveries()) == 1


def test_a_mark_moves_once(engine):
    """Of two processes that know the same mark, one moves it."""
    make_tables(engine)
    with transaction(engine) as connection:
        make_mark(connection, "m")
        make_mark(connection, "m")
        assert advance(connection, "m", 0, 5)
        assert not advance(connection, "m", 0, 7)
        assert seq_of(connection, "m") == 5


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_of_event_is_told(kind, clock):
    """No kind of event is without a name on the wire, and the same event has the same id."""
    happened = event(kind, clock.now)
    assert of_journal(happened).kind.value.startswith("statement.")
    assert of_journal(happened).event_id == of_journal(happened).event_id
    clock.move(seconds=1)  # an older backup was restored, and its number came again
    assert of_journal(event(kind, clock.now)).event_id != of_journal(happened).event_id
