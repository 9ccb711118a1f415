"""Accepting a post: answered at once where its like was answered; else it is run, or waits for its like."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from checker.batch_records import WAITS
from checker.check_records import UNFINISHED, CheckRecord, CheckState
from checker.check_rows import find_check
from checker.ending import note_end
from checker.errors import NotFound
from checker.filing import file_end
from checker.journal_tables import CorpusEvent
from checker.new_checks import NewCheck, keep_new
from checker.repeats import fitted
from checker.sharing import (
    Known,
    Role,
    followers,
    is_hopeless,
    join,
    known_answer,
    land,
    leave,
    note_share,
    succeed,
)
from checker.shelf import note_verdict
from checker.tables import WORKER_FACTS, Check, Meta

AT_ONCE = 50  # checks that get their answer in one transaction


@dataclass(frozen=True, slots=True)
class Accepted:
    """A check that was kept."""

    check: CheckRecord
    to_run: bool  # False: it has its answer, or waits for that of another check


@dataclass(frozen=True, slots=True)
class Arrival:
    """A check that is to be kept, and what it asks."""

    new: NewCheck
    question: str  # what copies of its post share
    corpus: str  # the version of now
    versions: str  # what reports on that are made with; empty while no worker has it
    fresh: bool = False  # its caller wants a run of its own


@dataclass(frozen=True, slots=True)
class Shared:
    """What became of some of those who waited for a check."""

    ended: tuple[str, ...] = ()
    to_run: tuple[str, ...] = ()


def made_with(connection: Connection) -> tuple[str, str]:
    """Return the version of the corpus now, and with what reports on it are made.

    The second is empty while no worker has that corpus: what was answered before is of another one.
    """
    facts: dict[str, Any] = json.loads(
        connection.scalar(select(Meta.value).where(Meta.key == WORKER_FACTS)) or "{}"
    )
    newest = select(CorpusEvent.version).order_by(CorpusEvent.seq.desc()).limit(1)
    corpus = connection.scalar(newest) or str(facts.get("corpus", ""))
    return corpus, versions_of(facts) if facts.get("corpus") == corpus else ""


def versions_of(facts: Mapping[str, str]) -> str:
    """Return what a report was made with, as it is kept beside it."""
    return json.dumps(dict(facts), sort_keys=True)


def accept(connection: Connection, arrival: Arrival) -> Accepted:
    """Keep a check, with its answer where the same question was answered."""
    (check_id,) = keep_new(connection, [arrival.new])
    if arrival.fresh:
        note_share(connection, check_id, Role.FRESH)
        return Accepted(find_check(connection, check_id), to_run=True)
    known = arrival.versions and known_answer(connection, arrival.question, arrival.versions)
    if known and answer(connection, find_check(connection, check_id), known, arrival.new.created_at):
        return Accepted(find_check(connection, check_id), to_run=False)
    leads = join(connection, f"{arrival.question} {arrival.corpus}", check_id)
    if not leads:
        _wait_until(connection, check_id, WAITS)
    return Accepted(find_check(connection, check_id), to_run=leads)


def answer(connection: Connection, check: CheckRecord, known: Known, now: datetime) -> bool:
    """Give a check that nobody has begun the answer of another one; False where that does not fit it."""
    report = fitted(known.report, check.post, check.check_id)
    if report is None:
        return False
    done = {"state": CheckState.DONE.value, "report": report, "versions": known.versions}
    if _end(connection, check.check_id, done, now):
        note_share(connection, check.check_id, Role.COPY, known.check_id)
        note_verdict(connection, check.check_id, report)
        _note(connection, check.check_id, now)
    else:
        leave(connection, check.check_id)  # it has ended otherwise
    return True


def share_page(connection: Connection, leader_id: str, now: datetime, due_at: datetime) -> Shared:
    """Do for some of those who wait for a check what its end asks for; nothing while it is under way.

    They get its answer. Where it has none, the one that came first is to be run in its place, and
    the others wait for that; where that has failed again and again, they fail like it.
    """
    leader = _found(connection, leader_id)
    if leader and leader.state in UNFINISHED:
        return Shared()
    waiting = followers(connection, leader_id, AT_ONCE)
    if not waiting:
        land(connection, leader_id)
        return Shared()
    if leader and leader.report is not None:
        return _share_answer(connection, leader, waiting, now, due_at)
    if leader and is_hopeless(connection, leader_id):
        return _share_failure(connection, leader, waiting, now)
    if not succeed(connection, leader_id, waiting[0], failed=leader is not None):
        return Shared()
    _wait_until(connection, waiting[0], due_at)
    return Shared(to_run=waiting[:1])


def _share_answer(
    connection: Connection, leader: CheckRecord, waiting: Sequence[str], now: datetime, due_at: datetime
) -> Shared:
    versions = connection.scalar(select(Check.versions).where(Check.check_id == leader.check_id))
    known = Known(leader.first_check_id or leader.check_id, leader.report, versions or "")
    ended, to_run = [], []
    for check_id in waiting:
        if answer(connection, find_check(connection, check_id), known, now):
            ended.append(check_id)
        else:
            leave(connection, check_id)
            _wait_until(connection, check_id, due_at)
            to_run.append(check_id)
    return Shared(tuple(ended), tuple(to_run))


def _share_failure(
    connection: Connection, leader: CheckRecord, waiting: Sequence[str], now: datetime
) -> Shared:
    failed = {"state": CheckState.FAILED.value, "error_type": leader.error_type}
    for check_id in waiting:
        leave(connection, check_id)
        if _end(connection, check_id, {**failed, "error_message": leader.error}, now):
            _note(connection, check_id, now)
    return Shared(ended=tuple(waiting))


def _end(connection: Connection, check_id: str, values: Mapping[str, object], now: datetime) -> bool:
    mine = (Check.check_id == check_id, Check.state == CheckState.QUEUED.value)
    ended = update(Check).where(*mine).values(finished_at=now, **values)
    return connection.execute(ended).rowcount == 1


def _note(connection: Connection, check_id: str, now: datetime) -> None:
    file_end(connection, check_id, now)
    note_end(connection, check_id, now)


def _wait_until(connection: Connection, check_id: str, due_at: datetime) -> None:
    connection.execute(update(Check).where(Check.check_id == check_id).values(due_at=due_at))


def _found(connection: Connection, check_id: str) -> CheckRecord | None:
    with suppress(NotFound):
        return find_check(connection, check_id)
    return None
