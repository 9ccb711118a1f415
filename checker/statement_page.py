"""The page of a statement, where permalinks of passages lead: all its words, the passage marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, current_app, g, render_template, request, url_for

from checker import sign_in
from checker.corpus_desk import CorpusDesk, Shown
from checker.corpus_rooms import href_of
from checker.errors import NotFound
from checker.key_records import Scope
from checker.marking import Mark, mark
from checker.passages import source_hash
from checker.permalinks import HASH_CHARS
from checker.records import Statement
from checker.schema import said_to_wire, standing_to_wire

_DIGITS = 9

statement_pages = Blueprint("statement_pages", __name__)
statement_pages.before_request(sign_in.let_in)


def register(app: Flask) -> None:
    """Add the page to ``app``."""
    app.register_blueprint(statement_pages)


# An id may be an address: slashes are part of it, two in a row too.
@statement_pages.get("/statements/<path:statement_id>", merge_slashes=False)
def show(statement_id: str) -> str:
    """Show a statement as it is, or in the words that a passage was cut out of."""
    desk = current_app.extensions["corpus"]
    assert isinstance(desk, CorpusDesk)  # noqa: S101  # ``create_app`` put it there
    shown = desk.show(statement_id)
    statement = _record(shown, request.args.get("of", ""))
    now = shown.statement
    return render_template(
        "statement.html",
        statement=_facts(statement, now or statement),
        pieces=mark(statement.text, _asked_for(statement.text)),
        removed=now is None,
        corrected=now is not None and now.text != statement.text,
        current=url_for("statement_pages.show", statement_id=statement_id),
        record=href_of(statement_id) if Scope.READ in g.holder.scopes else "",
    )


def _record(shown: Shown, digest: str) -> Statement:
    """Return the newest record of the words that have this hash, or the one of now."""
    records = [event.statement for event in shown.versions if event.statement]
    for record in ([shown.statement] if shown.statement else []) + records[::-1]:
        if not digest or source_hash(record).startswith(digest[:HASH_CHARS]):
            return record
    raise NotFound("this statement was never recorded with those words")


def _asked_for(text: str) -> list[Mark]:
    start, end = (request.args.get(name, "") for name in ("start", "end"))
    if not all(n.isascii() and n.isdecimal() and len(n) <= _DIGITS for n in (start, end)):
        return []
    return [Mark(int(start), int(end))] if int(start) < int(end) <= len(text) else []


def _facts(statement: Statement, now: Statement) -> Mapping[str, Any]:
    """Return a record as the page shows it; whether it holds is known of the statement of now."""
    return {
        "title": statement.title,
        **said_to_wire(statement),
        "standing": standing_to_wire(now.standing),
    }
