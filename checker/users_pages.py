"""The page ``/admin/users``, for admins: who has an account, what each may do, and new passwords."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Flask, g, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response

from checker import navigation, sign_in
from checker.account_records import Account, Role
from checker.account_store import NewAccount
from checker.desk import current_desk
from checker.entrance import Entrance
from checker.errors import InvalidInput, NotFound
from checker.holders import demand
from checker.key_records import Scope
from checker.passwords import generated
from checker.tongues import sentence

ROLES = {
    Role.READER: lazy_gettext("Reader: looks at the corpus and the trends"),
    Role.CHECKER: lazy_gettext("Checker: also has posts checked"),
    Role.REVIEWER: lazy_gettext("Reviewer: also sees and reviews everybody's checks"),
    Role.ADMIN: lazy_gettext("Administrator: everything, users and keys too"),
}
ROLE_NAMES = {
    Role.READER: lazy_gettext("Reader"),
    Role.CHECKER: lazy_gettext("Checker"),
    Role.REVIEWER: lazy_gettext("Reviewer"),
    Role.ADMIN: lazy_gettext("Administrator"),
}

pages = Blueprint("users", __name__, url_prefix="/admin")
pages.before_request(sign_in.let_anybody_in)


def register(app: Flask) -> None:
    """Add the page to ``app``."""
    app.register_blueprint(pages)
    app.jinja_env.globals["role_names"] = ROLE_NAMES
    navigation.add(app, lazy_gettext("Admin"), "users.admin", 70, (Scope.ADMIN,))


@pages.before_request
def _only_admins() -> None:
    demand(g.holder, Scope.ADMIN)


@pages.get("")
def admin() -> Response:
    """Lead to the first page for admins."""
    return redirect(url_for("users.show"), HTTPStatus.SEE_OTHER)


@pages.get("/users")
def show() -> str:
    """Show every account, and the form that adds one."""
    return _page(done=request.args.get("done", ""))


@pages.post("/users")
def add() -> str | tuple[str, int]:
    """Add an account; a password that was thought up here is shown this once."""
    fields = sign_in.posted()
    given = fields.get("password", "")
    try:
        role = Role(fields.get("role", ""))
    except ValueError:
        return _page(error=gettext("Choose a role."), fields=fields), HTTPStatus.UNPROCESSABLE_ENTITY
    password = given or generated()
    new = NewAccount(fields.get("name", ""), password, role, fields.get("full_name", ""))
    try:
        account = _first_is_admin(new)
    except InvalidInput as error:
        return _page(error=_sentence(error), fields=fields), HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(made=account, password="" if given else password)


@pages.post("/users/<account_id>/<any(disable, enable, role, password):what>")
def change(account_id: str, what: str) -> str | Response | tuple[str, int]:
    """Change one account; nobody takes their own rights away here, and only who has them those of others."""
    account = _account(account_id)
    if account.account_id == g.owner:
        error = gettext("Nobody changes their own account here. Your password is changed under Account.")
        return _page(error=error), HTTPStatus.FORBIDDEN
    if what == "password":
        password = generated()
        _entrance().accounts.set_password(account, password, by=g.owner)
        _entrance().attempts.forgive(account.name)
        _entrance().sessions.end_all(account_id)
        return _page(made=account, password=password)
    if not _changed(account, what):
        return _page(error=gettext("Choose a role.")), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for("users.show", done=account.name), HTTPStatus.SEE_OTHER)


def _changed(account: Account, what: str) -> bool:
    accounts = _entrance().accounts
    if what == "enable":
        accounts.enable(account, by=g.owner)
    elif what == "disable":
        accounts.disable(account, by=g.owner)
        _entrance().sessions.end_all(account.account_id)
    else:
        wanted = sign_in.posted().get("role", "")
        if wanted not in set(Role):
            return False
        accounts.set_role(account, Role(wanted), by=g.owner)
    return True


def _first_is_admin(new: NewAccount) -> Account:
    """Add an account; where the server was open, nobody could come in but by an admin's."""
    if not current_desk().keys.admin_needed and new.role is not Role.ADMIN:
        message = gettext("the first account must be of an administrator: nobody could add another one here")
        raise InvalidInput(message, field="role")
    return _entrance().accounts.add(new, str(g.holder.actor))


def _account(account_id: str) -> Account:
    found = _entrance().accounts.find(account_id)
    if found is None:
        raise NotFound("there is no such user")
    return found[0]


def _sentence(error: Exception) -> str:
    words = str(error)
    return sentence(f"{words[:1].upper()}{words[1:]}")


def _entrance() -> Entrance:
    return current_desk().keys.entrance


def _page(**named: object) -> str:
    shown = {"error": "", "done": "", "made": None, "password": "", "fields": {}} | named
    accounts = _entrance().accounts.all()
    return render_template("users.html", accounts=accounts, roles=ROLES, mine=g.owner, **shown)
