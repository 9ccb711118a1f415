"""Signing in to the pages with an API key, where keys are set: one cookie, one token per session."""

from __future__ import annotations

import secrets
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import parse_qsl

from flask import Blueprint, Flask, g, redirect, render_template, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.wrappers import Response

from checker import doors
from checker.desk import current_desk, desk_of
from checker.errors import InvalidInput, NotAllowed, TryLaterError
from checker.holders import demand, session_holder
from checker.key_records import Scope
from checker.keys import session_secret
from checker.navigation import links_for

SESSION_HOURS = 12
MAX_FIELDS = 20

pages = Blueprint("sign_in", __name__)


class Sessions(SecureCookieSessionInterface):
    """Keeps the cookie to TLS wherever the browser came over TLS, also through a proxy."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Return whether the cookie may travel over TLS only."""
        _ = app
        return request.is_secure or request.headers.get("X-Forwarded-Proto") == "https"

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs the cookies, with a secret that is made when it is first needed."""
        desk = desk_of(app)
        try:
            if not app.secret_key and desk.keys.needed:
                app.secret_key = session_secret(desk.settings.data_dir)
        except TryLaterError:
            return None  # whoever needs the store says so, in an answer; here there is none to say it in
        return super().get_signing_serializer(app)


def register(app: Flask) -> None:
    """Let people sign in to ``app``."""
    app.session_interface = Sessions()
    app.config["SESSION_COOKIE_SAMESITE"] = "Strict"
    app.permanent_session_lifetime = timedelta(hours=SESSION_HOURS)
    app.register_blueprint(pages)
    app.context_processor(_who)


def _who() -> dict[str, object]:
    """Return what every page says of its visitor."""
    try:
        holder = g.get("holder") or session_holder()
        keyed, demo = current_desk().keys.needed, not current_desk().keys.admin_needed
    except TryLaterError:  # a page that says so is still shown
        holder, keyed, demo = None, False, False
    return {
        "signed_in": keyed and holder is not None and bool(session.get("owner")),
        "csrf": session.get("csrf", ""),
        "demo": demo,
        "nav": links_for(holder),
    }


def let_in() -> Response | None:
    """Say in ``g.owner`` who asks; where keys are set, send strangers to the sign-in page."""
    holder = session_holder()
    if holder is None:
        asked = request.full_path if request.query_string else request.path
        return redirect(url_for("sign_in.show", next=asked), HTTPStatus.SEE_OTHER)
    g.holder, g.owner = holder, holder.owner
    if request.method == "POST":
        demand(holder, Scope.CHECK, Scope.ADMIN)
        if current_desk().keys.needed:
            check_csrf()
    return None


def posted() -> dict[str, str]:
    """Return the fields of the form that came, read strictly and once.

    Flask would keep bytes that are not UTF-8 as percent signs and digits in the text.

    Raises
    ------
    InvalidInput
        The form is not UTF-8 or has too many fields.
    """
    if "posted" not in g:
        if request.mimetype != "application/x-www-form-urlencoded":
            raise UnsupportedMediaType("send application/x-www-form-urlencoded in UTF-8")
        g.posted = _parsed(doors.body())
    return dict(g.posted)


def _parsed(raw: bytes) -> dict[str, str]:
    try:
        return dict(
            parse_qsl(raw.decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
        )
    except UnicodeDecodeError as error:
        raise InvalidInput("the form is not UTF-8") from error
    except ValueError as error:
        raise InvalidInput("the form has too many fields") from error


def check_csrf() -> None:
    """Refuse a form that was not made for this session.

    Raises
    ------
    NotAllowed
        The token is missing or another.
    """
    sent, kept = posted().get("csrf", ""), session.get("csrf", "")
    if not kept or not secrets.compare_digest(sent.encode(), kept.encode()):
        raise NotAllowed("the form is too old; open it again")


@pages.get("/sign-in")
def show() -> str | Response:
    """Show the form that asks for the key."""
    if not current_desk().keys.needed:
        return redirect(url_for("web.form"), HTTPStatus.SEE_OTHER)
    session.setdefault("csrf", secrets.token_urlsafe())
    return render_template("sign_in.html", next=_own_path(request.args.get("next", "")))


@pages.post("/sign-in")
def enter() -> Response | tuple[str, int]:
    """Start a session for the holder of a key."""
    check_csrf()
    target = _own_path(posted().get("next", ""))
    holder = current_desk().keys.holder_of(posted().get("key", "").strip())
    if holder is None:
        page = render_template("sign_in.html", next=target, error="This key is not known here.")
        return page, HTTPStatus.UNAUTHORIZED
    session.clear()
    session.permanent = True
    session.update(owner=holder.owner, mark=holder.mark, csrf=secrets.token_urlsafe())
    return redirect(target, HTTPStatus.SEE_OTHER)


@pages.post("/sign-out")
def leave() -> Response:
    """End the session."""
    check_csrf()
    session.clear()
    return redirect(url_for("sign_in.show"), HTTPStatus.SEE_OTHER)


def _own_path(path: str) -> str:
    """Return ``path`` if it leads to one of our own pages, else the form."""
    own = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if own else url_for("web.form")
