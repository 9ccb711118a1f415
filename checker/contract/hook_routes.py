"""The operations on webhooks and their deliveries."""

from __future__ import annotations

from collections.abc import Mapping

from checker.contract.hooks import (
    DeliveryAnswer,
    DeliveryList,
    NewWebhook,
    ShownDelivery,
    WebhookAnswer,
    WebhookList,
)
from checker.contract.operations import Operation, one_of, query
from checker.outbox import DeliveryState
from checker.webhook_wire import NewEndpoint

WEBHOOKS: Mapping[str, Operation] = {
    "webhooks.show_all": Operation("Webhooks", {200: WebhookList}, (401, 503)),
    "webhooks.add": Operation(
        "Webhooks",
        {201: NewWebhook},
        (400, 401, 403, 413, 415, 422, 503),
        body=NewEndpoint,
        headers=("Location",),
        examples={
            "All of one's checks": {"url": "https://desk.example/hooks/checker", "events": ["check.*"]}
        },
    ),
    "webhooks.show": Operation("Webhooks", {200: WebhookAnswer}, (401, 404, 503)),
    "webhooks.remove": Operation("Webhooks", {204: None}, (401, 403, 404, 503)),
    "webhook_deliveries.show_deliveries": Operation(
        "Webhooks",
        {200: DeliveryList},
        (401, 422, 503),
        parameters=(
            query("state", "how far they are", one_of(*DeliveryState), example=DeliveryState.DEAD.value),
            query("webhook", "only those of this one"),
        ),
    ),
    "webhook_deliveries.show_delivery": Operation("Webhooks", {200: ShownDelivery}, (401, 404, 503)),
    "webhook_deliveries.redeliver": Operation("Webhooks", {202: DeliveryAnswer}, (401, 403, 404, 503)),
}
