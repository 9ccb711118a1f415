"""What signing in needs, over one database: accounts, sessions, and attempts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from checker.account_store import Accounts
from checker.attempts import Attempts
from checker.clock import utc_now
from checker.config import Settings
from checker.database import Database, open_engine
from checker.passwords import Passwords
from checker.session_store import Lifetime, Sessions


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where people come in."""

    accounts: Accounts
    sessions: Sessions
    attempts: Attempts
    database: Database

    def close(self) -> None:
        """Give every connection back."""
        self.database.close()


def open_entrance(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = utc_now,
    passwords: Passwords | None = None,
) -> Entrance:
    """Return the entrance of the database that the settings name; nothing is opened before it is used."""
    database = Database(open_engine(settings.store_url()))
    idle = timedelta(minutes=settings.session_idle_minutes)
    lifetime = Lifetime(timedelta(hours=settings.session_hours), idle)
    return Entrance(
        Accounts(database, clock=clock, passwords=passwords),
        Sessions(database, lifetime, clock),
        Attempts(database, clock),
        database,
    )
