"""Who shares the answer of whom: questions under way, and the checks that wait for their answer.

A question has one check that leads: it is run. Copies of its post that come meanwhile follow. When
the leader ends they get its answer; when it fails or is removed, one of them leads in its place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    select,
    type_coerce,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement

from checker.check_records import UNFINISHED
from checker.sharing_tables import COPY, CheckFlight, CheckShare
from checker.tables import Check
from checker.upserts import begin_writing

MOST_FAILURES = 3  # leaders of one question that may fail; then those who wait fail like the last of them


class Role(StrEnum):
    """How a check comes to its answer."""

    COPY = COPY  # it has that of another check
    FOLLOWER = "follower"  # it waits for that of another check
    FRESH = "fresh"  # its own run, whatever is known: the caller wants a new one


@dataclass(frozen=True, slots=True)
class Known:
    """An answer that was given before."""

    check_id: str
    report: Mapping[str, Any]  # in its wire form
    versions: str  # corpus and models that made it


_NEWEST = (
    select(Check.check_id, type_coerce(Check.report, Text).label("report"))
    .where(Check.cache_key == bindparam("key"), Check.versions == bindparam("made_with"))
    .order_by(Check.finished_at.desc())
    .limit(1)
)
_HELD = _NEWEST.with_for_update(read=True, key_share=True)


def _follows(leader: str | ColumnElement[str]) -> ColumnElement[bool]:
    return and_(CheckShare.other_id == leader, CheckShare.role == Role.FOLLOWER.value)


# Made once, like those above: every check asks them.
_SHARE = insert(CheckShare)
_LAND = delete(CheckFlight).where(CheckFlight.leader_id == bindparam("landed"))
_FOLLOWERS = (
    select(CheckShare.check_id)
    .join(Check, Check.check_id == CheckShare.check_id)
    .where(_follows(bindparam("leader")))
    .order_by(Check.created_at, Check.check_id)
    .limit(bindparam("most", type_=Integer))
)
_LEADER = (
    select(CheckFlight.leader_id).where(CheckFlight.key == bindparam("question")).with_for_update(read=True)
)
_TAKE_OFF = insert(CheckFlight)


def known_answer(connection: Connection, key: str, versions: str) -> Known | None:
    """Return the newest answer to the same question that the same corpus and models gave."""
    return _known(connection, _NEWEST, key, versions)


def held_answer(connection: Connection, key: str, versions: str) -> Known | None:
    """Return the same at the beginning of a transaction, until whose end it cannot be removed."""
    begin_writing(connection)
    return _known(connection, _HELD, key, versions)


def _known(connection: Connection, asked: Any, key: str, versions: str) -> Known | None:
    row = connection.execute(asked, {"key": key, "made_with": versions}).first()
    return Known(row.check_id, _parsed(row.report), versions) if row else None


@lru_cache(maxsize=32)  # the answer to a post that goes round is read again and again
def _parsed(report: str) -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads(report)
    return found


def note_share(connection: Connection, check_id: str, role: Role, other_id: str | None = None) -> None:
    """Keep how a check comes to its answer, of which nothing was kept before."""
    connection.execute(_SHARE, {"check_id": check_id, "role": role.value, "other_id": other_id})


def note_copies(connection: Connection, check_ids: Sequence[str], first_id: str) -> None:
    """Keep that checks have the answer of another one, in the place of what was kept before."""
    leave(connection, check_ids)
    copy = {"role": Role.COPY.value, "other_id": first_id}
    connection.execute(insert(CheckShare), [{"check_id": check_id, **copy} for check_id in check_ids])


def leave(connection: Connection, check_ids: Sequence[str]) -> None:
    """Let checks be ones of their own."""
    connection.execute(delete(CheckShare).where(CheckShare.check_id.in_(check_ids)))


def join(connection: Connection, key: str, check_id: str) -> bool:
    """Have a new check follow the one that leads its question, if there is one; True when it leads itself.

    The transaction has written already: in SQLite that keeps all others from ending the leader before
    it is over, and in PostgreSQL the lock on the flight does.
    """
    while True:
        leader_id = connection.scalar(_LEADER, {"question": key})
        if leader_id is None:
            try:
                with connection.begin_nested():
                    connection.execute(_TAKE_OFF, {"key": key, "leader_id": check_id, "failures": 0})
            except IntegrityError:
                continue  # another was quicker
            return True
        if _is_under_way(connection, leader_id):
            note_share(connection, check_id, Role.FOLLOWER, leader_id)
            return False
        taken = update(CheckFlight).where(CheckFlight.key == key, CheckFlight.leader_id == leader_id)
        if connection.execute(taken.values(leader_id=check_id, failures=0)).rowcount:
            return True


def land(connection: Connection, check_id: str) -> None:
    """Let nobody follow a check any more: it has its answer."""
    connection.execute(_LAND, {"landed": check_id})


def followers(connection: Connection, leader_id: str, limit: int) -> tuple[str, ...]:
    """Return checks that wait for another one, those first that came first."""
    return tuple(connection.scalars(_FOLLOWERS, {"leader": leader_id, "most": limit}))


def has_followers(leader: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that checks wait for another one."""
    return exists().where(_follows(leader))


def succeed(connection: Connection, leader_id: str, next_id: str, *, failed: bool) -> bool:
    """Let a follower lead in the place of a check that came to no answer; False when that was done."""
    mine = delete(CheckShare).where(CheckShare.check_id == next_id, _follows(leader_id))
    if connection.execute(mine).rowcount != 1:
        return False
    connection.execute(update(CheckShare).where(_follows(leader_id)).values(other_id=next_id))
    led = update(CheckFlight).where(CheckFlight.leader_id == leader_id)
    connection.execute(led.values(leader_id=next_id, failures=CheckFlight.failures + int(failed)))
    return True


def is_hopeless(connection: Connection, leader_id: str) -> bool:
    """Return whether a question that has failed once more has failed too often."""
    asked = select(CheckFlight.failures).where(CheckFlight.leader_id == leader_id)
    return (connection.scalar(asked) or 0) + 1 >= MOST_FAILURES


def stranded(connection: Connection) -> tuple[str, ...]:
    """Return ids of checks that others still wait for though they have ended or are gone."""
    follower = CheckShare.role == Role.FOLLOWER.value
    alive = exists().where(Check.check_id == CheckShare.other_id, Check.state.in_(UNFINISHED))
    return tuple(connection.scalars(select(CheckShare.other_id).where(follower, ~alive).distinct()))


def forget_shares(connection: Connection, check_ids: Sequence[str]) -> None:
    """Name checks that are removed to none of those who have their answers; who waits for one still does."""
    copies = and_(CheckShare.other_id.in_(check_ids), CheckShare.role == Role.COPY.value)
    connection.execute(update(CheckShare).where(copies).values(other_id=None))
    waited_for = exists().where(
        CheckShare.other_id == CheckFlight.leader_id, CheckShare.role == Role.FOLLOWER.value
    )
    connection.execute(delete(CheckFlight).where(CheckFlight.leader_id.in_(check_ids), ~waited_for))


def is_follower() -> ColumnElement[bool]:
    """Return the condition that a check waits for another one."""
    mine = and_(CheckShare.check_id == Check.check_id, CheckShare.role == Role.FOLLOWER.value)
    return exists().where(mine)


def _is_under_way(connection: Connection, check_id: str) -> bool:
    state = connection.scalar(select(Check.state).where(Check.check_id == check_id))
    return state in {one.value for one in UNFINISHED}
