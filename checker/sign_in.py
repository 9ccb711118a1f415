"""Signing in to the pages, with a user name and password or with an API key; a token in every form."""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import parse_qsl

from flask import (
    Blueprint,
    Flask,
    Request,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_babel import gettext, ngettext
from itsdangerous import URLSafeTimedSerializer
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.wrappers import Response

from checker import doors, unsent
from checker.account_records import tried_name
from checker.desk import current_desk, desk_of
from checker.errors import InvalidInput, NotAllowed, TryLaterError
from checker.holders import demand, session_holder
from checker.key_records import Holder, Scope
from checker.keyring import holder_of_account
from checker.navigation import links_for

MAX_FIELDS = 250  # a form about a page of checks names each of them
SHOWN_NAME = 64  # characters of what was typed as a name, when the form is shown again
BESIDE = 4_096  # bytes of the sign-in form, beside what it carries of another one

PROBES = frozenset({"/healthz", "/readyz"})

TOO_OLD = "the form is too old; open it again"

pages = Blueprint("sign_in", __name__)


class Sessions(SecureCookieSessionInterface):
    """Keeps the cookie to TLS wherever the browser came over TLS, also through a proxy."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a browser. A program has none, and does not pay for asking about it.

        Nor do probes: they are answered though the store says nothing. Nor what pages are made of: an answer
        for a page that is being left would bring the cookie back that a new sign-in has just replaced.
        """
        program = request.path.startswith("/api/") and self.get_cookie_name(app) not in request.cookies
        if program or request.path in PROBES or request.path.startswith(f"{app.static_url_path}/"):
            return self.make_null_session(app)
        return super().open_session(app, request)

    def get_cookie_secure(self, app: Flask) -> bool:
        """Return whether the cookie may travel over TLS only."""
        _ = app
        return request.is_secure or request.headers.get("X-Forwarded-Proto") == "https"

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs the cookies, with a secret that is made when it is first needed."""
        desk = desk_of(app)
        try:
            if not app.secret_key and desk.keys.needed:
                app.secret_key = desk.keys.entrance.sessions.secret(desk.settings.data_dir)
        except TryLaterError:
            return None  # whoever needs the store says so, in an answer; here there is none to say it in
        return super().get_signing_serializer(app)


def register(app: Flask) -> None:
    """Let people sign in to ``app``."""
    app.session_interface = Sessions()
    # Lax: a link to a check in a chat opens it; forms of other sites are refused by their origin and token.
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.permanent_session_lifetime = timedelta(hours=desk_of(app).settings.session_hours)
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
        "signed_in": keyed and holder is not None,
        "visitor": holder.name or holder.actor if holder and keyed else "",
        "csrf": session.get("csrf", ""),
        "demo": demo,
        "nav": links_for(holder),
    }


def let_in() -> Response | None:
    """Say in ``g.owner`` who asks; send strangers to the sign-in page. Forms are for those who do things."""
    found = let_anybody_in()
    if found is None and request.method == "POST":
        demand(g.holder, Scope.CHECK, Scope.REVIEW, Scope.ADMIN)
    return found


def let_checkers_in() -> Response | None:
    """Let in as ``let_in`` does; forms are for those who have posts checked."""
    found = let_in()
    if found is None and request.method == "POST":
        demand(g.holder, Scope.CHECK)
    return found


def let_anybody_in() -> Response | None:
    """Say in ``g.owner`` who asks, readers too; send strangers to the sign-in page."""
    holder = session_holder()
    if holder is None:
        return _turned_away()
    g.holder, g.owner = holder, holder.owner
    if request.method == "POST" and current_desk().keys.needed and not _is_ours():
        return _too_old(holder)
    return None


def was_here() -> bool:
    """Return whether this browser is signed in or was until lately, by its signed cookie."""
    return not current_desk().keys.needed or bool(session.get("token"))


def _turned_away() -> Response:
    """Send a stranger to the sign-in page, and say so where a form of theirs is thereby not taken."""
    page = unsent.page_asked_for()
    if request.method != "POST":
        return redirect(url_for("sign_in.show", next=page), HTTPStatus.SEE_OTHER)
    fields = _posted_if_readable()
    endpoint = request.endpoint or ""
    form = unsent.form_of(endpoint)
    if form and (kept := form.kept(fields)):
        return _answer(_door(page, kept={"form": endpoint, **kept}), HTTPStatus.UNAUTHORIZED)
    page = _own_path(fields.get("back") or page)  # a list says where it was left
    return redirect(url_for("sign_in.show", next=page, unsent="yes"), HTTPStatus.SEE_OTHER)


def _posted_if_readable() -> dict[str, str]:
    try:
        return posted()
    except (InvalidInput, RequestEntityTooLarge, UnsupportedMediaType):
        return {}


def _too_old(holder: Holder) -> Response:
    """Refuse a form that was not made for this session, and show it again for this one where that can be.

    Raises
    ------
    NotAllowed
        It cannot be.
    """
    form = unsent.form_of(request.endpoint or "")
    if form is None or form.scope not in holder.scopes:
        raise NotAllowed(TOO_OLD)
    words = gettext("You have signed in anew since this page was opened. Send it again.")
    return _answer(form.show(posted(), words), HTTPStatus.FORBIDDEN)


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
    if not _is_ours():
        raise NotAllowed(TOO_OLD)


def _is_ours() -> bool:
    """Return whether the form that came was made for this session."""
    sent, kept = posted().get("csrf", ""), session.get("csrf", "")
    return bool(kept) and secrets.compare_digest(sent.encode(), kept.encode())


@pages.before_request
def _room_for_what_is_carried() -> None:
    """Let the sign-in form bring what another form brought; of strangers no more than one post."""
    if request.method == "POST":
        room = unsent.most_room() if was_here() else int(current_app.config["MAX_CONTENT_LENGTH"])
        request.max_content_length = room + BESIDE


@pages.get("/sign-in")
def show() -> str | Response:
    """Show the form that asks who comes."""
    if not current_desk().keys.needed:
        return redirect(url_for("web.form"), HTTPStatus.SEE_OTHER)
    return _door(_own_path(request.args.get("next", "")), is_unsent=bool(request.args.get("unsent")))


@pages.post("/sign-in")
def enter() -> Response | tuple[str, int]:
    """Start a session for the holder of a key, or of a name and password."""
    fields = posted()
    target, name = _own_path(fields.get("next", "")), fields.get("name", "")
    if not _is_ours():
        if (already := session_holder()) is not None:  # in another tab, since this page was opened
            return _go_on(already, target)
        error = gettext("This page was open for too long. Sign in once more.")
        return _door(target, name, error, kept=_carried()), HTTPStatus.FORBIDDEN
    key, address = fields.get("key", "").strip(), request.remote_addr or ""
    attempts, tried = (
        current_desk().keys.entrance.attempts,
        f"key from {address}" if key else tried_name(name),
    )
    wait = attempts.begin(tried, address)
    if wait:
        return _too_often(target, name, wait)
    holder = current_desk().keys.holder_of(key) if key else _person(name, fields.get("password", ""))
    if holder is None:
        unknown = gettext("This key is not known here.")
        error = unknown if key else gettext("This user name and this password do not belong together.")
        return _door(target, name, error, kept=_carried()), HTTPStatus.UNAUTHORIZED
    attempts.succeeded(tried, address)
    begin_session(holder)
    return _go_on(holder, target)


def _go_on(holder: Holder, target: str) -> Response:
    """Lead to where somebody was going, or show the form that they had filled in with what they typed."""
    fields = _carried()
    form = unsent.form_of(fields.pop("form", ""))
    if form is None or form.scope not in holder.scopes:
        return redirect(target, HTTPStatus.SEE_OTHER)
    g.holder, g.owner = holder, holder.owner
    words = gettext("You had been signed out. What you typed is here: send it again.")
    return _answer(form.show(fields, words), HTTPStatus.OK)


def _carried() -> dict[str, str]:
    """Return what the sign-in form carries of another form, and in ``form`` of which; nothing, or both."""
    endpoint = posted().get("form", "")
    form = unsent.form_of(endpoint)
    kept = form.kept(posted()) if form else {}
    return {"form": endpoint, **kept} if kept else {}


def begin_session(holder: Holder) -> None:
    """Sign ``holder`` in, in this browser, with a cookie and a form token that nobody knew before."""
    sessions, agent = current_desk().keys.entrance.sessions, request.headers.get("User-Agent", "")
    token = sessions.begin(holder.owner, holder.mark, request.remote_addr or "", agent)
    session.clear()
    session.permanent = True
    session.update(token=token, csrf=secrets.token_urlsafe())


@pages.post("/sign-out")
def leave() -> Response:
    """End the session."""
    check_csrf()
    if signed_in := current_desk().keys.entrance.sessions.find(str(session.get("token", ""))):
        current_desk().keys.entrance.sessions.end(signed_in.session_id, signed_in.owner)
    session.clear()
    return redirect(url_for("sign_in.show"), HTTPStatus.SEE_OTHER)


def _person(name: str, password: str) -> Holder | None:
    accounts = current_desk().keys.entrance.accounts
    account = accounts.verified(name, password)
    if account is None:
        return None
    accounts.note_sign_in(account)
    found = accounts.find(account.account_id)
    return holder_of_account(*found) if found else None


def _too_often(target: str, name: str, wait: float) -> Response:
    minutes, seconds = math.ceil(wait / 60), math.ceil(wait)
    left = (
        ngettext("%(num)d second", "%(num)d seconds", seconds)
        if wait < 60  # noqa: PLR2004
        else ngettext("%(num)d minute", "%(num)d minutes", minutes)
    )
    error = gettext("That was tried too often. Try again in %(left)s.", left=left)
    response = _answer(_door(target, name, error, kept=_carried()), HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(seconds)
    return response


def _door(
    target: str,
    name: str = "",
    error: str = "",
    *,
    kept: Mapping[str, str] | None = None,
    is_unsent: bool = False,
) -> str:
    """Return the sign-in page; it carries what was ``kept`` of a form, or says that one was not taken."""
    session.setdefault("csrf", secrets.token_urlsafe())
    people = current_desk().keys.entrance.accounts.any()
    shown = {"name": name.strip()[:SHOWN_NAME], "error": error, "people": people, "is_unsent": is_unsent}
    return render_template("sign_in.html", next=target, kept=kept or {}, **shown)


def _answer(page: str, status: HTTPStatus) -> Response:
    return Response(page, status, content_type="text/html; charset=utf-8")


def _own_path(path: str) -> str:
    """Return ``path`` if it leads to one of our own pages, else the form."""
    own = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if own else url_for("web.form")
