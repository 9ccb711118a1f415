"""Lists of checks, requests that are sent again, and checks that are taken back: SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import MetaData, create_engine, inspect, select, text

from checker.answers import Answers
from checker.check_records import CheckState
from checker.database import Database, open_engine, transaction
from checker.errors import InvalidInput, NotFound
from checker.once import Once
from checker.records import Post, Verdict
from checker.removal import BESIDE
from checker.shelf import Place, Wanted
from checker.store import Store
from checker.tables import Base, Check
from checker.webhooks import Webhooks
from tests.fakes import FakeClock

pytestmark = pytest.mark.services

LEASE = timedelta(seconds=30)
SECRET = "the harbour at 4 Seaview Road"  # words that must be gone
REPORT = {
    "verdict": "REFUTES",
    "reason": None,
    "summary": SECRET,
    "post": SECRET,
    "corpus_version": "v1",
    "claims": [
        {
            "id": "c1",
            "query": SECRET,
            "text": SECRET,
            "verdict": "REFUTES",
            "passages": [{"statement_id": "s1", "stance": "REFUTES"}],
        }
    ],
}
SAME = Once.of("key-1", {"text": "a"})


@pytest.fixture
def clock():
    """Give a clock that stands still."""
    return FakeClock()


@pytest.fixture
def store(url, clock) -> Iterator[Store]:
    """Give an empty store."""
    opened = Store(url, clock=clock)
    yield opened
    opened.close()


def added(store, clock, *texts, owner="desk"):
    """Add checks, a second apart, and return their ids."""
    ids = []
    for words in texts:
        ids.append(store.add_check(Post(words), owner=owner).check_id)
        clock.move(seconds=1)
    return ids


def end(store, check_id, verdict):
    """Finish a check."""
    store.finish(store.claim_for_run(check_id, LEASE), {**REPORT, "verdict": verdict})


def ids(store, **wanted):
    """Return the ids of a list."""
    return [one.check_id for one in store.list_checks(Wanted(owner="desk", **wanted))]


def test_a_list_has_ones_own_checks_newest_first(store, clock):
    """Checks of others are in no list but in that of everybody's."""
    one, two = added(store, clock, "a", "b")
    other = added(store, clock, "c", owner="somebody else")
    assert ids(store) == [two, one]
    assert [c.check_id for c in store.list_checks(Wanted(owner=None))] == [*other, two, one]


def test_pages_hold_every_check_once(store, clock):
    """Whoever goes on from the end of each page sees all, also those of one moment, though more come."""
    first = added(store, clock, *"abc")
    together = [store.add_check(Post("same moment"), owner="desk").check_id for _ in range(5)]
    seen, place = [], None
    while page := store.list_checks(Wanted(owner="desk", after=place, limit=2)):
        seen += [one.check_id for one in page]
        place = Place.of_cursor(page[-1].place.cursor())
        clock.move(seconds=1)
        added(store, clock, "later")
    assert sorted(seen[:5]) == sorted(together)
    assert seen[5:] == first[::-1]


def test_filters(store, clock):
    """State, verdict and times each leave out what does not fit; the end of a span is not in it."""
    began = clock.now
    one, two, three = added(store, clock, *"abc")
    end(store, one, "REFUTES")
    end(store, two, "NOT ENOUGH INFO")
    assert ids(store, state=CheckState.QUEUED) == [three]
    assert ids(store, verdict=Verdict.REFUTES) == [one]
    assert ids(store, verdict=Verdict.NOT_ENOUGH_INFO, state=CheckState.DONE) == [two]
    assert ids(store, since=began + timedelta(seconds=1)) == [three, two]
    assert ids(store, until=began + timedelta(seconds=1)) == [one]
    assert [c.verdict for c in store.list_checks(Wanted(owner="desk"))] == [
        None,
        "NOT ENOUGH INFO",
        "REFUTES",
    ]


def test_the_same_request_makes_one_check(store):
    """A request that is sent again gets the check that it made; one with another body is refused."""
    check = store.add_check(Post("a"), owner="desk", once=SAME)
    assert store.add_check(Post("a"), owner="desk", once=SAME) == check
    with pytest.raises(InvalidInput, match="another body"):
        store.add_check(Post("b"), owner="desk", once=Once.of("key-1", {"text": "b"}))
    assert len(ids(store)) == 1


