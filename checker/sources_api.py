"""The HTTP API of sources; docs/api.md describes it. Nothing is fetched here: workers poll."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Flask, Response, current_app, g, request, url_for

from checker import doors
from checker.admins import current_admin
from checker.config import Settings
from checker.errors import InvalidInput
from checker.ingest.fetch import Fetcher, open_fetcher
from checker.problems import json_response
from checker.source_records import Source
from checker.source_wire import read_new_source, source_to_wire
from checker.sources import SourceStore, open_sources

sources = Blueprint("sources", __name__, url_prefix="/api/v1/corpus/sources")


def register(app: Flask, settings: Settings) -> None:
    """Answer for the sources in the database that the settings name."""
    app.extensions["sources"] = open_sources(settings), open_fetcher(settings)
    app.register_blueprint(sources)


@sources.before_request
def authenticate() -> None:
    """Let in who may change the corpus."""
    g.actor = current_admin()


@sources.get("")
def show_all() -> Response:
    """Show every source."""
    return json_response({"sources": [_wire(source) for source in _store().all()]})


@sources.post("")
def add() -> Response:
    """Poll an address from now on."""
    url, kind, every = read_new_source(doors.json_body())
    source = _store().add(_fetcher().check(url), kind, every, g.actor)
    response = json_response(_wire(source), HTTPStatus.CREATED)
    response.headers["Location"] = _address(source)
    return response


@sources.get("/<source_id>")
def show(source_id: str) -> Response:
    """Show a source as it stands."""
    return json_response(_wire(_store().get(source_id)))


@sources.delete("/<source_id>")
def remove(source_id: str) -> Response:
    """Poll a source no more."""
    _store().remove(source_id)
    return Response(status=HTTPStatus.NO_CONTENT)


@sources.post("/<source_id>/poll")
def poll(source_id: str) -> Response:
    """Let a source be polled next."""
    again = request.args.get("again", "false")
    if again not in {"true", "false"}:
        raise InvalidInput("again must be true or false", field="again")
    source = _store().hurry(source_id, again=again == "true")
    return json_response(_wire(source), HTTPStatus.ACCEPTED)


def _wire(source: Source) -> dict[str, object]:
    return source_to_wire(source) | {"links": {"self": _address(source)}}


def _address(source: Source) -> str:
    return url_for("sources.show", source_id=source.source_id)


def _store() -> SourceStore:
    store: SourceStore = current_app.extensions["sources"][0]
    return store


def _fetcher() -> Fetcher:
    fetcher: Fetcher = current_app.extensions["sources"][1]
    return fetcher
