"""Keys over HTTP, for admins: the API that docs/api.md describes, and the page ``/admin/keys``."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, Flask, Response, g, render_template, url_for
from flask_babel import gettext, lazy_gettext

from checker import doors, sign_in
from checker.admins import current_admin
from checker.desk import current_desk
from checker.errors import InvalidInput, NotAllowed, NotFound
from checker.key_records import Key, Limits, Scope
from checker.key_store import MAX_NAME, MOST, Keys, NewKey
from checker.key_wire import key_to_wire, read_expiry, read_new_key
from checker.problems import json_response, status_of

SCOPE_WORDS = {
    Scope.CHECK: lazy_gettext("Have posts checked, and read and remove its own checks"),
    Scope.READ: lazy_gettext("Read the corpus"),
    Scope.REVIEW: lazy_gettext("Read everybody's checks and review them"),
    Scope.ADMIN: lazy_gettext("Everything: change the corpus, users and keys"),
}
KEY_STATES = {
    "active": lazy_gettext("active"),
    "expired": lazy_gettext("expired"),
    "revoked": lazy_gettext("revoked"),
}

keys = Blueprint("keys", __name__, url_prefix="/api/v1/keys")
pages = Blueprint("keys_page", __name__, url_prefix="/admin/keys")
pages.before_request(sign_in.let_in)


def register(app: Flask) -> None:
    """Add the routes to ``app``."""
    app.register_blueprint(keys)
    app.register_blueprint(pages)


@keys.before_request
@pages.before_request
def _only_admins() -> None:
    g.actor = current_admin()


@keys.get("")
def show_all() -> Response:
    """Show every key, without its secret."""
    kept = _kept()
    return json_response({"keys": [key_to_wire(key, kept.now()) for key in kept.all()]})


@keys.post("")
def create() -> Response:
    """Make a key; only this answer has it."""
    key, text = _create(read_new_key(doors.json_body()))
    response = json_response(key_to_wire(key, _kept().now(), text), HTTPStatus.CREATED)
    response.headers["Location"] = url_for("keys.show", key_id=key.key_id)
    return response


@keys.get("/<key_id>")
def show(key_id: str) -> Response:
    """Show a key, without its secret."""
    return json_response(key_to_wire(_kept().get(key_id), _kept().now()))


@keys.post("/<key_id>/rotate")
def rotate(key_id: str) -> Response:
    """Give a key another secret, which only this answer has; the earlier one opens nothing from now on."""
    key, text = _kept().rotate(key_id)
    return json_response(key_to_wire(key, _kept().now(), text))


@keys.delete("/<key_id>")
def revoke(key_id: str) -> Response:
    """Let a key open nothing from now on; it stays in the list."""
    return json_response(key_to_wire(_kept().revoke(key_id), _kept().now()))


@pages.get("")
def page() -> str:
    """Show every key, and the form that makes one."""
    return _page()


@pages.post("")
def create_here() -> str | tuple[str, int]:
    """Make a key and show it, this once."""
    try:
        key, text = _create(_asked())
    except InvalidInput as error:
        words = _faults().get(error.field or "", f"{error}.")
        return _page(error=words, field=error.field, typed=sign_in.posted()), status_of(type(error))
    return _page(made=key.name, text=text)


@pages.post("/<key_id>/<any(revoke, rotate):what>")
def change(key_id: str, what: str) -> str | tuple[str, int]:
    """Revoke a key, or give it another secret and show that, this once."""
    try:
        if what == "revoke":
            _kept().revoke(key_id)
            return _page()
        key, text = _kept().rotate(key_id)
    except (NotFound, NotAllowed) as error:
        return _page(error=f"{error}."), status_of(type(error))
    return _page(made=key.name, text=text)


def _page(**named: object) -> str:
    shown = {"error": "", "field": "", "made": "", "text": "", "typed": {}} | named
    made = [key_to_wire(key, _kept().now()) | {"times": key} for key in _kept().all()]
    words = {"scopes": list(Scope), "scope_words": SCOPE_WORDS, "key_states": KEY_STATES}
    return render_template("keys.html", keys=made, **words, **shown)


def _faults() -> Mapping[str, str]:
    """Return what is to be changed in the form, by the field at fault, with its labels."""
    first = gettext("The first key must be for everything: nobody could make another one here.")
    most = f"{MOST:,}"
    return {
        "name": gettext("Say whose key it is, in 1 to %(most)s printable characters.", most=MAX_NAME),
        "scopes": gettext("Choose what the key may do.") if current_desk().keys.admin_needed else first,
        "expires_at": gettext(
            "“Until” must be a day to come, such as 2027-06-30, or a span, such as 90d or 12h."
        ),
        "per_minute": gettext(
            "“Requests a minute” must be a whole number up to %(most)s; 0 is no limit.", most=most
        ),
        "per_day": gettext(
            "“New checks a day” must be a whole number up to %(most)s; 0 is no limit.", most=most
        ),
    }


def _asked() -> NewKey:
    fields = sign_in.posted()
    scopes = tuple(scope for scope in Scope if fields.get(f"scope-{scope}"))
    expires = fields.get("expires_at", "").strip()
    limits = Limits(_number("per_minute"), _number("per_day"))
    return NewKey(fields.get("name", ""), scopes, limits, read_expiry(expires) if expires else None)


def _number(name: str) -> int | None:
    given = sign_in.posted().get(name, "").strip()
    if given and not (given.isascii() and given.isdecimal() and len(given) < 11):  # noqa: PLR2004
        raise InvalidInput(f"{name} must be a whole number", field=name)
    return int(given) if given else None


def _create(new: NewKey) -> tuple[Key, str]:
    if not current_desk().keys.admin_needed and Scope.ADMIN not in new.scopes:
        message = "scopes must have admin for the first key: nobody could make another one here"
        raise InvalidInput(message, field="scopes")
    return _kept().create(new, str(g.actor))


def _kept() -> Keys:
    return current_desk().keys.kept
