"""``checker users``: who signs in to the pages with a user name and a password."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import click

from checker.account_records import Account, Role
from checker.config import load_settings
from checker.errors import InvalidInput

if TYPE_CHECKING:
    from checker.entrance import Entrance

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
ROLES = click.Choice([role.value for role in Role])


@click.group()
def users() -> None:
    """Say who signs in to the pages: readers, checkers, reviewers, admins."""


@users.command("add")
@click.argument("name")
@click.option("--role", type=ROLES, default=Role.CHECKER.value, show_default=True, help="What they may do.")
@click.option("--full-name", default="", help="How pages call them.")
@json_option
def users_add(name: str, role: str, full_name: str, *, as_json: bool) -> None:
    """Add the user NAME; the password is asked for, or read as one line from stdin."""
    from checker.account_store import NewAccount  # noqa: PLC0415  # the database: not for `checker check`

    by = f"{os.environ.get('USER') or 'somebody'} (shell)"
    new = NewAccount(name, _password(name), Role(role), full_name)
    _show(_entrance().accounts.add(new, by), as_json)


@users.command("list")
@json_option
def users_list(*, as_json: bool) -> None:
    """Show every user."""
    for account in _entrance().accounts.all():
        _show(account, as_json)


@users.command("disable")
@click.argument("name")
@json_option
def users_disable(name: str, *, as_json: bool) -> None:
    """Let NAME in no more, at once; their checks and reviews stay."""
    entrance = _entrance()
    account = entrance.accounts.disable(entrance.accounts.named(name))
    entrance.sessions.end_all(account.account_id)
    _show(account, as_json)


@users.command("enable")
@click.argument("name")
@json_option
def users_enable(name: str, *, as_json: bool) -> None:
    """Let NAME in again, with the password they had."""
    accounts = _entrance().accounts
    _show(accounts.enable(accounts.named(name)), as_json)


@users.command("role")
@click.argument("name")
@click.argument("role", type=ROLES)
@json_option
def users_role(name: str, role: str, *, as_json: bool) -> None:
    """Let NAME do what ROLE says, from their next click on."""
    accounts = _entrance().accounts
    _show(accounts.set_role(accounts.named(name), Role(role)), as_json)


@users.command("password")
@click.argument("name")
@json_option
def users_password(name: str, *, as_json: bool) -> None:
    """Give NAME another password, asked for or read from stdin; they are signed out everywhere."""
    entrance = _entrance()
    account = entrance.accounts.named(name)
    account = entrance.accounts.set_password(account, _password(name))
    entrance.sessions.end_all(account.account_id)
    entrance.attempts.forgive(account.name)
    _show(account, as_json)


def _entrance() -> Entrance:
    from checker.entrance import open_entrance  # noqa: PLC0415

    return open_entrance(load_settings())


def _password(name: str) -> str:
    from checker.passwords import demand_strong  # noqa: PLC0415

    if sys.stdin.isatty():
        given: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    if not given:
        raise InvalidInput("no password came: type it, or send it as one line on stdin", field="password")
    demand_strong(given, name)
    return given


def _show(account: Account, as_json: bool) -> None:  # noqa: FBT001
    if as_json:
        click.echo(json.dumps(_wire(account)))
        return
    seen = f"signed in last {account.seen_at:%Y-%m-%d}" if account.seen_at else "never signed in"
    state = "active" if account.works else "disabled"
    click.echo(f"{account.name}  {account.role}  {state}  {seen}  {account.full_name}".rstrip())


def _wire(account: Account) -> dict[str, object]:
    return {
        "id": account.account_id,
        "name": account.name,
        "full_name": account.full_name,
        "role": account.role.value,
        "state": "active" if account.works else "disabled",
        "created_at": account.created_at.isoformat(),
        "created_by": account.created_by,
        "seen_at": account.seen_at.isoformat() if account.seen_at else None,
    }
