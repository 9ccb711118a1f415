"""What is going round: the claims that were seen most often, those that mean the same taken together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Subquery, and_, exists, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from checker.change_tables import CheckClaim
from checker.claims import normalise
from checker.config import Settings
from checker.database import Database, open_engine
from checker.records import Reason
from checker.sightings import BUCKET, bucket_of, is_conditional, keys_of, leaned_on
from checker.tables import Check
from checker.trend_tables import ClaimCount, ClaimSighting, SeenClaim

SAMPLES = 5  # checks of a trend that are named
WORDINGS = 5
_STEPS = (
    (timedelta(hours=6), BUCKET),
    (timedelta(days=2), timedelta(hours=1)),
    (timedelta(days=14), timedelta(hours=6)),
    (timedelta.max, timedelta(days=1)),
)


@dataclass(frozen=True, slots=True)
class Window:
    """A while, and which of the claims in it are wanted."""

    since: datetime
    until: datetime
    limit: int = 20
    verdict: str | None = None
    lang: str | None = None  # a tag, in any case
    owner: str | None = None  # who asks; None: somebody who may read everybody's checks

    @property
    def step(self) -> timedelta:
        """How much time each count is of."""
        return next(step for longest, step in _STEPS if self.until - self.since <= longest)


@dataclass(frozen=True, slots=True)
class Count:
    """How often a claim was seen from a moment on, for one step of the window."""

    at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Wording:
    """One of the ways in which a claim was put."""

    words: str
    count: int  # in the window
    verdict: str
    lang: str
    context: str = ""  # the sentence before, of words that tell nothing without it
    put: str = ""  # what a post says in the place of ``words``, where it was read as those


@dataclass(frozen=True, slots=True)
class Trend:
    """A claim that is going round, in all its wordings."""

    trend_id: str
    words: str  # as it was put most often in the window
    lang: str
    verdict: str  # the latest of the most frequent wording
    reason: str  # of NOT ENOUGH INFO, else empty
    count: int  # in the window
    before: int  # in as long a time before the window
    first_seen: datetime  # ever
    last_seen: datetime
    counts: tuple[Count, ...]  # for each step of the window, also where there is none
    wordings: tuple[Wording, ...]  # the most frequent first
    check_ids: tuple[str, ...]  # some that the one who asks may read, the newest first
    context: str = ""  # the sentence before, of words that tell nothing without it; it was not judged
    conditional: bool = False  # the verdict was asked for with conditions: no other is known
    put: str = ""  # what a post says in the place of ``words``, where it was read as those


class Trends:
    """Reads what was counted; threads may share one. ``StoreUnavailable`` while the database is away."""

    def __init__(self, url: str) -> None:
        self._database = Database(open_engine(url))

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def top(self, window: Window) -> tuple[Trend, ...]:
        """Return what was seen most often in a window, the most frequent first."""
        with self._database.transaction(writes=False) as connection:
            claims = _claims(connection, window, _most_seen(connection, window))
            shown = [row for rows in claims.values() for row in rows[:WORDINGS]]
            told = _words(connection, shown)
            return tuple(_trend(connection, window, key, rows, told) for key, rows in claims.items())


def open_trends(settings: Settings) -> Trends:
    """Return the trends in the database that the settings name."""
    return Trends(settings.store_url())


_CLUSTER = func.coalesce(SeenClaim.cluster, SeenClaim.claim_key)


def _most_seen(connection: Connection, window: Window) -> tuple[str, ...]:
    seen = (
        select(ClaimCount.claim_key, func.sum(ClaimCount.count).label("seen"))
        .where(*_within(window))
        .group_by(ClaimCount.claim_key)
        .subquery()
    )
    asked = (
        select(_CLUSTER)
        .join(seen, seen.c.claim_key == SeenClaim.claim_key)
        .where(*_wanted(window))
        .group_by(_CLUSTER)
        .order_by(func.sum(seen.c.seen).desc(), func.max(SeenClaim.last_seen).desc(), _CLUSTER)
        .limit(window.limit)
    )
    return tuple(connection.scalars(asked))


def _claims(connection: Connection, window: Window, clusters: Sequence[str]) -> dict[str, list[Row[Any]]]:
    """Return the claims of each cluster that were seen in the window, the most frequent first."""
    members = or_(SeenClaim.cluster.in_(clusters), SeenClaim.claim_key.in_(clusters))
    seen = func.sum(ClaimCount.count).label("seen")
    asked = (
        select(SeenClaim.__table__, _CLUSTER.label("trend_id"), seen)
        .join(ClaimCount, ClaimCount.claim_key == SeenClaim.claim_key)
        .where(members, _CLUSTER.in_(clusters), *_within(window), *_wanted(window))
        .group_by(SeenClaim.claim_key)
        .order_by(seen.desc(), SeenClaim.last_seen.desc(), SeenClaim.claim_key)
    )
    found: dict[str, list[Row[Any]]] = {cluster: [] for cluster in clusters}
    for row in connection.execute(asked):
        found[row.trend_id].append(row)
    return {cluster: rows for cluster, rows in found.items() if rows}


def _words(connection: Connection, rows: Sequence[Row[Any]]) -> dict[str, tuple[str, str, str]]:
    """Return by key what was judged, the sentence before that it leans on, and what a post says instead."""
    known = _told(connection, [row.claim_key for row in rows])
    told = {row.claim_key: known.get(row.claim_key, (row.words, "")) for row in rows}
    put = _put(connection, {key: words for key, (words, _) in told.items()})
    return {key: (*parts, put.get(key, "")) for key, parts in told.items()}


def _told(connection: Connection, keys: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return by key what was judged of claims that had a sentence before them, and this if they lean on it.

    With what is kept of a check that made them: earlier, both were kept as the words of a claim.
    """
    checks = _one_check_each(keys)
    asked = (
        select(checks.c.claim_key, CheckClaim.query, CheckClaim.context)
        .join(checks, checks.c.check_id == CheckClaim.check_id)
        .where(CheckClaim.context != "")
    )
    return {
        row.claim_key: (row.query, leaned_on(row.query, row.context))
        for row in connection.execute(asked)
        if row.claim_key in keys_of(row.query, row.context)
    }


