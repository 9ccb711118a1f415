"""What is kept of a run while it lasts: the stages that are over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from checker.stages import Stage
from checker.tables import CheckProgress

Stages = Mapping[str, Mapping[str, Any]]  # of each stage that is over: ``at``, and ``count``


def note_stage(connection: Connection, check_id: str, stage: Stage, count: int, now: datetime) -> None:
    """Keep that a stage is over; the first one of a run forgets what an earlier run told."""
    earlier = {} if stage is Stage.CLAIMS else stages_of(connection, check_id)
    stages = {**earlier, stage.value: {"at": now.isoformat(), "count": count}}
    same = update(CheckProgress).where(CheckProgress.check_id == check_id).values(stages=stages)
    if not connection.execute(same).rowcount:
        connection.execute(insert(CheckProgress).values(check_id=check_id, stages=stages))


def stages_of(connection: Connection, check_id: str) -> Stages:
    """Return the stages that are over."""
    asked = select(CheckProgress.stages).where(CheckProgress.check_id == check_id)
    return connection.scalar(asked) or {}
