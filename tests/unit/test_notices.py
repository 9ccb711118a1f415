"""What hosts say is to be mended, and where people hear of it."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

import pytest

from checker.config import load_settings
from checker.corpus_watch import open_corpus_watch
from checker.database import Database, open_engine
from checker.events import Event, EventKind
from checker.journal_store import open_journal
from checker.living import open_living
from checker.notices import LASTS, Notices, Topic, notices_of_now, open_notices
from checker.readiness import Readiness
from checker.records import Statement
from checker.store import open_store
from checker.truth import FollowedCorpus
from checker.worker_signs import open_signs
from tests.fakes import FakeClock
from tests.service import Service

STATEMENT = "---\nid: {0}\nissuer: Harbour Office\n---\nThe harbour office ordered {1} boats for Vika.\n"


@pytest.fixture
def settings(tmp_path):
    """Give settings with a fresh data folder and a folder of one statement."""
    corpus = tmp_path / "statements"
    corpus.mkdir()
    (corpus / "one.md").write_text(STATEMENT.format("one", 12))
    return load_settings(data_dir=tmp_path / "data", corpus=corpus)


class Saying:
    """Hosts with one clock, and what they say now."""

    def __init__(self, url: str) -> None:
        self.clock, self.database = FakeClock(), Database(open_engine(url))

    def host(self, name: str) -> Notices:
        return Notices(self.database, name, clock=self.clock, seconds=self.seconds)

    def seconds(self) -> float:
        return self.clock.now.timestamp()

    def now(self) -> list[tuple[str, str, str]]:
        with self.database.transaction(writes=False) as connection:
            return [(n.host, n.topic.value, n.words) for n in notices_of_now(connection, self.clock.now)]


@pytest.fixture
def saying(settings):
    """Give two hosts that may say something."""
    made = Saying(settings.store_url())
    yield made
    made.database.close()


def test_what_a_host_says_holds_while_it_says_so_again(saying):
    """It is over when the host says so, and a while after a host is gone."""
    one, two = saying.host("one"), saying.host("two")
    for _ in range(10):
        one.tell(Topic.INDEX, "damaged")
        two.tell(Topic.FILES, "a.md:1: x")
        saying.clock.move(minutes=1)
    assert saying.now() == [("one", "index", "damaged"), ("two", "statement_files", "a.md:1: x")]
    one.tell(Topic.INDEX, "")
    assert saying.now() == [("two", "statement_files", "a.md:1: x")]
    saying.clock.move(seconds=LASTS.total_seconds() + 1)
    assert saying.now() == []


def test_what_changes_is_said_at_once(saying):
    """And a process that has nothing to say takes nothing back that another one of its host says."""
    one, other = saying.host("one"), saying.host("one")
    one.tell(Topic.FILES, "a.md:1: x")
    other.tell(Topic.FILES, "")
    one.tell(Topic.FILES, "a.md:2: y")
    assert saying.now() == [("one", "statement_files", "a.md:2: y")]


def test_nothing_stays_of_a_clock_that_ran_ahead(saying):
    """Neither is it shown once the clock is right, nor when the moment comes."""
    saying.clock.move(days=2)
    saying.host("one").tell(Topic.FILES, "a.md:1: x")
    saying.clock.move(days=-2)
    assert saying.now() == []
    again = saying.host("one")
    again.tell(Topic.FILES, "")
    saying.clock.move(days=2)
    assert saying.now() == []


@pytest.fixture
def watch(settings):
    """Give what looks at the corpus that is served."""
    with closing(open_corpus_watch(settings)) as opened:
        yield opened


def test_workers_with_an_earlier_corpus_are_counted(settings, watch):
    """Against the journal, whichever of them is the newest; none is behind while there is no journal."""
    signs, journal = open_signs(settings), open_journal(settings)
    signs.note("a", 1, {"corpus": "sha256:old"})
    signs.note("starts", 1)
    assert (watch().workers, watch().behind, watch().words) == (1, 0, "")
    added = Statement("two", "The ferry to Vika leaves at noon.")
    newest = journal.append([Event(0, EventKind.ADD, "two", datetime.now(UTC), "A", statement=added)])
    signs.note("b", 1, {"corpus": newest})
    assert (watch().workers, watch().behind) == (2, 1)
    assert watch().words == "answering from an earlier corpus: 1 of 2 workers"
    signs.note("a", 1, {"corpus": newest})
    assert watch().words == ""
    signs.close()
    journal.close()


def test_a_broken_file_is_told_while_all_goes_on(settings, watch):
    """Everybody hears that there is one, without its name; admins see the line on the page of the corpus."""
    with closing(open_living(settings)) as living, closing(open_notices(settings)) as notices:
        followed = FollowedCorpus(living, notices.tell)
        before = followed.head()
        (settings.corpus / "one.md").write_text("no front matter")
        (settings.corpus / "two.md").write_text(STATEMENT.format("two", 15))
        assert followed.head() != before
        [fault] = watch().faults
        assert fault.startswith("one.md:")
        assert watch().words == "faults in statement files, which the pages of the corpus name: 1"
        (settings.corpus / "one.md").write_text(STATEMENT.format("one", 12))
        followed.head()
    assert watch().words == ""


def test_the_readiness_tells_what_is_to_be_mended(settings, watch):
    """The service is ready all the same."""

    class Answers:
        def ping(self) -> None:
            """Be there."""

    with closing(open_store(settings)) as store, closing(open_notices(settings)) as notices:
        ready = Readiness(settings, store, Answers(), None).watching(watch)
        assert (ready()["corpus"].ready, ready()["corpus"].detail) == (True, "")
        notices.tell(Topic.FILES, "a.md:1: x\nb.md:2: y")
        notices.tell(Topic.FOLDER, "three")
        notices.tell(Topic.INDEX, "the index is damaged")
        part = ready()["corpus"]
    assert part.ready
    assert part.detail == (
        "the index is damaged; faults in statement files, which the pages of the corpus name: 2; "
        "a host has older statement files than another; its log names them"
    )


def test_the_page_of_the_corpus_names_each_fault(tmp_path):
    """With its file and line, in a box of its own; without any there is none."""
    service = Service(tmp_path)
    notices = open_notices(service.app.extensions["desk"].settings)
    assert "statement files" not in service.client.get("/corpus").get_data(as_text=True).lower()
    notices.tell(Topic.FILES, "ferry.md:4: unknown field <speeker>")
    page = service.client.get("/corpus").get_data(as_text=True)
    assert "Statement files that cannot be used" in page
    assert "<code>ferry.md:4: unknown field &lt;speeker&gt;</code>" in page
    notices.close()
