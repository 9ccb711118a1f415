from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from checker.beat import NOW, Beat
from checker.config import Settings
from checker.embedded import EmbeddedWorker
from checker.jobs import BEATS, all_jobs
from checker.tasks import Job, make_celery
from checker.work import Work
from tests.fakes import FakeChecking


def test_beat_sends_jobs(tmp_path):
    """A job is sent again and again to workers inside the process, until the beat stops."""
    came, keys = threading.Semaphore(0), []

    def run(key: str) -> None:
        keys.append(key)
        came.release()

    app = make_celery(Settings(data_dir=tmp_path), None, {"test.look": Job(run, 10)})
    worker, beat = EmbeddedWorker(app), Beat(app, {"test.look": 0.05})
    worker.start()
    beat.start()
    try:
        assert came.acquire(timeout=20)
        assert came.acquire(timeout=20)
    finally:
        beat.stop()
        worker.stop(10)
    assert set(keys) == {NOW}


def test_a_clock_that_is_set_back_stops_nothing(tmp_path, monkeypatch):
    """What has to be looked at every few seconds is looked at, whatever time it is said to be."""
    app, sent = make_celery(Settings(data_dir=tmp_path)), threading.Semaphore(0)
    monkeypatch.setattr(app, "send_task", lambda *_, **__: sent.release())
    beat = Beat(app, {"test.look": 0.05})
    beat.start()
    try:
        assert sent.acquire(timeout=20)
        early = datetime.now(UTC) - timedelta(hours=2)
        monkeypatch.setattr(app, "now", lambda: early)
        assert sum(sent.acquire(timeout=5) for _ in range(5)) == 5
    finally:
        beat.stop()


def test_what_beats_is_a_job(tmp_path):
    """Every job that is sent at intervals is one that workers do."""
    settings = Settings(data_dir=tmp_path)
    jobs = all_jobs(settings, Work(settings, lambda _: FakeChecking()))
    assert BEATS.keys() <= jobs.keys()
