"""Accounts in the database: added, changed, and found by user name and password."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from checker.account_records import ACCOUNT, Account, Role, user_name
from checker.account_tables import AccountRow
from checker.clock import utc_now
from checker.database import Database
from checker.errors import InvalidInput, NotAllowed, NotFound
from checker.passwords import Passwords, demand_strong
from checker.upserts import begin_writing

MAX_FULL_NAME = 100
_ID = re.compile(rf"{ACCOUNT}[0-9a-f]{{12}}", re.ASCII)


# Made once: where there are no keys, every request asks it.
_ANY = select(AccountRow.account_id).limit(1)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is asked for."""

    name: str
    password: str
    role: Role
    full_name: str = ""


class Accounts:
    """Keeps accounts; ``StoreUnavailable`` is raised while the database is away.

    Whoever changes somebody else's may be named, by the owner of their session: of two administrators who
    change each other at once only the first does, and the second gets ``NotAllowed``. So one always remains.
    """

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime] = utc_now,
        passwords: Passwords | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._passwords = passwords or Passwords()

    def add(self, new: NewAccount, by: str) -> Account:
        """Add an account.

        Raises
        ------
        InvalidInput
            The name is taken or no name, or the password is weak.
        """
        name = _read_name(new.name)
        full_name = _read_full_name(new.full_name)
        demand_strong(new.password, name)
        now = self._clock()
        row = {
            "account_id": f"{ACCOUNT}{secrets.token_hex(6)}",
            "name": name,
            "full_name": full_name,
            "role": new.role.value,
            "hashed": self._passwords.hash(new.password),
            "created_at": now,
            "created_by": by,
            "password_at": now,
        }
        try:
            with self._database.transaction() as connection:
                connection.execute(insert(AccountRow).values(row))
        except IntegrityError as error:
            raise InvalidInput(
                gettext("name is taken: there is a user %(name)s already", name=name), field="name"
            ) from error
        return self.named(name)

    def all(self) -> tuple[Account, ...]:
        """Return every account, by name."""
        return tuple(
            _account(row) for row in self._rows(select(AccountRow.__table__).order_by(AccountRow.name))
        )

    def any(self) -> bool:
        """Return whether there was ever an account."""
        return bool(self._rows(_ANY))

    def named(self, name: str) -> Account:
        """Return the account of a user name.

        Raises
        ------
        NotFound
            There is none.
        """
        found = self._rows(select(AccountRow.__table__).where(AccountRow.name == user_name(name)))
        if not found:
            raise NotFound(f"there is no user {name}; see `checker users list`")
        return _account(found[0])

    def find(self, account_id: str) -> tuple[Account, str] | None:
        """Return an account and the mark of its password, whether it works or not; None if there is none."""
        if not _ID.fullmatch(account_id):
            return None
        found = self._rows(select(AccountRow.__table__).where(AccountRow.account_id == account_id))
        return (_account(found[0]), _mark(found[0].hashed)) if found else None

    def verified(self, name: str, password: str) -> Account | None:
        """Return whose user name and password these are; None, after the same time, where nobody's."""
        known = user_name(name)
        found = self._rows(select(AccountRow.__table__).where(AccountRow.name == known)) if known else ()
        row = found[0] if found else None
        fits = self._passwords.fits(row.hashed if row else None, password)
        return _account(row) if row and fits and row.disabled_at is None else None

    def note_sign_in(self, account: Account) -> None:
        """Keep that somebody signed in."""
        self._update(account, seen_at=self._clock())

    def set_password(self, account: Account, password: str, *, by: str = "") -> Account:
        """Give an account another password, which ends all its sessions.

        Raises
        ------
        InvalidInput
            The password is weak.
        """
        demand_strong(password, account.name)
        return self._update(account, by, hashed=self._passwords.hash(password), password_at=self._clock())

    def set_role(self, account: Account, role: Role, *, by: str = "") -> Account:
        """Let a person do more or less, from the next request on."""
        return self._update(account, by, role=role.value)

    def disable(self, account: Account, *, by: str = "") -> Account:
        """Let an account open nothing from now on."""
        return account if not account.works else self._update(account, by, disabled_at=self._clock())

    def enable(self, account: Account, *, by: str = "") -> Account:
        """Let an account open again what it did."""
        return self._update(account, by, disabled_at=None)

    def _update(self, account: Account, by: str = "", **values: Any) -> Account:
        this = AccountRow.account_id == account.account_id
        with self._database.transaction() as connection:
            if by.startswith(ACCOUNT):
                _demand_still_admin(connection, by, account.account_id)
            connection.execute(update(AccountRow).where(this).values(**values))
        return self.named(account.name)

    def _rows(self, asked: Any) -> tuple[Row[Any], ...]:
        """Return rows; asking makes no database."""
        url = self._database.engine.url
        if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
            return ()
        with self._database.transaction(writes=False) as connection:
            return tuple(connection.execute(asked))


def _demand_still_admin(connection: Connection, by: str, changed: str) -> None:
    """Return if ``by`` is an administrator who works, and stays that until this transaction has ended."""
    begin_writing(connection)
    both = select(AccountRow.__table__).where(AccountRow.account_id.in_([by, changed]))
    held = connection.execute(both.order_by(AccountRow.account_id).with_for_update())  # in one order for all
    if not any(row.account_id == by and row.role == Role.ADMIN and row.disabled_at is None for row in held):
        raise NotAllowed("only an administrator changes accounts, and this account is none any more")


def _read_name(name: str) -> str:
    read = user_name(name)
    if not read:
        message = gettext(
            "the user name must be 2 to 64 of a-z, 0-9 and . _ @ + -, and begin with a letter or digit"
        )
        raise InvalidInput(message, field="name")
    return read


def _read_full_name(full_name: str) -> str:
    clean = " ".join(full_name.split())
    if len(clean) > MAX_FULL_NAME or not clean.isprintable():
        message = gettext("the full name must be up to %(most)s printable characters", most=MAX_FULL_NAME)
        raise InvalidInput(message, field="full_name")
    return clean


def _mark(hashed: str) -> str:
    return hashlib.sha256(hashed.encode()).hexdigest()[:16]


def _account(row: Row[Any]) -> Account:
    return Account(
        account_id=row.account_id,
        name=row.name,
        full_name=row.full_name,
        role=Role(row.role),
        created_at=row.created_at,
        created_by=row.created_by,
        password_at=row.password_at,
        disabled_at=row.disabled_at,
        seen_at=row.seen_at,
    )
