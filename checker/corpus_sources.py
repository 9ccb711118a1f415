"""The page of the sources that are polled: how each is doing, and adding or removing one."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from flask import current_app
from flask_babel import gettext
from werkzeug.wrappers import Response

from checker import sign_in
from checker.corpus_rooms import REFUSALS, holder, only_admins, page, refusal, rooms, sent_on
from checker.desk import current_desk
from checker.errors import InvalidInput
from checker.ingest.fetch import Fetcher
from checker.source_records import SourceKind
from checker.source_wire import LEAST_SECONDS, MOST_SECONDS, read_new_source
from checker.sources import SourceStore

_SECONDS = {"minutes": 60.0, "hours": 3_600.0, "days": 86_400.0}


@rooms.get("/sources")
def sources() -> Response:
    """Show every source and how it is doing."""
    only_admins()
    return _page()


@rooms.post("/sources")
def add_source() -> Response:
    """Poll an address from now on."""
    fields = sign_in.posted()
    try:
        url, kind, every = _new_source(fields)
        store, fetcher = _parts()
        store.add(fetcher.check(url), kind, every, holder().actor)
    except REFUSALS as error:
        words, status = refusal(error)
        return _page(words, status, fields)
    return sent_on("sources", "source-added")


@rooms.post("/sources/<source_id>/<any(poll, again, remove):what>")
def change_source(source_id: str, what: str) -> Response:
    """Poll a source now, from the start, or no more."""
    store, _ = _parts()
    if what == "remove":
        store.remove(source_id)
        return sent_on("sources", "source-removed")
    store.hurry(source_id, again=what == "again")
    return sent_on("sources", "source-hurried")


def _page(error: str = "", status: int = HTTPStatus.OK, given: Mapping[str, str] | None = None) -> Response:
    store, _ = _parts()
    settings = current_desk().settings
    return page(
        "sources.html",
        "sources",
        status,
        sources=store.all(),
        kinds=[kind.value for kind in SourceKind],
        hosts=settings.fetch_hosts,
        minutes=round(settings.poll_seconds / 60),
        error=error,
        given=given or {},
    )


def _new_source(fields: Mapping[str, str]) -> tuple[str, SourceKind, float]:
    try:
        return read_new_source(_asked(fields))
    except InvalidInput as error:
        words = _faults().get(error.field or "", str(error))
        raise InvalidInput(words, field=error.field) from error


def _faults() -> Mapping[str, str]:
    """Return what is to be changed in the form, by the field at fault, with its labels."""
    least, most = round(LEAST_SECONDS), round(MOST_SECONDS / _SECONDS["days"])
    return {
        "url": gettext("give the address of the feed or page"),
        "kind": gettext("choose what the address gives"),
        "every_seconds": gettext(
            "“How often” must be a whole number, from %(least)s seconds to %(most)s days",
            least=least,
            most=most,
        ),
    }


def _asked(fields: Mapping[str, str]) -> dict[str, object]:
    asked: dict[str, object] = {"url": fields.get("url", ""), "kind": fields.get("kind") or None}
    every, unit = fields.get("every", "").strip(), fields.get("unit", "minutes")
    if every:
        if not (every.isascii() and every.isdecimal() and len(every) < 6 and unit in _SECONDS):  # noqa: PLR2004
            raise InvalidInput("how often must be a whole number", field="every_seconds")
        asked["every_seconds"] = int(every) * _SECONDS[unit]
    return asked


def _parts() -> tuple[SourceStore, Fetcher]:
    found: tuple[SourceStore, Fetcher] = current_app.extensions["sources"]
    return found
