"""One run of a check, watched: how long it waited, how long each stage took, and how it ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from checker.check_records import CheckRecord, CheckState
from checker.spans import Stretch
from checker.stages import Stage
from checker.tallies import Metric, Tallies
from checker.tracing import note, record

LAST = "verdicts"  # what is done after the last stage that is told of


class RunWatch:
    """Counts one run, from its claim to its end."""

    def __init__(
        self, tallies: Tallies, check: CheckRecord, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._tallies = tallies
        self._clock = clock
        self._began = self._stage_began = clock()
        self._stages = 0
        if check.attempts == 1 and check.started_at:
            record("wait", Stretch(check.created_at.timestamp(), check.started_at.timestamp()))
            waited = (check.started_at - check.created_at).total_seconds()
            tallies.observe(Metric.WAIT_SECONDS, max(0.0, waited))

    @property
    def seconds(self) -> float:
        """How long the run has taken."""
        return self._clock() - self._began

    def tell(self, stage: Stage, count: int) -> None:
        """Hear that a stage is over."""
        del count
        self._over(stage.value)
        self._stages += 1

    def done(self, report: Mapping[str, Any]) -> None:
        """Hear that there is a report; without a single stage it is that on a copy of the post."""
        repeated = not self._stages
        if repeated:
            self._tallies.count(Metric.CACHE_HITS, where="run")
        else:
            self._over(LAST)
        self._ended(CheckState.DONE, str(report.get("verdict") or ""), repeated=repeated)

    def failed(self) -> None:
        """Hear that there will be no report."""
        self._ended(CheckState.FAILED, "", repeated=False)

    def _over(self, stage: str) -> None:
        now, at = self._clock(), time.time()
        record(f"stage {stage}", Stretch(at - (now - self._stage_began), at))
        self._tallies.observe(Metric.STAGE_SECONDS, now - self._stage_began, stage=stage)
        self._stage_began = now

    def _ended(self, state: CheckState, verdict: str, *, repeated: bool) -> None:
        note({"checker.state": state.value, "checker.verdict": verdict})
        self._tallies.observe(Metric.CHECK_SECONDS, self.seconds, state=state.value)
        count_end(self._tallies, state, verdict, repeated=repeated)


def count_end(tallies: Tallies, state: CheckState, verdict: str, *, repeated: bool) -> None:
    """Count a check that has ended, however it came to its end."""
    cached = "true" if repeated else "false"
    tallies.count(Metric.CHECKS_ENDED, state=state.value, verdict=verdict, cached=cached)
