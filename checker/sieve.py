"""What lists of checks leave out, as conditions on what was filed of each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from checker.batch_tables import BatchPost
from checker.filing import folded
from checker.filing_tables import FiledCheck, FiledTag, FiledText
from checker.review_records import SETTLED, Standing
from checker.review_tables import ReviewStanding, ReviewVote

LOW_CONFIDENCE = 0.6  # where nothing else is set
MOST_TERMS = 12
_TERM = re.compile(r'"([^"]+)"|(\S+)')
_OPEN = (Standing.DISPUTED, Standing.WAITING)  # people began, and one more has to look


def terms(text: str) -> tuple[str, ...]:
    """Return what a post must have, in any order; words in quotes stand together."""
    found = [folded(quoted or word) for quoted, word in _TERM.findall(text)]
    return tuple(dict.fromkeys(term for term in found if term))[:MOST_TERMS]


def with_words(text: str) -> Sequence[ColumnElement[bool]]:
    """Return what is true of checks whose post or address has all of these words, or parts of words."""
    has = [FiledText.words.contains(term, autoescape=True) for term in terms(text)]
    found = select(FiledText.check_id).where(*has)
    return [FiledCheck.check_id.in_(found)] if has else []


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


def needs_review(below: float) -> ColumnElement[bool]:
    """Return what is true of checks that wait for a person; a confidence under ``below`` is a low one."""
    standing = select(ReviewStanding.check_id)
    begun = standing.where(ReviewStanding.standing.in_([one.value for one in _OPEN]))
    settled = standing.where(ReviewStanding.standing.in_([one.value for one in SETTLED]))
    calls = or_(
        FiledCheck.conflicting,
        FiledCheck.degraded,
        FiledCheck.changed,
        and_(FiledCheck.confidence.is_not(None), FiledCheck.confidence < below),
        FiledCheck.check_id.in_(begun),
    )
    return and_(FiledCheck.waits_since.is_not(None), calls, FiledCheck.check_id.not_in(settled))
