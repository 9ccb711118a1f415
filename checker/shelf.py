"""Lists of checks, the newest first, a page at a time; where to go on is named by the last one of a page."""

from __future__ import annotations

import base64
import binascii
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from sqlalchemy import Connection, Row, and_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from checker import sieve
from checker.check_records import UNFINISHED, CheckState
from checker.errors import InvalidInput
from checker.filing import ISSUER, LANGUAGE
from checker.filing_tables import FiledCheck, FiledTag, QueueHold
from checker.queue_reasons import Facts, Why
from checker.records import Verdict
from checker.review_tables import ReviewEntry, ReviewStanding, ReviewVote
from checker.scope import filed_names
from checker.tables import Check


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list: what comes after it was accepted earlier."""

    created_at: datetime
    check_id: str

    def cursor(self) -> str:
        """Return the place as callers carry it."""
        raw = f"{self.created_at.astimezone(UTC).isoformat()} {self.check_id}"
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")

    @classmethod
    def of_cursor(cls, cursor: str) -> Self:
        """Return the place that a cursor names.

        Raises
        ------
        InvalidInput
            It was not made here.
        """
        try:
            raw = base64.b64decode(cursor.encode("ascii") + b"==", b"-_", validate=True).decode("ascii")
            moment, _, check_id = raw.partition(" ")
            created_at = datetime.fromisoformat(moment).astimezone(UTC)
        except (ValueError, OverflowError, binascii.Error) as error:
            message = "cursor is not one of ours; take it from next of the page before"
            raise InvalidInput(message, field="cursor") from error
        return cls(created_at, check_id)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which checks a list is of; what is None or empty does not matter."""

    owner: str | None  # None: everybody's
    state: CheckState | None = None
    verdict: Verdict | None = None
    since: datetime | None = None  # accepted then or later
    until: datetime | None = None  # accepted before
    batch: str | None = None  # made by this batch
    after: Place | None = None
    limit: int = 50
    text: str = ""  # words, or parts of words, that the post or its address has; all of them
    issuer: str = ""  # whose words the answer rests on
    lang: str = ""  # of a claim
    reviewer: str = ""  # who has decided on it
    needs_review: bool | None = None
    why: Why | None = None  # the one reason for which it waits
    below: float = sieve.LOW_CONFIDENCE  # the confidence that is a low one
    waiting_first: bool = False  # by when it began to wait for a person, not by when it was accepted


@dataclass(frozen=True, slots=True)
class Listed:
    """A check as a list shows it, without its report."""

    check_id: str
    state: CheckState
    created_at: datetime
    finished_at: datetime | None
    text: str
    url: str | None
    verdict: str | None  # once done
    facts: Facts = field(default_factory=Facts)

    @property
    def place(self) -> Place:
        """Where it stands in every list that has it."""
        return Place(self.created_at, self.check_id)

    @property
    def place_in_queue(self) -> Place:
        """Where it stands among those that wait."""
        return Place(self.facts.waits_since or self.created_at, self.check_id)


def list_checks(connection: Connection, wanted: Wanted) -> tuple[Listed, ...]:
    """Return a page of checks."""
    return find_listed(connection, find_ids(connection, wanted))


def find_ids(connection: Connection, wanted: Wanted) -> Sequence[str]:
    """Return the ids of a page. Only what was filed is read for it, and no report."""
    by = FiledCheck.waits_since if wanted.waiting_first else FiledCheck.created_at
    asked = select(FiledCheck.check_id).where(*_conditions(wanted, by))
    if wanted.state in UNFINISHED:
        asked = asked.join(Check, Check.check_id == FiledCheck.check_id)
    return connection.scalars(asked.order_by(by.desc(), FiledCheck.check_id.desc()).limit(wanted.limit)).all()


