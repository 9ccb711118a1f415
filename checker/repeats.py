"""Viral means repeated: the report on one copy of a post, made to fit another copy of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from checker.claims import normalise
from checker.records import Post, Reason


def repeat_key(post: Post) -> str:
    """Return what copies of a post share: the words, and what else a verdict depends on."""
    posted = post.posted_at.isoformat() if post.posted_at else None
    scope = [sorted(post.issuers), sorted(post.languages)]
    options = [post.min_confidence, post.max_passages]
    more = [part for part in (scope, options) if any(part)]
    parts = json.dumps([normalise(post.text), posted, post.lang, *more])
    return hashlib.sha256(parts.encode()).hexdigest()


def may_be_repeated(report: Mapping[str, Any]) -> bool:
    """Return whether the report says what is in the corpus, and not that a part was down."""
    return not report.get("search_degraded") and all(
        claim["reason"] != Reason.SEARCH_DEGRADED for claim in report["claims"]
    )


def fitted(report: Mapping[str, Any], post: Post, check_id: str) -> dict[str, Any] | None:
    """Return the report with id, text and offsets of another copy, or None if a claim is worded differently.

    Copies differ in emoji, links and forwards, which moves the claims; offsets must stay exact.
    """
    claims, end = [], 0
    for claim in report["claims"]:
        start = post.text.find(claim["text"], end)
        if start < 0:
            return None
        end = start + len(claim["text"])
        claims.append({**claim, "start": start, "end": end})
    return {**report, "id": check_id, "post": post.text, "url": post.url, "claims": claims}
