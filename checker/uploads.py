"""How large a body may be, told from the head of its request: what a caller may not send is not kept.

Who asks is found out as it is once the body is there. The routes have limits of their own, and the words for
what is too large; where a body was not kept that they would have taken, the caller is asked to come again.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn

from flask import Flask, current_app, request

from checker import sign_in, unsent
from checker.config import Settings
from checker.errors import CheckerError, Overloaded
from checker.holders import session_holder
from checker.key_records import Holder, Scope
from checker.listening import ROOM, Gate
from checker.rates import holder_by_head
from checker.web import MOST_ESCAPED

HELD = 256 * 2**20  # bytes of large bodies, all together; docker-compose.yml has room for them
COME_AGAIN = 5.0


class Missing(io.RawIOBase):
    """The body that was not kept."""

    def readable(self) -> bool:
        """Return that somebody may try."""
        return True

    def readinto(self, buffer: Any) -> NoReturn:
        """Have the caller come again.

        Raises
        ------
        Overloaded
            Always: half a body, or none, must not be taken for what was sent.
        """
        del buffer
        raise Overloaded("too much is sent at once just now", retry_after=COME_AGAIN)


def largest_body(settings: Settings) -> int:
    """Return from how many bytes on a body is not even listened to.

    The form of the web page has the highest limit, since text may take more room in it.
    """
    return MOST_ESCAPED * max(settings.max_body_bytes, settings.max_import_bytes, settings.max_batch_bytes)


def gate_of(settings: Settings) -> Gate:
    """Return how much a server keeps of what comes in."""
    return Gate(settings.max_body_bytes, max(HELD, largest_body(settings)), Missing)


class Uploads:
    """An application that also tells how large a body may be, where that is asked before it comes."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        tell = environ.get(ROOM)
        if tell is None:
            return self._app(environ, start)
        tell(self._room(environ))
        return ()

    def _room(self, environ: dict[str, Any]) -> int:
        with self._app.request_context(environ):
            usual = int(current_app.config["MAX_CONTENT_LENGTH"])
            larger = _LARGER.get(request.endpoint or "") or _LARGER.get(request.blueprint or "")
            if larger is None or request.method != "POST":
                return usual
            try:
                return max(usual, larger(usual))
            except CheckerError:  # the request meets it again, and has an answer made of it
                return usual


def _many_posts(_usual: int) -> int:
    return _if_may(holder_by_head(), Scope.CHECK, "MAX_BATCH_LENGTH")


def _documents(_usual: int) -> int:
    return _if_may(holder_by_head(), Scope.ADMIN, "MAX_IMPORT_LENGTH")


def _documents_of_a_page(_usual: int) -> int:
    return _if_may(session_holder(), Scope.ADMIN, "MAX_IMPORT_LENGTH")


def _form(usual: int) -> int:
    return unsent.most_room() if sign_in.was_here() else usual


def _form_with_sign_in(usual: int) -> int:
    return _form(usual) + sign_in.BESIDE


def _if_may(holder: Holder | None, scope: Scope, limit: str) -> int:
    return int(current_app.config[limit]) if holder and scope in holder.scopes else 0


# By endpoint, or by blueprint; every other address takes what is usual.
_LARGER: Mapping[str, Callable[[int], int]] = {
    "batches.submit": _many_posts,
    "imports.ask": _documents,
    "corpus_pages": _documents_of_a_page,
    "web.submit": _form,
    "sign_in.enter": _form_with_sign_in,
}
