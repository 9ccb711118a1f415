"""What every journal does, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, insert, text
from sqlalchemy.exc import DBAPIError

from checker.errors import InvalidInput, NotFound
from checker.events import Doubt, Event, EventKind
from checker.ingest.drafts import Raw
from checker.journal import FOLDER
from checker.journal_rows import event_to_row
from checker.journal_store import JournalMoved, JournalStore, Reading
from checker.journal_tables import CorpusEvent
from checker.records import Attribution, IssuedAt, Precision, Source, Statement
from checker.store import Store
from checker.tables import SCHEMA_VERSION

pytestmark = pytest.mark.services

NOW = datetime(2025, 6, 20, 12, tzinfo=UTC)
EMPTY = f"sha256:{hashlib.sha256().hexdigest()[:16]}"
FULL = Statement(
    "office-1",
    "Ferries run.\nNul \0, half a pair \ud83d, سلام, \\u0000.",
    issuer="Ferry Office",
    speaker="Officer A",
    office="Director",
    issued_at=IssuedAt("19 June 2025", datetime(2025, 6, 19, tzinfo=UTC), Precision.DAY),
    venue="briefing",
    source=Source("Ferries", "The Harbour", "https://news.example/1"),
    language="ur",
    attribution=Attribution.DIRECT,
    title="Ferries",
)


@pytest.fixture
def journal(url) -> Iterator[JournalStore]:
    opened = JournalStore(url, clock=lambda: NOW)
    yield opened
    opened.close()


def add(key: str, **facts: object) -> Event:
    """Return an event that adds a statement."""
    return Event(0, EventKind.ADD, key, NOW, "Officer A", statement=Statement(key, "Ferries run.", **facts))


def retract(key: str) -> Event:
    """Return an event that retracts one."""
    return Event(0, EventKind.RETRACT, key, NOW, "Officer A", "withdrawn")


def test_a_new_journal_is_empty(journal):
    """Before anything happened there is no event, and the version of nothing."""
    assert journal.head() == (0, EMPTY)
    assert journal.events() == ()
    assert journal.folder() == ""


def test_an_event_is_kept_as_it_came(journal, url):
    """Every field is read back equal, by another connection too; its number and version are added."""
    event = Event(
        seq=0,
        kind=EventKind.ADD,
        statement_id="office-1",
        at=NOW,
        actor="Officer \ud83d",
        reason="typed \0 in",
        statement=FULL,
        source="ab" * 32,
        doubts=(Doubt("speaker", "two are named"),),
    )
    version = journal.append([event])
    other = JournalStore(url)
    (kept,) = other.events()
    other.close()
    assert kept == Event(**{f: getattr(event, f) for f in Event.__slots__} | {"seq": 1, "version": version})
    assert journal.head() == (1, version)


def test_times_of_an_event_are_instants(journal):
    """A date from when on something holds comes back in UTC."""
    noon = datetime(2025, 6, 20, 14, tzinfo=UTC) - timedelta(hours=2)
    journal.append([add("a")])
    journal.append([Event(0, EventKind.RETRACT, "a", NOW, "Officer A", "x", effective=noon)])
    assert journal.events(after=1)[0].effective == noon
    assert journal.state().statement("a").standing.until == noon


def test_a_batch_is_kept_as_a_whole_or_not_at_all(journal):
    """One event that cannot be leaves nothing of those beside it."""
    before = journal.head()
    with pytest.raises(InvalidInput):
        journal.append([add("a"), add("b", supersedes=("nowhere",))])
    assert journal.head() == before
    assert journal.events() == ()


def test_nothing_is_overwritten(journal):
    """A corrected and a retracted statement keep their first record, and every version can be read again."""
    first = journal.append([add("a")])
    better = Statement("a", "Ferries do run.")
    journal.append([Event(0, EventKind.CORRECT, "a", NOW, "Officer A", "typo", better)])
    last = journal.append([retract("a")])
    assert [e.statement.text for e in journal.history("a") if e.statement] == ["Ferries run.", better.text]
    assert journal.state(1).version == first
    assert journal.state(1).statement("a").text == "Ferries run."
    assert journal.state(journal.seq_of(last)).statement("a").standing.ended
    assert journal.seq_of(first[:12]) == 1


@pytest.mark.parametrize("change", ["UPDATE corpus_events SET reason = 'x'", "DELETE FROM corpus_events"])
def test_the_database_refuses_to_change_what_happened(journal, url, change):
    """Not even somebody with a shell to the database overwrites an event by accident."""
    journal.append([add("a")])
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with pytest.raises(DBAPIError, match="never changed"), engine.begin() as connection:
        connection.execute(text(change))
    engine.dispose()
    assert [event.reason for event in journal.events()] == [""]


def test_what_was_never_there_is_not_found(journal):
    """An id, a version and a source that never were are named."""
    version = journal.append([add("a")])  # an event that is by no other statement
    for name in ("x", ""):
        with pytest.raises(NotFound, match=f"no statement '{name}'"):
            journal.history(name)
    assert [journal.had(one) for one in (version, version[:-1], "sha256:0", "")] == [
        True,
        False,
        False,
        False,
    ]
    for version in ("sha256:0", "", "%"):
        with pytest.raises(NotFound, match="version"):
            journal.seq_of(version)
    with pytest.raises(NotFound, match="no source"):
        journal.raw("0" * 64)


def test_every_reader_sees_what_another_wrote(journal, url):
    """Two that share a database agree after each change."""
    other = JournalStore(url, clock=lambda: NOW)
    other.head()
    journal.append([add("a")])
    other.append([add("b")])
    assert journal.head() == other.head()
    assert sorted(journal.state().entries) == ["a", "b"]
    other.close()


def test_writers_that_come_at_once_all_get_in_one_after_the_other(journal, url):
    """Nothing is lost, numbers have no gap, and each batch has the version of the corpus after it."""
    stores = [JournalStore(url, clock=lambda: NOW) for _ in range(4)]

    def write(number: int) -> str:
        return stores[number % 4].append([add(f"s{number}"), add(f"t{number}")])

    with ThreadPoolExecutor(8) as pool:
        versions = list(pool.map(write, range(24)))
    for store in stores:
        store.close()
    events = journal.events()
    assert [event.seq for event in events] == list(range(1, 49))
    assert {event.version for event in events} == set(versions)
    assert journal.seq_of(journal.head()[1]) == 48


def test_whoever_decided_on_an_older_corpus_is_told(journal):
    """A change that rests on what was there is refused when there is more."""
    journal.append([add("a")])
    with pytest.raises(JournalMoved):
        journal.append([retract("a")], after=0)
    assert journal.append([retract("a")], after=1) == journal.head()[1]


def test_the_newest_events_come_first_and_in_pages(journal):
    """A page goes on where the one before ended."""
    journal.append([add(f"s{n}") for n in range(5)])
    assert [e.seq for e in journal.latest(limit=2)] == [5, 4]
    assert [e.seq for e in journal.latest(before=4, limit=2)] == [3, 2]
    assert [e.seq for e in journal.latest()] == [5, 4, 3, 2, 1]


def test_a_source_is_kept_byte_for_byte_and_once(journal):
    """What was received can be read again, whatever it is."""
    body = bytes(range(256)) * 40
    raw = Raw(hashlib.sha256(body).hexdigest(), "application/pdf", "https://news.example/ü.pdf", body)
    journal.keep(raw)
    journal.keep(raw)
    assert journal.raw(raw.sha256) == raw


def test_which_folder_is_followed_is_kept_with_what_was_read_from_it(journal):
    """Both or neither."""
    journal.append([add("a")], folder="/one")
    journal.append([add("b")])
    assert journal.folder() == "/one"
    with pytest.raises(InvalidInput):
        journal.append([add("a")], folder="/two")
    assert journal.folder() == "/one"
    journal.append([], folder="/two")
    assert journal.folder() == "/two"


def test_what_each_host_found_in_its_folder_is_kept_apart(journal):
    """The last reading of each; of very many hosts those that read something last."""
    assert journal.reading("one") is None
    for host, said in (("one", {"a": "1"}), ("two", {}), ("one", {"a": "2", "ü": "3"})):
        journal.note_reading(host, Reading("/corpus", "seen", said))
    assert journal.reading("one") == Reading("/corpus", "seen", {"a": "2", "ü": "3"})
    assert journal.reading("two") == Reading("/corpus", "seen", {})


def test_what_files_ever_said_is_found(journal):
    """Each wording that came from a file, and none that a person gave."""
    first, second, third = (Statement("a", words) for words in ("One.", "Two.", "Three."))
    journal.append([Event(0, EventKind.ADD, "a", NOW, FOLDER, "", first), add("b")])
    journal.append([Event(0, EventKind.CORRECT, "a", NOW, FOLDER, "", second)])
    journal.append([Event(0, EventKind.CORRECT, "a", NOW, "Officer A", "", third)])
    assert journal.said_by_files(["a", "b", "c"]) == {"a": (first, second)}


def test_a_database_of_the_version_before_is_brought_up_to_date(url):
    """Checks of an earlier release stay, and the journal gets its tables."""
    store = Store(url)
    store.prepare()
    store.close()
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        for table in ("corpus_events", "corpus_sources", "corpus_folder"):
            connection.execute(text(f"DROP TABLE IF EXISTS {table}"))
        connection.execute(text("UPDATE meta SET value = '1' WHERE key = 'schema'"))
    journal = JournalStore(url, clock=lambda: NOW)
    journal.append([add("a")])
    journal.close()
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT value FROM meta WHERE key = 'schema'")) == SCHEMA_VERSION
    engine.dispose()


def test_an_event_of_another_release_names_the_corpus(journal, url):
    """Its version may be computed otherwise: head, state and what is built from it agree all the same."""
    earlier = "sha256:0123456789abcdef"
    event = replace(add("a"), seq=1)
    assert journal.head() == (0, EMPTY)
    with create_engine(url).begin() as connection:
        connection.execute(insert(CorpusEvent), [event_to_row(event, earlier)])
    assert journal.head() == (1, earlier)
    assert journal.state().version == journal.state().corpus().version == earlier
    assert journal.append([]) == earlier
    assert journal.state().version == earlier
    assert journal.seq_of(earlier) == 1
    assert journal.state(1).version == earlier
    assert journal.append([add("b")]) == journal.head()[1] == journal.state().version != earlier
    assert journal.state(1).version == earlier


def test_within_a_batch_no_version_was_written(journal):
    """All events of a batch bear the version of its end, which states in between do not have."""
    written = journal.append([add("a"), add("b")])
    assert journal.state(2).version == written
    assert journal.state(1).version not in {written, EMPTY}
