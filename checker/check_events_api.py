"""The route on which a check is followed while it runs; docs/api.md describes it."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Flask, Response, request, stream_with_context

from checker.callers import readable_again, readable_check
from checker.check_events import LAST, Listener, stream
from checker.check_wire import check_body
from checker.checks import FINISHED
from checker.desk import current_desk
from checker.problems import json_response

EVENT_STREAM, JSON = "text/event-stream", "application/json"
RETRY_AFTER_SECONDS = 1

check_events = Blueprint("check_events", __name__, url_prefix="/api/v1")


def register(app: Flask) -> None:
    """Add the route to ``app``."""
    app.register_blueprint(check_events)


@check_events.get("/checks/<check_id>/events")
def follow(check_id: str) -> Response:
    """Tell what happens to a check, as it happens; as JSON, how it stands."""
    desk, after = current_desk(), _last_event()
    check = readable_check(check_id)
    if request.accept_mimetypes.best_match([EVENT_STREAM, JSON]) == JSON:
        response = json_response(check_body(check))
        if check.state not in FINISHED:
            response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
    if check.state in FINISHED and after >= LAST:
        return Response(status=HTTPStatus.NO_CONTENT)  # tells a browser not to come again
    if check.state not in FINISHED:
        desk.store.follow(check_id)
        check = readable_check(check_id)
    events = stream_with_context(stream(desk, check, Listener(readable_again(check_id), check_body, after)))
    response = Response(events, content_type=f"{EVENT_STREAM}; charset=utf-8")
    response.headers["X-Accel-Buffering"] = "no"  # proxies shall not collect the events
    return response


def _last_event() -> int:
    given = request.headers.get("Last-Event-ID", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) == 1 else 0