def find_listed(connection: Connection, ids: Iterable[str]) -> tuple[Listed, ...]:
    """Return these checks as lists show them, in this order; those that are gone are left out."""
    wanted = list(ids)
    columns = (Check.state, Check.finished_at, Check.text, Check.url, FiledCheck.__table__)
    asked = (
        select(*columns, ReviewStanding.standing, QueueHold.holder, QueueHold.name, QueueHold.until)
        .join(FiledCheck, FiledCheck.check_id == Check.check_id)
        .outerjoin(ReviewStanding, ReviewStanding.check_id == Check.check_id)
        .outerjoin(QueueHold, QueueHold.check_id == Check.check_id)
        .where(Check.check_id.in_(wanted))
    )
    tags, people = _tags(connection, wanted), _people(connection, wanted)
    found = {
        row.check_id: _listed(row, tags[row.check_id], tuple(people[row.check_id]))
        for row in connection.execute(asked)
    }
    return tuple(found[one] for one in wanted if one in found)


def _conditions(wanted: Wanted, by: Any) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [*_of_state(wanted), *_of_others(wanted)]
    if wanted.owner is not None:
        found.append(FiledCheck.owner == wanted.owner)
    if wanted.verdict:
        found.append(FiledCheck.verdict == wanted.verdict.value)
    if wanted.since:
        found.append(FiledCheck.created_at >= wanted.since)
    if wanted.until:
        found.append(FiledCheck.created_at < wanted.until)
    if after := wanted.after:
        same = and_(by == after.created_at, FiledCheck.check_id < after.check_id)
        found.append(or_(by < after.created_at, same))
    return found


def _of_others(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return what is asked of what lies in other tables."""
    found = [*sieve.with_words(wanted.text)]
    if wanted.issuer:
        found.append(or_(*(sieve.tagged(ISSUER, one) for one in filed_names(wanted.issuer))))
    if wanted.lang:
        found.append(sieve.tagged(LANGUAGE, wanted.lang.casefold()))
    if wanted.batch:
        found.append(sieve.of_batch(wanted.batch))
    if wanted.reviewer:
        found.append(sieve.reviewed_by(wanted.reviewer))
    if wanted.needs_review is not None:
        waits = sieve.needs_review(wanted.below)
        found.append(waits if wanted.needs_review else ~waits)
    if wanted.why:
        found.append(sieve.needs_review(wanted.below, wanted.why))
    return found


def _of_state(wanted: Wanted) -> list[ColumnElement[bool]]:
    if wanted.state in UNFINISHED:
        return [FiledCheck.ended == "", Check.state == wanted.state]
    return [FiledCheck.ended == wanted.state.value] if wanted.state else []


def _tags(connection: Connection, ids: Sequence[str]) -> Mapping[str, Mapping[str, list[str]]]:
    found: defaultdict[str, dict[str, list[str]]] = defaultdict(lambda: {ISSUER: [], LANGUAGE: []})
    asked = select(FiledTag.__table__).where(FiledTag.check_id.in_(ids)).order_by(FiledTag.value)
    for row in connection.execute(asked):
        found[row.check_id][row.kind].append(row.name)
    return found


def _people(connection: Connection, ids: Sequence[str]) -> Mapping[str, Mapping[str, None]]:
    """Return the names of those whose decisions count, in the order in which they decided."""
    asked = (
        select(ReviewEntry.check_id, ReviewEntry.by)
        .join(ReviewVote, ReviewVote.review_id == ReviewEntry.review_id)
        .where(ReviewVote.check_id.in_(ids))
        .order_by(ReviewEntry.review_id)
    )
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for row in connection.execute(asked):
        found[row.check_id][row.by] = None
    return found


def _listed(row: Row[Any], tags: Mapping[str, list[str]], people: tuple[str, ...]) -> Listed:
    facts = Facts(
        owner=row.owner,
        reason=row.reason,
        outdated=row.outdated,
        confidence=row.confidence,
        conflicting=row.conflicting,
        degraded=row.degraded,
        changed=row.changed,
        tally=row.tally,
        answered_at=row.answered_at,
        waits_since=row.waits_since,
        dismissed_by=row.dismissed_by,
        languages=tuple(tags[LANGUAGE]),
        issuers=tuple(tags[ISSUER]),
        standing=row.standing or "",
        reviewers=people,
        held_by=row.holder or "",
        held_name=row.name or "",
        held_until=row.until,
    )
    known = (row.check_id, CheckState(row.state), row.created_at, row.finished_at, row.text, row.url)
    return Listed(*known, row.verdict or None, facts)
