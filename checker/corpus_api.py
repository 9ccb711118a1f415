"""The HTTP API of the corpus; docs/api.md describes it. Every key may read, an admin key may change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from flask import Blueprint, Flask, Response, current_app, g, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from checker import doors
from checker.admins import READS, current_admin, current_reader
from checker.body_faults import refused
from checker.config import Settings
from checker.copies import CopyStore, open_copies
from checker.corpus_desk import CorpusDesk, Done, Why
from checker.corpus_wire import (
    diff_to_wire,
    done_to_wire,
    event_to_wire,
    shown_to_wire,
    statement_to_wire,
)
from checker.corrections import moment
from checker.errors import InvalidInput
from checker.filters import limit_of, number_of
from checker.intake import Text
from checker.journal_store import open_journal
from checker.problems import json_response
from checker.records import Statement
from checker.scope import plain_name

MAX_PAGE = 500

corpus = Blueprint("corpus", __name__, url_prefix="/api/v1/corpus")


def register(app: Flask, settings: Settings) -> None:
    """Answer for the corpus in the database that the settings name."""
    app.extensions["corpus"] = CorpusDesk(open_journal(settings))
    app.extensions["copies"] = open_copies(settings)
    app.register_blueprint(corpus)


@corpus.before_request
def authenticate() -> None:
    """Let in who may do what is asked."""
    if request.method in READS and request.endpoint != "corpus.raw":
        current_reader()
    else:
        g.actor = current_admin()


@corpus.get("")
def show_version() -> Response:
    """Show the version of the corpus, and how much is in it."""
    state = _desk().at("")
    ended = sum(statement.standing.ended for statement in state.corpus().statements)
    counts = {"statements": len(state.entries), "in_force": len(state.entries) - ended}
    return json_response({"corpus_version": state.version, "seq": state.seq, **counts})


@corpus.get("/statements")
def list_statements() -> Response:
    """Show the statements, sorted by id, a page at a time."""
    limit, after = limit_of(request.args, most=MAX_PAGE), request.args.get("after", "")
    state = _desk().at(request.args.get("at", ""))
    found = [s for s in state.corpus().statements if s.statement_id > after and _is_asked_for(s)]
    page = found[:limit]
    body = {
        "statements": [statement_to_wire(statement) for statement in page],
        "next": page[-1].statement_id if len(found) > limit else None,
        "corpus_version": state.version,
    }
    return json_response(body)


# An id may be an address: slashes are part of it, two in a row too.
@corpus.get("/statements/<path:statement_id>", merge_slashes=False)
def show(statement_id: str) -> Response:
    """Show a statement with every record of it and all that happened to it."""
    shown = _desk().show(statement_id, request.args.get("at", ""))
    copies: CopyStore = current_app.extensions["copies"]
    return json_response(shown_to_wire(shown, copies.of(statement_id)))


@corpus.get("/log")
def log() -> Response:
    """Show what happened, the newest first, a page at a time."""
    limit, before = limit_of(request.args, most=MAX_PAGE), number_of(request.args, "before", 0)
    statement_id = request.args.get("statement", "")
    events = _desk().log(statement_id=statement_id, before=before, limit=limit)
    following = events[-1].seq if len(events) == limit and events[-1].seq > 1 else None
    return json_response({"events": [event_to_wire(event) for event in events], "next": following})


@corpus.get("/diff")
def diff() -> Response:
    """Show what has changed between two versions."""
    before = request.args.get("from", "")
    if not before:
        raise InvalidInput("name the version, or the number of the event, to compare from", field="from")
    return json_response(diff_to_wire(*_desk().diff(before, request.args.get("to", ""))))


@corpus.get("/raw/<digest>")
def raw(digest: str) -> Response:
    """Hand a source out, byte for byte as it was received, and never as a page of this server."""
    body = _desk().journal.raw(digest).body
    response = Response(body, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{digest[:16]}"'
    return response


class ChangeRequest(BaseModel):
    """What a caller sends to change a statement."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    reason: Annotated[Text, Field(min_length=1)]

    @classmethod
    def read(cls, body: object) -> Self:
        """Return the request in ``body``.

        Raises
        ------
        InvalidInput
            A field is missing, unknown or of the wrong type.
        """
        if not isinstance(body, dict):
            raise InvalidInput('the body must be a JSON object like {"reason": "…"}')
        try:
            return cls.model_validate(body)
        except ValidationError as error:
            raise refused(error, cls) from error

    @property
    def why(self) -> Why:
        """Who changes it, and for what reason."""
        return Why(g.actor, self.reason)


class EndRequest(ChangeRequest):
    """What a caller sends to retract a statement, or to have another one take its place."""

    by: Text = ""
    effective: Text = ""


class CorrectRequest(ChangeRequest):
    """What a caller sends to have a statement recorded better."""

    fields: Mapping[str, Text]


@corpus.post("/statements/<path:statement_id>/retract", merge_slashes=False)
def retract(statement_id: str) -> Response:
    """Record that a statement was withdrawn."""
    asked = EndRequest.read(doors.json_body())
    since = moment(asked.effective, "effective")
    return _changed(_desk().retract(statement_id, asked.why, by=asked.by, effective=since))


@corpus.post("/statements/<path:statement_id>/supersede", merge_slashes=False)
def supersede(statement_id: str) -> Response:
    """Record that another statement took a statement's place."""
    asked = EndRequest.read(doors.json_body())
    since = moment(asked.effective, "effective")
    return _changed(_desk().supersede(statement_id, asked.why, by=asked.by, effective=since))


@corpus.post("/statements/<path:statement_id>/restore", merge_slashes=False)
def restore(statement_id: str) -> Response:
    """Record that the end of a statement was a mistake."""
    return _changed(_desk().restore(statement_id, ChangeRequest.read(doors.json_body()).why))


@corpus.post("/statements/<path:statement_id>/remove", merge_slashes=False)
def remove(statement_id: str) -> Response:
    """Take out what is no official statement."""
    return _changed(_desk().remove(statement_id, ChangeRequest.read(doors.json_body()).why))


@corpus.post("/statements/<path:statement_id>/correct", merge_slashes=False)
def correct(statement_id: str) -> Response:
    """Record a statement better."""
    asked = CorrectRequest.read(doors.json_body())
    return _changed(_desk().correct(statement_id, asked.why, asked.fields))


def _changed(done: Done) -> Response:
    return json_response(done_to_wire(done))


def _is_asked_for(statement: Statement) -> bool:
    issuer, force = request.args.get("issuer", ""), request.args.get("in_force", "")
    if force not in {"", "true", "false"}:
        raise InvalidInput("in_force must be true or false", field="in_force")
    fits = plain_name(issuer) in plain_name(statement.issuer)
    return fits and (not force or (force == "false") is statement.standing.ended)


def _desk() -> CorpusDesk:
    desk = current_app.extensions["corpus"]
    assert isinstance(desk, CorpusDesk)  # noqa: S101  # ``register`` put it there
    return desk
