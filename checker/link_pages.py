"""Pasted links as pages: taken, waited for, and led to the check that came of them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from checker import sign_in
from checker.config import Settings
from checker.desk import current_desk
from checker.errors import FetchRefused, InvalidInput, NotFound, QueueUnavailable
from checker.ingest.fetch import Fetcher, open_fetcher
from checker.intake import CheckRequest, is_web_address
from checker.links import TASK, Link, Links, LinkState, open_links
from checker.problems import json_response
from checker.steps import steps_of_link

log = logging.getLogger(__name__)

_STAND_IN = "-"  # for the words of a page, while the other fields of the form are looked at

pages = Blueprint("links", __name__)
pages.before_request(sign_in.let_checkers_in)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What these pages need."""

    links: Links
    fetcher: Fetcher


def register(app: Flask, settings: Settings) -> None:
    """Answer for the links in the database that the settings name."""
    app.extensions["links"] = Shelf(open_links(settings), open_fetcher(settings))
    app.register_blueprint(pages)


def is_link(text: str) -> bool:
    """Return whether a text is one address and nothing else."""
    return is_web_address(text.strip())


def take(fields: Mapping[str, str], owner: str) -> Link:
    """Keep and queue a link that stands where a post would.

    Raises
    ------
    InvalidInput
        The server may not open it, or another field cannot be used.
    Overloaded
        So much waits already that no more is taken.
    StoreUnavailable
        Nothing was kept.
    """
    url, desk = fields["text"].strip(), current_desk()
    beside = {name: value for name, value in fields.items() if name not in {"text", "url"}}
    CheckRequest.read(beside | {"text": _STAND_IN, "url": url}, desk.settings, now=desk.clock())
    try:
        url = _shelf().fetcher.check(url)
    except FetchRefused as error:
        raise InvalidInput(_closed(url), field="text") from error
    desk.make_room()
    link = _shelf().links.add(beside | {"url": url}, owner=owner)
    try:
        desk.send(TASK, link.link_id)
    except QueueUnavailable:
        # It is kept, so it is accepted: workers look for those whose message was lost.
        log.warning("link %s is kept but not queued: the broker is away", link.link_id)
    return link


@pages.get("/links/<link_id>")
def show(link_id: str) -> str | AnyResponse | tuple[str, int]:
    """Lead to the check, or show that the page is still read, or why nothing came of it."""
    link = _own(link_id)
    if link.state is LinkState.DONE:
        return redirect(url_for("web.show", check_id=link.check_id), HTTPStatus.SEE_OTHER)
    fields = {**link.asked, "text": link.text or ""}
    return render_template("link.html", link=link, steps=steps_of_link(), fields=fields)


@pages.get("/links/<link_id>/state")
def state(link_id: str) -> Response:
    """Tell the script of that page how far the link is."""
    return json_response({"state": _own(link_id).state.value})


def _own(link_id: str) -> Link:
    link = _shelf().links.get(link_id)
    if link.owner != g.owner:
        raise NotFound("there is no such link")
    return link


def _shelf() -> Shelf:
    shelf: Shelf = current_app.extensions["links"]
    return shelf


def _closed(url: str) -> str:
    """Return in words for people that a site may not be opened, and what they can do."""
    host = urlsplit(url).hostname or url
    return str(
        gettext(
            "this server may not open %(host)s: paste the words of the post instead, or ask whoever runs "
            "the server to name the site in CHECKER_FETCH_HOSTS",
            host=host,
        )
    )
