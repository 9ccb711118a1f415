"""What is filed of a check, and why it waits for a person: the same in lists, on pages and over the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from checker.review_records import SETTLED, Standing


class Why(StrEnum):
    """One reason, the most pressing first."""

    CHANGED = "changed"  # a statement changed the answer after it was given
    DISPUTED = "disputed"  # reviewers disagree
    CONFLICTING = "conflicting"  # officials disagree, or a statement was overtaken
    LOW_CONFIDENCE = "low_confidence"  # a claim was decided, and not surely
    DEGRADED = "degraded"  # a part was down, so that not everything was searched
    SECOND_PERSON = "second_person"  # one person has decided, and another is needed


@dataclass(frozen=True, slots=True)
class Facts:
    """What pages tell of a check beside what every list does."""

    owner: str = ""
    reason: str = ""
    outdated: bool = False
    confidence: float | None = None
    conflicting: bool = False
    degraded: bool = False
    changed: bool = False
    tally: Mapping[str, int] = field(default_factory=dict)
    answered_at: datetime | None = None
    waits_since: datetime | None = None
    dismissed_by: str = ""
    languages: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    standing: str = ""  # of its reviews; empty where there are none
    reviewers: tuple[str, ...] = ()
    held_by: str = ""  # who is looking at it, or did last
    held_name: str = ""
    held_until: datetime | None = None


def whys(facts: Facts, below: float) -> tuple[Why, ...]:
    """Return every reason; a confidence under ``below`` is low. ``sieve.needs_review`` finds the same."""
    if facts.waits_since is None or facts.standing in SETTLED:
        return ()
    low = facts.confidence is not None and facts.confidence < below
    calls = {
        Why.CHANGED: facts.changed,
        Why.DISPUTED: facts.standing == Standing.DISPUTED,
        Why.CONFLICTING: facts.conflicting,
        Why.LOW_CONFIDENCE: low,
        Why.DEGRADED: facts.degraded,
        Why.SECOND_PERSON: facts.standing == Standing.WAITING,
    }
    return tuple(why for why, call in calls.items() if call)
