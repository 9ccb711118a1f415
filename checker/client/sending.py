"""What can be sent: address, key, headers, queries and bodies are looked at before anything leaves.

What cannot stand on the line fails there on every attempt, and its error may quote the key. So that is
told at once, in words that say what to change and never show an address or a key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import httpx2

from checker.client.faults import Unsendable

_KEY = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
_REQUEST_KEY = re.compile(r"[\x21-\x7e]{1,255}")
L = TypeVar("L")


def line(open_line: Callable[[], L]) -> L:
    """Return what requests go through.

    Raises
    ------
    Unsendable
        The environment names a proxy that cannot be used, or certificates that cannot be read; the message
        does not show the proxy, since its address may have a password.
    """
    try:
        return open_line()
    except OSError as error:
        raise Unsendable(
            f"the certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read: {error.strerror}; "
            "name a file in PEM, or leave it out"
        ) from None
    except (ImportError, ValueError, httpx2.InvalidURL) as error:
        raise Unsendable(
            "the proxy that HTTP_PROXY, HTTPS_PROXY or ALL_PROXY names cannot be used: "
            f"{type(error).__name__}; name one that begins with http://, or leave them out"
        ) from None


def closed() -> Unsendable:
    """Return the error of a call to a client that was closed."""
    return Unsendable("the client was closed; make another one")


def address_of(url: str) -> str:
    """Return the address of a service.

    Raises
    ------
    Unsendable
        It is none; the message does not show it, since it may be the key that was given in its place.
    """
    try:
        read = httpx2.URL(url)
    except (httpx2.InvalidURL, TypeError, ValueError) as error:
        raise Unsendable(f"the address of the service cannot be read: {type(error).__name__}") from None
    if read.scheme not in {"http", "https"} or not read.host:
        raise Unsendable(
            "the address of the service must begin with http:// or https:// and name a host, "
            "as http://127.0.0.1:8000 does"
        )
    return url


def key_header(key: str) -> dict[str, str]:
    """Return the header that shows a key; none where there is no key.

    Raises
    ------
    Unsendable
        No header can have it.
    """
    if key and not _KEY.fullmatch(key):
        raise Unsendable(
            "the key cannot be sent: it has a line break, a space around it or a sign that is not ASCII; "
            "give it just as it was shown"
        )
    return {"Authorization": f"Bearer {key}"} if key else {}


def request_key(key: str) -> str:
    """Return an ``Idempotency-Key`` of the caller's.

    Raises
    ------
    Unsendable
        The service takes no such key.
    """
    if not _REQUEST_KEY.fullmatch(key):
        raise Unsendable("idempotency_key must be 1 to 255 visible ASCII characters, best a UUID")
    return key


def body_of(values: Mapping[str, object]) -> bytes:
    """Return a body as JSON in UTF-8.

    Raises
    ------
    Unsendable
        Something in it is no JSON, or no text; the message names where.
    """
    try:
        return _written(values)
    except (TypeError, ValueError, RecursionError):
        place, why = _fault(values, "")
        raise Unsendable(f"{place} cannot be sent: {why}") from None


def in_path(part: str) -> str:
    """Return text as a part of a path, whatever signs it has."""
    try:
        return quote(part, safe="")
    except UnicodeEncodeError:
        raise Unsendable(f"an id cannot be sent: {_HALF}") from None


def in_query(values: Mapping[str, object]) -> str:
    """Return values as the query of an address."""
    for name, value in values.items():
        try:
            str(value).encode()
        except UnicodeEncodeError:
            raise Unsendable(f"{name} cannot be sent: {_HALF}") from None
    return urlencode(values)


_HALF = "it has half of a surrogate pair, as texts do that were cut inside of an emoji"


def _written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _fault(value: Any, place: str) -> tuple[str, str]:
    """Return the innermost place that cannot be written, and why."""
    parts = value.items() if isinstance(value, Mapping) else enumerate(value) if _is_list(value) else ()
    for name, part in parts:
        try:
            _written(part)
        except (TypeError, ValueError, RecursionError):
            return _fault(part, f"{place}.{name}" if place else str(name))
    try:
        _written(value)
    except UnicodeEncodeError:
        return place, _HALF
    except (TypeError, ValueError, RecursionError) as error:
        return place, str(error)
    return place, "it is no JSON"


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)
