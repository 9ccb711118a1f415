"""What happens to statements becomes news, each once, with a real journal in SQLite."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import pytest

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
