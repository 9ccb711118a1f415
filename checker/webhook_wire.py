"""Webhooks in their wire form, for the API and the command line, and in a line for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from checker.body_faults import refused_by_field
from checker.errors import InvalidInput
from checker.outbox import DeliveryState
from checker.schema import iso
from checker.surrogates import wire_text
from checker.webhook_events import EVERYBODY
from checker.webhooks import Delivery, Endpoint

ALL_EVENTS = ("*",)


def endpoint_to_wire(endpoint: Endpoint, *, with_secret: bool = False) -> dict[str, Any]:
    """Return an endpoint; its secret is shown once, when it is made."""
    wire: dict[str, Any] = {
        "id": endpoint.endpoint_id,
        "url": wire_text(endpoint.url),
        "events": [kind.value for kind in endpoint.events],
        "all_checks": endpoint.owner == EVERYBODY,
        "made_by": wire_text(endpoint.made_by) or None,
        "created_at": iso(endpoint.created_at),
        "failures": endpoint.failures,
        "rests_until": iso(endpoint.due_at) if endpoint.failures else None,
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
        "created_at": iso(delivery.created_at),
        "tried_at": iso(delivery.tried_at),
        "due_at": iso(delivery.due_at) if delivery.state is DeliveryState.PENDING else None,
    }


class NewEndpoint(BaseModel):
    """What a caller sends to have an address told."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    url: Annotated[str, Field(min_length=1, description="the address that is to be told")]
    events: Annotated[
        list[str], Field(min_length=1, description='names, or groups such as "check.*"; all without it')
    ] = list(ALL_EVENTS)
    secret: Annotated[str, Field(description="whsec_ and at least 24 bytes in base64; made without it")] = ""


_FAULTS = {
    "url": "url is missing; give the address that is to be told",
    "events": 'events must be a list like ["check.changed"]',
    "secret": "secret must be a string",
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
    try:
        asked = NewEndpoint.model_validate(body)
    except ValidationError as error:
        raise refused_by_field(error, NewEndpoint, _FAULTS) from error
    return asked.url, asked.events, asked.secret


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
    by = f"  by {wire_text(endpoint.made_by)}" if endpoint.made_by else ""
    return f"{endpoint.endpoint_id}  {well:<8}  {endpoint.url}  {', '.join(endpoint.events)}{by}"


def delivery_line(delivery: Delivery) -> str:
    """Return a delivery for people."""
    at = delivery.created_at.isoformat(timespec="seconds")
    error = f"  {delivery.error}" if delivery.error else ""
    return (
        f"{delivery.delivery_id}  {at}  {delivery.state.value:<9}  {delivery.kind.value}  "
        f"{delivery.endpoint_id}  tried {delivery.attempts} x{error}"
    )
