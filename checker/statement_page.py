"""The page of a statement, where permalinks of passages lead: all its words, the passage marked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, current_app, render_template, request, url_for

from checker import sign_in
from checker.corpus_desk import CorpusDesk, Shown
from checker.corpus_wire import standing_to_wire
from checker.errors import NotFound
from checker.marking import Mark, mark
from checker.permalinks import HASH_CHARS
from checker.records import Statement
from checker.schema import issued_at_to_wire

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
    )


def _record(shown: Shown, digest: str) -> Statement:
    """Return the newest record of the words that have this hash, or the one of now."""
    records = [event.statement for event in shown.versions if event.statement]
    for record in ([shown.statement] if shown.statement else []) + records[::-1]:
        if not digest or _hash(record).startswith(digest[:HASH_CHARS]):
            return record
    raise NotFound("this statement was never recorded with those words")


def _hash(statement: Statement) -> str:
    return hashlib.sha256(statement.text.encode("utf-8", "surrogatepass")).hexdigest()


def _asked_for(text: str) -> list[Mark]:
    start, end = (request.args.get(name, "") for name in ("start", "end"))
    if not all(n.isascii() and n.isdecimal() and len(n) <= _DIGITS for n in (start, end)):
        return []
    return [Mark(int(start), int(end))] if int(start) < int(end) <= len(text) else []


def _facts(statement: Statement, now: Statement) -> Mapping[str, Any]:
    """Return a record as the page shows it; whether it holds is known of the statement of now."""
    return {
        "title": statement.title,
        "speaker": statement.speaker,
        "office": statement.office,
        "issuer": statement.issuer,
        "venue": statement.venue,
        "issued_at": issued_at_to_wire(statement.issued_at),
        "issued_at_text": statement.issued_at.text,
        "issued_at_precision": statement.issued_at.precision.value,
        "source_url": statement.source.url,
        "source_title": statement.source.title,
        "publisher": statement.source.publisher,
        "attribution": statement.attribution.value,
        "language": statement.language,
        "standing": standing_to_wire(now.standing),
    }
