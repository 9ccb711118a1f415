"""``checker webhooks``: who is told, what was told, and what could not be."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence

import click

from checker.config import load_settings
from checker.outbox import DeliveryState
from checker.webhook_events import Told
from checker.webhooks import Endpoint, Maker, open_webhooks

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")


@click.group()
def webhooks() -> None:
    """Addresses that are told when an answer changes, a check ends or the corpus changes."""


@webhooks.command("add")
@click.argument("url")
@click.option(
    "--event",
    "events",
    multiple=True,
    help=f"Of what to tell; all when left out. One of {', '.join(Told)}, or 'check.*'.",
)
@click.option("--secret", default="", help="Secret that signs; made and shown once when left out.")
@json_option
def webhooks_add(url: str, events: Sequence[str], secret: str, *, as_json: bool) -> None:
    """Tell URL from now on; see CHECKER_WEBHOOK_HOSTS for where it may be."""
    from checker.courier import webhook_fetcher  # noqa: PLC0415  # connects: not for `checker check`
    from checker.webhook_events import EVERYBODY  # noqa: PLC0415
    from checker.webhook_wire import ALL_EVENTS, endpoint_line, endpoint_to_wire  # noqa: PLC0415

    settings = load_settings()
    address = webhook_fetcher(settings).check(url)
    maker = Maker(name=f"{os.environ.get('USER') or 'somebody'} (shell)")
    endpoint = open_webhooks(settings).add(address, events or ALL_EVENTS, EVERYBODY, secret, maker)
    if as_json:
        click.echo(json.dumps(endpoint_to_wire(endpoint, with_secret=True)))
    else:
        click.echo(endpoint_line(endpoint))
        click.echo(f"secret: {endpoint.secret}")


@webhooks.command("list")
@json_option
def webhooks_list(*, as_json: bool) -> None:
    """Show every address that is told."""
    _show(open_webhooks(load_settings()).all(), as_json=as_json)


@webhooks.command("remove")
@click.argument("webhook_id", metavar="ID")
@json_option
def webhooks_remove(webhook_id: str, *, as_json: bool) -> None:
    """Tell an address nothing more."""
    _show([open_webhooks(load_settings()).remove(webhook_id)], as_json=as_json)


@webhooks.command("deliveries")
@click.option("--state", type=click.Choice([state.value for state in DeliveryState]), default=None)
@click.option("--webhook", default="", help="Id of an address; all when left out.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@json_option
def webhooks_deliveries(state: str | None, webhook: str, limit: int, *, as_json: bool) -> None:
    """Show the newest deliveries; `--state dead` are those that were given up."""
    from checker.webhook_wire import delivery_line, delivery_to_wire  # noqa: PLC0415

    for one in open_webhooks(load_settings()).deliveries(endpoint_id=webhook, state=state or "", limit=limit):
        click.echo(json.dumps(delivery_to_wire(one)) if as_json else delivery_line(one))


@webhooks.command("redeliver")
@click.argument("delivery_id", metavar="ID")
@json_option
def webhooks_redeliver(delivery_id: str, *, as_json: bool) -> None:
    """Send an event again, whatever became of it; a worker does so within seconds."""
    from checker.webhook_wire import delivery_line, delivery_to_wire  # noqa: PLC0415

    found = open_webhooks(load_settings()).redeliver(delivery_id)
    click.echo(json.dumps(delivery_to_wire(found)) if as_json else delivery_line(found))


def _show(endpoints: Sequence[Endpoint], *, as_json: bool) -> None:
    from checker.webhook_wire import endpoint_line, endpoint_to_wire  # noqa: PLC0415

    for endpoint in endpoints:
        click.echo(json.dumps(endpoint_to_wire(endpoint)) if as_json else endpoint_line(endpoint))
