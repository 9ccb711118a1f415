"""How much each key may ask: counted by Flask-Limiter, in Redis where one is named, else in this process."""

from __future__ import annotations

import math
import time

from flask import Flask, Response, g, request
from flask_limiter import Limiter, RequestLimit

from checker.config import Settings
from checker.desk import current_desk
from checker.holders import known_holder, session_holder

MAKES_CHECKS = frozenset({"checks.submit", "web.submit"})
METRICS = "metrics.show"  # beside the API, and keys could be guessed there too
_SECONDS = 1  # Redis answers within them, or this process counts on its own


def register(app: Flask, settings: Settings) -> None:
    """Count the requests of each key, refuse those beyond its limits, and say what is left."""
    app.before_request(_look)
    limiter = Limiter(
        lambda: str(g.rate_key),
        app=app,
        application_limits=[lambda: str(g.rates)],
        key_prefix="checker",
        storage_uri=settings.redis_url or "memory://",
        storage_options={}
        if settings.embedded
        else {"socket_timeout": _SECONDS, "socket_connect_timeout": 1},
        in_memory_fallback_enabled=not settings.embedded,
        strategy="fixed-window",
    )

    @app.after_request
    def tell(response: Response) -> Response:
        limits = limiter.current_limits
        if limits:
            _tell(response, limits)
        return response


def _look() -> None:
    """Find out which limits this request has, before Flask-Limiter asks."""
    g.rate_key, g.rates = "", ""
    api = request.path.startswith("/api/") or request.endpoint == METRICS
    if not api and request.endpoint not in MAKES_CHECKS:
        return
    holder, keys = known_holder() if api else session_holder(), current_desk().keys
    if holder is None:
        guesses = current_desk().settings.key_guesses_per_minute if request.authorization else 0
        g.rate_key, g.rates = f"from {request.remote_addr}", f"{guesses} per 1 minute" if guesses else ""
        return
    minute, day = keys.limits_of(holder)
    g.rate_key = f"key {holder.owner}"
    found = [f"{minute} per 1 minute"] if minute else []
    if day and request.endpoint in MAKES_CHECKS and request.method == "POST":
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
