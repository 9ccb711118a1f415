"""The page ``/history``: every check that one may see, found again."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, g, request
from flask_babel import lazy_gettext

from checker import navigation, sign_in
from checker.check_exports import export
from checker.holders import demand
from checker.key_records import Scope
from checker.list_desk import current_queue, show_list

WHO = (Scope.CHECK, Scope.REVIEW)

pages = Blueprint("history", __name__, url_prefix="/history")
pages.before_request(sign_in.let_in)


def register(app: Flask) -> None:
    """Add the page to ``app``."""
    app.register_blueprint(pages)
    navigation.add(app, lazy_gettext("History"), "history.show", 30, WHO)


@pages.before_request
def _only_those_who_check() -> None:
    demand(g.holder, *WHO)


@pages.get("")
def show() -> tuple[str, int]:
    """Show a page of the checks that the address asks for."""
    return show_list(waiting=False)


@pages.get("/export")
def export_all() -> Response:
    """Send all that the address asks for as a file, as far as files may go."""
    return export(current_queue(), request.args.get("format", ""), None)
