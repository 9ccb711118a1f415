"""A worker like `worker.py`, but with reports that need no model."""

from checker.config import load_settings
from checker.workers import make_worker
from tests.fakes import FakeChecking

app = make_worker(load_settings(), lambda _: FakeChecking())
