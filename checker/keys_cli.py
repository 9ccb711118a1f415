"""``checker keys``: who may come in, what they may do, and how much."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import datetime

import click

from checker.config import load_settings
from checker.key_records import Key, Limits, Scope

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")


@click.group()
def keys() -> None:
    """Say who may come in, with which API keys; a key is shown once and kept as a hash."""


@keys.command("create")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What it may do; repeat it.  [default: check and read]",
)
@click.option("--expires", help="When it ends: ISO 8601, or a span such as 90d or 12h; never without it.")
@click.option("--per-minute", type=int, help="Requests a minute; 0 is no limit.")
@click.option("--per-day", type=int, help="Requests a day that make checks; 0 is no limit.")
@json_option
def keys_create(
    name: str, scopes: Sequence[str], expires: str | None, *, as_json: bool, **limits: int
) -> None:
    """Make a key for NAME; it is shown this once."""
    from checker.key_store import NewKey, open_keys  # noqa: PLC0415  # the database: not for `checker check`
    from checker.key_wire import read_expiry  # noqa: PLC0415

    wanted = [Scope(scope) for scope in scopes] or [Scope.CHECK, Scope.READ]
    new = NewKey(name, wanted, Limits(**limits), read_expiry(expires) if expires else None)
    by = f"{os.environ.get('USER') or 'somebody'} (shell)"
    _show_new(*open_keys(load_settings()).create(new, by), as_json)


@keys.command("list")
@json_option
def keys_list(*, as_json: bool) -> None:
    """Show every key, without its secret."""
    from checker.key_store import open_keys  # noqa: PLC0415
    from checker.key_wire import key_line, key_to_wire  # noqa: PLC0415

    kept = open_keys(load_settings())
    for key in kept.all():
        click.echo(json.dumps(key_to_wire(key, kept.now())) if as_json else key_line(key, kept.now()))


@keys.command("revoke")
@click.argument("key_id", metavar="ID")
@json_option
def keys_revoke(key_id: str, *, as_json: bool) -> None:
    """Let a key open nothing from now on."""
    from checker.key_store import open_keys  # noqa: PLC0415
    from checker.key_wire import key_line, key_to_wire  # noqa: PLC0415

    kept = open_keys(load_settings())
    key = kept.revoke(key_id)
    click.echo(json.dumps(key_to_wire(key, kept.now())) if as_json else key_line(key, kept.now()))


@keys.command("rotate")
@click.argument("key_id", metavar="ID")
@json_option
def keys_rotate(key_id: str, *, as_json: bool) -> None:
    """Give a key another secret; the earlier one opens nothing from now on."""
    from checker.key_store import open_keys  # noqa: PLC0415

    _show_new(*open_keys(load_settings()).rotate(key_id), as_json)


def _show_new(key: Key, text: str, as_json: bool) -> None:  # noqa: FBT001
    from checker.key_wire import key_line, key_to_wire  # noqa: PLC0415

    now = datetime.now(key.created_at.tzinfo)
    if as_json:
        click.echo(json.dumps(key_to_wire(key, now, text)))
    else:
        click.echo(key_line(key, now))
        click.echo(f"key: {text}")
        click.echo("It is shown this once; only its hash is kept.", err=True)
