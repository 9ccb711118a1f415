"""How much each key may ask: counted by Flask-Limiter, in Redis where one is named, else in this process."""

from __future__ import annotations

import math
import time
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter, RequestLimit
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


class _WhereLimited(Limiter):
    """Flask-Limiter, asked only about requests with a limit: it takes long to find that there is none."""

    def _check_request_limit(self, *told: Any, **more: Any) -> None:
        if g.rates:
            super()._check_request_limit(*told, **more)


def register(app: Flask, settings: Settings) -> None:
    """Count the requests of each key, refuse those beyond its limits, and say what is left."""
    app.before_request(_look)
    limiter = _WhereLimited(
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
        if limits:
            _tell(response, limits)
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
    extension: Limiter = current_app.extensions["rates"]
    limit, args = parse(f"{day} per 1 day"), [_PREFIX, str(g.rate_key), "global"]
    more = checks - g.checks_counted
    room = _taken(extension, limit, args, more)
    if not room or not g.checks_counted:  # else Flask-Limiter tells of this limit itself
        g.charged = [RequestLimit(extension, limit, args, breached=not room, shared=True)]
    if not room:
        raise TooManyRequests


def _taken(extension: Limiter, limit: RateLimitItem, args: list[str], cost: int) -> bool:
    """Take so much of what is left, all of it or nothing: of those who ask at once, not all find it there."""
    if not extension.limiter.test(limit, *args, cost=cost):
        return False
    if not cost or extension.limiter.hit(limit, *args, cost=cost):
        return True
    extension.limiter.storage.incr(limit.key_for(*args), limit.get_expiry(), amount=-cost)
    return False


def holder_by_head() -> Holder | None:
    """Return who asks, before the body of the request has come; a key that opens nothing is a guess."""
    guesser, allowed = _guesses()
    holder = _by_key(allowed, guesser)
    if holder is None and allowed:
        extension: Limiter = current_app.extensions["rates"]
        extension.limiter.hit(parse(allowed), _PREFIX, guesser, "global")
    return holder


def _guesses() -> tuple[str, str]:
    """Return by what name guesses are counted, and how many are let through; nothing where no key came."""
    guesses = current_desk().settings.key_guesses_per_minute if request.authorization else 0
    return f"from {household(request.remote_addr or '')}", f"{guesses} per 1 minute" if guesses else ""


def _by_key(allowed: str, guesser: str) -> Holder | None:
    tired = bool(allowed) and not _room(allowed, guesser)
    return known_holder(only_seen=tired)


def _room(rates: str, who: str) -> bool:
    """Whether another request of theirs would be let through; yes where nobody can tell."""
    extension: Limiter = current_app.extensions["rates"]
    try:
        return extension.limiter.test(parse(rates), _PREFIX, who, "global")
    except Exception:  # noqa: BLE001  # whatever the driver of Redis raises: Flask-Limiter then counts by itself
        return True


def _look() -> None:
    """Find out which limits this request has, before Flask-Limiter asks."""
    g.rate_key, g.rates = "", ""
    api = request.path.startswith("/api/") or request.endpoint == METRICS
    if not api and request.endpoint not in MAKES_CHECKS:
        return
    guesser, allowed = _guesses()
    holder, keys = _by_key(allowed, guesser) if api else session_holder(), current_desk().keys
    if holder is None:
        g.rate_key, g.rates = guesser, allowed
        return
    minute, day = keys.limits_of(holder)
    g.rate_key = f"key {holder.owner}"
    makes_one = request.endpoint in MAKES_CHECKS and request.method == "POST"
    g.checks_per_day, g.checks_counted = day, int(makes_one)
    found = [f"{minute} per 1 minute"] if minute else []
    if day and makes_one:
        found.append(f"{day} per 1 day")
    g.rates = "; ".join(found)


def _tell(response: Response, limits: list[RequestLimit]) -> None:
    """Say what is left of the limit that is met first."""
    tightest = min(limits, key=lambda one: (not one.breached, one.remaining))
    left = math.ceil(tightest.reset_at - time.time())  # Flask-Limiter rounds the end of the window up
    seconds = min(max(1, left), tightest.limit.get_expiry())
    response.headers["RateLimit-Limit"] = str(tightest.limit.amount)
    response.headers["RateLimit-Remaining"] = str(max(0, tightest.remaining))
    response.headers["RateLimit-Reset"] = str(seconds)
    response.headers["RateLimit-Policy"] = ", ".join(
        f"{one.limit.amount};w={one.limit.get_expiry()}" for one in limits
    )
    if any(one.breached for one in limits):
        response.headers["Retry-After"] = str(seconds)
