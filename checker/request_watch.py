"""Every request, watched: counted by route, in the log with its id, and a span of its trace."""

from __future__ import annotations

import logging
import time
from contextlib import ExitStack

from flask import Flask, Response, g, request

from checker.config import Settings
from checker.log_context import bound
from checker.problems import request_id
from checker.tallies import Metric, tallies_of
from checker.tracing import note, span

log = logging.getLogger(__name__)

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Machines ask for these every few seconds.
_LOOKED_AT = frozenset({"health.healthz", "health.readyz", "metrics.show", "static"})


def register(app: Flask, settings: Settings) -> None:
    """Watch every request of ``app``; registered first, so that it sees what all others make of it."""
    tallies = tallies_of(settings)

    @app.before_request
    def begin() -> None:
        g.began, g.watched = time.perf_counter(), ExitStack()
        g.watched.enter_context(bound(request_id=request_id()))
        name, parent = f"{_method()} {_route()}", request.headers.get("traceparent", "")
        said = {"http.request.method": _method(), "http.route": _route(), "checker.request_id": request_id()}
        g.watched.enter_context(span(name, parent, said))

    @app.after_request
    def count(response: Response) -> Response:
        seconds, status = time.perf_counter() - g.began, response.status_code
        note({"http.response.status_code": status})
        _log(status, seconds)
        if request.endpoint != "metrics.show":
            named = {"route": _route(), "method": _method(), "status": str(status)}
            tallies.observe(Metric.HTTP_SECONDS, seconds, **named)
        return response

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        if watched := g.pop("watched", None):
            watched.close()


def _log(status: int, seconds: float) -> None:
    level = logging.DEBUG if request.endpoint in _LOOKED_AT else logging.INFO
    said = {"method": _method(), "path": request.path, "status": status, "seconds": round(seconds, 4)}
    log.log(level, "request answered", extra=said)


def _route() -> str:
    """Return the address of this request with its variable parts unnamed: there are only so many of those."""
    return request.url_rule.rule if request.url_rule else "none"


def _method() -> str:
    return request.method if request.method in _METHODS else "other"
