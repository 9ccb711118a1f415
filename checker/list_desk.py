"""What the pages of queue and history have in common: the list, its filters, and the way back to it."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from flask import Flask, current_app, g, render_template, request, url_for
from flask_babel import gettext

from checker.bulk import MOST
from checker.check_lists import Row, choices, everybodys, read_page, rows_of
from checker.config import Settings
from checker.desk import current_desk
from checker.review_queue import ReviewQueue, open_review_queue


def serve(app: Flask, settings: Settings) -> None:
    """Keep the queue of ``app`` in the database that the settings name."""
    app.extensions["review_queue"] = open_review_queue(settings)


def current_queue() -> ReviewQueue:
    """Return the queue of the application that answers this request."""
    found = current_app.extensions["review_queue"]
    assert isinstance(found, ReviewQueue)  # noqa: S101  # ``serve`` put it there
    return found


def show_list(*, waiting: bool) -> tuple[str, int]:
    """Return the page of a list, with its filters and with what can be done to many at once."""
    queue = current_queue()
    page = read_page(queue, waiting=waiting)
    below = current_desk().settings.review_below
    shown = render_template(
        "lists/list.html",
        page=page,
        waiting=waiting,
        said=said(request.args.get("said", "")),
        reviewer=everybodys(g.holder),
        endpoint="queue.show" if waiting else "history.show",
        count=queue.count(below) if waiting else None,
        cursor=request.args.get("cursor", ""),
        most=MOST,
        **choices(queue, g.holder),
    )
    return shown, HTTPStatus.UNPROCESSABLE_ENTITY if page.error else HTTPStatus.OK


def said(code: str) -> str:
    """Return what the page before has to say, in words."""
    words = {
        "choose": gettext("Choose between 1 and %(most)d checks first.", most=MOST),
        "what": gettext("Choose what to do with them."),
        "none": gettext("Nothing waits for you: somebody else is at the rest, or has to agree with you."),
    }
    return str(words.get(code, ""))


def back_to(given: str) -> str:
    """Return the list that somebody came from: one of ours, whatever was sent."""
    path, _, query = given.partition("?")
    own = {url_for("queue.show"), url_for("history.show")}
    return (f"{path}?{query}" if query else path) if path in own and given.isprintable() else min(own)


def readable_rows(ids: Sequence[str]) -> list[Row]:
    """Return those of these checks that one may see."""
    found = current_queue().listed(ids)
    return rows_of([one for one in found if everybodys(g.holder) or one.facts.owner == g.holder.owner])
