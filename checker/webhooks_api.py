"""The HTTP API of webhooks; docs/api.md describes it. Nothing is sent from here: workers deliver."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Flask, Response, current_app, g, request, url_for

from checker import doors
from checker.callers import current_listener
from checker.config import Settings
from checker.courier import webhook_fetcher
from checker.desk import current_desk
from checker.holders import current_holder
from checker.ingest.fetch import Fetcher
from checker.problems import json_response
from checker.webhook_wire import delivery_to_wire, endpoint_to_wire, read_new_endpoint, read_state
from checker.webhooks import Maker, Webhooks, open_webhooks

SHOWN = 200

webhooks = Blueprint("webhooks", __name__, url_prefix="/api/v1/webhooks")
deliveries = Blueprint("webhook_deliveries", __name__, url_prefix="/api/v1/webhook-deliveries")


def register(app: Flask, settings: Settings) -> None:
    """Answer for the webhooks in the database that the settings name."""
    app.extensions["webhooks"] = open_webhooks(settings), webhook_fetcher(settings)
    app.register_blueprint(webhooks)
    app.register_blueprint(deliveries)


@webhooks.before_request
@deliveries.before_request
def authenticate() -> None:
    """Find out whose webhooks these are."""
    g.owner = current_listener()


@webhooks.get("")
def show_all() -> Response:
    """Show every webhook of the caller."""
    return json_response({"webhooks": [endpoint_to_wire(one) for one in _store().all(g.owner)]})


@webhooks.post("")
def add() -> Response:
    """Tell an address from now on; only this answer has the secret."""
    url, events, secret = read_new_endpoint(doors.json_body())
    holder = current_holder()
    maker = Maker(current_desk().keys.lasting_name(holder), holder.actor)
    endpoint = _store().add(_fetcher().check(url), events, g.owner, secret, maker)
    response = json_response(endpoint_to_wire(endpoint, with_secret=True), HTTPStatus.CREATED)
    response.headers["Location"] = url_for("webhooks.show", webhook_id=endpoint.endpoint_id)
    return response


@webhooks.get("/<webhook_id>")
def show(webhook_id: str) -> Response:
    """Show a webhook."""
    return json_response(endpoint_to_wire(_store().get(webhook_id, g.owner)))


@webhooks.delete("/<webhook_id>")
def remove(webhook_id: str) -> Response:
    """Tell an address nothing more."""
    _store().remove(webhook_id, g.owner)
    return Response(status=HTTPStatus.NO_CONTENT)


@deliveries.get("")
def show_deliveries() -> Response:
    """Show the newest deliveries, those that were given up with ``?state=dead``."""
    state, webhook = read_state(request.args.get("state", "")), request.args.get("webhook", "")
    found = _store().deliveries(g.owner, endpoint_id=webhook, state=state, limit=SHOWN)
    return json_response({"deliveries": [delivery_to_wire(one) for one in found]})


@deliveries.get("/<delivery_id>")
def show_delivery(delivery_id: str) -> Response:
    """Show a delivery with what it says."""
    found = _store().delivery(delivery_id, g.owner)
    return json_response(delivery_to_wire(found) | {"body": dict(_store().body(found.event_id))})


@deliveries.post("/<delivery_id>/redeliver")
def redeliver(delivery_id: str) -> Response:
    """Send an event again."""
    found = _store().redeliver(delivery_id, g.owner)
    return json_response(delivery_to_wire(found), HTTPStatus.ACCEPTED)


def _store() -> Webhooks:
    store: Webhooks = current_app.extensions["webhooks"][0]
    return store


def _fetcher() -> Fetcher:
    fetcher: Fetcher = current_app.extensions["webhooks"][1]
    return fetcher
