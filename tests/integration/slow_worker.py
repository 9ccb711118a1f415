"""A worker, and a server with its workers inside, whose checks take a while and need no model."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from checker.config import load_settings
from checker.records import Post
from checker.serve import serve
from checker.stages import Tell, nobody
from checker.workers import make_worker
from tests.fakes import FakeChecking

SECONDS = float(os.environ.get("SLOW_SECONDS", "0.05"))


class SlowChecking(FakeChecking):
    """Takes its time."""

    def report(self, post: Post, check_id: str, told: Tell = nobody) -> dict[str, Any]:
        """Return a report after a while."""
        time.sleep(SECONDS)
        return super().report(post, check_id, told)

    def pinned(self) -> SlowChecking:
        """Return this: it never changes."""
        return self


if sys.argv[1:] == ["serve"]:
    serve(load_settings(), lambda _: SlowChecking())
else:
    app = make_worker(load_settings(), lambda _: SlowChecking())