def _put(connection: Connection, words: Mapping[str, str]) -> dict[str, str]:
    """Return by key what a post says in the place of words that it does not have.

    "Did Iran ask for help?" is read as "Iran did ask for help", which nobody who asked has said.
    """
    checks = _one_check_each(list(words))
    asked = select(checks.c.claim_key, Check.check_id, Check.text).join(
        Check, Check.check_id == checks.c.check_id
    )
    other = {
        row.claim_key: row.check_id
        for row in connection.execute(asked)
        if normalise(words[row.claim_key]) not in normalise(row.text)
    }
    made = select(Check.check_id, Check.report).where(Check.check_id.in_(set(other.values())))
    reports = {row.check_id: row.report or {} for row in connection.execute(made)}
    return {
        key: claim["text"]
        for key, check_id in other.items()
        for claim in reports[check_id].get("claims", ())
        if key in keys_of(claim["query"], claim.get("context", ""))
        and normalise(claim["text"]) != normalise(claim["query"])
    }


def _one_check_each(keys: Sequence[str]) -> Subquery:
    seen = select(ClaimSighting.claim_key, func.max(ClaimSighting.check_id).label("check_id"))
    return seen.where(ClaimSighting.claim_key.in_(keys)).group_by(ClaimSighting.claim_key).subquery()


def _trend(
    connection: Connection,
    window: Window,
    trend_id: str,
    rows: Sequence[Row[Any]],
    told: Mapping[str, tuple[str, str, str]],
) -> Trend:
    first, keys = rows[0], [row.claim_key for row in rows]
    wordings = tuple(_wording(row, *told[row.claim_key]) for row in rows[:WORDINGS])
    return Trend(
        trend_id=trend_id,
        words=wordings[0].words,
        context=wordings[0].context,
        put=wordings[0].put,
        lang=first.lang,
        verdict=first.verdict,
        reason=first.reason,
        count=sum(int(row.seen) for row in rows),
        before=_before(connection, window, keys),
        first_seen=min(row.first_seen for row in rows),
        last_seen=max(row.last_seen for row in rows),
        counts=_counts(connection, window, keys),
        wordings=wordings,
        check_ids=_checks(connection, window, keys),
        conditional=is_conditional(first),
    )


def _wording(row: Row[Any], words: str, context: str, put: str) -> Wording:
    return Wording(words, int(row.seen), row.verdict, row.lang, context, put)


def _before(connection: Connection, window: Window, keys: Sequence[str]) -> int:
    start = bucket_of(window.since)
    asked = select(func.sum(ClaimCount.count)).where(
        ClaimCount.claim_key.in_(keys),
        ClaimCount.bucket >= bucket_of(window.since - (window.until - window.since)),
        ClaimCount.bucket < start,
    )
    return int(connection.scalar(asked) or 0)


def _counts(connection: Connection, window: Window, keys: Sequence[str]) -> tuple[Count, ...]:
    asked = (
        select(ClaimCount.bucket, func.sum(ClaimCount.count))
        .where(ClaimCount.claim_key.in_(keys), *_within(window))
        .group_by(ClaimCount.bucket)
    )
    start, step = bucket_of(window.since), window.step
    counts: Counter[int] = Counter()
    for bucket, count in connection.execute(asked):
        counts[(bucket - start) // step] += int(count)
    steps = max(1, -((start - window.until) // step))
    return tuple(Count(start + n * step, counts[n]) for n in range(steps))


def _checks(connection: Connection, window: Window, keys: Sequence[str]) -> tuple[str, ...]:
    mine = [] if window.owner is None else [ClaimSighting.owner == window.owner]
    asked = (
        select(ClaimSighting.check_id, func.max(ClaimSighting.at).label("at"))
        .where(ClaimSighting.claim_key.in_(keys[:WORDINGS]), *mine)
        .group_by(ClaimSighting.check_id)
        .order_by(func.max(ClaimSighting.at).desc(), ClaimSighting.check_id)
        .limit(SAMPLES)
    )
    return tuple(row.check_id for row in connection.execute(asked))


def _within(window: Window) -> tuple[ColumnElement[bool], ...]:
    return ClaimCount.bucket >= bucket_of(window.since), ClaimCount.bucket < window.until


def _wanted(window: Window) -> tuple[ColumnElement[bool], ...]:
    # One that was never judged says nothing of what goes round, and one post may make hundreds.
    found: list[ColumnElement[bool]] = [SeenClaim.reason != Reason.TOO_MANY_CLAIMS.value]
    if window.verdict:
        found.append(SeenClaim.verdict == window.verdict)
    if window.lang:
        found.append(func.lower(SeenClaim.lang) == window.lang.lower())  # case means nothing in a tag
    if window.owner is not None:
        mine = and_(ClaimSighting.claim_key == SeenClaim.claim_key, ClaimSighting.owner == window.owner)
        found.append(or_(_sent_by_several(), exists().where(mine)))
    return tuple(found)


def _sent_by_several() -> ColumnElement[bool]:
    """Whether a claim came from more than one sender: what one sends, however often, is theirs alone."""
    senders = select(func.min(ClaimSighting.owner)), select(func.max(ClaimSighting.owner))
    first, last = (
        one.where(ClaimSighting.claim_key == SeenClaim.claim_key).scalar_subquery() for one in senders
    )
    return first != last
