"""What every store does, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import update

from checker.batch_records import WAITS
from checker.check_records import CheckState
from checker.database import _LOGS, _OURS, Database, open_engine
from checker.disk import Log
from checker.errors import InvalidSettings, NotFound
from checker.records import Post
from checker.store import Store
from checker.tables import Check, Meta
from tests.fakes import FakeClock

pytestmark = pytest.mark.services

LEASE = timedelta(seconds=30)
PATIENCE = timedelta(seconds=10)
REPORT = {"verdict": "REFUTES", "post": "nul \0, half a pair \ud83d, سلام"}


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def store(url, clock) -> Iterator[Store]:
    opened = Store(url, patience=PATIENCE, clock=clock)
    yield opened
    opened.close()


def test_a_check_is_kept_as_it_came(store, clock):
    """What was accepted is read back equal, by another connection too."""
    post = Post("30,000 are back", datetime(2025, 6, 19, 8, tzinfo=UTC), "https://example.org/1", "en")
    check = store.add_check(post, owner="desk")
    assert store.get(check.check_id) == check
    assert (check.post, check.owner, check.state) == (post, "desk", CheckState.QUEUED)
    assert (check.created_at, check.attempts, check.report, check.error) == (clock.now, 0, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "a\0b",
        "\ud800",
        "\udfff\ud800",
        r"\u0000 \\u0000 \\",
        "سلام 🇵🇰",
        "'; DROP TABLE checks; --",
        "`",
        "\r\n\t\x1b",
    ],
)
def test_any_text_is_kept(store, text):
    """No character is lost, changed or refused."""
    assert store.get(store.add_check(Post(text)).check_id).post.text == text


def test_a_time_is_kept_as_an_instant(store):
    """A time with a zone comes back as the same instant, one without is taken as UTC."""
    karachi = datetime(2025, 6, 19, 13, 30, tzinfo=timezone(timedelta(hours=5)))
    zoned = store.add_check(Post("a", posted_at=karachi)).post.posted_at
    bare = store.add_check(Post("a", posted_at=datetime(2025, 6, 19, 8, 30))).post.posted_at  # noqa: DTZ001
    assert zoned == bare == karachi
    assert zoned.tzinfo is bare.tzinfo is UTC


def test_ids_cannot_be_guessed(store):
    """Two equal posts get unlike ids of 128 random bits."""
    ids = {store.add_check(Post("a")).check_id for _ in range(20)}
    assert len(ids) == 20
    assert {len(check_id) for check_id in ids} == {22}


@pytest.mark.parametrize(
    "check_id", ["nobody", "", "\0", "\ud800", "نہیں", "' OR 1=1 --", "%", "a" * 100_000]
)
def test_an_unknown_id_is_not_found(store, check_id):
    """Whatever is asked for as an id, the answer is that there is no such check."""
    store.add_check(Post("a"))
    with pytest.raises(NotFound):
        store.get(check_id)
    with pytest.raises(NotFound):
        store.claim_for_run(check_id, LEASE)


def test_a_claimed_check_is_running(store, clock):
    """Whoever claims a check sees it as begun once."""
    check = store.add_check(Post("a"))
    lease = store.claim_for_run(check.check_id, LEASE)
    assert lease.check == store.get(check.check_id)
    assert (lease.check.state, lease.check.attempts) == (CheckState.RUNNING, 1)
    assert lease.check.started_at == clock.now


def test_one_of_many_claims_wins(store):
    """Of sixteen threads that claim one check at once, one gets it."""
    check = store.add_check(Post("a"))
    together = threading.Barrier(16)

    def claim(_):
        together.wait()
        return store.claim_for_run(check.check_id, LEASE)

    with ThreadPoolExecutor(16) as threads:
        leases = [lease for lease in threads.map(claim, range(16)) if lease]
    assert len(leases) == 1
    assert store.get(check.check_id).attempts == 1
    assert store.finish(leases[0], REPORT)


def test_one_of_many_takes_an_overdue_check(store, clock):
    """Of eight requeue loops that look at once, each overdue check goes to one."""
    ids = sorted(store.add_check(Post("a")).check_id for _ in range(5))
    clock.move(seconds=11)
    together = threading.Barrier(8)

    def take(_):
        together.wait()
        return store.take_overdue()

    with ThreadPoolExecutor(8) as threads:
        taken = [check_id for found in threads.map(take, range(8)) for check_id in found]
    assert sorted(taken) == ids


def test_a_report_is_kept(store, clock):
    """The holder of the lease ends the check, and the report is read back equal."""
    lease = store.claim_for_run(store.add_check(Post("a")).check_id, LEASE)
    clock.move(seconds=2)
    assert store.finish(lease, REPORT)
    check = store.get(lease.check.check_id)
    assert (check.state, check.report, check.finished_at) == (CheckState.DONE, REPORT, clock.now)


def test_a_failure_is_kept(store):
    """The holder of the lease ends the check without a report, and says why."""
    lease = store.claim_for_run(store.add_check(Post("a")).check_id, LEASE)
    assert store.fail(lease, "InvalidInput", "not \0 readable")
    check = store.get(lease.check.check_id)
    assert (check.state, check.error_type, check.error) == (
        CheckState.FAILED,
        "InvalidInput",
        "not \0 readable",
    )
    assert check.report is None


def test_an_ended_check_stays_as_it_is(store, clock):
    """What has ended cannot be claimed, ended again, or be overdue."""
    lease = store.claim_for_run(store.add_check(Post("a")).check_id, LEASE)
    store.finish(lease, REPORT)
    clock.move(days=1)
    assert store.claim_for_run(lease.check.check_id, LEASE) is None
    assert not store.finish(lease, {"verdict": "SUPPORTS"})
    assert not store.fail(lease, "Late", "late")
    assert not store.release(lease)
    assert store.take_overdue() == ()
    assert store.get(lease.check.check_id).report == REPORT


def test_a_lease_that_ran_out_is_taken_over(store, clock):
    """After the lease another worker gets the check, and the first one can no longer end it."""
    check_id = store.add_check(Post("a")).check_id
    first = store.claim_for_run(check_id, LEASE)
    clock.move(seconds=29)
    assert store.claim_for_run(check_id, LEASE) is None
    clock.move(seconds=1)
    second = store.claim_for_run(check_id, LEASE)
    assert second.check.attempts == 2
    assert not store.finish(first, {"verdict": "SUPPORTS"})
    assert not store.release(first)
    assert store.finish(second, REPORT)
    assert store.get(check_id).report == REPORT


def test_a_late_worker_may_still_finish_what_nobody_took_over(store, clock):
    """A lease that ran out still counts as long as no other was given."""
    lease = store.claim_for_run(store.add_check(Post("a")).check_id, LEASE)
    clock.move(days=1)
    assert store.finish(lease, REPORT)


def test_a_released_check_is_free(store):
    """A check that is given back can be claimed at once, and the run does not count."""
    check_id = store.add_check(Post("a")).check_id
    assert store.release(store.claim_for_run(check_id, LEASE))
    again = store.claim_for_run(check_id, LEASE)
    assert again.check.attempts == 1


def test_a_check_is_overdue_when_nobody_began_it(store, clock):
    """A queued check is taken after the patience, oldest first, and then only after twice that time."""
    first = store.add_check(Post("a")).check_id
    clock.move(seconds=1)
    second = store.add_check(Post("b")).check_id
    clock.move(seconds=8)
    assert store.take_overdue() == ()
    clock.move(seconds=2)
    assert store.take_overdue() == (first, second)
    clock.move(seconds=19)
    assert store.take_overdue() == ()
    clock.move(seconds=1)
    assert store.take_overdue(limit=1) == (first,)
    assert store.take_overdue() == (second,)


def test_patience_has_an_end(store, clock):
    """However often a check was queued, it is queued again within 16 times the patience."""
    check_id = store.add_check(Post("a")).check_id
    for _ in range(12):
        clock.move(seconds=160)
        assert store.take_overdue() == (check_id,)


def test_a_running_check_is_overdue_when_its_lease_has_run_out(store, clock):
    """A check that is worked on is left alone, one whose worker died is not."""
    check_id = store.add_check(Post("a")).check_id
    clock.move(seconds=9)
    store.claim_for_run(check_id, LEASE)
    clock.move(seconds=29)
    assert store.take_overdue() == ()
    clock.move(seconds=1)
    assert store.take_overdue() == (check_id,)


def test_a_clock_that_ran_ahead_for_a_while_holds_no_check_up(store, clock):
    """Once it was set right, all that is unfinished is overdue, also what a worker that died has begun."""
    before = store.add_check(Post("a")).check_id
    clock.move(days=3)
    assert store.take_overdue() == (before,)
    queued, running = (store.add_check(Post(text)).check_id for text in "bc")
    store.claim_for_run(running, timedelta(days=300))
    clock.move(days=-3)
    assert set(store.take_overdue()) == {before, queued, running}
    assert store.take_overdue() == ()
    assert store.claim_for_run(running, LEASE)


@pytest.mark.parametrize("behind", [{"minutes": 5}, {"hours": 12}])
def test_a_host_whose_clock_is_behind_leaves_the_checks_of_others_alone(url, store, clock, behind):
    """What is run, or was queued a moment ago, is not overdue for it: no check is begun twice."""
    running, queued = (store.add_check(Post(text)).check_id for text in "ab")
    lease = store.claim_for_run(running, LEASE)
    with closing(Store(url, patience=PATIENCE, clock=lambda: clock() - timedelta(**behind))) as slow:
        assert slow.take_overdue() == ()
        assert slow.claim_for_run(running, LEASE) is None
        assert store.take_overdue() == ()
        assert store.get(queued).state is CheckState.QUEUED
        assert store.finish(lease, REPORT)
        assert store.get(running).attempts == 1


def test_a_check_that_waits_for_its_turn_is_of_no_clock_that_ran_ahead(store):
    """The time of one in a batch is as far off as can be, and not overdue."""
    check_id = store.add_check(Post("a")).check_id
    with store._write() as connection:
        connection.execute(update(Check).where(Check.check_id == check_id).values(due_at=WAITS))
    assert store.take_overdue() == ()


def test_a_long_lease_is_not_taken_for_one_of_a_clock_that_ran_ahead(store, clock):
    """How long a run may take is for whoever begins it to say."""
    check_id = store.add_check(Post("a")).check_id
    store.claim_for_run(check_id, timedelta(days=300))
    clock.move(days=299)
    assert store.take_overdue() == ()
    assert store.claim_for_run(check_id, LEASE) is None


def test_all_unfinished_checks_can_be_freed_at_once(store):
    """A process that is alone need not wait for leases or patience after a crash."""
    queued, running, done = (store.add_check(Post(t)).check_id for t in "abc")
    orphan = store.claim_for_run(running, LEASE)
    store.finish(store.claim_for_run(done, LEASE), REPORT)
    assert store.free_all() == 2
    assert set(store.take_overdue()) == {queued, running}
    assert not store.finish(orphan, REPORT)
    assert store.claim_for_run(running, LEASE).check.attempts == 2
    assert store.get(done).report == REPORT


def test_waiting_ends_with_the_check(store):
    """A check that another thread ends is returned as ended."""
    lease = store.claim_for_run(store.add_check(Post("a")).check_id, LEASE)
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(store.wait_for, lease.check.check_id, 60)
        store.finish(lease, REPORT)
        assert waiting.result(30).state is CheckState.DONE


def test_waiting_sees_what_another_process_ended(store):
    """A check is seen to have ended even if no bell rings in this process."""
    lease = store.claim_for_run(store.add_check(Post("a")).check_id, LEASE)
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(store.wait_for, lease.check.check_id, 60)
        end = "UPDATE checks SET state = 'failed', error_message = 'elsewhere'"
        with store._database.engine.begin() as connection:
            connection.exec_driver_sql(end)
        assert waiting.result(30).error == "elsewhere"


def test_waiting_has_an_end(store):
    """A check that nobody ends is returned as it stands."""
    check = store.add_check(Post("a"))
    assert store.wait_for(check.check_id, 0) == check
    assert store.wait_for(check.check_id, 0.05) == check
    with pytest.raises(NotFound):
        store.wait_for("nobody", 60)


def test_a_report_is_found_again(store, clock):
    """The newest report of the same key and the same versions is found, and no other."""
    for key, versions, text in [("k", "v1", "old"), ("k", "v1", "new"), ("k", "v2", "a"), ("l", "v1", "b")]:
        lease = store.claim_for_run(store.add_check(Post(text)).check_id, LEASE)
        store.finish(lease, {"post": text}, cache_key=key, versions=versions)
        clock.move(seconds=1)
    store.finish(store.claim_for_run(store.add_check(Post("c")).check_id, LEASE), REPORT)
    assert store.find_cached("k", "v1").report == {"post": "new"}
    assert store.find_cached("l", "v2") is None


def test_a_worker_leaves_a_note(store, clock):
    """The store knows when a worker last gave a sign of life, and what it makes reports with."""
    assert store.worker() is None
    store.note_worker({"corpus": "v1"})
    clock.move(seconds=5)
    assert (store.worker().silence, store.worker().facts) == (timedelta(seconds=5), {"corpus": "v1"})
    store.note_worker()
    assert (store.worker().silence, store.worker().facts) == (timedelta(0), {"corpus": "v1"})
    clock.move(days=-3)
    assert store.worker().silence == timedelta(days=3)
    store.note_worker()
    assert store.worker().silence == timedelta(0)


@pytest.mark.parametrize("behind", [{"minutes": 5}, {"hours": 12}])
def test_the_note_of_a_host_whose_clock_is_behind_makes_no_worker_look_dead(url, store, clock, behind):
    """The latest sign counts, for that host too; what it makes reports with is kept."""
    store.note_worker()
    with closing(Store(url, clock=lambda: clock() - timedelta(**behind))) as slow:
        slow.note_worker({"corpus": "v1"})
        assert [one.worker().silence for one in (store, slow)] == [timedelta(0)] * 2
    assert store.worker().facts == {"corpus": "v1"}


def test_many_may_open_a_new_database_at_once(url):
    """The tables are made once, whoever comes first."""
    stores = [Store(url) for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        checks = list(threads.map(lambda s: s.add_check(Post("a")), stores))
    assert [stores[0].get(check.check_id) for check in checks] == checks
    for opened in stores:
        opened.close()


def test_a_database_of_another_version_is_refused(url, store):
    """A checker does not touch tables that it does not know, and says whose they are."""
    store.prepare()
    with store._database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = '99' WHERE key = 'schema'")
    _OURS.clear()  # as in a process that has just started
    with closing(Store(url)) as another, pytest.raises(InvalidSettings, match="version 99"):
        another.prepare()


def test_what_would_only_be_done_once_more_does_not_wait_for_the_disk(url):
    """What was accepted does, in whatever order the two come over one connection."""
    database, seen = Database(open_engine(url)), []
    database.prepare()
    if path := database.engine.url.database if url.startswith("sqlite") else None:
        _LOGS[path] = Log(Path(path), lambda _: seen.append("on"))
    for lasting in (True, False, True):
        with database.transaction(lasting=lasting) as connection:
            if path:
                connection.execute(update(Meta).values(value=Meta.value))
            else:
                seen.append(connection.exec_driver_sql("SHOW synchronous_commit").scalar())
        seen.append("|")
    # The first time the name of the log is written to the disk as well.
    assert "".join(seen) == ("onon||on|" if path else "on|off|on|")
    _LOGS.pop(path, None)
    database.close()
