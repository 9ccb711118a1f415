"""How long lists, filters and the queue take over many checks: ``python -m eval.list_speed URL [CHECKS]``.

The database must be empty; it is filled with checks whose posts are made of drawn words.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from checker.database import Database, open_engine
from checker.filing import ISSUER, file_missing
from checker.key_records import Holder
from checker.records import Verdict
from checker.review_queue import ReviewQueue
from checker.shelf import Wanted, find_ids, find_listed
from checker.sieve import LOW_CONFIDENCE
from checker.tables import Check

PAGE = 1_000
FIRST = datetime(2025, 1, 1, tzinfo=UTC)
WORDS = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in ("ar", "en", "il", "or", "un") for c in "aeiou"]
ISSUERS = [f"Ministry {number}" for number in range(20)]
FILLER = "A passage of a statement that was read. " * 100  # reports are long, and lists must not read them
ROUNDS = 7


def main() -> None:
    """Fill a database and print how long each list takes."""
    url, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000  # noqa: PLR2004
    database = Database(open_engine(url))
    began = time.monotonic()
    with database.transaction() as connection:
        fill(connection, count)
    print(f"filled with {count} checks in {time.monotonic() - began:.0f} s")
    began = time.monotonic()
    with database.transaction() as connection:
        filed, last = file_missing(connection)
        while filed:
            filed, last = file_missing(connection, last)
    print(f"filed in {time.monotonic() - began:.0f} s")
    with database.transaction(writes=False) as connection:
        for name, wanted in lists().items():
            print(f"{name:36} {took(connection, wanted):7.1f} ms")
    database.close()
    queue = ReviewQueue(url)
    for name, asked in forms(queue).items():
        began = time.monotonic()
        asked()
        print(f"{name:36} {(time.monotonic() - began) * 1000:7.1f} ms")
    queue.close()


def lists() -> dict[str, Wanted]:
    """Return the lists that are asked for, by name."""
    return {
        "everything": Wanted(None),
        "of one key": Wanted("key-3"),
        "a common word": Wanted(None, text=WORDS[0]),
        "a rare word": Wanted(None, text="zebrafish"),
        "a word that no post has": Wanted(None, text="xylophone"),
        "two words": Wanted(None, text=f"{WORDS[1]} {WORDS[2]}"),
        "an issuer": Wanted(None, issuer=ISSUERS[0]),
        "a language": Wanted(None, lang="ur"),
        "a verdict and an issuer": Wanted(None, verdict=Verdict.CONFLICTING, issuer=ISSUERS[1]),
        "a day of long ago": Wanted(None, since=FIRST, until=FIRST + timedelta(days=1)),
        "the queue": Wanted(None, needs_review=True, waiting_first=True, below=LOW_CONFIDENCE),
        "the queue, where little waits": Wanted(None, needs_review=True, waiting_first=True, below=0.001),
        "a rare word in the queue": Wanted(None, needs_review=True, waiting_first=True, text="zebrafish"),
    }


def forms(queue: ReviewQueue) -> dict[str, Callable[[], object]]:
    """Return what the pages ask for beside a list, by name."""
    return {
        "how many wait": lambda: queue.count(LOW_CONFIDENCE),
        "issuers to choose from": lambda: queue.names(ISSUER, None),
        "issuers of one key": lambda: queue.names(ISSUER, "key-3"),
        "whose checks": queue.owners,
        "the next to take": lambda: queue.take_next(LOW_CONFIDENCE, Holder("a", frozenset(), "a")),
    }


def took(connection: Connection, wanted: Wanted) -> float:
    """Return the median of some rounds, in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        began = time.monotonic()
        find_listed(connection, find_ids(connection, wanted))
        times.append(time.monotonic() - began)
    return statistics.median(times) * 1000


def fill(connection: Connection, count: int) -> None:
    """Add checks that are done."""
    draw = random.Random(1)
    for start in range(0, count, PAGE):
        rows = [_row(draw, number) for number in range(start, min(start + PAGE, count))]
        connection.execute(insert(Check), rows)


def _row(draw: random.Random, number: int) -> dict[str, Any]:
    at = FIRST + timedelta(minutes=number)
    rare = ["zebrafish"] if number % 9_999 == 0 else []
    verdict = draw.choices(list(Verdict), weights=[20, 20, 0.2, 60])[0].value
    passage = {"stance": "SUPPORTS", "issuer": draw.choice(ISSUERS), "text": FILLER}
    claim = {
        "verdict": verdict,
        "confidence": draw.uniform(0.4, 1),
        "lang": "ur" if number % 10 == 0 else "en",
        "passages": [passage],
    }
    return {
        "check_id": f"{draw.getrandbits(96):024x}",
        "text": " ".join(draw.choices(WORDS, k=30) + rare),
        "owner": f"key-{number % 7}",
        "state": "done",
        "created_at": at,
        "finished_at": at,
        "attempts": 1,
        "due_at": at,
        "sends": 1,
        "report": {"verdict": verdict, "claims": [claim]},
    }


if __name__ == "__main__":
    main()
