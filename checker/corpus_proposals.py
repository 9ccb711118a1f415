"""The page on which a person decides whether a later statement took an earlier one's place."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from flask import current_app, request
from werkzeug.wrappers import Response

from checker import sign_in
from checker.corpus_record import Related, related
from checker.corpus_rooms import REFUSALS, desk, page, refusal, rooms, sent_on, why
from checker.journal import State
from checker.marking import Mark, Segment, mark
from checker.proposal_desk import ProposalDesk
from checker.proposal_store import Kept, Stage
from checker.text_diff import Piece, compare

PAGE = 20
_AROUND = 320  # characters of a statement that are shown on each side of its sentence


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two statements of a proposal."""

    related: Related
    pieces: tuple[Segment, ...]  # of its text about the sentence, which is marked
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal as the page shows it."""

    kept: Kept
    earlier: Side
    later: Side
    differences: tuple[Piece, ...]


@rooms.get("/proposals")
def proposals() -> Response:
    """Show the proposals of one state, the newest first."""
    return _page()


@rooms.post("/proposals/<proposal_id>/<any(accept, reject):what>")
def decide(proposal_id: str, what: str) -> Response:
    """Record that the later statement took the earlier one's place, or that it did not."""
    fields = sign_in.posted()
    try:
        (_desk().accept if what == "accept" else _desk().reject)(proposal_id, why(fields))
    except REFUSALS as error:
        words, status = refusal(error)
        return _page(words, status, proposal_id)
    return sent_on("proposals", "accepted" if what == "accept" else "rejected")


def _page(error: str = "", status: int = HTTPStatus.OK, failed: str = "") -> Response:
    wanted = request.args.get("state", Stage.OPEN.value)
    stage = Stage(wanted) if wanted in set(Stage) else Stage.OPEN
    kept, state = _desk().list(stage), desk().at("")
    return page(
        "proposals.html",
        "proposals",
        status,
        stage=stage.value,
        stages=[one.value for one in Stage],
        proposals=[_shown(one, state) for one in kept[:PAGE]],
        total=len(kept),
        error=error,
        failed=failed,
    )


def _shown(kept: Kept, state: State) -> Shown:
    return Shown(
        kept,
        _side(kept.earlier_id, kept.earlier_text, state),
        _side(kept.later_id, kept.later_text, state),
        tuple(compare(kept.earlier_text, kept.later_text)),
    )


def _side(key: str, sentence: str, state: State) -> Side:
    statement = state.statement(key)
    text = statement.text if statement else sentence
    at = text.find(sentence)
    if at < 0:  # corrected since
        text, at = sentence, 0
    start, end = max(0, at - _AROUND), min(len(text), at + len(sentence) + _AROUND)
    pieces = mark(text[start:end], [Mark(at - start, at - start + len(sentence))])
    return Side(related(key, state), tuple(pieces), start > 0, end < len(text))


def _desk() -> ProposalDesk:
    found: ProposalDesk = current_app.extensions["proposals"]
    return found
