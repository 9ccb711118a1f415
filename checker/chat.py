"""One question to a chat model behind an OpenAI-compatible endpoint, answered as JSON of a given shape.

Ollama, vLLM, llama.cpp and the hosted services all speak this protocol:
https://platform.openai.com/docs/api-reference/chat. Whatever goes wrong, after the retries
that make sense, is a :class:`ChatUnavailable` that says what happened.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx2
from pydantic import BaseModel, ValidationError
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from checker.errors import TryLaterError
from checker.spending import Bill, OutOfTokens, Spending

_PASSING = frozenset({408, 409, 425, 429})  # and whatever is the server's own fault
_SERVER_FAULT = 500  # and above
_LARGEST_COUNT = 2**53  # what every reader of JSON takes for the same number; more is no count of tokens
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


class ChatClient:
    """Asks one chat model. Threads may share it."""

    def __init__(
        self,
        options: ChatOptions,
        spending: Spending,
        *,
        http: httpx2.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._options = options
        self._spending = spending
        self._http = http or httpx2.Client()
        self._sleep = sleep

    def ask(
        self,
        system: str,
        user: str,
        answer: type[T],
        *,
        max_tokens: int,
        fits: Callable[[T], bool] = lambda _: True,
    ) -> T:
        """Return the model's answer to ``user``; one that does not fit is asked for again.

        The model may write ``max_tokens``, those included that it thinks with.

        Raises
        ------
        ChatUnavailable
            No usable answer within the time, the attempts and the tokens that are allowed.
        """
        deadline = time.monotonic() + self._options.seconds
        body = self._body(system, user, answer, max_tokens)
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

    def _body(self, system: str, user: str, answer: type[BaseModel], max_tokens: int) -> dict[str, Any]:
        schema = {"name": answer.__name__.strip("_"), "strict": True, "schema": answer.model_json_schema()}
        return {
            "model": self._options.model,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
            "temperature": 0,
            "max_tokens": max_tokens,
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
        most = _most(body)
        try:
            with self._spending.reserved(most) as bill:
                reply = self._reply(body, deadline, bill)
                bill.used = _tokens(reply, most)
        except OutOfTokens as error:
            raise ChatUnavailable(str(error)) from error
        content, cut_off = _content(reply)
        try:
            return _read(content, answer, fits)
        except _Passing as error:
            if not cut_off:
                raise
            # The next answer would end there too, and be paid for.
            message = (
                "the answer was cut off at max_tokens; for a model that thinks before it answers, set "
                "CHECKER_STANCE_THINKING_TOKENS"
            )
            raise ChatUnavailable(message) from error

    def _reply(self, body: Mapping[str, Any], deadline: float, bill: Bill) -> Any:
        """Return the answer. Unless it is sure that the model wrote nothing, the bill stays as it is."""
        left = deadline - time.monotonic()
        if left <= 0:
            bill.used = 0
            message = f"no answer in {self._options.seconds:g} s"
            raise _Passing(message)
        headers = {"Authorization": f"Bearer {self._options.key}"} if self._options.key else {}
        url = f"{self._options.url.rstrip('/')}/chat/completions"
        try:
            with self._http.stream("POST", url, json=dict(body), headers=headers, timeout=left) as response:
                raw = _received(response, deadline)
        except httpx2.HTTPError as error:
            if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
                bill.used = 0
            message = f"{type(error).__name__} at {url}: {error}"
            raise _Passing(message) from error
        if _wrote_nothing(response.status_code):
            bill.used = 0
        if response.status_code in _PASSING or response.status_code >= _SERVER_FAULT:
            message = f"status {response.status_code}: {raw[:200].decode('utf-8', 'replace')}"
            raise _Passing(message, _retry_after(response))
        if not response.is_success:
            message = (
                f"the chat endpoint {url} answered {response.status_code}; check CHECKER_STANCE_URL, "
                f"CHECKER_STANCE_MODEL and CHECKER_STANCE_KEY: {raw[:200].decode('utf-8', 'replace')}"
            )
            raise ChatUnavailable(message)
        return _json(raw)


def _wrote_nothing(status: int) -> bool:
    """Return whether a request was refused, or found the server too busy, before anything was written.

    A server that fails, and a gateway that gives up on one, may do so after the answer was paid for.
    """
    return (400 <= status < _SERVER_FAULT and status != 408) or status == 503  # noqa: PLR2004


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


def _content(reply: Any) -> tuple[Any, bool]:
    """Return what the model wrote, a text or none, and whether it was still writing at ``max_tokens``."""
    try:
        choice = reply["choices"][0]
        return choice["message"].get("content"), choice.get("finish_reason") == "length"
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        message = "the answer has no choices[0].message"
        raise _Passing(message) from error


def _most(body: Mapping[str, Any]) -> int:
    """Return the most tokens that a request can cost: no token of the prompt is shorter than a byte.

    What a server adds around the prompt is less than the names and marks of the JSON.
    """
    sent = json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return len(sent) + int(body["max_tokens"])


def _tokens(reply: Any, most: int) -> int:
    """Return what the server says that it took; one that says no number may have taken the most."""
    usage = reply.get("usage") if isinstance(reply, dict) else None
    total = usage.get("total_tokens") if isinstance(usage, dict) else None
    if isinstance(total, bool) or not isinstance(total, int):
        return most
    return total if 0 <= total <= _LARGEST_COUNT else most


def _read(content: Any, answer: type[T], fits: Callable[[T], bool]) -> T:
    if not isinstance(content, str):
        message = "the answer has no text"
        raise _Passing(message)
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
