from __future__ import annotations

import threading

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


def test_what_beats_is_a_job(tmp_path):
    """Every job that is sent at intervals is one that workers do."""
    settings = Settings(data_dir=tmp_path)
    jobs = all_jobs(settings, Work(settings, lambda _: FakeChecking()))
    assert BEATS.keys() <= jobs.keys()
