"""Webhooks in their wire form, for the API and the command line, and in a line for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from checker.errors import InvalidInput
from checker.intake import wire_text
from checker.outbox import DeliveryState
from checker.webhook_events import EVERYBODY
from checker.webhooks import Delivery, Endpoint

ALL_EVENTS = ("*",)
_FIELDS = ("url", "events", "secret")


def endpoint_to_wire(endpoint: Endpoint, *, with_secret: bool = False) -> dict[str, Any]:
    """Return an endpoint; its secret is shown once, when it is made."""
    wire: dict[str, Any] = {
        "id": endpoint.endpoint_id,
        "url": wire_text(endpoint.url),
        "events": [kind.value for kind in endpoint.events],
        "all_checks": endpoint.owner == EVERYBODY,
        "created_at": _iso(endpoint.created_at),
        "failures": endpoint.failures,
        "rests_until": _iso(endpoint.due_at) if endpoint.failures else None,
    }
    return wire | ({"secret": endpoint.secret} if with_secret else {})


def delivery_to_wire(delivery: Delivery) -> dict[str, Any]:
    """Return a delivery as it stands."""
    return {
        "id": delivery.delivery_id,
        "webhook": delivery.endpoint_id,
        "event": {"id": delivery.event_id, "type": delivery.kind.value},
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "status": delivery.status,
        "error": wire_text(delivery.error) or None,
        "created_at": _iso(delivery.created_at),
        "tried_at": _iso(delivery.tried_at),
        "due_at": _iso(delivery.due_at) if delivery.state is DeliveryState.PENDING else None,
    }


def read_new_endpoint(body: object) -> tuple[str, Sequence[str], str]:
    """Return address, events and secret of a new endpoint.

    Raises
    ------
    InvalidInput
        A field is missing, unknown or of the wrong type.
    """
    if not isinstance(body, dict):
        raise InvalidInput('the body must be a JSON object like {"url": "https://…"}')
    unknown = sorted(body.keys() - set(_FIELDS))
    if unknown:
        name = wire_text(str(unknown[0])[:40])
        raise InvalidInput(f"{name} is not a field; the fields are {', '.join(_FIELDS)}", field=name)
    url, events, secret = body.get("url"), body.get("events", ALL_EVENTS), body.get("secret", "")
    if not isinstance(url, str) or not url:
        raise InvalidInput("url is missing; give the address that is to be told", field="url")
    if not isinstance(events, list | tuple) or not all(isinstance(name, str) for name in events):
        raise InvalidInput('events must be a list like ["check.changed"]', field="events")
    if not isinstance(secret, str):
        raise InvalidInput("secret must be a string", field="secret")
    return url, events, secret


def read_state(name: str) -> str:
    """Return the state of deliveries that is asked for; empty is any.

    Raises
    ------
    InvalidInput
        There is no such state.
    """
    if name and name not in set(DeliveryState):
        raise InvalidInput(f"state must be one of {', '.join(DeliveryState)}", field="state")
    return name


def endpoint_line(endpoint: Endpoint) -> str:
    """Return an endpoint for people."""
    well = f"failing ({endpoint.failures} in a row)" if endpoint.failures else "ok"
    return f"{endpoint.endpoint_id}  {well:<8}  {endpoint.url}  {', '.join(endpoint.events)}"


def delivery_line(delivery: Delivery) -> str:
    """Return a delivery for people."""
    at = delivery.created_at.isoformat(timespec="seconds")
    error = f"  {delivery.error}" if delivery.error else ""
    return (
        f"{delivery.delivery_id}  {at}  {delivery.state.value:<9}  {delivery.kind.value}  "
        f"{delivery.endpoint_id}  tried {delivery.attempts} x{error}"
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
