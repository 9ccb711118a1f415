"""The operations on checks, on what changed in them, and on the health of the service."""

from __future__ import annotations

from collections.abc import Mapping

from checker.check_records import CheckState
from checker.contract.checks import (
    AcceptedAnswer,
    AliveAnswer,
    ChangeList,
    CheckAnswer,
    CheckList,
    ReadyAnswer,
)
from checker.contract.operations import TEXT, Media, Operation, header, number, one_of, query
from checker.contract.reports import ReportAnswer
from checker.intake import CheckRequest
from checker.records import Verdict

_ONCE = header(
    "Idempotency-Key",
    "For 24 hours the same key with the same body gets the same check; with another body 422",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[\x21-\x7e]+$"},
    example="6f1c1c1e-8f0b-4a57-9d3a-0a8a7d5b9d10",
)
_WAIT = header("Prefer", "wait=N: answer when the check has ended, or after N seconds", example="wait=10")
_FRESH = header("Cache-Control", "no-cache: check the post anew, though it was checked before")

CHECKS: Mapping[str, Operation] = {
    "checks.submit": Operation(
        "Checks",
        {202: AcceptedAnswer, 200: CheckAnswer},
        (400, 401, 403, 413, 415, 422, 503),
        body=CheckRequest,
        parameters=(_ONCE, _WAIT, _FRESH),
        headers=("Location", "Retry-After", "Preference-Applied"),
        examples={
            "A post": {"text": "They ordered 120 ferries!"},
            "A post of a day, held against one ministry": {
                "text": "They ordered 120 ferries!",
                "posted_at": "2025-06-19T14:00:00Z",
                "url": "https://social.example/posts/1",
                "lang": "en",
                "issuers": ["Ministry of Transport"],
                "languages": ["en"],
            },
        },
        more="202 means kept: it will be answered. 200 comes with Prefer: wait=N, when it has ended in time, "
        "and where the same post was answered before with the corpus of now.",
    ),
    "checks.show": Operation(
        "Checks",
        {200: CheckAnswer},
        (401, 404, 503),
        headers=("Retry-After",),
    ),
    "check_events.follow": Operation(
        "Checks",
        {200: Media("text/event-stream", "one event for each thing that happens", CheckAnswer), 204: None},
        (401, 404, 503),
        parameters=(header("Last-Event-ID", "the last event that came before the line was cut"),),
        headers=("Retry-After",),
        more="The stream ends when the check has ended. With Accept: application/json, how it stands. "
        "204: it has ended, and its last event was told.",
    ),
    "own_checks.list_own": Operation(
        "Checks",
        {200: CheckList},
        (401, 403, 422, 503),
        parameters=(
            query("limit", "checks of a page; 50 without it", number(1, 200), example=20),
            query("cursor", "next of the page before"),
            query("verdict", "of the post", one_of(*Verdict), example=Verdict.REFUTES.value),
            query("state", "how far they are", one_of(*CheckState), example=CheckState.DONE.value),
            query("since", "accepted then or later; ISO 8601", TEXT, example="2025-06-19"),
            query("until", "accepted before; ISO 8601", TEXT, example="2099-01-01T00:00:00Z"),
            query("batch", "id of the batch that they are of"),
            query("text", "words, or parts of words, that the post or its address has; all of them"),
            query("issuer", "whose words the answer rests on", TEXT, example="Ministry of Transport"),
            query("lang", "of a claim; BCP 47", TEXT, example="en"),
            query("needs_review", "whether they wait for a person", one_of("true", "false"), example="true"),
            query("key", "id of the key that made them, * for all; another's needs the scope review"),
        ),
        more="A parameter that is not one of these is refused.",
    ),
    "own_checks.take_back": Operation("Checks", {204: None}, (401, 403, 404, 503)),
    "answer_changes.show_earlier": Operation("Checks", {200: ReportAnswer}, (401, 404, 503)),
    "answer_changes.show_all": Operation(
        "Checks",
        {200: ChangeList},
        (401, 422, 503),
        parameters=(
            query("limit", "changes of a page; 50 without it", number(1, 200), example=20),
            query("before", "next of the page before", number(0)),
        ),
    ),
}

HEALTH: Mapping[str, Operation] = {
    "health.healthz": Operation("Health", {200: AliveAnswer}, open=True),
    "health.readyz": Operation("Health", {200: ReadyAnswer, 503: ReadyAnswer}, open=True),
}
