"""The protocol without a line to anywhere: what to send, when to pause, and what the answers mean.

Each conversation is a generator. It yields a ``Send`` or a ``Pause`` and is given what came of it, so that
the blocking client and the awaited one differ only in how they send and how they sleep.
"""

from __future__ import annotations

import math
import secrets
import time
import uuid
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from checker.check_records import CheckState
from checker.client.faults import (
    Busy,
    Missing,
    NotAdmitted,
    NotFinished,
    OddAnswer,
    Refused,
    Unanswered,
    Unsendable,
)
from checker.client.sending import body_of, in_path, in_query, request_key
from checker.client.settings import ClientOptions, ListFilters, PostOptions
from checker.contract.checks import AcceptedAnswer, CheckAnswer, CheckList
from checker.contract.wire import Problem

CHECKS = "/api/v1/checks"
LONGEST_WAIT = 3_600  # seconds that the server is asked to wait; who waits longer asks again
_TOO_MANY, _TOO_LARGE, _INSIDE = 429, 413, 500
_PASSING = frozenset({_TOO_MANY, 502, 503, 504})
_ENDED = frozenset({CheckState.DONE, CheckState.FAILED})
_OK, _ACCEPTED, _NO_CONTENT = 200, 202, 204

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Send:
    """A request; ``timeout`` is in seconds."""

    method: str
    path: str
    timeout: float
    body: bytes | None = None  # JSON
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pause:
    """Do nothing for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Received:
    """An answer; the names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Lost:
    """No whole answer came."""

    error: Exception


Heard: TypeAlias = Received | Lost | None  # None after a pause
Talk: TypeAlias = Generator[Send | Pause, Heard, T]


@dataclass(frozen=True, slots=True)
class Protocol:
    """The conversations that a client can have."""

    options: ClientOptions
    clock: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = secrets.SystemRandom().random

    def submit(self, text: str, key: str | None, options: PostOptions) -> Talk[AcceptedAnswer]:
        """Have a post accepted."""
        received = yield from self.exchange(self._posted(text, key, options))
        return read(received, AcceptedAnswer)

    def check(self, text: str, wait: float, key: str | None, options: PostOptions) -> Talk[CheckAnswer]:
        """Have a post checked, and wait for the end."""
        began = self.clock()
        received = yield from self.exchange(self._posted(text, key, options, wait))
        if received.status == _OK:
            return read(received, CheckAnswer)
        check_id = read(received, AcceptedAnswer).id
        left = began + wait - self.clock()
        yield Pause(min(max(0.0, left), retry_after(received) or 0.0))
        try:
            return (yield from self.wait(check_id, began + wait - self.clock()))
        except NotFinished as error:
            raise NotFinished(check_id, wait) from error
        except (Busy, Unanswered) as error:  # it is kept all the same, and has an id
            raise NotFinished(check_id, round(self.clock() - began, 1)) from error

    def get(self, check_id: str) -> Talk[CheckAnswer]:
        """Read a check as it stands."""
        return read((yield from self.exchange(self.asking(_place(check_id)))), CheckAnswer)

    def wait(self, check_id: str, seconds: float) -> Talk[CheckAnswer]:
        """Ask for a check until it has ended, as often as the server says."""
        end = self.end_of(seconds)
        while True:
            received = yield from self.exchange(self.asking(_place(check_id)), until=end)
            found = read(received, CheckAnswer)
            if found.state in _ENDED:
                return found
            left = end - self.clock()
            if left <= 0:
                raise NotFinished(check_id, seconds)
            yield Pause(min(left, retry_after(received) or self.options.first_pause))

    def page(self, filters: ListFilters) -> Talk[CheckList]:
        """Read a page of checks."""
        asked = in_query({name: _in_query(value) for name, value in filters.items()})
        received = yield from self.exchange(self.asking(f"{CHECKS}?{asked}" if asked else CHECKS))
        return read(received, CheckList)

    def delete(self, check_id: str) -> Talk[None]:
        """Take a check back."""
        return self.remove(_place(check_id))

    def remove(self, path: str) -> Talk[None]:
        """Have what is at an address removed."""
        unsure: list[Heard] = []
        try:
            received = yield from self.exchange(Send("DELETE", path, self.options.timeout), unsure=unsure)
        except Missing:
            # The attempt of which nobody knows what it did may have been the one that removed it.
            if not unsure:
                raise
            return
        if received.status != _NO_CONTENT:
            raise OddAnswer(f"something was to be removed, and status {received.status} came back")

    def asking(self, path: str) -> Send:
        """Return the request for what is at an address."""
        return Send("GET", path, self.options.timeout)

    def end_of(self, seconds: float) -> float:
        """Return when so many seconds are over."""
        return self.clock() + seconds_of(seconds)

    def _posted(self, text: str, key: str | None, options: PostOptions, wait: float = 0.0) -> Send:
        """Return the request that has a post checked."""
        asked = min(max(0.0, seconds_of(wait)), LONGEST_WAIT)
        headers = posting(key)
        if asked >= 1:
            headers["Prefer"] = f"wait={int(asked)}"
        body = body_of({"text": text} | {name: plain(value) for name, value in options.items()})
        return Send("POST", CHECKS, self.options.timeout + asked, body, headers)

    def exchange(
        self, request: Send, *, until: float = math.inf, unsure: list[Heard] | None = None
    ) -> Talk[Received]:
        """Send a request until it is answered, and return the answer.

        Parameters
        ----------
        until
            No attempt is made after this.
        unsure
            Collects what came of attempts that may have been carried out all the same.
        """
        attempt = 0
        while True:
            heard = yield request
            fault = _fault(heard)
            if fault is None and isinstance(heard, Received):
                return heard
            attempt += 1
            pause = self._pause(heard, fault or OddAnswer("nothing came back"), attempt, until)
            if unsure is not None and not (isinstance(heard, Received) and heard.status == _TOO_MANY):
                unsure.append(heard)
            yield Pause(pause)

    def _pause(self, heard: Heard, fault: Exception, attempt: int, until: float) -> float:
        """Return the seconds before the next attempt, or raise what none would mend.

        What the server asks for is the least: coming earlier would only be counted against us. The part
        left to chance keeps clients that failed together from coming back together.
        """
        longest = self.options.longest_pause
        asked = (fault.retry_after or 0.0) if isinstance(fault, Busy) else 0.0
        if not _may_pass(heard) or attempt > self.options.retries or asked > longest:
            raise fault
        grown = min(longest, self.options.first_pause * 2.0 ** (attempt - 1))
        pause = min(longest, asked + grown * (0.5 + self.chance() / 2))
        if pause > until - self.clock():
            raise fault
        return pause


