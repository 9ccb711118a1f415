"""The HTTP API; docs/api.md describes it. Nothing here knows a model or an index."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, g, request

from checker import (
    account_pages,
    batch_pages,
    batches_api,
    bulk_pages,
    changes_api,
    check_events_api,
    contract_api,
    corpus_api,
    corpus_pages,
    doors,
    history_pages,
    import_api,
    keys_api,
    link_pages,
    list_desk,
    metrics_api,
    own_checks_api,
    problems,
    proposals_api,
    queue_pages,
    rates,
    request_watch,
    reviews_api,
    reviews_pages,
    sources_api,
    statement_page,
    tongues,
    trends_api,
    trends_page,
    users_pages,
    web,
    webhooks_api,
)
from checker.callers import current_owner, readable_check
from checker.check_wire import check_body, links_of
from checker.checks import FINISHED, Check, Checks
from checker.config import Settings
from checker.desk import Desk, current_desk
from checker.keyring import Keyring
from checker.once import FIELD, Once
from checker.problems import json_response
from checker.schema import PartState

POLL_SECONDS = 1
_WAIT = re.compile(r"(?:^|[,;])\s*wait\s*=\s*\"?(\d{1,9})\"?\s*(?=$|[,;])", re.ASCII | re.IGNORECASE)

health = Blueprint("health", __name__)
checks = Blueprint("checks", __name__, url_prefix="/api/v1")


class App(Flask):
    """The application, all of whose functions are plain ones."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function; Flask would look at each, at every request, for whether it is awaited."""
        return func


def create_app(
    settings: Settings,
    *,
    store: Checks,
    submit: Callable[[str], object],
    wait: Callable[[str, float], Check | None],
    readiness: Callable[[], Mapping[str, PartState]],
) -> Flask:
    """Return the WSGI application: API, web form and health routes.

    Parameters
    ----------
    submit
        Puts a check id into the queue; may raise ``QueueUnavailable``.
    wait
        Returns when the check of that id is finished or the seconds are over, perhaps with that check.
    readiness
        Says for each part by name whether it can do its work.
    """
    app = App(__name__)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.max_body_bytes
    Desk(settings, Keyring(settings), store, submit, wait, readiness).serve(app)
    request_watch.register(app, settings)
    metrics_api.register(app, settings)
    doors.register(app, settings)
    problems.register(app)
    rates.register(app, settings)
    tongues.register(app)
    app.register_blueprint(health)
    app.register_blueprint(checks)
    own_checks_api.register(app)
    check_events_api.register(app)
    batches_api.register(app, settings)
    corpus_api.register(app, settings)
    sources_api.register(app, settings)
    import_api.register(app, settings)
    proposals_api.register(app, settings)
    changes_api.register(app, settings)
    webhooks_api.register(app, settings)
    trends_api.register(app, settings)
    reviews_api.register(app, settings)
    keys_api.register(app)
    account_pages.register(app)
    users_pages.register(app)
    list_desk.serve(app, settings)
    queue_pages.register(app)
    history_pages.register(app)
    bulk_pages.register(app)
    contract_api.register(app)
    batch_pages.register(app)
    web.register(app)
    link_pages.register(app, settings)
    statement_page.register(app)
    reviews_pages.register(app)
    corpus_pages.register(app, settings)
    trends_page.register(app, settings)
    return app


@health.get("/healthz")
def healthz() -> Response:
    """Tell that the process is alive."""
    return json_response({"status": "alive"})


@health.get("/readyz")
def readyz() -> Response:
    """Tell of each part whether it can do its work; 503 when one cannot."""
    parts = current_desk().readiness()
    ready = bool(parts) and all(part.ready for part in parts.values())
    body = {"ready": ready, "parts": {name: part.to_wire() for name, part in parts.items()}}
    return json_response(body, HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE)


@checks.before_request
def authenticate() -> None:
    """Find out who asks, where keys are set."""
    g.owner = current_owner()


@checks.post("/checks")
def submit() -> Response:
    """Take a post to be checked."""
    desk = current_desk()
    body, key = doors.json_body(), request.headers.get(FIELD)
    once = Once.of(key, body) if key is not None else None
    check = desk.take(body, g.owner, once, fresh=bool(request.cache_control.no_cache))
    unheard_of = once is None  # this request made it, and nobody can have said anything of it yet
    seconds = _seconds_to_wait(desk.settings.max_wait_seconds)
    if seconds:
        check = desk.await_finish(check, seconds)
    return _submitted(check, seconds, unheard_of=unheard_of)


@checks.get("/checks/<check_id>")
def show(check_id: str) -> Response:
    """Show a check as it stands."""
    check = readable_check(check_id)
    response = json_response(check_body(check))
    if check.state not in FINISHED:
        response.headers["Retry-After"] = str(POLL_SECONDS)
    return response


def _seconds_to_wait(limit: float) -> int:
    """Return N of ``Prefer: wait=N`` (RFC 7240), cut to the limit; 0 when there is none."""
    found = _WAIT.search(",".join(request.headers.getlist("Prefer")))
    return min(int(found[1]), int(limit)) if found else 0


def _submitted(check: Check, waited: int, *, unheard_of: bool) -> Response:
    if check.state in FINISHED and (waited or check.cached):
        body = check_body(check, unheard_of=unheard_of)
        response = json_response(body)
        if waited:
            response.headers["Preference-Applied"] = f"wait={waited}"
    else:
        body = {"id": check.check_id, "state": check.state, "links": links_of(check.check_id)}
        response = json_response(body, HTTPStatus.ACCEPTED)
        response.headers["Retry-After"] = str(POLL_SECONDS)
    response.headers["Location"] = body["links"]["self"]
    return response
