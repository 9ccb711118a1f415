"""Webhooks and what they were sent."""

from __future__ import annotations

from typing import Annotated

from checker.contract.told import ToldBody
from checker.contract.wire import Answer, Moment, words
from checker.outbox import DeliveryState
from checker.webhook_events import Told


class WebhookAnswer(Answer):
    """An address that is told."""

    id: str
    url: str
    events: list[Told]
    all_checks: Annotated[bool, words("whether it hears of everybody's checks")]
    made_by: Annotated[str | None, words("whose key it hears by; null where that was not kept")]
    created_at: Moment
    failures: Annotated[int, words("in a row")]
    rests_until: Moment | None


class NewWebhook(WebhookAnswer):
    """An address that is told from now on, with its secret, which no other answer has."""

    secret: Annotated[str, words("base64 behind whsec_: the key of the signatures")]


class WebhookList(Answer):
    """Every webhook of the caller."""

    webhooks: list[WebhookAnswer]


class ToldAnswer(Answer):
    """What was told."""

    id: str
    type: Told


class DeliveryAnswer(Answer):
    """One event on its way to one address."""

    id: str
    webhook: str
    event: ToldAnswer
    state: DeliveryState
    attempts: int
    status: Annotated[int | None, words("what the receiver answered last")]
    error: str | None
    created_at: Moment
    tried_at: Moment | None
    due_at: Moment | None


class ShownDelivery(DeliveryAnswer):
    """A delivery with what it says."""

    body: ToldBody


class DeliveryList(Answer):
    """The newest deliveries."""

    deliveries: list[DeliveryAnswer]
