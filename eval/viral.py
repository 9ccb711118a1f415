"""What a repeated post costs against a fresh one: ``python -m eval.viral [--posts N]``.

Runs the server with its workers inside, on an empty data folder with the bundled models and corpus.
Every post goes through the API. Fresh ones differ in a number; repeated ones in links, emoji, case
and forwards. Printed is the time of this process on its cores, per post, and the time that a caller waits.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from flask import Flask

from checker.config import load_settings
from checker.serve import service

POST = "Pakistan has evacuated {} citizens from Iran, the Foreign Office says. All of them came home by road."
DRESSES = (
    "\U0001f6a8 BREAKING: {}",
    "{} https://t.co/{n}",
    "Forwarded many times\n\n{}",
    "{} #Pakistan #Iran",
    "RT @user: {}",
)


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--posts", type=int, default=100)
    count = asked.parse_args().posts
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(data_dir=Path(folder), database_url="", redis_url="")
        with service(settings) as app:
            _send(app, POST.format("some"), fresh=True)  # the first one loads what is loaded late
            fresh = [_send(app, POST.format(f"{3_000 + n:,}"), fresh=True) for n in range(count)]
            repeated = [_send(app, post, fresh=False) for post in _copies(count)]
    _tell("fresh", fresh)
    _tell("repeated", repeated)
    costs = [statistics.fmean(cost for cost, _ in found) for found in (fresh, repeated)]
    print(f"a repeated post costs 1/{costs[0] / costs[1]:.0f} of a fresh one")


def _copies(count: int) -> Iterator[str]:
    post = POST.format("3,000")
    for n in range(count):
        yield DRESSES[n % len(DRESSES)].format(post, n=n)


def _send(app: Flask, text: str, *, fresh: bool) -> tuple[float, float]:
    """Return the processor time and the time that passed until a post was answered."""
    # A copy is answered in the thread that takes it; a fresh post is also worked on in others.
    worked_by = time.process_time if fresh else time.thread_time
    began, worked = time.monotonic(), worked_by()
    answer = app.test_client().post("/api/v1/checks", json={"text": text}, headers={"Prefer": "wait=30"})
    passed = worked_by() - worked, time.monotonic() - began
    if answer.status_code != HTTPStatus.OK or answer.json["cached"] is fresh:
        raise SystemExit(f"this was not answered as it should be: {text}")
    return passed


def _tell(kind: str, found: list[tuple[float, float]]) -> None:
    cost = statistics.fmean(cost for cost, _ in found)
    waited = sorted(wait for _, wait in found)
    middle, late = statistics.median(waited), waited[int(0.95 * len(waited))]
    print(f"{kind:9} {1_000 * cost:7.1f} ms of processor a post; answered after {1_000 * middle:.0f} ms,")
    print(f"{'':9} 95 % of them within {1_000 * late:.0f} ms")


if __name__ == "__main__":
    main()
