"""Accepting a post: answered at once where its like was answered; else it is run, or waits for its like."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from checker.batch_records import WAITS
from checker.check_records import UNFINISHED, CheckRecord, CheckState
from checker.check_rows import find_check, find_checks
from checker.copying import keep_copy
from checker.ending import note_ends
from checker.errors import NotFound
from checker.filing import file_ends
from checker.journal_tables import CorpusEvent
from checker.new_checks import NewCheck, keep_new, record_of
from checker.removal import hold_checks
from checker.repeats import fitted
from checker.sharing import (
    Known,
    Role,
    followers,
    held_answer,
    is_hopeless,
    join,
    land,
    leave,
    note_copies,
    note_share,
    succeed,
)
from checker.tables import WORKER_FACTS, Check, Meta

AT_ONCE = 50  # checks that get their answer in one transaction


@dataclass(frozen=True, slots=True)
class Accepted:
    """A check that was kept."""

    check: CheckRecord
    to_run: bool  # False: it has its answer, or waits for that of another check
    answered: bool = False  # it has the answer of another check since this moment


@dataclass(frozen=True, slots=True)
class Arrival:
    """A check that is to be kept, and what it asks."""

    new: NewCheck
    question: str  # what copies of its post share
    corpus: str  # the version of now
    versions: str  # what reports on that are made with; empty while no worker has it
    fresh: bool = False  # its caller wants a run of its own


@dataclass(frozen=True, slots=True)
class When:
    """The time, and until when a check may wait that is queued now."""

    now: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Shared:
    """What became of some of those who waited for a check."""

    ended: tuple[str, ...] = ()
    to_run: tuple[str, ...] = ()


_MADE_WITH = select(
    select(Meta.value).where(Meta.key == WORKER_FACTS).scalar_subquery(),
    select(CorpusEvent.version).order_by(CorpusEvent.seq.desc()).limit(1).scalar_subquery(),
)


def made_with(connection: Connection) -> tuple[str, str]:
    """Return the version of the corpus now, and with what reports on it are made.

    The second is empty while no worker has that corpus: what was answered before is of another one.
    """
    told, newest = connection.execute(_MADE_WITH).one()
    facts: dict[str, Any] = json.loads(told or "{}")
    corpus = newest or str(facts.get("corpus", ""))
    return corpus, versions_of(facts) if facts.get("corpus") == corpus else ""


def versions_of(facts: Mapping[str, str]) -> str:
    """Return what a report was made with, as it is kept beside it."""
    return json.dumps(dict(facts), sort_keys=True)


def accept(connection: Connection, arrival: Arrival) -> Accepted:
    """Keep a check, with its answer where the same question was answered."""
    known = None
    if arrival.versions and not arrival.fresh:
        known = held_answer(connection, arrival.question, arrival.versions)
    if known and (copy := keep_copy(connection, arrival.new, known)):
        return Accepted(copy, to_run=False, answered=True)
    (check_id,) = keep_new(connection, [arrival.new])
    check = record_of(check_id, arrival.new)
    if arrival.fresh:
        note_share(connection, check_id, Role.FRESH)
        return Accepted(replace(check, fresh=True), to_run=True)
    leads = join(connection, f"{arrival.question} {arrival.corpus}", check_id)
    if not leads:
        _wait_until(connection, [check_id], WAITS)
    return Accepted(check, to_run=leads)


def _answered(
    connection: Connection, checks: Sequence[CheckRecord], known: Known, now: datetime
) -> list[CheckRecord]:
    """Give checks that nobody has begun the answer of another one; return those that it fits."""
    done = [
        replace(
            check,
            state=CheckState.DONE,
            finished_at=now,
            report=report,
            cached=True,
            first_check_id=known.check_id,
        )
        for check in checks
        if (report := fitted(known.report, check.post, check.check_id))
    ]
    if done:
        ids = [check.check_id for check in done]
        ended = {"state": CheckState.DONE.value, "finished_at": now, "versions": known.versions}
        _end(connection, [{"ended_id": one.check_id, "report": one.report, **ended} for one in done])
        note_copies(connection, ids, known.check_id)
        file_ends(connection, ids, now)
        note_ends(connection, done, now)
    return done


def share_page(connection: Connection, leader_id: str, when: When) -> Shared:
    """Do for some of those who wait for a check what its end asks for; nothing while it is under way.

    They get its answer. Where it has none, the one that came first is to be run in its place, and
    the others wait for that; where that has failed again and again, they fail like it.
    """
    leader = _found(connection, leader_id)
    if leader and leader.state in UNFINISHED:
        return Shared()
    waiting = _held(connection, leader_id) if followers(connection, leader_id, 1) else []
    if not waiting:
        if not followers(connection, leader_id, 1):  # else another worker is at it, and was quicker
            land(connection, leader_id)
        return Shared()
    if leader and leader.report is not None:
        return _share_answer(connection, leader, waiting, when)
    if leader and is_hopeless(connection, leader_id):
        return _share_failure(connection, leader, waiting, when.now)
    first = waiting[0].check_id
    if not succeed(connection, leader_id, first, failed=leader is not None):
        return Shared()
    _wait_until(connection, [first], when.due_at)
    return Shared(to_run=(first,))


def _held(connection: Connection, leader_id: str) -> list[CheckRecord]:
    """Return some of those who wait for a check, those first that came first; none of them can go now."""
    first_come = followers(connection, leader_id, AT_ONCE)
    hold_checks(connection, first_come)
    # Others may have held them until now, and have given them their answer.
    waiting = [one for one in followers(connection, leader_id, AT_ONCE) if one in first_come]
    found = {check.check_id: check for check in find_checks(connection, waiting)}
    return [found[check_id] for check_id in waiting if check_id in found]


def _share_answer(
    connection: Connection, leader: CheckRecord, waiting: Sequence[CheckRecord], when: When
) -> Shared:
    versions = connection.scalar(select(Check.versions).where(Check.check_id == leader.check_id))
    known = Known(leader.first_check_id or leader.check_id, leader.report or {}, versions or "")
    done = tuple(check.check_id for check in _answered(connection, waiting, known, when.now))
    others = tuple(check.check_id for check in waiting if check.check_id not in done)
    if others:
        leave(connection, others)
        _wait_until(connection, others, when.due_at)
    return Shared(done, others)


def _share_failure(
    connection: Connection, leader: CheckRecord, waiting: Sequence[CheckRecord], now: datetime
) -> Shared:
    ids = [check.check_id for check in waiting]
    leave(connection, ids)
    failed = {"state": CheckState.FAILED.value, "finished_at": now}
    failed |= {"error_type": leader.error_type, "error_message": leader.error}
    _end(connection, [{"ended_id": check_id, **failed} for check_id in ids])
    file_ends(connection, ids, now)
    note_ends(connection, find_checks(connection, ids), now)
    return Shared(ended=tuple(ids))


def _end(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    connection.execute(update(Check).where(Check.check_id == bindparam("ended_id")), rows)


def _wait_until(connection: Connection, check_ids: Sequence[str], due_at: datetime) -> None:
    connection.execute(update(Check).where(Check.check_id.in_(check_ids)).values(due_at=due_at))


def _found(connection: Connection, check_id: str) -> CheckRecord | None:
    with suppress(NotFound):
        return find_check(connection, check_id)
    return None
