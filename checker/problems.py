"""Every error as one body: RFC 9457 problem details, or the same words on a page.

``STATUS`` is the one place where an error becomes an HTTP status.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

from flask import Flask, Response, g, render_template, request
from flask_babel import lazy_gettext
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import NotFound as NoSuchAddress
from werkzeug.routing import RequestRedirect

from checker import errors
from checker.intake import MalformedJSON
from checker.schema import dump_json
from checker.surrogates import wire_text

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


class NotSignedIn(errors.NotAllowed):
    """No API key came with the request, or none that is known."""


STATUS: dict[type[errors.CheckerError], HTTPStatus] = {
    MalformedJSON: HTTPStatus.BAD_REQUEST,
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    errors.InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.FetchRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.InvalidLines: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.NotAllowed: HTTPStatus.FORBIDDEN,
    # What follows is the operator's to mend; the caller did nothing wrong.
    errors.InvalidCorpus: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.InvalidSettings: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.ModelMissing: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.IndexMismatch: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.IndexCorrupt: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.NeverError: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.StoreUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.StoreOutgrown: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.QueueUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.FetchFailed: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.Overloaded: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.NotReady: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.IndexBusy: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.TryLaterError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.CheckerError: HTTPStatus.INTERNAL_SERVER_ERROR,
}

_WORDS = {
    HTTPStatus.BAD_REQUEST: "The request cannot be read.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not answer to that method.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The request is larger than this server accepts.",
}


# What a page says first; the details below it are in English.
HEADINGS = {
    HTTPStatus.BAD_REQUEST: lazy_gettext("That did not work"),
    HTTPStatus.FORBIDDEN: lazy_gettext("You may not do this"),
    HTTPStatus.NOT_FOUND: lazy_gettext("There is nothing here"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: lazy_gettext("That is too large"),
    HTTPStatus.TOO_MANY_REQUESTS: lazy_gettext("Too many requests"),
    HTTPStatus.INTERNAL_SERVER_ERROR: lazy_gettext("Something went wrong on our side"),
    HTTPStatus.SERVICE_UNAVAILABLE: lazy_gettext("Not just now; try again in a moment"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, in words that may leave the house."""

    name: str  # of the error: "invalid-input"
    status: HTTPStatus
    detail: str
    request_id: str
    field: str | None = None
    lines: Sequence[Mapping[str, object]] = ()  # of many posts, those that cannot be used

    def to_wire(self) -> dict[str, object]:
        """Return the body of RFC 9457."""
        body: dict[str, object] = {
            "type": f"urn:problem-type:checker:{self.name}",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
            "request_id": self.request_id,
        }
        lines = {"lines": list(self.lines)} if self.lines else {}
        return body | ({"field": self.field} if self.field else {}) | lines


def request_id() -> str:
    """Return the id of this request: the caller's ``X-Request-ID`` if it is sound, else a new one."""
    if "request_id" not in g:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid4().hex
    return str(g.request_id)


def problem_of(error: Exception) -> Problem:
    """Return ``error`` as a problem; what was not raised on purpose keeps its details inside."""
    if isinstance(error, errors.CheckerError):
        return _ours(error)
    if isinstance(error, HTTPException) and error.code is not None:
        status = HTTPStatus(error.code)
        detail = _WORDS.get(status) or error.description or status.phrase
        if status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE and request.max_content_length is not None:
            detail = f"{detail} It takes at most {request.max_content_length:,} bytes here."
        return Problem(_name(status.phrase), status, detail, request_id())
    return _unforeseen(error)


def status_of(kind: type[errors.CheckerError]) -> HTTPStatus:
    """Return the status of an error class: its own, or that of the nearest class above it."""
    return next(STATUS[parent] for parent in kind.__mro__ if parent in STATUS)


def _ours(error: errors.CheckerError) -> Problem:
    status = status_of(type(error))
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:
        return _unforeseen(error)
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(error).__name__)
    field = error.field if isinstance(error, errors.InvalidInput) else None
    lines = error.lines if isinstance(error, errors.InvalidLines) else ()
    return Problem(_name(name), status, wire_text(words_outside(error)), request_id(), field, lines)


def words_outside(error: errors.CheckerError) -> str:
    """Return what may be told of an error to whoever asks over HTTP; the log has all of it."""
    if isinstance(error, errors.StoreUnavailable):
        log.warning("request %s: %s", request_id(), error)
        return error.outside
    return str(error)


def _unforeseen(error: Exception) -> Problem:
    log.error("request %s failed", request_id(), exc_info=error)
    detail = f"Something went wrong on our side. The log has it under {request_id()}."
    return Problem("internal-error", HTTPStatus.INTERNAL_SERVER_ERROR, detail, request_id())


def _name(words: str) -> str:
    return words.lower().replace(" ", "-").replace("'", "")


def json_response(body: object, status: int = HTTPStatus.OK, *, indent: int | None = None) -> Response:
    """Return ``body`` as JSON that names its encoding by being UTF-8."""
    return Response(dump_json(body, indent=indent) + "\n", status=status, mimetype="application/json")


def answer(error: Exception) -> Response:
    """Return the response to ``error``: a page for people, problem details for programs."""
    problem = problem_of(error)
    response = _page(problem) if _for_people() else json_response(problem.to_wire(), problem.status)
    if not _for_people():
        response.mimetype = "application/problem+json"
    if isinstance(error, HTTPException):
        _keep_headers(error, response)
    if problem.status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(pause_of(error))
    if problem.status is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="checker"'
    return response


def pause_of(error: Exception) -> int:
    """Return after how many seconds to try again: as long as the error says, if it does."""
    return math.ceil(getattr(error, "retry_after", 0.0)) or RETRY_AFTER_SECONDS


def _keep_headers(error: HTTPException, response: Response) -> None:
    for name, value in error.get_headers(request.environ):
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value


def _for_people() -> bool:
    wants_page = "text/html" in request.headers.get("Accept", "")
    return wants_page and not request.path.startswith("/api/")


def _page(problem: Problem) -> Response:
    words = HEADINGS.get(problem.status) or HEADINGS[HTTPStatus.BAD_REQUEST]
    return Response(render_template("problem.html", problem=problem, heading=words), status=problem.status)


def _demand_exact_address() -> None:
    """Refuse an address of the API that is only nearly one: a program is sent nowhere else."""
    if request.path.startswith("/api/") and isinstance(request.routing_exception, RequestRedirect):
        raise NoSuchAddress


def register(app: Flask) -> None:
    """Answer every error of ``app`` with a problem, whoever raises it."""
    app.register_error_handler(Exception, answer)
    app.before_request(_demand_exact_address)