def seconds_of(wait: float) -> float:
    """Return how long somebody waits, which may be for ever.

    Raises
    ------
    Unsendable
        That is no number.
    """
    if math.isnan(wait):
        raise Unsendable("the seconds to wait must be a number")
    return wait


def posting(key: str | None) -> dict[str, str]:
    """Return the headers of a body; the key is made once, so that every attempt is the same request."""
    made = str(uuid.uuid4()) if key is None else request_key(key)
    return {"Content-Type": "application/json", "Idempotency-Key": made}


def retry_after(received: Received) -> float | None:
    """Return the seconds that the server asks for, which may write them as a date."""
    value = received.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _may_pass(heard: Heard) -> bool:
    """Return whether the same request may be answered otherwise in a moment.

    One that failed inside may too: every request of ours may be sent twice.
    """
    return isinstance(heard, Lost) or (isinstance(heard, Received) and heard.status in {*_PASSING, _INSIDE})


def _fault(heard: Heard) -> Exception | None:
    """Return what is wrong with an answer."""
    if isinstance(heard, Lost):
        fault = Unanswered(f"no answer: {type(heard.error).__name__}: {heard.error}")
        fault.__cause__ = heard.error
        return fault
    if heard is None or heard.status in {_OK, _ACCEPTED, _NO_CONTENT}:
        return None
    return _problem_fault(heard)


def _problem_fault(received: Received) -> Exception:
    status = received.status
    problem = _problem(received)
    if status in _PASSING:
        shown = problem or _bare(status, "the service, or what stands before it, cannot answer now")
        return Busy(shown, retry_after(received))
    if status == _TOO_LARGE:
        return Refused(problem or _bare(status, "what stands before the service takes no body of this size"))
    if problem is None:
        return OddAnswer(f"status {status} came back without a problem of this API; look at the address")
    if status in {401, 403}:
        return NotAdmitted(problem)
    return Missing(problem) if status == 404 else Refused(problem)  # noqa: PLR2004 - not found


def _problem(received: Received) -> Problem | None:
    try:
        return Problem.model_validate_json(received.body, extra="ignore")
    except ValidationError:
        return None


def _bare(status: int, detail: str) -> Problem:
    return Problem(type="about:blank", title="", status=status, detail=detail, request_id="")


def read(received: Received, model: type[M]) -> M:
    """Return the answer; keys that this version does not know are read over, as the contract asks."""
    try:
        return model.model_validate_json(received.body, extra="ignore")
    except ValidationError as error:
        raise OddAnswer(f"the answer is no {model.__name__}; look at the address: {error}") from error


def _place(check_id: str) -> str:
    return f"{CHECKS}/{in_path(check_id)}"


def _in_query(value: object) -> Any:
    return str(value).lower() if isinstance(value, bool) else plain(value)


def plain(value: object) -> Any:
    """Return a value as JSON and addresses have it."""
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
