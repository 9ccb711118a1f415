"""Times until which something is put off or held, where hosts' clocks differ or one was set back.

A clock that ran ahead has written times that are far off once it is right again. Nothing is put off for
longer than is known beforehand, so that shows; but to a host whose clock is behind the times of all others
look the same. Only what not even clocks that are far apart explain is taken for over.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import ColumnElement

CLOCKS_APART = timedelta(days=1)  # no hosts' clocks differ by more, unless one is wrong altogether


def is_ahead(when: InstrumentedAttribute[Any], now: datetime, longest: timedelta) -> ColumnElement[bool]:
    """Whether a time has still to come, as far as clocks may differ; unknown where it is null.

    Nothing is put off for longer than ``longest``.
    """
    return and_(when > now, when <= now + longest + CLOCKS_APART)


def has_come(when: InstrumentedAttribute[Any], now: datetime, longest: timedelta) -> ColumnElement[bool]:
    """Whether a time is over: the contrary of :func:`is_ahead`, as two ranges that an index finds."""
    return or_(when <= now, when > now + longest + CLOCKS_APART)


def silence_since(seen: datetime, now: datetime) -> timedelta:
    """Return how long ago a sign was given; one from ahead is of now, or of a clock that was set back."""
    return max(now - seen, timedelta()) if seen <= now + CLOCKS_APART else seen - now
