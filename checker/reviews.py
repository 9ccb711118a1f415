"""Reviews: people confirm, change or reject what the machine answered, and the machine's answer stays.

Each decision is an entry that nobody changes any more. Of a person, the newest decision on an answer
counts; when the machine comes to another answer, decisions on the one before no longer do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, exists, insert, select
from sqlalchemy.sql.elements import ColumnElement

from checker.answer_changes import leading
from checker.check_records import CheckRecord
from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.errors import InvalidInput, NotAllowed, NotFound
from checker.filing_tables import QueueHold
from checker.outbox import tell
from checker.removal import hold_check
from checker.review_news import decided
from checker.review_records import (
    SETTLED,
    Asked,
    CheckReviewed,
    ClaimReviewed,
    Decision,
    Person,
    Review,
    Standing,
    place_of,
)
from checker.review_rows import restand, review_of, reviewed, shared
from checker.review_rules import complete
from checker.review_tables import ReviewEntry, ReviewStanding, ReviewVote
from checker.sharing_tables import COPY, CheckShare
from checker.store import find_check

OF_MACHINE = ("verdict", "reason", "explanation", "confidence", "text", "query", "context", "lang")
MOST_ID = 2**31 - 1  # that both databases count to
NEAREST = 3  # passages that are kept of the machine's answer
NO_CLAIMS: Mapping[str, Any] = {"claims": ()}
# Made once: whoever shows a check asks it.
_STANDINGS = select(ReviewStanding.check_id, ReviewStanding.standing).where(
    ReviewStanding.check_id.in_(bindparam("wanted", expanding=True))
)

_COPIES = (
    select(CheckShare.check_id)
    .join(ReviewStanding, ReviewStanding.check_id == CheckShare.other_id)
    .where(
        CheckShare.check_id.in_(bindparam("wanted", expanding=True)),
        CheckShare.role == COPY,
        ReviewStanding.standing != Standing.UNREVIEWED.value,
    )
)


@dataclass(frozen=True, slots=True)
class Wished:
    """Which entries of the history are wanted, the newest first; None for any."""

    check_id: str | None = None
    person: str | None = None
    decision: Decision | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int = 0  # an id, if not 0
    limit: int = 50


class Reviews:
    """Keeps what people decided; ``StoreUnavailable`` is raised while the database is away."""

    def __init__(self, url: str, *, needed: int = 1, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = Database(open_engine(url))
        self.needed = needed
        self._clock = clock

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def add(self, check_id: str, asked: Asked, who: Person) -> CheckReviewed:
        """Keep what a person decided, and return how the check stands; deciding the same twice is once.

        Whoever has decided on all claims of a check is at it no longer.

        Raises
        ------
        InvalidInput
            There is no such claim, something of the decision is missing, or the machine's answer has
            become another one since the person looked.
        NotFound
            There is no such check.
        """
        with self._database.transaction() as connection:
            check, before = self._held(connection, check_id)
            one = _claim(before, asked.claim)
            if asked.answer and asked.answer != one.answer:
                raise InvalidInput(
                    "the answer has changed since you opened it: read the new one, then decide",
                    field="answer",
                )
            whole = complete(asked, one.claim)
            mine = next((vote for vote in one.votes if vote.person == who.person), None)
            if mine is not None and _same(mine, whole):
                return before
            entry = _keep(connection, self._new(check, one, whole, who))
            connection.execute(delete(ReviewVote).where(_vote_of(entry)))
            connection.execute(insert(ReviewVote).values(**_vote(entry, one.claim)))
            after = self._settle(connection, check, before, entry)
            if after.standing in SETTLED or _all_by(who, after):
                mine_to_hold = and_(QueueHold.check_id == check_id, QueueHold.holder == who.person)
                connection.execute(delete(QueueHold).where(mine_to_hold))
            return after

    def withdraw(self, check_id: str, review_id: int, who: Person, *, others: bool = False) -> CheckReviewed:
        """Let a decision count no longer: one's own, or with ``others`` anybody's.

        Raises
        ------
        NotFound
            No decision of that id counts.
        NotAllowed
            It is somebody else's.
        """
        with self._database.transaction() as connection:
            hold_check(connection, check_id)
            was = _counting(connection, check_id, review_id)
            check, before = self._held(connection, check_id)
            if was.person != who.person and not others:
                raise NotAllowed("only an admin may withdraw what somebody else decided")
            taken = replace(was, by=who.name, decision=Decision.WITHDRAW, verdict=None, open_reason=None)
            taken = replace(taken, because=None, note="", at=self._clock(), what={"of": review_id})
            entry = _keep(connection, taken)
            connection.execute(delete(ReviewVote).where(_vote_of(was)))
            return self._settle(connection, check, before, entry)

    def of_check(self, check_id: str) -> CheckReviewed:
        """Return what people decided of a check; one that has no report yet has no claims.

        Of a claim of a copy, for which nobody is asked, that is what they decided of the first of its owner,
        until somebody decides on the claim of the copy itself.

        Raises
        ------
        NotFound
            There is no such check.
        """
        with self._database.transaction(writes=False) as connection:
            return self._of_check(connection, check_id)

    def standings_of(self, check_ids: Iterable[str]) -> dict[str, Standing]:
        """Return how each of these checks stands."""
        wanted = tuple(check_ids)
        with self._database.transaction(writes=False) as connection:
            rows = connection.execute(_STANDINGS, {"wanted": wanted})
            known = {row.check_id: Standing(row.standing) for row in rows}
            for row in connection.execute(_COPIES, {"wanted": wanted}):
                if known.get(row.check_id) not in {*SETTLED, Standing.DISPUTED}:
                    with suppress(NotFound):  # removed this moment
                        known[row.check_id] = self._of_check(connection, row.check_id).standing
        return {one: known.get(one, Standing.UNREVIEWED) for one in wanted}

    def history(self, wished: Wished) -> tuple[Review, ...]:
        """Return entries on all checks, the newest first."""
        asked = select(ReviewEntry.__table__).order_by(ReviewEntry.review_id.desc()).limit(wished.limit)
        with self._database.transaction(writes=False) as connection:
            return tuple(map(review_of, connection.execute(asked.where(*_where(wished)))))

    def counting(self, entries: Iterable[Review]) -> frozenset[int]:
        """Return the ids of those entries that count: the newest of their persons, on the newest answers."""
        found: set[int] = set()
        ids = [entry.review_id for entry in entries]
        voted = select(ReviewVote.check_id).where(ReviewVote.review_id.in_(ids)).distinct()
        with self._database.transaction(writes=False) as connection:
            for check_id in connection.scalars(voted).all():
                with suppress(NotFound):  # removed this moment
                    report = find_check(connection, check_id).report or NO_CLAIMS
                    claims = reviewed(connection, check_id, report, self.needed).claims
                    found.update(vote.review_id for one in claims for vote in one.votes)
        return frozenset(found.intersection(ids))

    def catch_up(self) -> int:
        """Work out anew how checks stand for which another number of people was needed; return how many."""
        asked = select(ReviewStanding.check_id).where(ReviewStanding.needed != self.needed)
        with self._database.transaction(writes=False) as connection:
            behind = tuple(connection.scalars(asked))
        for check_id in behind:
            with self._database.transaction() as connection:
                if hold_check(connection, check_id):
                    report = find_check(connection, check_id).report or NO_CLAIMS
                    restand(connection, check_id, report, self._clock(), self.needed)
        return len(behind)

    def _of_check(self, connection: Connection, check_id: str) -> CheckReviewed:
        check = find_check(connection, check_id)
        found = reviewed(connection, check_id, check.report or NO_CLAIMS, self.needed)
        if check.first_check_id is None:
            return found
        with suppress(NotFound):  # removed this moment
            first = find_check(connection, check.first_check_id)
            if first.owner == check.owner:  # what others wrote beside theirs is not for everybody
                theirs = reviewed(connection, first.check_id, first.report or NO_CLAIMS, self.needed)
                return shared(found, theirs)
        return found

    def _held(self, connection: Connection, check_id: str) -> tuple[CheckRecord, CheckReviewed]:
        hold_check(connection, check_id)
        check = find_check(connection, check_id)
        if check.report is None:
            raise InvalidInput("this check has no answer yet that could be reviewed")
        return check, reviewed(connection, check_id, check.report, self.needed)

    def _new(self, check: CheckRecord, one: ClaimReviewed, asked: Asked, who: Person) -> Review:
        shown = [passage for passage in one.claim["passages"] if passage["passage_id"] in asked.passages]
        return Review(
            review_id=0,
            check_id=check.check_id,
            claim=str(one.claim["id"]),
            place=place_of(one.claim),
            answer=one.answer,
            person=who.person,
            by=who.name,
            decision=asked.decision,
            verdict=asked.verdict,
            open_reason=asked.open_reason,
            because=asked.because,
            note=asked.note.strip(),
            at=self._clock(),
            what={
                "machine": _machine(check.report or NO_CLAIMS, one.claim),
                "passages": shown,
                "quote": asked.quote.strip(),
                "source_url": asked.source_url,
            },
        )

    def _settle(
        self, connection: Connection, check: CheckRecord, before: CheckReviewed, entry: Review
    ) -> CheckReviewed:
        now = self._clock()
        after = restand(connection, check.check_id, check.report or NO_CLAIMS, now, self.needed)
        assert after is not None  # noqa: S101  # it is only where no number of people is given
        tell(connection, decided(check, before, after, entry), now)
        return after


def open_reviews(settings: Settings) -> Reviews:
    """Return the reviews in the database that the settings name; it is connected to on first use."""
    return Reviews(settings.store_url(), needed=settings.reviews_needed)


def _claim(found: CheckReviewed, claim_id: str) -> ClaimReviewed:
    one = found.of_claim(claim_id)
    if one is None:
        known = ", ".join(str(each.claim["id"]) for each in found.claims) or "none"
        raise InvalidInput(
            f"the answer has no claim {claim_id[:40]!r}; its claims are {known}", field="claim"
        )
    return one


def _all_by(who: Person, found: CheckReviewed) -> bool:
    """Whether somebody has decided on every claim of a check that was judged."""
    return all(any(vote.person == who.person for vote in one.votes) for one in found.judged)


def _machine(report: Mapping[str, Any], claim: Mapping[str, Any]) -> dict[str, Any]:
    """Return the machine's answer as far as it is kept beside a decision on it."""
    made_by = {key: report.get(key) for key in ("corpus_version", "models")}
    said = {key: claim.get(key) for key in OF_MACHINE}
    return made_by | said | {"passages": leading(claim) or claim["passages"][:NEAREST]}


