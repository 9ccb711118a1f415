"""What lists of checks leave out, as conditions on what was filed of each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sqlalchemy import Select, and_, false, or_, select
from sqlalchemy.sql.elements import ColumnElement

from checker.batch_tables import BatchPost
from checker.filing import folded
from checker.filing_tables import FiledCheck, FiledTag, FiledText
from checker.queue_reasons import Why
from checker.review_records import SETTLED, Standing
from checker.review_tables import ReviewStanding, ReviewVote

LOW_CONFIDENCE = 0.7  # where nothing else is set: wrong three times in ten
MOST_TERMS = 12
_TERM = re.compile(r'"([^"]+)"|(\S+)')


def terms(text: str) -> tuple[str, ...]:
    """Return what a post must have, in any order; words in quotes stand together."""
    found = [folded(quoted or word) for quoted, word in _TERM.findall(text)]
    return tuple(dict.fromkeys(term for term in found if term))[:MOST_TERMS]


def with_words(text: str) -> Sequence[ColumnElement[bool]]:
    """Return what is true of checks whose post or address has all of these words, or parts of words."""
    if not any(char.isprintable() and not char.isspace() for char in text):
        return []  # nothing that anybody saw themselves type
    has = [FiledText.words.contains(term, autoescape=True) for term in terms(text)]
    if not has:
        return [false()]  # signs that are no part of any word are in no post
    # Read once from one end to the other: looked up check by check, a word that no post has takes longest.
    found = select(FiledText.check_id).where(*has).cte()
    return [FiledCheck.check_id.in_(select(found.prefix_with("MATERIALIZED").c.check_id))]


def tagged(kind: str, value: str) -> ColumnElement[bool]:
    """Return what is true of checks that have a tag."""
    found = select(FiledTag.check_id).where(FiledTag.kind == kind, FiledTag.value == value)
    return FiledCheck.check_id.in_(found)


def of_batch(batch_id: str) -> ColumnElement[bool]:
    """Return what is true of the checks of a batch."""
    return FiledCheck.check_id.in_(select(BatchPost.check_id).where(BatchPost.batch_id == batch_id))


def reviewed_by(person: str) -> ColumnElement[bool]:
    """Return what is true of checks on which a person has decided."""
    return FiledCheck.check_id.in_(select(ReviewVote.check_id).where(ReviewVote.person == person))


def needs_review(below: float, why: Why | None = None) -> ColumnElement[bool]:
    """Return what is true of checks that wait for a person, for whatever reason or for this one.

    A confidence under ``below`` is a low one. ``queue_reasons.whys`` says the same of one check.
    """
    calls = _calls(below)
    call = or_(*calls.values()) if why is None else calls[why]
    settled = _standing(*SETTLED)
    return and_(FiledCheck.waits_since.is_not(None), call, FiledCheck.check_id.not_in(settled))


def _calls(below: float) -> Mapping[Why, ColumnElement[bool]]:
    return {
        Why.CHANGED: FiledCheck.changed.is_(True),
        Why.DISPUTED: FiledCheck.check_id.in_(_standing(Standing.DISPUTED)),
        Why.CONFLICTING: FiledCheck.conflicting.is_(True),
        Why.LOW_CONFIDENCE: and_(FiledCheck.confidence.is_not(None), FiledCheck.confidence < below),
        Why.DEGRADED: FiledCheck.degraded.is_(True),
        Why.SECOND_PERSON: FiledCheck.check_id.in_(_standing(Standing.WAITING)),
    }


def _standing(*standings: Standing) -> Select[str]:
    wanted = [one.value for one in standings]
    return select(ReviewStanding.check_id).where(ReviewStanding.standing.in_(wanted))
