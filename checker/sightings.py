"""Counting how often each claim is seen, once for every check that has ended with a report."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, Insert, Row, case, delete, insert, select, update

from checker.change_tables import CheckClaim
from checker.check_records import CheckRecord
from checker.claims import normalise
from checker.leaning import stands_alone
from checker.records import Reason
from checker.trend_tables import ClaimCount, ClaimSighting, SeenClaim
from checker.upserts import upsert

BUCKET = timedelta(minutes=10)
# A verdict that was asked for with conditions is nobody else's: any other takes its place.
_CONDITIONAL = datetime(1900, 1, 1, tzinfo=UTC)
# So is what a claim was called that was not searched, or not in full.
_PROVES_NOTHING = frozenset({Reason.SEARCH_DEGRADED.value, Reason.TOO_MANY_CLAIMS.value})
_Row = dict[str, Any]
_SEE = insert(ClaimSighting)


@lru_cache(maxsize=1_024)  # what goes round is counted again and again
def claim_key(query: str, context: str = "") -> str:
    """Return what all spellings of a claim share; what stands before one that needs no context is no part."""
    return _hash(query, leaned_on(query, context))


def leaned_on(query: str, context: str) -> str:
    """Return the sentence before a claim if the claim cannot be told without it, or nothing."""
    return context if context and not stands_alone(query) else ""


def keys_of(query: str, context: str) -> tuple[str, ...]:
    """Return the keys under which a claim may have been counted; once any sentence before it was a part."""
    key, before = claim_key(query, context), _hash(query, context)
    return (key,) if key == before else (key, before)


def is_conditional(row: Row[Any]) -> bool:
    """Whether the verdict that is kept of a claim was asked for with conditions, and says nothing else."""
    return bool(row.answered_at == _CONDITIONAL) and row.reason not in _PROVES_NOTHING


def _hash(query: str, context: str) -> str:
    return hashlib.sha256(f"{normalise(context)}\n{normalise(query)}".encode()).hexdigest()[:32]


def bucket_of(moment: datetime) -> datetime:
    """Return the first moment of the few minutes that are counted together."""
    return datetime.fromtimestamp(moment.timestamp() // BUCKET.total_seconds() * BUCKET.total_seconds(), UTC)


def note_seen(connection: Connection, checks: Sequence[CheckRecord]) -> None:
    """Count the claims of checks that have ended; a claim that one of them makes twice counts once."""
    made = [(check, row) for check in checks for row in _rows(check)]
    if not made:
        return
    _keep_claims(connection, _together([{**row, "times": 1} for _, row in made]))
    counts = Counter((row["claim_key"], bucket_of(check.created_at)) for check, row in made)
    connection.execute(
        _add_counts(connection.dialect.name),
        [{"claim_key": key, "bucket": bucket, "count": n} for (key, bucket), n in sorted(counts.items())],
    )
    seen = [
        {"claim_key": row["claim_key"], "check_id": one.check_id, "owner": one.owner, "at": one.created_at}
        for one, row in made
    ]
    connection.execute(_SEE, seen)


def note_verdicts(connection: Connection, check: CheckRecord, now: datetime) -> None:
    """Keep the verdicts of another answer to a check, of those claims for which it was counted before."""
    mine = select(ClaimSighting.claim_key).where(ClaimSighting.check_id == check.check_id)
    counted = frozenset(connection.scalars(mine))
    if rows := _rows(check, now, counted):
        _keep_claims(connection, [{**row, "times": 0} for row in rows])


def forget_seen(connection: Connection, check_ids: Sequence[str]) -> None:
    """Forget that checks were seen, and claims that no other check makes. How often one was seen stays."""
    mine = ClaimSighting.check_id.in_(check_ids)
    keys = tuple(connection.scalars(select(ClaimSighting.claim_key).where(mine).distinct()))
    # One after the other: two that remove the last two checks of a claim must not each leave it to the other.
    theirs = select(SeenClaim.claim_key).where(SeenClaim.claim_key.in_(keys)).order_by(SeenClaim.claim_key)
    connection.execute(theirs.with_for_update()).all()
    connection.execute(delete(ClaimSighting).where(mine))
    for key in keys:
        other = select(ClaimSighting.check_id).where(ClaimSighting.claim_key == key).limit(1)
        if (check_id := connection.scalar(other)) is None:
            _forget_claim(connection, key)
        else:
            _reword(connection, key, check_id)


def _rows(
    check: CheckRecord, answered_at: datetime | None = None, counted: frozenset[str] | None = None
) -> list[_Row]:
    """Return a row for each claim of a check, each once; of those ``counted`` only, if these are given."""
    claims = (check.report or {}).get("claims", ())
    asked = check.post.issuers or check.post.languages or check.post.min_confidence
    answered_at = _CONDITIONAL if asked else answered_at or check.finished_at or check.created_at
    rows: dict[str, _Row] = {}
    for claim in claims:
        query, context = claim["query"], claim.get("context", "")
        keys = (one for one in keys_of(query, context) if counted is None or one in counted)
        if key := next(keys, None):
            # By its own words one that leans says what any other "They did" does: it is compared with none.
            cluster = key if leaned_on(query, context) else None
            rows[key] = {"claim_key": key, "cluster": cluster, **_row(claim, check, answered_at)}
    return list(rows.values())


def _together(rows: Iterable[_Row]) -> list[_Row]:
    """Return one row for each claim of several checks."""
    found: dict[str, _Row] = {}
    for row in rows:
        other = found.setdefault(row["claim_key"], row)
        if other is not row:
            later = max(other, row, key=lambda one: one["answered_at"])
            found[row["claim_key"]] = {
                **later,
                "first_seen": min(other["first_seen"], row["first_seen"]),
                "last_seen": max(other["last_seen"], row["last_seen"]),
                "times": other["times"] + row["times"],
            }
    return list(found.values())


def _row(claim: Mapping[str, Any], check: CheckRecord, answered_at: datetime) -> _Row:
    proves_nothing = claim.get("reason") in _PROVES_NOTHING
    return {
        "words": claim["query"],
        "lang": claim.get("lang", ""),
        "verdict": claim["verdict"],
        "reason": _reason(claim),
        "answered_at": _CONDITIONAL if proves_nothing else answered_at,
        "first_seen": check.created_at,
        "last_seen": check.created_at,
    }


def _reason(claim: Mapping[str, Any]) -> str:
    reason = str(claim.get("reason") or "")
    return reason if reason in set(Reason) else ""


def _keep_claims(connection: Connection, rows: Sequence[_Row]) -> None:
    """Write rows in the order of their keys: so no two transactions wait for each other."""
    keep = _keep_or_update(connection.dialect.name)
    connection.execute(keep, sorted(rows, key=lambda row: str(row["claim_key"])))


# Both are made once for each database: every check asks them.
@cache
def _add_counts(dialect: str) -> Insert:
    counted = upsert(dialect, ClaimCount)
    added = {"count": ClaimCount.count + counted.excluded.count}
    return counted.on_conflict_do_update(index_elements=["bucket", "claim_key"], set_=added)


@cache
def _keep_or_update(dialect: str) -> Insert:
    kept = upsert(dialect, SeenClaim)
    new = kept.excluded
    is_later = new.answered_at >= SeenClaim.answered_at
    return kept.on_conflict_do_update(
        index_elements=["claim_key"],
        set_={
            "verdict": case((is_later, new.verdict), else_=SeenClaim.verdict),
            "reason": case((is_later, new.reason), else_=SeenClaim.reason),
            "answered_at": case((is_later, new.answered_at), else_=SeenClaim.answered_at),
            "first_seen": case(
                (new.first_seen < SeenClaim.first_seen, new.first_seen), else_=SeenClaim.first_seen
            ),
            "last_seen": case(
                (new.last_seen > SeenClaim.last_seen, new.last_seen), else_=SeenClaim.last_seen
            ),
            "times": SeenClaim.times + new.times,
        },
    )


def _forget_claim(connection: Connection, key: str) -> None:
    for table in (SeenClaim, ClaimCount):
        connection.execute(delete(table).where(table.claim_key == key))
    others = SeenClaim.cluster == key
    heir = connection.scalar(
        select(SeenClaim.claim_key).where(others).order_by(SeenClaim.first_seen).limit(1)
    )
    if heir:
        connection.execute(update(SeenClaim).where(others).values(cluster=heir))


def _reword(connection: Connection, key: str, check_id: str) -> None:
    """Let a claim be told in the words of a check that is still there."""
    asked = select(CheckClaim.query, CheckClaim.context).where(CheckClaim.check_id == check_id)
    for query, context in connection.execute(asked):
        if key in keys_of(query, context):
            connection.execute(update(SeenClaim).where(SeenClaim.claim_key == key).values(words=query))
