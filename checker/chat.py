"""One question to a chat model behind an OpenAI-compatible endpoint, answered as JSON of a given shape.

Ollama, vLLM, llama.cpp and the hosted services all speak this protocol:
https://platform.openai.com/docs/api-reference/chat. Whatever goes wrong, after the retries
that make sense, is a :class:`ChatUnavailable` that says what happened.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx2
from pydantic import BaseModel, ValidationError
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from checker.errors import TryLaterError

# Where a token count is missing from the answer: English has about four characters to a token.
CHARS_PER_TOKEN = 4
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_LONGEST_PAUSE = 8.0  # seconds between two attempts
_LONGEST_ANSWER = 4_000_000  # characters; more is not an answer to our question


T = TypeVar("T", bound=BaseModel)


class ChatUnavailable(TryLaterError):
    """The chat model gave no usable answer."""


class _Passing(Exception):
    """An attempt failed in a way that the next one may not; ``pause`` is in seconds."""

    def __init__(self, words: str, pause: float = 0.0) -> None:
        super().__init__(words)
        self.pause = pause


@dataclass(frozen=True, slots=True)
class ChatOptions:
    """Where the model is and what may be spent on it."""

    url: str  # up to and with /v1
    model: str
    key: str = ""
    seconds: float = 30.0  # longest wait for one answer, all attempts together
    retries: int = 2
    tokens_per_day: int = 0  # of this process, by UTC day; 0 means no limit


class Budget:
    """Tokens that may still be spent today. Threads may share it."""

    def __init__(self, per_day: int, today: Callable[[], str] | None = None) -> None:
        self._per_day = per_day
        self._today = today or (lambda: datetime.now(UTC).date().isoformat())
        self._lock = threading.Lock()
        self._day, self._spent = "", 0

    def reserve(self, tokens: int) -> None:
        """Set ``tokens`` aside, to be corrected by :meth:`settle` when the true number is known.

        Raises
        ------
        ChatUnavailable
            That is more than is left of today.
        """
        with self._lock:
            if self._day != self._today():
                self._day, self._spent = self._today(), 0
            if self._per_day and self._spent + tokens > self._per_day:
                message = f"the limit of {self._per_day:,} tokens a day is used up"
                raise ChatUnavailable(message)
            self._spent += tokens

    def settle(self, reserved: int, used: int) -> None:
        """Replace a reservation by what was used."""
        with self._lock:
            self._spent = max(0, self._spent + used - reserved)


class ChatClient:
    """Asks one chat model. Threads may share it."""

    def __init__(
        self,
        options: ChatOptions,
        *,
        http: httpx2.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._options = options
        self._budget = Budget(options.tokens_per_day)
        self._http = http or httpx2.Client()
        self._sleep = sleep

    def ask(
        self, system: str, user: str, answer: type[T], *, fits: Callable[[T], bool] = lambda _: True
    ) -> T:
        """Return the model's answer to ``user``; one that does not fit is asked for again.

        Raises
        ------
        ChatUnavailable
            No usable answer within the time, the attempts and the tokens that are allowed.
        """
        deadline = time.monotonic() + self._options.seconds
        body = self._body(system, user, answer)
        attempts = Retrying(
            stop=stop_after_attempt(1 + self._options.retries),
            retry=retry_if_exception_type(_Passing),
            wait=_pause,
            sleep=lambda pause: self._rest(pause, deadline),
            reraise=True,
        )
        try:
            read: T = attempts(self._attempt, body, answer, fits, deadline)
        except _Passing as error:
            message = f"the chat model {self._options.model!r} gave no usable answer: {error}"
            raise ChatUnavailable(message) from error
        return read

    def _body(self, system: str, user: str, answer: type[BaseModel]) -> dict[str, Any]:
        schema = {"name": answer.__name__.strip("_"), "strict": True, "schema": answer.model_json_schema()}
        return {
            "model": self._options.model,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
            "temperature": 0,
            "response_format": {"type": "json_schema", "json_schema": schema},
        }

    def _rest(self, pause: float, deadline: float) -> None:
        if time.monotonic() + pause >= deadline:
            message = f"the chat model {self._options.model!r} did not answer in {self._options.seconds:g} s"
            raise ChatUnavailable(message)
        self._sleep(pause)

    def _attempt(
        self, body: Mapping[str, Any], answer: type[T], fits: Callable[[T], bool], deadline: float
    ) -> T:
        asked = sum(len(m["content"]) for m in body["messages"]) // CHARS_PER_TOKEN
        self._budget.reserve(asked)
        used = asked
        try:
            reply = self._reply(body, deadline)
            content = _content(reply)
            used = _tokens(reply, asked + len(content) // CHARS_PER_TOKEN)
        finally:
            self._budget.settle(asked, used)
        return _read(content, answer, fits)

    def _reply(self, body: Mapping[str, Any], deadline: float) -> Any:
        left = deadline - time.monotonic()
        if left <= 0:
            message = f"no answer in {self._options.seconds:g} s"
            raise _Passing(message)
        headers = {"Authorization": f"Bearer {self._options.key}"} if self._options.key else {}
        url = f"{self._options.url.rstrip('/')}/chat/completions"
        try:
            with self._http.stream("POST", url, json=dict(body), headers=headers, timeout=left) as response:
                raw = _received(response, deadline)
        except httpx2.HTTPError as error:
            message = f"{type(error).__name__} at {url}: {error}"
            raise _Passing(message) from error
        if response.status_code in _PASSING:
            message = f"status {response.status_code}: {raw[:200].decode('utf-8', 'replace')}"
            raise _Passing(message, _retry_after(response))
        if not response.is_success:
            message = (
                f"the chat endpoint {url} answered {response.status_code}; check CHECKER_STANCE_URL, "
                f"CHECKER_STANCE_MODEL and CHECKER_STANCE_KEY: {raw[:200].decode('utf-8', 'replace')}"
            )
            raise ChatUnavailable(message)
        return _json(raw)


def _received(response: httpx2.Response, deadline: float) -> bytes:
    """Return the body; a server that drips bytes cannot hold us beyond the deadline."""
    raw = b""
    for chunk in response.iter_bytes():
        raw += chunk
        if time.monotonic() > deadline:
            message = "the answer did not end in time"
            raise _Passing(message)
        if len(raw) > _LONGEST_ANSWER:
            message = f"the answer is longer than {_LONGEST_ANSWER:,} bytes"
            raise ChatUnavailable(message)
    return raw


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError as error:
        message = "the answer is not JSON"
        raise _Passing(message) from error


def _content(reply: Any) -> str:
    try:
        content = reply["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError) as error:
        message = "the answer has no choices[0].message.content"
        raise _Passing(message) from error
    if not isinstance(content, str):
        message = "the answer has no text"
        raise _Passing(message)
    return content


def _tokens(reply: Any, guess: int) -> int:
    usage = reply.get("usage")
    total = usage.get("total_tokens") if isinstance(usage, dict) else None
    return total if isinstance(total, int) and total >= 0 else guess


def _read(content: str, answer: type[T], fits: Callable[[T], bool]) -> T:
    try:
        read = answer.model_validate_json(content)
    except ValidationError as error:
        message = f"the answer has not the shape that was asked for ({error.error_count()} faults)"
        raise _Passing(message) from error
    if not fits(read):
        message = "the answer does not cover what was asked"
        raise _Passing(message)
    return read


def _retry_after(response: httpx2.Response) -> float:
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isdigit() else 0.0


def _pause(state: RetryCallState) -> float:
    """Return the seconds before the next attempt: what the server asks for, else half a second, one, two."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.pause if isinstance(error, _Passing) else 0.0
    return asked or min(_LONGEST_PAUSE, 0.25 * 2.0**state.attempt_number)
