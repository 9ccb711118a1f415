"""A check as a stream of server-sent events: what has happened, then what happens, until it has ended.

Each event has a fixed number, so whoever lost the stream goes on where it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checker.checks import DONE, FINISHED, QUEUED, Check
from checker.desk import Desk
from checker.errors import NotAllowed, NotFound, TryLaterError
from checker.progress import Stages
from checker.schema import dump_json
from checker.stages import Stage

LAST = 6
RETRY_MILLISECONDS = 2_000
COMMENT = ": the check goes on\n\n"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that has happened to a check."""

    number: int  # always the same for the same thing
    name: str
    data: Mapping[str, Any]

    def lines(self) -> str:
        """Return it as it is sent."""
        return f"id: {self.number}\nevent: {self.name}\ndata: {dump_json(dict(self.data))}\n\n"


@dataclass(frozen=True, slots=True)
class Pace:
    """How often to look and to speak, in seconds."""

    look: float = 0.5
    comment: float = 15.0  # after so much silence: whoever went away is noticed
    longest: float = 300.0  # then the stream ends, and whoever wants goes on with another


@dataclass(frozen=True, slots=True)
class Listener:
    """Who hears of a check."""

    again: Callable[[], Check]  # finds it once more, and raises where they may not read it any more
    body: Callable[[Check], Mapping[str, Any]]  # what they are told of its end
    after: int = 0  # the last event that they have


def events_of(check: Check, stages: Stages, body: Callable[[Check], Mapping[str, Any]]) -> list[Event]:
    """Return what has happened to a check so far.

    A stage that nobody followed is over when the check is done; what it found is not known then.
    """
    done = check.state == DONE
    events = [Event(1, "queued", {"id": check.check_id, "at": check.created_at.isoformat()})]
    if check.state != QUEUED or stages:
        events.append(Event(2, "running", {"id": check.check_id}))
    for number, stage in enumerate(Stage, 3):
        if done or stage in stages:
            events.append(Event(number, stage.value, {"count": _count(stage, check, stages)}))
    if done:
        events.append(Event(5, "verdicts", _verdicts(check.report or {})))
    if check.state in FINISHED:
        events.append(Event(LAST, check.state, body(check)))
    return events


def stream(desk: Desk, check: Check, listener: Listener, pace: Pace = Pace()) -> Iterator[str]:
    """Yield the events of a check that a listener does not have, until it has ended or is not theirs to read.

    Each stream holds a thread. Where too many wait already it ends after what there is by now, and
    whoever wants comes again.
    """
    began = spoken = time.monotonic()
    after = listener.after
    yield f"retry: {RETRY_MILLISECONDS}\n\n"
    waits = desk.places.acquire(blocking=False)
    try:
        while True:
            stages = desk.store.stages(check.check_id)
            new = [e for e in events_of(check, stages, listener.body) if e.number > after]
            yield from (event.lines() for event in new)
            if new:
                after, spoken = new[-1].number, time.monotonic()
            now = time.monotonic()
            if check.state in FINISHED or not waits or now - began >= pace.longest or desk.stopping.is_set():
                return
            if now - spoken >= pace.comment:
                yield COMMENT
                spoken = now
            desk.wait(check.check_id, pace.look)
            check = listener.again()
    except NotFound:
        yield Event(LAST, "removed", {"id": check.check_id}).lines()
    except (NotAllowed, TryLaterError):
        return  # or the store is away: whoever comes again is told so, or goes on
    finally:
        if waits:
            desk.places.release()


def _count(stage: Stage, check: Check, stages: Stages) -> int | None:
    if stage is Stage.CLAIMS and check.report is not None:
        return len(check.report.get("claims", ()))
    return stages.get(stage.value)


def _verdicts(report: Mapping[str, Any]) -> dict[str, Any]:
    claims: Sequence[Mapping[str, Any]] = report.get("claims", ())
    told = ("id", "verdict", "confidence")
    return {"verdict": report.get("verdict"), "claims": [{key: c.get(key) for key in told} for c in claims]}
