"""Who may come in, and what a browser may do with the answer."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, UnsupportedMediaType

from checker.config import LOOPBACK, Settings
from checker.desk import current_desk
from checker.errors import InvalidInput, NotAllowed
from checker.intake import read_json
from checker.problems import request_id

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # With no-referrer browsers send "Origin: null" with our own forms, and over plain HTTP nothing else.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_PLAIN = "identity"
_NOTHING = 16  # bytes in which an empty body fits
_EMPTY = frozenset({b"", b"{}"})
_OWN_SITE = frozenset({"same-origin", "none"})


class Misdirected(HTTPException):
    """The request was meant for another host."""

    code = HTTPStatus.MISDIRECTED_REQUEST
    description = (
        "This server has no accounts and no API keys: it answers only to loopback names such as 127.0.0.1. "
        "Add a user with `checker users add`, or make a key with `checker keys create`, to serve other names."
    )


def register(app: Flask, settings: Settings) -> None:
    """Guard every request of ``app`` and put the security headers on every answer."""
    names = LOOPBACK | {settings.host.lower()}

    @app.before_request
    def guard() -> None:
        if _host_name(request.host) not in names and not current_desk().keys.needed:
            raise Misdirected
        if request.method not in _SAFE_METHODS and not _from_own_site():
            raise NotAllowed("the request comes from another site")
        packed = request.headers.get("Content-Encoding", _PLAIN).lower() != _PLAIN
        if packed and request.content_length != 0 and request.method not in _SAFE_METHODS:
            raise UnsupportedMediaType("send the body without Content-Encoding")

    @app.after_request
    def harden(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        response.headers["X-Request-ID"] = request_id()
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response


def _host_name(host: str) -> str:
    """Return the name in a Host header: another one is how DNS rebinding shows."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _from_own_site() -> bool:
    """Return whether a browser sent this from one of our own pages, or no browser sent it.

    No page can set either header. ``Sec-Fetch-Site`` comes first: it is true also behind a proxy that asks
    under another host. Over plain HTTP browsers send it to loopback only, and elsewhere ``Origin`` tells.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in _OWN_SITE
    origin = request.headers.get("Origin")
    return origin is None or origin.lower() in {f"http://{request.host}", f"https://{request.host}"}


def body() -> bytes:
    """Return the body of the request.

    A body without a length is cut at the limit by Werkzeug, without a word: half a post would be
    checked. One that reaches the limit is therefore refused like one that announced too much.
    """
    raw = request.get_data(cache=False)
    limit = request.max_content_length
    if request.content_length is None and limit is not None and len(raw) >= limit:
        raise RequestEntityTooLarge
    return raw


def no_body(instead: str) -> None:
    """Refuse a body that says something to a route that takes none; ``instead`` says where to send it.

    Raises
    ------
    InvalidInput
        There is more than an empty object.
    """
    # No more is read than tells: what is refused has no length that would have to be allowed for.
    if (request.content_length or 0) > _NOTHING or request.stream.read(_NOTHING + 1).strip() not in _EMPTY:
        raise InvalidInput(f"this address takes no body; {instead}", field="body")


def json_body() -> object:
    """Return what the body of the request holds.

    Raises
    ------
    MalformedJSON
        It is not JSON.
    """
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != "application/json" or charset not in {"utf-8", "utf8"}:
        raise UnsupportedMediaType("send application/json in UTF-8")
    return read_json(body())
