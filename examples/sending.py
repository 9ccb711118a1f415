"""How both bots send an answer: again where it was certainly not taken, and never where it may have been."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

import httpx2

from checker.errors import CheckerError, NeverError, TryLaterError

log = logging.getLogger(__name__)
TOO_MANY, AWAY, LATE = 429, 502, 504
NOT_ADMITTED = 401
_BROKEN = 500
_OPERATORS = frozenset({NOT_ADMITTED, 404})  # the token or the address is wrong, not the message
_NOTHING_LEFT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)


class NotSent(CheckerError):
    """The message was certainly not delivered."""


class Unwanted(NotSent, NeverError):
    """The messenger refuses this message."""


class NotSentNow(NotSent, TryLaterError):
    """The messenger takes no message now."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a messenger says of a message; ``code`` is a status of HTTP, whichever way it was told."""

    code: int
    fault: str = ""  # empty where the message was taken
    pause: float = 1.0  # seconds that it asks for


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends messages to one messenger, whose answers ``read`` reads."""

    http: httpx2.Client
    read: Callable[[httpx2.Response], Told]
    sleep: Callable[[float], None] = time.sleep

    def send(self, method: str, body: dict[str, Any]) -> None:
        """Have a message delivered.

        An answer that is lost on its way back, or that a gateway did not wait for, counts as delivered: the
        message may have been.
        """
        for _ in range(5):
            try:
                told = self.read(self.http.post(method, json=body))
            except _NOTHING_LEFT:
                self.sleep(1.0)
                continue
            except httpx2.RequestError as error:
                told = Told(LATE, type(error).__name__)
            if told.code != TOO_MANY:
                break
            self.sleep(told.pause)
        else:
            raise NotSentNow("the messenger takes no message now")
        if told.code == LATE:
            log.warning("whether the message arrived is unknown: %s", told.fault)
        elif told.fault:
            _refuse(told)


def _refuse(told: Told) -> NoReturn:
    if told.code >= _BROKEN or told.code in _OPERATORS:
        raise NotSentNow(told.fault)
    raise Unwanted(told.fault)
