"""Telling whether the parts of the service answer, also when one of them says nothing at all."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from checker.check_records import WorkerNote
from checker.config import Settings
from checker.errors import QueueUnavailable, StoreOutgrown, StoreUnavailable
from checker.readiness import Asked, Readiness
from checker.sign_in import Sessions
from tests.service import Service


class Part:
    """A store or a queue that answers, fails, or says nothing until it is released."""

    def __init__(self, answer: object = None) -> None:
        self.answer = answer
        self.asked = 0
        self.free = threading.Event()
        self.free.set()

    def ask(self) -> object:
        self.asked += 1
        assert self.free.wait(20)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    worker = ping = ask


@pytest.fixture
def store():
    return Part(WorkerNote(timedelta(seconds=1), {"corpus": "v1"}))


@pytest.fixture
def queue():
    return Part()


@pytest.fixture
def told(store, queue, tmp_path):
    """Tell what is ready."""
    readiness = Readiness(Settings(data_dir=tmp_path), store, queue, None, seconds=0.05)
    return lambda: {name: part.ready for name, part in readiness().items()}


def test_all_answer(told):
    """Each part by its name."""
    assert told() == {"store": True, "queue": True, "worker": True}


def test_what_fails_is_not_ready(told, store, queue):
    """Nothing is known of the workers while the store is away."""
    queue.answer = QueueUnavailable("at redis://secret")
    assert told() == {"store": True, "queue": False, "worker": True}
    store.answer = StoreUnavailable("at postgresql://secret")
    assert told() == {"store": False, "queue": False}


def test_a_store_of_another_release_says_so(store, queue, tmp_path):
    """It is there, and no use to this process."""
    store.answer = StoreOutgrown("at postgresql://secret")
    part = Readiness(Settings(data_dir=tmp_path), store, queue, None)()["store"]
    assert (part.ready, part.detail) == (False, "its tables are those of another release")


def test_what_says_nothing_is_not_ready(told, store):
    """Whoever asks hears so in a moment, one question is out at a time, and the next answer counts."""
    store.free.clear()
    assert [told()["store"] for _ in range(3)] == [False] * 3
    assert store.asked == 1
    store.free.set()
    assert any(told()["store"] for _ in range(100))


def test_an_answer_is_asked_for_each_time():
    """None is kept for the next who asks."""
    part = Part("one")
    asked = Asked(part.ask)
    assert asked() == "one"
    part.answer = "two"
    assert asked() == "two"


def test_a_probe_needs_no_session(tmp_path, monkeypatch):
    """Whether anybody must sign in is in the store, which may say nothing."""
    monkeypatch.setattr(Sessions, "get_signing_serializer", lambda *_: pytest.fail("the store was asked"))
    client = Service(tmp_path).client
    client.set_cookie("session", "whatever")
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]
