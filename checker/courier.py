"""Bringing events to those who want to hear: signed, tried again for hours, and given up in the open."""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Protocol

from checker.config import Settings
from checker.errors import FetchFailed, FetchRefused, NotFound
from checker.ingest.fetch import Answer, Fetcher, Limits
from checker.ingest.guard import Guard, networks_of
from checker.keyring import Keyring
from checker.outbox import DeliveryState
from checker.signing import signed_headers
from checker.webhook_events import EVERYBODY, scope_to_hear
from checker.webhooks import Delivery, Endpoint, Tried, Turn, Webhooks

log = logging.getLogger(__name__)

LONGEST_PAUSE = 3_600.0
GO_ON_SECONDS = 2.0  # after that a courier leaves the rest to the next one: checks wait for workers too
_SPREAD = 0.2
_PASSING = frozenset({408, 409, 421, 423, 425, 429})
_SERVER_FAULT = 500


class _Posts(Protocol):
    def post(self, url: str, body: bytes, headers: dict[str, str]) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Patience:
    """How often, and how soon, something is tried again."""

    attempts: int
    first_pause: float  # seconds; each further pause is twice as long
    spread: Callable[[], float] = lambda: random.uniform(1 - _SPREAD, 1 + _SPREAD)  # noqa: S311

    def pause(self, failures: int) -> timedelta:
        """Return how long to wait after so many failures in a row, at least one."""
        doubled = self.first_pause * 2.0 ** min(max(failures, 1) - 1, 20)
        return timedelta(seconds=min(doubled, LONGEST_PAUSE) * self.spread())


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why an attempt failed."""

    status: int | None
    words: str
    ill: bool = True  # the endpoint itself, and not only this event
    pause: float = 0.0  # that it asks for, in seconds


class Courier:
    """Delivers. Several may work at once, each for another endpoint."""

    def __init__(
        self,
        webhooks: Webhooks,
        fetcher: _Posts,
        patience: Patience,
        may_hear: Callable[[Endpoint], bool] = lambda _: True,
    ) -> None:
        self._webhooks = webhooks
        self._may_hear = may_hear
        self._fetcher = fetcher
        self._patience = patience

    def serve(self, endpoint_id: str, seconds: float = GO_ON_SECONDS) -> int:
        """Deliver what is due to an endpoint, and return how much of it arrived; safe to run twice.

        After ``seconds`` nothing more is begun.

        Raises
        ------
        StoreUnavailable
            The database is away.
        """
        try:
            turn = self._webhooks.claim(endpoint_id)
        except NotFound:  # removed between the claim and now
            return 0
        if turn is None:
            return 0
        try:
            return self._deliver(turn, time.monotonic() + seconds)
        finally:
            self._webhooks.give_back(turn)

    def _deliver(self, turn: Turn, deadline: float) -> int:
        arrived = 0
        while time.monotonic() < deadline and (delivery := self._webhooks.next(turn)):
            tried = self._try(turn.endpoint, delivery)
            arrived += tried.state is DeliveryState.DELIVERED
            if not self._webhooks.note(turn, delivery, tried) or tried.rest:
                break
        return arrived

    def _try(self, endpoint: Endpoint, delivery: Delivery) -> Tried:
        if not self._may_hear(endpoint):
            return Tried(DeliveryState.DEAD, None, "whoever made this webhook may not hear that any more")
        event = self._webhooks.body(delivery.event_id)
        if not event:
            return Tried(DeliveryState.DEAD, None, "the check that it told of was removed")
        body = json.dumps(event, ensure_ascii=True).encode()
        headers = {
            "Content-Type": "application/json",
            **signed_headers(endpoint.secret, delivery.event_id, int(time.time()), body),
        }
        try:
            answer = self._fetcher.post(endpoint.url, body, headers)
        except (FetchRefused, FetchFailed) as error:
            log.info("webhook %s: %s", endpoint.endpoint_id, error)
            return self._again(endpoint, delivery, _Fault(None, error.outside))
        if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            return Tried(DeliveryState.DELIVERED, answer.status)
        fault = _fault(answer)
        if answer.status == HTTPStatus.GONE:
            return Tried(DeliveryState.DEAD, answer.status, f"{fault.words}: it wants no more")
        return self._again(endpoint, delivery, fault)

    def _again(self, endpoint: Endpoint, delivery: Delivery, fault: _Fault) -> Tried:
        attempts, asked = delivery.attempts + 1, timedelta(seconds=fault.pause)
        rest = max(self._patience.pause(endpoint.failures + 1), asked) if fault.ill else timedelta()
        if attempts >= self._patience.attempts:
            words = f"{fault.words}; given up after {attempts} attempts"
            return Tried(DeliveryState.DEAD, fault.status, words, rest=rest, reached=not fault.ill)
        wait = max(self._patience.pause(attempts), asked)
        return Tried(
            DeliveryState.PENDING, fault.status, fault.words, wait=wait, rest=rest, reached=not fault.ill
        )


def _fault(answer: Answer) -> _Fault:
    asked = answer.headers.get("retry-after", "")
    pause = min(float(asked[:6]), LONGEST_PAUSE) if asked.isdecimal() else 0.0
    ill = answer.status >= _SERVER_FAULT or answer.status in _PASSING
    return _Fault(answer.status, f"the receiver answered with status {answer.status}", ill, pause)


def webhook_guard(settings: Settings) -> Guard:
    """Return what says which addresses may be told: the same addresses as for fetching, more hosts."""
    hosts = (*settings.webhook_hosts, *settings.fetch_hosts)
    return Guard(hosts, networks_of(settings.fetch_private), setting="CHECKER_WEBHOOK_HOSTS")


def webhook_fetcher(settings: Settings) -> Fetcher:
    """Return what sends to guarded addresses."""
    limits = Limits(seconds=settings.webhook_seconds, seconds_setting="CHECKER_WEBHOOK_SECONDS")
    return Fetcher(webhook_guard(settings), limits)


def open_courier(settings: Settings, webhooks: Webhooks) -> Courier:
    """Return a courier as the settings want it."""
    patience = Patience(settings.webhook_attempts, settings.webhook_retry_seconds)
    return Courier(webhooks, webhook_fetcher(settings), patience, _still_listening(Keyring(settings)))


def _still_listening(keys: Keyring) -> Callable[[Endpoint], bool]:
    def may_hear(endpoint: Endpoint) -> bool:
        if endpoint.heard_by in {"", EVERYBODY}:  # made on an open server, or before it was kept by whom
            return True
        return keys.may_still(endpoint.heard_by, scope_to_hear(endpoint.owner))

    return may_hear
