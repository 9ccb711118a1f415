"""Decisions as rows: reading them, and keeping beside each check what its decisions add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from checker.answer_changes import answer_mark, answer_marks
from checker.records import Reason, Verdict
from checker.review_records import (
    Because,
    CheckReviewed,
    ClaimReviewed,
    Decision,
    Review,
    place_of,
    standing_of,
)
from checker.review_tables import ReviewEntry, ReviewStanding, ReviewVote

Wire = Mapping[str, Any]


def review_of(row: Row[Any]) -> Review:
    """Return the entry of a row."""
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for it
    return Review(
        **values
        | {
            "decision": Decision(values["decision"]),
            "verdict": Verdict(values["verdict"]) if values["verdict"] else None,
            "open_reason": Reason(values["open_reason"]) if values["open_reason"] else None,
            "because": Because(values["because"]) if values["because"] else None,
        }
    )


def reviews_of(connection: Connection, check_id: str) -> tuple[Review, ...]:
    """Return every entry on a check, the oldest first."""
    asked = select(ReviewEntry.__table__).where(ReviewEntry.check_id == check_id)
    return tuple(map(review_of, connection.execute(asked.order_by(ReviewEntry.review_id))))


def reviewed(connection: Connection, check_id: str, report: Wire, needed: int) -> CheckReviewed:
    """Return what people decided of a check whose newest report this is."""
    entries = reviews_of(connection, check_id)
    counting = set(connection.scalars(select(ReviewVote.review_id).where(ReviewVote.check_id == check_id)))
    of_place: defaultdict[str, list[Review]] = defaultdict(list)
    for entry in entries:
        of_place[entry.place].append(entry)
    claims = tuple(
        _claim(claim, of_place.pop(place_of(claim), []), counting, needed) for claim in report["claims"]
    )
    gone = tuple(entry for rest in of_place.values() for entry in rest)
    return CheckReviewed(check_id, needed, claims, gone)


def _claim(claim: Wire, entries: Sequence[Review], counting: set[int], needed: int) -> ClaimReviewed:
    counted = [entry for entry in entries if entry.review_id in counting]
    marks = answer_marks(claim)
    votes = tuple(entry for entry in counted if entry.answer in marks)
    mark = votes[0].answer if votes else marks[0]
    decided = [(vote.decision, vote.outcome) for vote in votes]
    standing = standing_of(decided, needed, older=len(counted) > len(votes))
    return ClaimReviewed(claim, mark, standing, votes, tuple(entries))


def shared(copy: CheckReviewed, first: CheckReviewed) -> CheckReviewed:
    """Return how a copy of a post stands: claim by claim, while nobody decided on it there, as in the first.

    The entries are then those on the first, and say so.
    """
    return replace(copy, claims=tuple(_shared(one, first.of_claim(one.claim["id"])) for one in copy.claims))


def _shared(one: ClaimReviewed, other: ClaimReviewed | None) -> ClaimReviewed:
    if one.votes or other is None or not other.votes or one.claim["query"] != other.claim["query"]:
        return one
    if answer_mark({**one.claim, "text": other.claim["text"]}) != answer_mark(other.claim):
        return one
    return replace(one, standing=other.standing, votes=other.votes, history=(*one.history, *other.votes))


def restand(
    connection: Connection, check_id: str, report: Wire, now: datetime, needed: int | None = None
) -> CheckReviewed | None:
    """Keep how a check stands with its newest report; None where nobody has decided anything.

    Where ``needed`` is not known, as many people are needed as when this was last worked out.
    """
    mine = ReviewStanding.check_id == check_id
    known = connection.scalar(select(ReviewStanding.needed).where(mine))
    people = needed or known
    if people is None:
        return None
    found = reviewed(connection, check_id, report, people)
    connection.execute(delete(ReviewStanding).where(mine))
    row = {"check_id": check_id, "standing": found.standing.value, "needed": people, "at": now}
    connection.execute(insert(ReviewStanding).values(**row))
    return found
