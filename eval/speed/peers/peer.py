"""What every peer does alike: read the job, build an index, judge posts until the time is over, report.

Runs in an environment of its own that has no checker; ``eval/speed/beside.py`` starts it.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SUPPORTS, REFUTES, OPEN = "SUPPORTS", "REFUTES", "NOT ENOUGH INFO"
SURE = 0.5  # of the stance: what anyone would take
PASSAGES = 8  # judged per post, as many as checker judges per claim
WARM = 3  # posts that are not timed


@dataclass(frozen=True)
class Job:
    """What is to be done; all paths are local."""

    passages: Sequence[str]
    posts: Sequence[str]
    encoder: str
    stance: str
    seconds: float

    @classmethod
    def read(cls, path: Path) -> Job:
        """Return the job in a JSON file."""
        return cls(**json.loads(path.read_text("utf-8")))


Judge = Callable[[str], str]


def run(build: Callable[[Job], Judge]) -> None:
    """Build, judge and print what was measured."""
    job = Job.read(Path(sys.argv[1]))
    began = time.perf_counter()
    judge = build(job)
    built = time.perf_counter() - began
    for post in job.posts[:WARM]:
        judge(post)
    verdicts: list[str] = []
    took: list[float] = []
    while len(verdicts) < len(job.posts) and sum(took) < job.seconds:
        began = time.perf_counter()
        verdicts.append(judge(job.posts[len(verdicts)]))
        took.append(time.perf_counter() - began)
    report = {
        "passages_per_s": len(job.passages) / built,
        "took": took,
        "verdicts": verdicts,
        "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(report))


def verdict(found: Sequence[dict[str, float]]) -> str:
    """Return what the surest passage says; each is a stance by name with its probability."""
    best = max(found, key=lambda one: max(one["supports"], one["contradicts"]), default=None)
    if best is None or max(best["supports"], best["contradicts"]) < SURE:
        return OPEN
    return SUPPORTS if best["supports"] > best["contradicts"] else REFUTES


def probabilities(labels: Any, rows: Any) -> list[dict[str, float]]:
    """Return the rows of a model's probabilities by the names of its labels."""
    return [{labels[number]: float(value) for number, value in enumerate(row)} for row in rows]
