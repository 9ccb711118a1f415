"""The operations on the corpus, its sources, imports and proposals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checker.contract.corpora import (
    AcceptedProposal,
    CorpusAnswer,
    DiffAnswer,
    DoneAnswer,
    EventList,
    ImportAnswer,
    ProposalList,
    RejectedProposal,
    ShownStatement,
    SourceAnswer,
    SourceList,
    StatementList,
)
from checker.contract.operations import TEXT, Media, Operation, number, one_of, query
from checker.corpus_api import MAX_PAGE, ChangeRequest, CorrectRequest, EndRequest
from checker.import_request import ImportRequest
from checker.proposal_store import Stage
from checker.source_wire import NewSource

_READ = (401, 403, 503)
_WRITE = (400, 401, 403, 404, 413, 415, 422, 503)
_AT = query("at", "a version of the corpus, or the number of an event", TEXT)
_LIMIT = query("limit", "of a page; 50 without it", number(1, MAX_PAGE), example=20)
_FLAG = one_of("true", "false")
_REASON: Mapping[str, Mapping[str, Any]] = {"Why": {"reason": "The Ministry gave a new number."}}


def _change(body: type[ChangeRequest], examples: Mapping[str, Mapping[str, Any]] = _REASON) -> Operation:
    return Operation("Corpus", {200: DoneAnswer}, _WRITE, body=body, examples=examples)


CORPUS: Mapping[str, Operation] = {
    "corpus.show_version": Operation("Corpus", {200: CorpusAnswer}, _READ),
    "corpus.list_statements": Operation(
        "Corpus",
        {200: StatementList},
        (401, 403, 404, 422, 503),
        parameters=(
            query("issuer", "part of its name", example="Ministry"),
            query("in_force", "only those that hold, or only those that do not", _FLAG),
            _AT,
            _LIMIT,
            query("after", "next of the page before"),
        ),
    ),
    "corpus.show": Operation("Corpus", {200: ShownStatement}, (401, 403, 404, 503), parameters=(_AT,)),
    "corpus.log": Operation(
        "Corpus",
        {200: EventList},
        (401, 403, 404, 422, 503),
        parameters=(
            query("statement", "only what concerns this one"),
            _LIMIT,
            query("before", "next of the page before", number(0, 2**31 - 1)),
        ),
    ),
    "corpus.diff": Operation(
        "Corpus",
        {200: DiffAnswer},
        (401, 403, 404, 422, 503),
        parameters=(
            query("from", "needed: a version, the start of one, or the number of an event", example="1"),
            query("to", "the same; now without it"),
        ),
    ),
    "corpus.raw": Operation(
        "Corpus",
        {200: Media("application/octet-stream", "the source, byte for byte as it was received")},
        (401, 403, 404, 503),
    ),
    "corpus.retract": _change(
        EndRequest, {"Withdrawn": {"reason": "The Ministry withdrew it.", "effective": "2025-06-19"}}
    ),
    "corpus.supersede": _change(
        EndRequest,
        {
            "Overtaken": {
                "by": "ferries-3",
                "reason": "The Ministry gave a new number.",
                "effective": "2025-06-19",
            }
        },
    ),
    "corpus.restore": _change(ChangeRequest),
    "corpus.remove": _change(ChangeRequest),
    "corpus.correct": _change(
        CorrectRequest,
        {"A better record": {"reason": "A slip of the pen.", "fields": {"venue": "weekly press briefing"}}},
    ),
}

PROPOSALS: Mapping[str, Operation] = {
    "proposals.list_proposals": Operation(
        "Proposals",
        {200: ProposalList},
        (401, 403, 422, 503),
        parameters=(query("state", "open without it", one_of(*Stage), example=Stage.OPEN.value),),
    ),
    "proposals.accept": Operation(
        "Proposals", {200: AcceptedProposal}, _WRITE, body=ChangeRequest, examples=_REASON
    ),
    "proposals.reject": Operation(
        "Proposals", {200: RejectedProposal}, _WRITE, body=ChangeRequest, examples=_REASON
    ),
}

SOURCES: Mapping[str, Operation] = {
    "sources.show_all": Operation("Sources", {200: SourceList}, (401, 403, 503)),
    "sources.add": Operation(
        "Sources",
        {201: SourceAnswer},
        (400, 401, 403, 413, 415, 422, 503),
        body=NewSource,
        headers=("Location",),
        examples={
            "A feed": {
                "url": "https://www.example.org/press/feed.xml",
                "kind": "feed",
                "every_seconds": 600,
            }
        },
    ),
    "sources.show": Operation("Sources", {200: SourceAnswer}, (401, 403, 404, 503)),
    "sources.remove": Operation("Sources", {204: None}, (401, 403, 404, 503)),
    "sources.poll": Operation(
        "Sources",
        {202: SourceAnswer},
        (401, 403, 404, 422, 503),
        parameters=(query("again", "from the start", _FLAG),),
    ),
}

IMPORTS: Mapping[str, Operation] = {
    "imports.ask": Operation(
        "Imports",
        {202: ImportAnswer},
        (400, 401, 403, 413, 415, 422, 503),
        body=ImportRequest,
        headers=("Location", "Retry-After"),
        examples={
            "A preview": {
                "sources": [{"name": "release.txt", "text": "Road Office\n\nThe bridge is open again."}],
                "apply": False,
            }
        },
    ),
    "imports.show": Operation("Imports", {200: ImportAnswer}, (401, 403, 404, 503), headers=("Retry-After",)),
    "imports.agree": Operation(
        "Imports",
        {202: ImportAnswer},
        (401, 403, 404, 422, 503),
        headers=("Location", "Retry-After"),
    ),
}
