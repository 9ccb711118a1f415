"""What the pages of the corpus share: who may come in, the row of rooms above each, the words of errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask import Response as Page
from flask_babel import gettext
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from checker import sign_in
from checker.corpus_desk import CorpusDesk, Why
from checker.errors import CheckerError, InvalidInput, NeverError, TryLaterError
from checker.holders import demand, session_holder
from checker.key_records import Holder, Scope
from checker.problems import status_of
from checker.surrogates import wire_text
from checker.tongues import sentence

MAX_FORM_FIELDS = 2_000  # a preview of many statements has many
_MULTIPART = "multipart/form-data"

rooms = Blueprint("corpus_pages", __name__, url_prefix="/corpus")


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the rooms of the corpus."""

    name: str
    label: str
    href: str


@rooms.before_request
def let_in() -> Response | None:
    """Let in who may read the corpus; only admins change it, and what they send may be a whole document."""
    visitor = session_holder()
    if request.method == "POST" and visitor is not None:
        demand(visitor, Scope.ADMIN)  # before a document is read that somebody else sends
        request.max_content_length = current_app.config["MAX_IMPORT_LENGTH"]
        if request.mimetype == _MULTIPART:
            g.posted = _parts()
    if turned_away := sign_in.let_in():
        return turned_away
    demand(holder(), Scope.READ)
    return None


def only_admins() -> None:
    """Return if whoever asks may change the corpus.

    Raises
    ------
    NotAllowed
        They may not.
    """
    demand(holder(), Scope.ADMIN)


def may_change() -> bool:
    """Return whether whoever asks may change the corpus."""
    return Scope.ADMIN in holder().scopes


def holder() -> Holder:
    """Return who asks."""
    found: Holder = g.holder
    return found


def why(fields: Mapping[str, str]) -> Why:
    """Return who changes something, and for what reason.

    Raises
    ------
    InvalidInput
        No reason is given.
    """
    if not fields.get("reason", "").strip():
        raise InvalidInput(gettext("say why: the reason is kept with the change, for ever"), field="reason")
    return Why(holder().actor, fields["reason"].strip()[:1_000])


def desk() -> CorpusDesk:
    """Return the counter behind which the journal lies."""
    found = current_app.extensions["corpus"]
    assert isinstance(found, CorpusDesk)  # noqa: S101  # ``create_app`` put it there
    return found


def page(template: str, tab: str, status: int = HTTPStatus.OK, **shown: object) -> Page:
    """Return a page of the corpus."""
    frame = {"tabs": _tabs(), "tab": tab, "may_change": may_change(), "said": _said(), "href_of": href_of}
    body = render_template(f"corpus/{template}", **frame, **shown)
    return Page(body, status=status, mimetype="text/html")


def href_of(statement_id: str) -> str:
    """Return the address of the page of a statement."""
    return address("statement", statement_id=statement_id)


def sent_on(endpoint: str, done: str = "", **where: str) -> Response:
    """Lead to a page that says what was done."""
    return redirect(address(endpoint, done=done or None, **where), HTTPStatus.SEE_OTHER)


def address(endpoint: str, **where: Any) -> str:
    """Return the address of a page; an id may be an address itself, so its slashes are written as %2F."""
    statement_id = where.pop("statement_id", "")
    if statement_id:
        where["statement_id"] = "\x1a"
    found = str(url_for(f"corpus_pages.{endpoint}", **where))
    return found.replace("%1A", quote(statement_id, safe="", errors="replace"))


def refusal(error: Exception) -> tuple[str, int]:
    """Return in words what stands in the way, and the status that goes with it."""
    if isinstance(error, RequestEntityTooLarge):
        return gettext("That is more than this server takes at once."), HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert isinstance(error, CheckerError)  # noqa: S101  # one of REFUSALS
    message = wire_text(str(error)).rstrip(".")
    first = message.partition(" ")[0]  # an id or an address stays as it is
    shown = message[:1].upper() + message[1:] if first.isalpha() else message
    return sentence(shown), status_of(type(error))


REFUSALS = (NeverError, TryLaterError, RequestEntityTooLarge)


def _parts() -> dict[str, str]:
    """Return the fields of a form that may have files in it."""
    request.max_form_parts = MAX_FORM_FIELDS
    request.max_form_memory_size = request.max_content_length
    fields = request.form.to_dict()
    if any("\ufffd" in value for value in fields.values()):
        raise InvalidInput("the form is not UTF-8")
    return fields


def _tabs() -> list[Tab]:
    proposed = len(current_app.extensions["proposals"].list())
    waiting = f" ({proposed})" if proposed else ""
    found = [
        Tab("browse", gettext("Statements"), address("browse")),
        Tab("proposals", gettext("Proposals") + waiting, address("proposals")),
        Tab("log", gettext("Journal"), address("log")),
    ]
    if may_change():
        found[1:1] = [Tab("add", gettext("Add"), address("add"))]
        found.append(Tab("sources", gettext("Sources"), address("sources")))
    return found


def _said() -> str:
    """Return what was done a moment ago, where the address says so: words of ours, never its own."""
    known: dict[str, str] = {
        "corrected": gettext("The correction is recorded. What was recorded before stays readable."),
        "retract": gettext("It is recorded as withdrawn."),
        "supersede": gettext("It is recorded as superseded."),
        "restore": gettext("It is in force again."),
        "remove": gettext("It is no part of the corpus any more; its history stays readable."),
        "accepted": gettext("Accepted: the earlier statement is superseded."),
        "rejected": gettext("Rejected: it will not be proposed again."),
        "source-added": gettext("The source is polled from now on; the first time within seconds."),
        "source-removed": gettext("The source is polled no more. Its statements stay."),
        "source-hurried": gettext("The source is polled within seconds."),
    }
    return known.get(request.args.get("done", ""), "")
