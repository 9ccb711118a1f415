"""The pages on which the corpus is read: searched, statement by statement, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, request
from flask_babel import gettext

from checker.corpus_meaning import find_by_meaning, hits_of
from checker.corpus_record import record_of
from checker.corpus_rooms import address, desk, href_of, may_change, only_admins, page, rooms
from checker.corpus_search import Finder, Found, Hit, Wanted, issuers_of, languages_of
from checker.errors import InvalidInput
from checker.marking import mark
from checker.records import Statement
from checker.schema import said_to_wire, standing_to_wire

PAGE = 25
EVENTS = 40
FINDER, WATCH = "corpus_finder", "corpus_watch"
FILTERS = ("q", "by", "issuer", "language", "force", "since", "until")
_FORCE = {"": None, "yes": True, "no": False}
_DIGITS = 6


@rooms.get("")
def browse() -> Response:
    """Show the statements that are looked for, or all of them, a page at a time."""
    state, asked = desk().at(""), {name: request.args.get(name, "").strip() for name in FILTERS}
    statements = state.corpus().statements
    error, late, found, near = "", False, Found((), ()), None
    try:
        wanted = _wanted(asked)
        if asked["by"] == "meaning" and wanted.words:
            left = _finder().find(statements, replace(wanted, words="")).statements
            by_meaning = find_by_meaning(wanted.words, left)
            late = by_meaning is None
            found, near = by_meaning or (found, near)
        if near is None:
            found = _finder().find(statements, wanted)
    except InvalidInput as fault:
        error = str(fault)
    number = min(_number("page"), max(1, -(-len(found.statements) // PAGE)))
    hits = hits_of(found, near, (number - 1) * PAGE, PAGE)
    return page(
        "browse.html",
        "browse",
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        asked=asked,
        error=error,
        late=late,
        hits=[_shown(hit) for hit in hits],
        found=found,
        total=len(statements),
        ended=sum(s.standing.ended for s in statements),
        version=state.version,
        number=number,
        pages=max(1, -(-len(found.statements) // PAGE)),
        first=(number - 1) * PAGE + 1,
        issuers=issuers_of(statements),
        languages=languages_of(statements),
        before=_link(asked, number - 1) if number > 1 else "",
        after=_link(asked, number + 1) if number * PAGE < len(found.statements) else "",
        faults=current_app.extensions[WATCH]().faults if may_change() else (),
    )


# An id may be an address: slashes are part of it, two in a row too.
@rooms.get("/statements/<path:statement_id>", merge_slashes=False)
def statement(statement_id: str) -> Response:
    """Show a statement with all that is known of it."""
    return page("statement.html", "browse", **record_of(statement_id))


@rooms.get("/journal")
def log() -> Response:
    """Show what happened to the corpus, the newest first."""
    before = _number("before", 0)
    events = desk().log(before=before, limit=EVENTS + 1)
    shown = events[:EVENTS]
    return page(
        "log.html",
        "log",
        events=shown,
        titles=_titles({e.statement_id for e in shown}),
        following=address("log", before=str(shown[-1].seq)) if len(events) > EVENTS else "",
        newest=not before,
    )


@rooms.get("/raw/<digest>")
def raw(digest: str) -> Response:
    """Hand a source out, byte for byte as it was received, and never as a page of this server."""
    only_admins()
    response = Response(desk().journal.raw(digest).body, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{digest[:16]}"'
    return response


def facts(shown: Statement) -> dict[str, Any]:
    """Return a statement as lists show it."""
    return {
        "id": shown.statement_id,
        "title": shown.title,
        "href": href_of(shown.statement_id),
        **said_to_wire(shown),
        "standing": standing_to_wire(shown.standing),
    }


def _shown(hit: Hit) -> dict[str, Any]:
    return {
        **facts(hit.statement),
        "pieces": mark(hit.snippet, hit.marks),
        "cut_before": hit.cut_before,
        "cut_after": hit.cut_after,
    }


def _titles(ids: set[str]) -> Mapping[str, str]:
    state = desk().at("")
    found = {key: state.statement(key) for key in ids}
    return {key: (s.title or s.text[:90]) for key, s in found.items() if s}


def _wanted(asked: Mapping[str, str]) -> Wanted:
    if asked["force"] not in _FORCE:
        raise InvalidInput(gettext("In force must be all, yes or no."))
    return Wanted(
        words=asked["q"][:500],
        issuer=asked["issuer"],
        language=asked["language"],
        in_force=_FORCE[asked["force"]],
        since=_day(asked["since"]),
        until=_day(asked["until"], timedelta(days=1)),
    )


def _day(text: str, more: timedelta = timedelta()) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d") + more  # noqa: DTZ007  # as statements are cited
    except (ValueError, OverflowError) as error:
        raise InvalidInput(gettext("Write dates like 2025-06-19.")) from error


def _number(name: str, otherwise: int = 1) -> int:
    given = request.args.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and 0 < len(given) <= _DIGITS else otherwise


def _link(asked: Mapping[str, str], number: int) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return f"{address('browse')}?{urlencode(kept | {'page': str(number)}, errors='replace')}"


def _finder() -> Finder:
    found: Finder = current_app.extensions.setdefault(FINDER, Finder())
    return found
