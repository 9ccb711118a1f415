"""The page ``/queue``: what waits for a person, and who is at it."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Flask, g, redirect, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from checker import navigation, sign_in
from checker.callers import readable_check
from checker.check_lists import everybodys
from checker.desk import current_desk
from checker.holders import demand
from checker.key_records import Scope
from checker.list_desk import back_to, current_queue, readable_rows, show_list
from checker.list_words import WHY_MEANING, WHY_WORDS

pages = Blueprint("queue", __name__, url_prefix="/queue")
pages.before_request(sign_in.let_in)


def register(app: Flask) -> None:
    """Add the pages to ``app``."""
    app.register_blueprint(pages)
    app.jinja_env.globals["queue_strip"] = strip
    navigation.add(app, lazy_gettext("Queue"), "queue.show", 20, [Scope.REVIEW])


@pages.before_request
def _only_reviewers() -> None:
    demand(g.holder, Scope.REVIEW)


@pages.get("")
def show() -> tuple[str, int]:
    """Show a page of what waits."""
    return show_list(waiting=True)


@pages.post("/next")
def take_next() -> Response:
    """Take the check that has waited longest and that nobody is at, or the one after ``past``; lead to it."""
    below, past = current_desk().settings.review_below, sign_in.posted().get("past", "")
    found = current_queue().take_next(below, g.holder, past)
    if found is None:
        return redirect(url_for("queue.show", said="none"), HTTPStatus.SEE_OTHER)
    return _to_check(found)


@pages.post("/<check_id>/<any(take, over, leave, dismiss, back):what>")
def change(check_id: str, what: str) -> Response:
    """Take a check, take it over, let it go, take it out of the queue or put it back; lead to it."""
    check = readable_check(check_id)
    queue = current_queue()
    if what in {"take", "over"}:
        queue.take(check.check_id, g.holder, anyway=what == "over")
    elif what == "leave":
        queue.let_go(check.check_id, g.holder)
    elif what == "dismiss":
        queue.dismiss(check.check_id, g.holder)
    else:
        queue.put_back(check.check_id)
    target = sign_in.posted().get("back", "")
    return redirect(back_to(target), HTTPStatus.SEE_OTHER) if target else _to_check(check.check_id)


def strip(check_id: str) -> dict[str, object] | None:
    """Return what the page of a check says of its place in the queue; nothing to those who do not review."""
    if not everybodys(g.holder):
        return None
    rows = readable_rows([check_id])
    if not rows or not (rows[0].whys or rows[0].is_held or rows[0].check.facts.dismissed_by):
        return None
    return {"row": rows[0], "why_words": WHY_WORDS, "why_meaning": WHY_MEANING}


def _to_check(check_id: str) -> Response:
    return redirect(url_for("web.show", check_id=check_id), HTTPStatus.SEE_OTHER)
