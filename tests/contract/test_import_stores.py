"""Copies and imports, kept in SQLite and in PostgreSQL alike."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from checker.copies import CopyStore
from checker.database import open_engine
from checker.errors import NotFound
from checker.import_jobs import ImportJobs, JobState
from checker.ingest.drafts import Draft
from checker.ingest.duplicates import Sameness
from checker.ingest.importing import Duplicate
from checker.records import Source, Statement
from tests.fakes import FakeClock

NOW = datetime(2025, 6, 19, 12, tzinfo=UTC)
ASKED = {"sources": [{"name": "a.txt", "text": "odd \x00 \ud800 words"}], "apply": True}


@pytest.fixture
def engine(url):
    opened = open_engine(url)
    yield opened
    opened.dispose()


@pytest.fixture
def jobs(engine):
    return ImportJobs(engine)


def copy(origin, key="b", of="a", sameness=Sameness.EXACT):
    """Return the finding that a source has the words of another statement."""
    source = Source("The bridge", "Harbour Times", "https://times.example/1")
    return Duplicate(Draft(Statement(key, "Words.", source=source), "ab12"), origin, of, sameness)


def test_copies_are_kept_with_their_source(engine):
    """Where else the words stood, how alike they are, who found them and when can be read again."""
    copies = CopyStore(engine)
    copies.keep([copy("https://times.example/1"), copy("b.txt", of="other")], NOW, "clerk")
    (found,) = copies.of("a")
    assert (found.copy_id, found.origin, found.sameness) == ("b", "https://times.example/1", "exact")
    assert (found.title, found.publisher, found.url) == (
        "The bridge",
        "Harbour Times",
        "https://times.example/1",
    )
    assert (found.source, found.at, found.actor) == ("ab12", NOW, "clerk")


def test_a_copy_is_kept_once(engine):
    """The second time a copy is found nothing changes; another place is another copy."""
    copies = CopyStore(engine)
    copies.keep([copy("b.txt"), copy("b.txt")], NOW, "clerk")
    copies.keep([copy("b.txt"), copy("c.txt")], NOW + timedelta(days=1), "another")
    assert [(found.origin, found.actor) for found in copies.of("a")] == [
        ("b.txt", "clerk"),
        ("c.txt", "another"),
    ]


def test_a_record_that_comes_again_is_no_copy_of_itself(engine):
    """Its own id in a file again is the same record; at another address it is published once more."""
    copies = CopyStore(engine)
    copies.keep([copy("rows.jsonl", "a"), copy("https://times.example/1", "a")], NOW, "clerk")
    assert [found.origin for found in copies.of("a")] == ["https://times.example/1"]
    assert copies.of("nothing") == ()


def test_an_import_keeps_what_was_asked_and_what_came_of_it(jobs):
    """Request, progress and result come back as they were, whatever characters they hold."""
    job = jobs.add(ASKED, actor="clerk", total=1)
    assert (job.state, job.request, job.actor, job.total) == (JobState.QUEUED, ASKED, "clerk", 1)
    held = jobs.claim(job.import_id)
    assert held is not None
    assert jobs.tell(held, 1)
    assert jobs.get(job.import_id).done == 1
    assert jobs.finish(held, {"added": 1, "text": "\x00"})
    ended = jobs.get(job.import_id)
    assert (ended.state, ended.result) == (JobState.DONE, {"added": 1, "text": "\x00"})
    assert ended.finished_at is not None


def test_one_of_many_workers_gets_an_import(jobs):
    """However many claim an import at once, one has it."""
    import_id = jobs.add(ASKED, actor="clerk", total=1).import_id
    won, start = [], threading.Barrier(6)

    def claim():
        start.wait()
        won.append(jobs.claim(import_id))

    threads = [threading.Thread(target=claim) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(job is not None for job in won) == 1


def test_who_has_lost_an_import_changes_nothing_more(jobs):
    """After an import was given back and taken by another, the first holder's result is refused."""
    import_id = jobs.add(ASKED, actor="clerk", total=1).import_id
    first = jobs.claim(import_id)
    assert jobs.release(first)
    second = jobs.claim(import_id)
    assert not jobs.finish(first, {"added": 1})
    assert not jobs.tell(first, 1)
    assert jobs.fail(second, "words")
    assert jobs.get(import_id).error == "words"


def test_a_worker_that_stops_gives_its_imports_back(jobs, engine):
    """Only its own, and as if they had not been begun: being told to stop is no failed attempt."""
    mine, others, ended = (jobs.add(ASKED, actor="clerk", total=1).import_id for _ in range(3))
    first, second = (ImportJobs(engine, worker=name) for name in ("w_1", "wx1"))
    held = first.claim(mine)
    second.claim(others)
    first.finish(first.claim(ended), {"added": 0})
    assert jobs.hand_back("w_1") == (mine,)
    assert jobs.hand_back("w_1") == ()
    assert not jobs.finish(held, {"added": 1})
    found = jobs.get(mine)
    assert (found.state, found.attempts, jobs.get(others).state) == (JobState.QUEUED, 0, JobState.RUNNING)
    assert second.claim(mine)


def test_an_unknown_import_is_not_found(jobs):
    """An id that nobody was given is not found."""
    with pytest.raises(NotFound):
        jobs.get("nothing")


def test_a_clock_that_ran_ahead_for_a_while_holds_no_import_up(engine):
    """Once it was set right, what was queued is queued again, and what was run by one that died is free."""
    clock = FakeClock()
    jobs = ImportJobs(engine, clock=clock)
    clock.move(days=3)
    queued, run = (jobs.add(ASKED, actor="clerk", total=1).import_id for _ in range(2))
    jobs.claim(run)
    clock.move(days=-3)
    assert set(jobs.overdue()) == {queued, run}
    assert jobs.claim(queued, most=1)
    assert jobs.claim(run, most=1) is None
    assert jobs.claim(run, most=2).attempts == 2


def test_a_host_whose_clock_is_behind_leaves_imports_of_others_alone(engine):
    """What is run, or was queued a moment ago, is not overdue for it."""
    clock = FakeClock()
    jobs = ImportJobs(engine, clock=clock)
    run = jobs.add(ASKED, actor="clerk", total=1).import_id
    waiting = jobs.add(ASKED, actor="clerk", total=1).import_id
    jobs.claim(run)
    clock.move(hours=-12)
    assert jobs.overdue() == ()
    assert jobs.claim(run) is None
    assert jobs.claim(waiting, most=1) is None
