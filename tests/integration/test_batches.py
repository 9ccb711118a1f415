"""Batches with real workers: nobody waits behind one, keys take turns, and whatever dies loses nothing."""

from __future__ import annotations

import os
import signal
from contextlib import closing, contextmanager

import pytest

from checker.batch_records import BatchEntry, BatchState, NewBatch
from checker.batches import open_batches
from checker.check_records import CheckState
from checker.config import load_settings
from checker.records import Post
from checker.serve import service
from checker.shelf import Wanted
from checker.store import open_store
from checker.tasks import CheckQueue, make_celery
from tests.fakes import FakeChecking
from tests.integration.test_workers import settings_of, worker
from tests.services import eventually

FEW = 6  # more than all workers check at once here


class Office:
    """What was sent, and how far it is."""

    def __init__(self, settings):
        self.store, self.batches = open_store(settings), open_batches(settings)
        self.queue = CheckQueue(make_celery(settings))

    def close(self):
        self.store.close()
        self.batches.close()

    def send(self, count, owner="a"):
        entries = [BatchEntry(Post(f"{owner} says {n}"), "", n) for n in range(1, count + 1)]
        return self.batches.add(NewBatch(owner, entries))

    def ask(self, words):
        """Have one post checked, as somebody does who waits for it."""
        check = self.store.add_check(Post(words), owner="a person")
        self.queue.submit(check.check_id)
        return self.store.wait_for(check.check_id, 60)

    def done(self, batch):
        return self.batches.progress(batch).states["done"]

    def ended(self, batch):
        return eventually(lambda: self.batches.get(batch.batch_id).finished_at, "the batch ends")

    def results(self, batch):
        return list(self.batches.results(batch, 0, batch.total))

    def overtook(self, check, batch):
        """Return how many checks of a batch ended while somebody waited for this one."""
        ends = [one.check.finished_at for one in self.results(batch) if one.check.finished_at]
        return sum(check.created_at < end < check.finished_at for end in ends)


@contextmanager
def embedded(settings, _log):
    with service(settings, lambda _: FakeChecking()):
        yield


def embedded_settings(tmp_path):
    return load_settings(data_dir=tmp_path / "data", worker_threads=1)


def redis_settings(request, tmp_path):
    url = request.getfixturevalue("redis_server").url
    return settings_of(url, f"sqlite:///{tmp_path / 'checker.sqlite3'}")


@pytest.fixture(params=["embedded", "redis"])
def place(request, tmp_path):
    """Give settings, and what runs workers for them."""
    if request.param == "embedded":
        return embedded_settings(tmp_path), embedded
    return redis_settings(request, tmp_path), worker


@pytest.mark.services
def test_nobody_waits_behind_a_batch(place, tmp_path):
    """A check of a person ends after at most a few of a large batch, another key's batch long before it."""
    settings, run = place
    with closing(Office(settings)) as office:
        large = office.send(1_000)
        with run(settings, tmp_path / "worker.log"):
            eventually(lambda: office.done(large) > 3, "the batch is under way")
            asked = [office.ask(f"what of {n}") for n in range(3)]
            small = office.send(10, owner="b")
            office.ended(small)
            left = 1_000 - office.done(large)
        assert {one.state for one in asked} == {CheckState.DONE}
        assert max(office.overtook(one, large) for one in asked) <= FEW
        assert left > 750


@pytest.mark.services
def test_a_batch_outlives_its_worker_and_redis(redis_server, tmp_path):
    """After kill -9 in the middle, and with Redis empty, every post is checked, and none a second time."""
    settings = settings_of(redis_server.url, f"sqlite:///{tmp_path / 'checker.sqlite3'}")
    with closing(Office(settings)) as office:
        batch = office.send(60)
        with worker(settings, tmp_path / "first.log") as first:
            eventually(lambda: office.done(batch) > 3, "the batch is under way")
            os.killpg(first.pid, signal.SIGKILL)
            first.exit_code()
        redis_server.stop()
        redis_server.start()
        with worker(settings, tmp_path / "second.log"):
            office.ended(batch)
        found = office.results(batch)
        assert office.batches.get(batch.batch_id).state is BatchState.DONE
        assert [one.check.post.text for one in found] == [f"a says {n}" for n in range(1, 61)]
        assert {one.state for one in found} == {"done"}
        assert sum(one.check.attempts > 1 for one in found) <= 1
        assert len(office.store.list_checks(Wanted("a", limit=100))) == 60


@pytest.mark.services
def test_a_batch_goes_on_after_a_restart(tmp_path):
    """A server that stops in the middle and starts again takes up where it was."""
    settings = embedded_settings(tmp_path)
    with closing(Office(settings)) as office:
        batch = office.send(400)
        with service(settings, lambda _: FakeChecking()):
            eventually(lambda: office.done(batch) > 3, "the batch is under way")
        assert office.batches.get(batch.batch_id).state is BatchState.RUNNING
        with service(settings, lambda _: FakeChecking()):
            office.ended(batch)
        assert {one.state for one in office.results(batch)} == {"done"}
