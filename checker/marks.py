"""How far something has been followed, and whose turn it is: for work that one process does for all."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from checker.change_tables import FollowMark
from checker.put_off import has_come


def make_mark(connection: Connection, name: str) -> None:
    """See that there is a mark of that name."""
    known = select(FollowMark.name).where(FollowMark.name == name)
    if connection.scalar(known) is None:
        with suppress(IntegrityError), connection.begin_nested():
            connection.execute(insert(FollowMark).values(name=name, seq=0))


def seq_of(connection: Connection, name: str) -> int:
    """Return how far it has been followed."""
    return connection.scalar(select(FollowMark.seq).where(FollowMark.name == name)) or 0


def advance(connection: Connection, name: str, was: int, seq: int) -> bool:
    """Move a mark on; False when another process has moved it first."""
    mine = and_(FollowMark.name == name, FollowMark.seq == was)
    return connection.execute(update(FollowMark).where(mine).values(seq=seq)).rowcount == 1


def take_turn(connection: Connection, name: str, now: datetime, lease: timedelta) -> str | None:
    """Return a token if it is nobody else's turn; a turn that is not ended runs out."""
    make_mark(connection, name)
    token = secrets.token_hex(16)
    over = or_(FollowMark.token.is_(None), has_come(FollowMark.until, now, lease))
    free = and_(FollowMark.name == name, over)
    taken = update(FollowMark).where(free).values(token=token, until=now + lease)
    return token if connection.execute(taken).rowcount else None


def end_turn(connection: Connection, name: str, token: str) -> None:
    """Let others have their turn."""
    mine = and_(FollowMark.name == name, FollowMark.token == token)
    connection.execute(update(FollowMark).where(mine).values(token=None, until=None))
