"""The book of reviews: what people settled, read as a whole, for the dashboard and for training data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, select

from checker.config import Settings
from checker.database import Database, open_engine
from checker.records import Reason, Verdict
from checker.review_records import Decision, Review, Standing, standing_of
from checker.review_rows import review_of
from checker.review_tables import ReviewEntry, ReviewVote
from checker.tables import Check

PAGE = 200


@dataclass(frozen=True, slots=True)
class Vote:
    """One decision that counts."""

    review_id: int
    person: str
    decision: Decision
    verdict: Verdict | None
    open_reason: Reason | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer of the machine to one claim, with all decisions that count on it."""

    check_id: str
    machine: Verdict
    confidence: float
    issuer: str  # of the passage that decided; empty where none did
    standing: Standing
    votes: tuple[Vote, ...]

    @property
    def at(self) -> datetime:
        """When the last of them was made."""
        return max(vote.at for vote in self.votes)

    @property
    def agreed(self) -> bool:
        """Whether people settled that the machine is right."""
        return self.standing is Standing.CONFIRMED


@dataclass(frozen=True, slots=True)
class Settled:
    """What people settled of one answer, with their entries and the post that it is about."""

    judged: Judged
    entries: tuple[Review, ...]
    post: str
    url: str | None


class ReviewBook:
    """Reads what people decided; ``StoreUnavailable`` is raised while the database is away."""

    def __init__(self, url: str, *, needed: int = 1) -> None:
        self._database = Database(open_engine(url))
        self._needed = needed

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def judged(self, since: datetime | None = None, until: datetime | None = None) -> tuple[Judged, ...]:
        """Return every answer that somebody decided on, if the last decision was made in that time."""
        asked = select(ReviewVote.__table__, ReviewEntry.by).join(
            ReviewEntry, ReviewEntry.review_id == ReviewVote.review_id
        )
        ordered = asked.order_by(
            ReviewVote.check_id, ReviewVote.place, ReviewVote.answer, ReviewVote.review_id
        )
        if since:  # the others on the same checks come along: they decide how an answer stands
            recent = select(ReviewVote.check_id).where(ReviewVote.at >= since)
            ordered = ordered.where(ReviewVote.check_id.in_(recent))
        with self._database.transaction(writes=False) as connection:
            rows = connection.execute(ordered).all()
        groups = groupby(rows, key=lambda row: (row.check_id, row.place, row.answer))
        found = (self._judged(list(votes)) for _, votes in groups)
        return tuple(one for one in found if (not since or one.at >= since) and (not until or one.at < until))

    def settled(self, since: datetime | None = None) -> Iterator[Settled]:
        """Yield what people settled, the oldest check first; what they dispute or wait with is left out."""
        done = (Standing.CONFIRMED, Standing.CHANGED, Standing.REJECTED)
        wanted = [one for one in self.judged(since) if one.standing in done]
        wanted.sort(key=lambda one: one.at)
        for start in range(0, len(wanted), PAGE):
            yield from self._entries(wanted[start : start + PAGE])

    def _entries(self, page: Sequence[Judged]) -> Iterator[Settled]:
        ids = [vote.review_id for one in page for vote in one.votes]
        checks = {one.check_id for one in page}
        entries = select(ReviewEntry.__table__).where(ReviewEntry.review_id.in_(ids))
        posts = select(Check.check_id, Check.text, Check.url).where(Check.check_id.in_(checks))
        with self._database.transaction(writes=False) as connection:
            known = {row.review_id: review_of(row) for row in connection.execute(entries)}
            texts = {row.check_id: row for row in connection.execute(posts)}
        for one in page:
            kept = tuple(known[vote.review_id] for vote in one.votes if vote.review_id in known)
            if len(kept) == len(one.votes) and one.check_id in texts:  # not removed meanwhile
                yield Settled(one, kept, texts[one.check_id].text, texts[one.check_id].url)

    def _judged(self, rows: Sequence[Row[Any]]) -> Judged:
        votes = tuple(map(_vote, rows))
        said = [(vote.decision, (vote.verdict, vote.open_reason)) for vote in votes]
        return Judged(
            check_id=rows[0].check_id,
            machine=Verdict(rows[0].machine_verdict),
            confidence=rows[0].confidence,
            issuer=rows[0].issuer,
            standing=standing_of(said, self._needed, older=False),
            votes=votes,
        )


def open_review_book(settings: Settings) -> ReviewBook:
    """Return the book in the database that the settings name; it is connected to on first use."""
    return ReviewBook(settings.store_url(), needed=settings.reviews_needed)


def _vote(row: Row[Any]) -> Vote:
    verdict = Verdict(row.verdict) if row.verdict else None
    reason = Reason(row.open_reason) if row.open_reason else None
    return Vote(row.review_id, row.by, Decision(row.decision), verdict, reason, row.at)
