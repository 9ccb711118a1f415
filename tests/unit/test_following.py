"""Couriers take few of the workers, whatever their receivers do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from checker.beat import NOW
from checker.config import load_settings
from checker.following import DELIVER, SEND_WEBHOOKS, Rounds, follow_jobs
from checker.records import Post
from checker.tasks import CheckQueue
from checker.webhooks import open_webhooks
from checker.work import Work
from tests.fakes import FakeChecking


@dataclass
class Hooks:
    """Endpoints of which each is due until it was served."""

    waiting: list[str]
    served: int = 0

    def due(self) -> tuple[str, ...]:
        return tuple(self.waiting)

    def served_now(self) -> int:
        return self.served


@dataclass
class Van:
    """Serves, and takes as long as it is told."""

    hooks: Hooks
    visited: list[str] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    def serve(self, endpoint_id: str, seconds: float) -> int:
        assert 0 < seconds <= 2
        self.meanwhile()
        self.visited.append(endpoint_id)
        if endpoint_id in self.hooks.waiting:
            self.hooks.waiting.remove(endpoint_id)
        return 1


@pytest.fixture
def hooks():
    return Hooks([f"whk_{number}" for number in range(20)])


def test_twenty_that_are_due_are_a_few_rounds(hooks):
    """Only as many are queued as may be out at once, and none a second time while it waits."""
    sent: list[str] = []
    rounds = Rounds(hooks, Van(hooks), sent.append, 2)
    rounds.begin()
    assert sent == ["whk_0", "whk_1"]
    hooks.served = 1
    rounds.begin()
    assert sent == ["whk_0", "whk_1", "whk_2"]
    hooks.served = 2
    rounds.begin()
    assert len(sent) == 3


def test_one_round_serves_many_quick_receivers(hooks):
    """A round goes on to whatever else is due."""
    van = Van(hooks)
    Rounds(hooks, van, [].append, 1).go("whk_7")
    assert van.visited[0] == "whk_7"
    assert set(van.visited) == {f"whk_{number}" for number in range(20)}


def test_a_round_ends_when_its_time_is_over(hooks, monkeypatch):
    """One slow receiver, and the worker is free again for whoever waits."""
    now = [100.0]
    monkeypatch.setattr("checker.following.time.monotonic", lambda: now[0])

    def slowly():
        now[0] += 4.5

    van = Van(hooks, meanwhile=slowly)
    Rounds(hooks, van, [].append, 1).go("whk_7")
    assert van.visited == ["whk_7"]


def test_a_round_too_many_does_nothing(hooks):
    """Of rounds that were queued by several, no more go out than may."""
    van = Van(hooks)
    hooks.served = 1
    Rounds(hooks, van, [].append, 1).go("whk_7")
    assert van.visited == []


def test_deliveries_wait_behind_people(tmp_path, monkeypatch):
    """They go into the second queue, where nobody waits behind them, however many webhooks there are."""
    sent: list[tuple[str, bool]] = []
    monkeypatch.setattr(
        CheckQueue, "send", lambda _self, task, _key, *, of_batch=False: sent.append((task, of_batch))
    )
    settings = load_settings(data_dir=tmp_path, database_url="", redis_url="", worker_threads=2)
    webhooks = open_webhooks(settings)
    for number in range(30):
        webhooks.add(f"https://a.example/{number}", ["*"], "*")
    work = Work(settings, lambda _: FakeChecking())
    jobs = follow_jobs(settings, work)
    work.run(work.load()[0].add_check(Post("a")).check_id)
    jobs[SEND_WEBHOOKS].run(NOW)
    assert [one for one in sent if one[0] == DELIVER] == [(DELIVER, True)]
    work.close()
