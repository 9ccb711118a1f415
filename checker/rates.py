"""How much each key may ask: counted by Flask-Limiter, in Redis where one is named, else in this process."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter, RateLimitExceeded, RequestLimit
from limits import RateLimitItem, parse
from werkzeug.exceptions import TooManyRequests

from checker.config import Settings
from checker.desk import current_desk
from checker.errors import InvalidInput
from checker.holders import known_holder, session_holder
from checker.household import household
from checker.key_records import Holder

MAKES_CHECKS = frozenset({"checks.submit", "web.submit"})
METRICS = "metrics.show"  # beside the API, and keys could be guessed there too
_PREFIX = "checker"
_SECONDS = 1  # Redis answers within them, or this process counts on its own

T = TypeVar("T")


class _Limiter(Limiter):
    """Flask-Limiter, asked only about requests with a limit: it takes long to find that there is none.

    Redis may die between two questions of one request, which then goes on uncounted. The next one finds
    that out, and is counted in this process.
    """

    def ask(self, question: Callable[[], T], otherwise: T) -> T:
        """Return the answer to a question, or ``otherwise`` where Redis gives none."""
        away = self.storage.base_exceptions if self._in_memory_fallback_enabled else ()
        try:
            return question()
        except away:
            return otherwise

    def _check_request_limit(self, *told: Any, **more: Any) -> None:
        if g.rates:
            try:
                self.ask(lambda: super(_Limiter, self)._check_request_limit(*told, **more), None)
            except RateLimitExceeded as error:
                error.description = _met(error.limit.limit)
                raise


class _Count:
    """What was counted of somebody for one limit, as Flask-Limiter itself counts it."""

    def __init__(self, limit: str, who: str) -> None:
        self.limit = parse(limit)
        self._of = [_PREFIX, who, "global"]
        self._extension: _Limiter = current_app.extensions["rates"]

    def has_room(self, cost: int = 1) -> bool:
        """Return whether so much is left; yes where nobody can tell."""
        limiter = self._extension.limiter
        return self._extension.ask(lambda: limiter.test(self.limit, *self._of, cost=cost), otherwise=True)

    def add(self, cost: int = 1) -> bool:
        """Count so much, and return whether that much was left; yes where nobody can tell."""
        limiter = self._extension.limiter
        return self._extension.ask(lambda: limiter.hit(self.limit, *self._of, cost=cost), otherwise=True)

    def take(self, cost: int) -> bool:
        """Take so much of what is left, all or nothing: of those who ask at once, not all find it there."""
        if not self.has_room(cost):
            return False
        if not cost or self.add(cost):
            return True
        storage, key = self._extension.limiter.storage, self.limit.key_for(*self._of)
        self._extension.ask(lambda: storage.incr(key, self.limit.get_expiry(), amount=-cost), 0)
        return False

    def told(self, *, breached: bool) -> RequestLimit:
        """Return what an answer tells of it."""
        return RequestLimit(self._extension, self.limit, self._of, breached=breached, shared=True)


def register(app: Flask, settings: Settings) -> None:
    """Count the requests of each key, refuse those beyond its limits, and say what is left."""
    app.before_request(_look)
    limiter = _Limiter(
        lambda: str(g.rate_key),
        app=app,
        application_limits=[lambda: str(g.rates)],
        key_prefix=_PREFIX,
        storage_uri=settings.redis_url or "memory://",
        storage_options={}
        if settings.embedded
        else {"socket_timeout": _SECONDS, "socket_connect_timeout": 1},
        in_memory_fallback_enabled=not settings.embedded,
        strategy="fixed-window",
    )

    app.extensions["rates"] = limiter

    @app.after_request
    def tell(response: Response) -> Response:
        limits = [*(limiter.current_limits if g.get("rates") else ()), *g.get("charged", ())]
        response.headers.update(limiter.ask(lambda: _told(limits), dict[str, str]()))
        return response


def charge(checks: int) -> None:
    """Count so many new checks of whoever asks, or refuse them all where they are too many today.

    For requests that make many checks: how many, nobody knows before they are read. A form that may bring
    one or many was counted as one by then.

    Raises
    ------
    InvalidInput
        They are more than the key has in a day.
    TooManyRequests
        They are more than what is left of this day.
    """
    if not (day := g.get("checks_per_day", 0)):
        return
    if checks > day:
        words = f"posts are {checks:,}, and this key has {day:,} checks a day; send fewer at once"
        raise InvalidInput(words, field="posts")
    count = _Count(f"{day} per 1 day", str(g.rate_key))
    room = count.take(checks - g.checks_counted)
    if not room or not g.checks_counted:  # else Flask-Limiter tells of this limit itself
        g.charged = [count.told(breached=not room)]
    if not room:
        raise TooManyRequests(_met(count.limit))


def holder_by_head() -> Holder | None:
    """Return who asks, before the body of the request has come; a key that opens nothing is a guess."""
    guesser, allowed = _guesses()
    holder = _by_key(allowed, guesser)
    if holder is None and allowed:
        _Count(allowed, guesser).add()
    return holder


def _guesses() -> tuple[str, str]:
    """Return by what name guesses are counted, and how many are let through; nothing where no key came."""
    guesses = current_desk().settings.key_guesses_per_minute if request.authorization else 0
    return f"from {household(request.remote_addr or '')}", f"{guesses} per 1 minute" if guesses else ""


def _by_key(allowed: str, guesser: str) -> Holder | None:
    tired = bool(allowed) and not _Count(allowed, guesser).has_room()
    return known_holder(only_seen=tired)


def _look() -> None:
    """Find out which limits this request has, before Flask-Limiter asks."""
    g.rate_key, g.rates, g.rate_whose = "", "", "this key"
    api = request.path.startswith("/api/") or request.endpoint == METRICS
    if not api and request.endpoint not in MAKES_CHECKS:
        return
    guesser, allowed = _guesses()
    holder, keys = _by_key(allowed, guesser) if api else session_holder(), current_desk().keys
    if holder is None:
        g.rate_key, g.rates, g.rate_whose = guesser, allowed, "an address with keys that open nothing"
        return
    minute, day = keys.limits_of(holder)
    g.rate_key = f"key {holder.owner}"
    makes_one = request.endpoint in MAKES_CHECKS and request.method == "POST"
    g.checks_per_day, g.checks_counted = day, int(makes_one)
    found = [f"{minute} per 1 minute"] if minute else []
    if day and makes_one:
        found.append(f"{day} per 1 day")
    g.rates = "; ".join(found)


def _told(limits: list[RequestLimit]) -> dict[str, str]:
    """Return the headers that say what is left of the limit that is met first."""
    if not limits:
        return {}
    tightest = min(limits, key=lambda one: (not one.breached, one.remaining))
    left = math.ceil(tightest.reset_at - time.time())  # Flask-Limiter rounds the end of the window up
    seconds = str(min(max(1, left), tightest.limit.get_expiry()))
    policy = ", ".join(f"{one.limit.amount};w={one.limit.get_expiry()}" for one in limits)
    headers = {
        "RateLimit-Limit": str(tightest.limit.amount),
        "RateLimit-Remaining": str(max(0, tightest.remaining)),
        "RateLimit-Reset": seconds,
        "RateLimit-Policy": policy,
    }
    return headers | ({"Retry-After": seconds} if any(one.breached for one in limits) else {})


def _met(limit: RateLimitItem) -> str:
    """Return in words which limit was met."""
    window = limit.GRANULARITY.name
    what = "checks" if window == "day" else "requests"
    has = f"{g.rate_whose} has {limit.amount:,} a {window}"
    return f"Too many {what}: {has}; try again after Retry-After seconds."
