"""The news that somebody decided on an answer."""

from __future__ import annotations

from checker.check_records import CheckRecord
from checker.review_records import CheckReviewed, ClaimReviewed, Review
from checker.webhook_events import News, Told


def decided(check: CheckRecord, before: CheckReviewed, after: CheckReviewed, entry: Review) -> News:
    """Return what is told of one decision: who, what, how claim and check stand now and stood before."""
    now = after.of_claim(entry.claim)
    data = {
        "id": check.check_id,
        "url": check.post.url,
        "standing": after.standing.value,
        "standing_before": before.standing.value,
        "needed": after.needed,
        "review": {
            "id": entry.review_id,
            "decision": entry.decision.value,
            "verdict": entry.verdict.value if entry.verdict else None,
            "because": entry.because.value if entry.because else None,
            "note": entry.note,
            "by": entry.by,
        },
        "claim": _claim(now, before.of_claim(entry.claim)) if now else None,
    }
    return News(Told.CHECK_REVIEWED, entry.at, data, check.owner)


def _claim(now: ClaimReviewed, before: ClaimReviewed | None) -> dict[str, object]:
    return {
        "id": now.claim["id"],
        "text": now.claim["text"],
        "standing": now.standing.value,
        "standing_before": before.standing.value if before else None,
        "machine_verdict": now.claim["verdict"],
        "verdict": now.verdict.value if now.verdict else None,
    }
