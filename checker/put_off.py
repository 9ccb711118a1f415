"""Times until which something is put off or held, where the clock may have been set back since.

A clock that runs ahead, as that of a machine that starts with a wrong one, writes times that are far off
once it is right again. Nothing is put off for longer than is known beforehand, so that shows.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import ColumnElement


def is_ahead(when: InstrumentedAttribute[Any], now: datetime, furthest: timedelta) -> ColumnElement[bool]:
    """Whether a time has still to come, and not by more than anything is put off; unknown where it is null.

    ``furthest`` leaves room for hosts whose clocks differ a little.
    """
    return and_(when > now, when <= now + furthest)


def has_come(when: InstrumentedAttribute[Any], now: datetime, furthest: timedelta) -> ColumnElement[bool]:
    """Whether a time is over: the contrary of :func:`is_ahead`, as two ranges that an index finds."""
    return or_(when <= now, when > now + furthest)
