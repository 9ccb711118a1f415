"""Proposals over HTTP; docs/api.md describes them. Every key may read, an admin key may decide."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, current_app, g, request

from checker import doors
from checker.admins import READS, current_admin, current_reader
from checker.config import Settings
from checker.corpus_api import ChangeRequest
from checker.corpus_wire import done_to_wire
from checker.errors import InvalidInput
from checker.journal_store import open_journal
from checker.problems import json_response
from checker.proposal_desk import ProposalDesk, open_proposals
from checker.proposal_store import Stage

proposals = Blueprint("proposals", __name__, url_prefix="/api/v1/corpus/proposals")


def register(app: Flask, settings: Settings) -> None:
    """Answer for the proposals in the database that the settings name."""
    app.extensions["proposals"] = open_proposals(settings, open_journal(settings))
    app.register_blueprint(proposals)


@proposals.before_request
def authenticate() -> None:
    """Let in who may do what is asked."""
    if request.method in READS:
        current_reader()
    else:
        g.actor = current_admin()


@proposals.get("")
def list_proposals() -> Response:
    """Show the proposals of one state, the newest first."""
    state = request.args.get("state", Stage.OPEN.value)
    if state not in set(Stage):
        raise InvalidInput(f"state must be one of {', '.join(Stage)}", field="state")
    desk = _desk()
    return json_response({"proposals": [desk.to_wire(kept) for kept in desk.list(Stage(state))]})


@proposals.post("/<proposal_id>/accept")
def accept(proposal_id: str) -> Response:
    """Record that the later statement took the earlier one's place."""
    done = _desk().accept(proposal_id, ChangeRequest.read(doors.json_body()).why)
    return json_response(done_to_wire(done) | {"proposal": _desk().to_wire(_desk().shown(proposal_id))})


@proposals.post("/<proposal_id>/reject")
def reject(proposal_id: str) -> Response:
    """Put a proposal away; it is not made again."""
    kept = _desk().reject(proposal_id, ChangeRequest.read(doors.json_body()).why)
    return json_response({"proposal": _desk().to_wire(kept)})


def _desk() -> ProposalDesk:
    desk: ProposalDesk = current_app.extensions["proposals"]
    return desk
