"""What waits: how many checks each queue has, and how long its oldest one has waited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, and_, case, func, select
from sqlalchemy.sql.elements import ColumnElement

from checker.batch_records import WAITS
from checker.batch_tables import BatchPost
from checker.check_records import UNFINISHED, CheckState
from checker.tables import Check


class Lane(StrEnum):
    """Whose turn it is, told apart because many posts at once must not hold up single ones."""

    CHECKS = "checks"  # each sent by itself: somebody waits for it
    BATCHES = "batches"


@dataclass(frozen=True, slots=True)
class Line:
    """The checks of one lane that have not ended."""

    waiting: int = 0  # accepted, and never begun
    put_back: int = 0  # begun before, and waiting for another attempt
    running: int = 0
    oldest: timedelta = timedelta()  # how long the first of those that were never begun has waited


def lines(connection: Connection, now: datetime) -> Mapping[Lane, Line]:
    """Return what waits and runs in each lane.

    A check that was begun and put back, perhaps again and again, says nothing of how long a new one
    will wait; it does not make the queue old.
    """
    return _lines(connection, now)


def line_of_checks(connection: Connection, now: datetime) -> Line:
    """Return what workers have to begin of what was sent by itself.

    Copies of a post wait for the answer to it, and for no worker; nor do posts of a batch whose turn
    has not come, however many there are: the index leaves both out.
    """
    return _lines(connection, now, Check.due_at < WAITS)[Lane.CHECKS]


def _lines(connection: Connection, now: datetime, *only: ColumnElement[bool]) -> Mapping[Lane, Line]:
    lane = case((BatchPost.check_id.is_(None), Lane.CHECKS.value), else_=Lane.BATCHES.value).label("lane")
    new = and_(Check.state == CheckState.QUEUED.value, Check.started_at.is_(None))
    asked = (
        select(
            lane,
            Check.state,
            new.label("new"),
            func.count().label("n"),
            func.min(Check.created_at).label("first"),
        )
        .select_from(Check)
        .outerjoin(BatchPost, BatchPost.check_id == Check.check_id)
        .where(Check.state.in_(UNFINISHED), *only)
        .group_by("lane", Check.state, "new")
    )
    found = {one: Line() for one in Lane}
    for row in connection.execute(asked):
        line = found[Lane(row.lane)]
        if row.new:
            line = replace(line, waiting=row.n, oldest=max(now - row.first, timedelta()))
        elif row.state == CheckState.RUNNING.value:
            line = replace(line, running=row.n)
        else:
            line = replace(line, put_back=row.n)
        found[Lane(row.lane)] = line
    return found