def test_the_same_request_again_waits_for_the_disk_as_well(store, monkeypatch):
    """Whoever sent it first may still be waiting, and nobody is told before the disk has it."""
    first = store.accept(Post("a"), owner="desk", once=SAME).check
    settled = []
    monkeypatch.setattr(Database, "settle", lambda _: settled.append(1))
    assert store.accept(Post("a"), owner="desk", once=SAME).check == first
    assert len(settled) == 1
    assert store.answered("desk", SAME) == first
    assert len(settled) == 2
    assert store.answered("other", SAME) is None
    assert len(settled) == 2


def test_keys_of_others_are_others(store):
    """Two callers may have the same idea of a key."""
    mine = store.add_check(Post("a"), owner="desk", once=SAME)
    assert store.add_check(Post("a"), owner="other", once=SAME).check_id != mine.check_id


def test_a_request_is_remembered_for_a_day(store, clock):
    """After 24 hours the same key makes a new check, whether old ones were swept up or not."""
    first = store.add_check(Post("a"), owner="desk", once=SAME)
    clock.move(hours=23, minutes=59)
    assert store.forget_requests() == 0
    assert store.add_check(Post("a"), owner="desk", once=SAME) == first
    clock.move(minutes=1)
    second = store.add_check(Post("a"), owner="desk", once=SAME)
    assert second.check_id != first.check_id
    clock.move(hours=24)
    assert store.forget_requests() == 1
    assert store.add_check(Post("a"), owner="desk", once=SAME).check_id != second.check_id


def test_many_at_once_make_one_check(store):
    """Sixteen copies of a request at the same time make one check, and all get it."""
    together = threading.Barrier(16)

    def send(_):
        together.wait()
        return store.add_check(Post("a"), owner="desk", once=SAME).check_id

    with ThreadPoolExecutor(16) as threads:
        assert len(set(threads.map(send, range(16)))) == 1
    assert len(ids(store)) == 1


def test_stages_are_kept_by_whoever_runs_the_check(store, clock):
    """What a run tells is kept; a run that lost its check tells nothing, and the next one starts anew."""
    check = store.add_check(Post("a"))
    first = store.claim_for_run(check.check_id, LEASE)
    store.follow(check.check_id)
    store.note_stages(first, {"claims": 3})
    store.note_stages(first, {"claims": 3, "passages": 9})
    assert store.stages(check.check_id) == {"claims": 3, "passages": 9}
    clock.move(minutes=1)
    second = store.claim_for_run(check.check_id, LEASE)
    store.note_stages(second, {"claims": 4})
    store.note_stages(first, {"claims": 3, "passages": 99})
    assert store.stages(check.check_id) == {"claims": 4}


def test_stages_that_nobody_follows_are_not_kept(store):
    """A run costs no more writes than it has listeners."""
    check = store.add_check(Post("a"))
    store.note_stages(store.claim_for_run(check.check_id, LEASE), {"claims": 3})
    assert store.stages(check.check_id) == {}


def test_following_twice_is_following(store):
    """What was told stays when another begins to follow; a check that is not there cannot be followed."""
    check = store.add_check(Post("a"))
    store.follow(check.check_id)
    store.note_stages(store.claim_for_run(check.check_id, LEASE), {"claims": 3})
    store.follow(check.check_id)
    assert store.stages(check.check_id) == {"claims": 3}
    with pytest.raises(NotFound):
        store.follow("nobody")


