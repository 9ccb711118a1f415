"""What is kept of a run while somebody follows it: the stages that are over, and how much each found."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, exists, insert, select, update

from checker.tables import CheckProgress

Stages = Mapping[str, int]  # how much each stage that is over has found
# Whether somebody has asked to be told of a check. Made once: every run asks it after each stage, and to put
# it together takes longer than to answer it.
FOLLOWED = select(exists().where(CheckProgress.check_id == bindparam("wanted")))


def is_followed(connection: Connection, check_id: str) -> bool:
    """Return whether somebody has asked to be told of a check."""
    return bool(connection.scalar(FOLLOWED, {"wanted": check_id}))


def follow(connection: Connection, check_id: str) -> None:
    """Ask to be told of a check from now on; ``IntegrityError`` where another asks this moment."""
    if not is_followed(connection, check_id):
        connection.execute(insert(CheckProgress).values(check_id=check_id, stages={}))


def note_stages(connection: Connection, check_id: str, stages: Stages) -> None:
    """Keep the stages that a run has behind it."""
    mine = update(CheckProgress).where(CheckProgress.check_id == check_id)
    connection.execute(mine.values(stages=dict(stages)))


def stages_of(connection: Connection, check_id: str) -> Stages:
    """Return the stages that are over, as far as anybody followed."""
    asked = select(CheckProgress.stages).where(CheckProgress.check_id == check_id)
    return connection.scalar(asked) or {}
