"""The page ``/account``: one's own password, and where one is signed in."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Flask, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from checker import sign_in
from checker.account_records import Account, SignedIn
from checker.agents import browser_of
from checker.desk import current_desk
from checker.entrance import Entrance
from checker.errors import InvalidInput, NotAllowed
from checker.keyring import holder_of_account

pages = Blueprint("account", __name__, url_prefix="/account")
pages.before_request(sign_in.let_anybody_in)


def register(app: Flask) -> None:
    """Add the page to ``app``."""
    app.jinja_env.filters["browser"] = browser_of
    app.register_blueprint(pages)


@pages.get("")
def show() -> str | Response:
    """Show who is signed in, and where; without accounts or keys there is nobody."""
    if not current_desk().keys.needed:
        return redirect(url_for("web.form"), HTTPStatus.SEE_OTHER)
    return _page(done=request.args.get("done", ""))


@pages.post("/password")
def change_password() -> Response | tuple[str, int]:
    """Give oneself another password, which ends every other session."""
    account, fields = _person(), sign_in.posted()
    try:
        wrong = _change(account, fields.get("current", ""), fields.get("new", ""), fields.get("again", ""))
    except InvalidInput as error:
        wrong = str(error)
    if wrong:
        return _page(error=f"{wrong[:1].upper()}{wrong[1:].rstrip('.')}."), HTTPStatus.UNPROCESSABLE_ENTITY
    found = _entrance().accounts.find(account.account_id)
    if found:
        sign_in.begin_session(holder_of_account(*found))
    return redirect(url_for("account.show", done="password"), HTTPStatus.SEE_OTHER)


@pages.post("/sessions/<session_id>/end")
def end(session_id: str) -> Response:
    """End one of one's own sessions."""
    _entrance().sessions.end(session_id, g.owner)
    return redirect(url_for("account.show", done="session"), HTTPStatus.SEE_OTHER)


@pages.post("/sessions/end")
def end_others() -> Response:
    """End all of one's sessions but this."""
    this = _this()
    _entrance().sessions.end_all(g.owner, but=this.session_id if this else "")
    return redirect(url_for("account.show", done="sessions"), HTTPStatus.SEE_OTHER)


def _change(account: Account, current: str, new: str, again: str) -> str:
    """Change the password, or return what is wrong."""
    entrance, address = _entrance(), request.remote_addr or ""
    if entrance.attempts.begin(account.name, address):
        return str(gettext("That was tried too often. Wait some minutes."))
    if entrance.accounts.verified(account.name, current) is None:
        return str(gettext("The current password is another one."))
    entrance.attempts.succeeded(account.name, address)
    if new != again:
        return str(gettext("The new password was typed in two ways."))
    entrance.accounts.set_password(account, new)
    entrance.sessions.end_all(account.account_id)
    return ""


def _person() -> Account:
    found = _entrance().accounts.find(g.owner)
    if found is None:
        raise NotAllowed("whoever signed in with a key has no password; make another key instead")
    return found[0]


def _this() -> SignedIn | None:
    signed_in: SignedIn | None = g.get("signed_in")
    return signed_in


def _entrance() -> Entrance:
    return current_desk().keys.entrance


def _page(*, error: str = "", done: str = "") -> str:
    found = _entrance().accounts.find(g.owner)
    this = _this()
    return render_template(
        "account.html",
        account=found[0] if found else None,
        holder=g.holder,
        sessions=_entrance().sessions.of_owner(g.owner),
        this=this.session_id if this else "",
        error=error,
        done=done,
    )