def everything(url):
    """Return all rows of all tables as one text."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    found = MetaData()
    with engine.connect() as connection:
        found.reflect(connection)
        rows = [
            f"{table}: {row}" for table in found.sorted_tables for row in connection.execute(select(table))
        ]
    engine.dispose()
    return "\n".join(rows)


def test_a_removed_check_leaves_no_trace(store, url, clock):
    """Post, reports, what was derived from them, what webhooks tell: no row holds any of it."""
    answers, webhooks = Answers(url, clock=clock), Webhooks(url, clock=clock)
    webhooks.add("https://desk.example/hook", ["*"], "desk", "")
    post = Post(SECRET, url="https://x.example/1", issuers=("Court",))
    check = store.add_check(post, owner="desk", once=SAME)
    other = store.add_check(Post("another"), owner="desk")
    lease = store.claim_for_run(check.check_id, LEASE)
    store.follow(check.check_id)
    store.note_stages(lease, {"claims": 1})
    store.finish(lease, REPORT, cache_key="k", versions="v")
    answers.note(check.check_id)
    end(store, other.check_id, "SUPPORTS")
    answers.note(other.check_id)
    assert len(webhooks.deliveries("desk")) == 2
    before = everything(url)
    assert before.count(check.check_id) >= 6
    assert store.find_cached("k", "v")

    assert store.remove(check.check_id)
    assert not store.remove(check.check_id)
    after = everything(url)
    assert check.check_id not in after
    assert SAME.key not in after
    assert store.find_cached("k", "v") is None
    with pytest.raises(NotFound):
        store.get(check.check_id)
    assert store.get(other.check_id).state is CheckState.DONE
    assert len(webhooks.deliveries("desk")) == 1
    answers.close()
    webhooks.close()


def test_what_was_removed_is_not_left_in_the_file(tmp_path):
    """SQLite overwrites what is deleted: the words are in no file of the folder afterwards."""
    store = Store(f"sqlite:///{tmp_path / 'checker.sqlite3'}")
    check = store.add_check(Post(SECRET * 200), owner="desk")
    store.remove(check.check_id)
    store.close()
    assert not [p.name for p in tmp_path.iterdir() if SECRET.encode() in p.read_bytes()]


def test_a_check_is_removed_while_it_runs(store, url):
    """Its worker cannot bring it back: nothing that it keeps afterwards stays."""
    check = store.add_check(Post(SECRET))
    lease = store.claim_for_run(check.check_id, LEASE)
    store.follow(check.check_id)
    assert store.remove(check.check_id)
    store.note_stages(lease, {"claims": 1})
    assert not store.finish(lease, REPORT)
    assert not store.release(lease)
    answers = Answers(url)
    assert not answers.note(check.check_id)
    answers.close()
    assert check.check_id not in everything(url)


def test_a_request_may_be_sent_anew_after_its_check_was_removed(store):
    """Its key is gone with the check."""
    first = store.add_check(Post("a"), owner="desk", once=SAME)
    store.remove(first.check_id)
    assert store.add_check(Post("a"), owner="desk", once=SAME).check_id != first.check_id


def test_a_database_of_the_version_before_is_upgraded(url, clock):
    """Checks that were done before lists had verdicts are found by their verdict."""
    store = Store(url, clock=clock)
    (done,) = added(store, clock, "a")
    end(store, done, "REFUTES")
    store.close()
    engine = open_engine(url)
    with transaction(engine) as connection:
        for filed in ("filed_checks", "filed_texts", "filed_tags"):
            connection.execute(text(f"DROP TABLE {filed}"))
        connection.execute(text("DROP INDEX checks_due"))
        connection.execute(text("UPDATE meta SET value = '2' WHERE key = 'schema'"))
    engine.dispose()
    again = Store(url, clock=clock)
    assert ids(again, verdict=Verdict.REFUTES) == [done]
    again.close()
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    assert "checks_due" in {index["name"] for index in inspect(engine).get_indexes("checks")}
    engine.dispose()


def test_every_table_that_names_checks_is_swept():
    """A table that is added later and keeps something of a check must be emptied of it too."""
    naming = {table.name for table in Base.metadata.sorted_tables if "check_id" in table.columns}
    assert naming == {table.__tablename__ for table in (*BESIDE, Check)}


def test_nothing_is_written_beside_a_check_that_is_being_removed(store, url):
    """Whatever comes first of an end that is followed up and a removal, nothing stays behind."""
    answers = Answers(url)
    found = [store.add_check(Post(SECRET)).check_id for _ in range(20)]
    for check_id in found:
        end(store, check_id, "REFUTES")
    with ThreadPoolExecutor(8) as threads:
        noting = [threads.submit(answers.note, check_id) for check_id in found]
        removing = [threads.submit(store.remove, check_id) for check_id in found]
        assert all(removed.result() for removed in removing)
        assert len([noted.result() for noted in noting]) == len(found)
    answers.close()
    assert SECRET not in everything(url)
