"""The operations on batches, and their answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from checker.batch_intake import BatchRequest, Kind
from checker.batch_records import BatchState
from checker.contract.checks import CheckLinks, FailureAnswer
from checker.contract.operations import Media, Operation, header, number, one_of, query
from checker.contract.reports import ReportAnswer
from checker.contract.wire import Answer, FaultyLine, Moment, words


class BatchLinks(Answer):
    """Where a batch is, and what is of it."""

    self: str
    results: Annotated[str, words("what became of the posts")]
    cancel: Annotated[str, words("POST it to have no more posts checked")]
    checks: Annotated[str, words("the checks of its posts, as a list")]


class ListedBatch(Answer):
    """A batch in a list."""

    id: str
    state: BatchState
    created_at: Moment
    cancelled_at: Moment | None
    finished_at: Annotated[Moment | None, words("when no post was waited for any more")]
    total: Annotated[int, words("posts that were taken")]
    links: BatchLinks


class BatchProgress(Answer):
    """How many posts are how far."""

    ended: Annotated[int, words("posts that will change no more")]
    states: Annotated[dict[str, int], words("posts by state; cancelled and removed are states too")]
    verdicts: Annotated[dict[str, int], words("posts that are done, by verdict")]


class BatchAnswer(ListedBatch):
    """A batch as it stands."""

    progress: BatchProgress
    skipped: Annotated[list[FaultyLine], words("lines that are no posts, where such are to be skipped")]


class BatchList(Answer):
    """A page of batches, the newest first."""

    batches: list[ListedBatch]
    next: Annotated[str | None, words("the cursor of the next page; null on the last one")]


class BatchResultAnswer(Answer):
    """One post of a batch, with what became of it: a line of the results."""

    number: Annotated[int, Field(ge=1, description="in the order in which they came; the cursor to go on")]
    line: Annotated[int, Field(ge=1, description="where it stood in what was sent")]
    ref: Annotated[str | None, words("what its sender calls it")]
    id: Annotated[str, words("of its check")]
    state: Annotated[Literal["done", "failed", "cancelled"], words("cancelled: before it was checked")]
    created_at: Moment
    finished_at: Moment | None
    cached: bool = False
    first_check_id: str | None = None
    report: ReportAnswer | None = None
    error: FailureAnswer | None = None
    links: CheckLinks


_ONCE = header(
    "Idempotency-Key",
    "For 24 hours the same key with the same body gets the same batch; with another body 422",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[\x21-\x7e]+$"},
    example="f1a9c2de-2f0b-4d7e-8f63-51d0e8a3b7c4",
)

BATCHES: Mapping[str, Operation] = {
    "batches.submit": Operation(
        "Batches",
        {202: BatchAnswer},
        (400, 401, 403, 413, 415, 422, 503),
        body=BatchRequest,
        reads_text=(Kind.NDJSON, Kind.CSV),
        parameters=(
            _ONCE,
            query("on_error", "skip: take the others, and name what was skipped", one_of("refuse", "skip")),
            query(
                "other_columns",
                "ignore: leave columns of CSV out that are no fields",
                one_of("refuse", "ignore"),
            ),
        ),
        headers=("Location", "Retry-After"),
        examples={
            "Two posts": {
                "posts": [
                    {"text": "They ordered 120 ferries!", "ref": "forward-1"},
                    {
                        "text": "The port of Eastpool is closed.",
                        "posted_at": "2025-06-19",
                        "ref": "forward-2",
                    },
                ]
            }
        },
        more="NDJSON has a post, as an element of posts, on each line. CSV has the names of the fields in "
        "its first line. All posts are taken or none, and every line that is no post is named.",
    ),
    "batches.list_own": Operation(
        "Batches",
        {200: BatchList},
        (401, 403, 422, 503),
        parameters=(
            query("limit", "batches of a page; 50 without it", number(1, 200), example=20),
            query("cursor", "next of the page before"),
            query("state", "how far they are", one_of(*BatchState), example=BatchState.RUNNING.value),
            query("key", "id of the key that made them, * for all; another's needs the scope review"),
        ),
    ),
    "batches.show": Operation("Batches", {200: BatchAnswer}, (401, 404, 503), headers=("Retry-After",)),
    "batches.results": Operation(
        "Batches",
        {
            200: Media(
                Kind.NDJSON, "a line, or a row, for each post", lines=BatchResultAnswer, also=(Kind.CSV,)
            )
        },
        (401, 404, 422, 503),
        parameters=(
            query("format", "as Accept does", one_of("ndjson", "csv"), example="ndjson"),
            query("cursor", "number of the last post that is known; Next-Cursor has it", number(0)),
            query("limit", "at most so many posts", number(1)),
        ),
        headers=("Link", "Next-Cursor", "Retry-After"),
        more="Posts come in their order, as far as all before have ended; while a batch runs, ask again "
        "with the cursor. Where there is a Link, more is to come.",
    ),
    "batches.cancel": Operation("Batches", {200: BatchAnswer}, (401, 403, 404, 503)),
    "batches.remove": Operation("Batches", {204: None}, (401, 403, 404, 503)),
}