def _same(vote: Review, asked: Asked) -> bool:
    """Whether somebody decides what they had decided."""
    said = (vote.decision, vote.verdict, vote.open_reason, vote.because, vote.note)
    shown = {passage["passage_id"] for passage in vote.what["passages"]}
    words = (shown, vote.what["quote"], vote.what["source_url"])
    new = (asked.decision, asked.verdict, asked.open_reason, asked.because, asked.note.strip())
    return (said, words) == (new, (set(asked.passages), asked.quote.strip(), asked.source_url))


def _keep(connection: Connection, entry: Review) -> Review:
    """Add an entry to the history, and return it with its number."""
    values = {field.name: getattr(entry, field.name) for field in fields(entry) if field.name != "review_id"}
    kept = connection.execute(insert(ReviewEntry).values(**values).returning(ReviewEntry.review_id))
    return replace(entry, review_id=kept.scalar_one())


def _counting(connection: Connection, check_id: str, review_id: int) -> Review:
    counts = exists().where(ReviewVote.review_id == ReviewEntry.review_id)
    if review_id > MOST_ID:
        raise NotFound("there is no such decision")
    mine = and_(ReviewEntry.check_id == check_id, ReviewEntry.review_id == review_id, counts)
    row = connection.execute(select(ReviewEntry.__table__).where(mine)).first()
    if row is None:
        raise NotFound("there is no such decision, or it no longer counts")
    return review_of(row)


def _vote_of(entry: Review) -> ColumnElement[bool]:
    same = (
        getattr(ReviewVote, key) == getattr(entry, key) for key in ("check_id", "place", "answer", "person")
    )
    return and_(*same)


def _vote(entry: Review, claim: Mapping[str, Any]) -> dict[str, Any]:
    keys = ("check_id", "place", "answer", "person", "review_id", "decision", "verdict", "open_reason", "at")
    lead = next(iter(leading(claim)), None)
    return {key: getattr(entry, key) for key in keys} | {
        "machine_verdict": claim["verdict"],
        "confidence": claim["confidence"] or 0.0,
        "issuer": str(lead["issuer"]) if lead else "",
    }


def _where(wished: Wished) -> list[ColumnElement[bool]]:
    entry = ReviewEntry
    return [
        *([entry.check_id == wished.check_id] if wished.check_id is not None else ()),
        *([entry.person == wished.person] if wished.person is not None else ()),
        *([entry.decision == wished.decision.value] if wished.decision else ()),
        *([entry.at >= wished.since] if wished.since else ()),
        *([entry.at < wished.until] if wished.until else ()),
        *([entry.review_id < wished.before] if wished.before else ()),
    ]
