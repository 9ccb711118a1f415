"""What comes in as a batch: JSON, NDJSON or CSV; every line that is no post is named."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from checker.batch_records import BatchEntry, BatchFault
from checker.batch_table import TableRow, table_rows
from checker.config import Settings
from checker.errors import InvalidInput, InvalidLines
from checker.intake import CheckRequest, Extent, MalformedJSON, Text, TooManyValues, read_json, read_line
from checker.turnstile import Turnstile

MAX_REF_CHARS = 200
# Of each post, far beyond what any has; a batch of more becomes no objects.
PARTS_OF_A_POST = 256
CONTAINERS_OF_A_POST = 4
CELLS_OF_A_POST = 400  # or what looks like the end of one, in texts
LARGE = 1_048_576  # bytes; of batches from that on few are read at once: each takes several times its room
SHOWN = 5  # faults that are told in the sentence; all of them are in the list beside it
_BETWEEN_CELLS = (b",", b";", b"\t", b"\n", b"\r", b"\v", b"\f")
_LARGE_ONES = Turnstile(at_once=2, waiting=4, words="too many large batches are being read")


class Kind(StrEnum):
    """How posts may come, by media type."""

    JSON = "application/json"
    NDJSON = "application/x-ndjson"  # a JSON document on each line
    CSV = "text/csv"


OTHER_NAMES = {
    "application/ndjson": Kind.NDJSON,
    "application/jsonl": Kind.NDJSON,
    "application/x-jsonlines": Kind.NDJSON,
    "application/csv": Kind.CSV,
}


def _ref(text: str) -> str:
    if len(text) > MAX_REF_CHARS or "\0" in text:
        raise ValueError(f"must be at most {MAX_REF_CHARS} characters, without NUL")
    return text


class BatchPostRequest(CheckRequest):
    """One post of a batch."""

    ref: (
        Annotated[
            Text,
            AfterValidator(_ref),
            Field(description="what you call it", json_schema_extra={"maxLength": MAX_REF_CHARS}),
        ]
        | None
    ) = None


class BatchRequest(BaseModel):
    """Posts that are to be checked."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    posts: Annotated[list[BatchPostRequest], Field(min_length=1, description="the posts, in order")]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a batch is read."""

    settings: Settings
    now: datetime
    skip: bool = False  # what cannot be used is left out, and named; else nothing is taken
    drop_columns: bool = False  # columns of a table that are no fields are left out


@dataclass(frozen=True, slots=True)
class Read:
    """What was found in a batch."""

    entries: Sequence[BatchEntry]
    skipped: Sequence[BatchFault]

    @classmethod
    def of(cls, raw: bytes, kind: Kind, how: Reading) -> Self:
        """Return the posts in ``raw``.

        Raises
        ------
        InvalidInput
            There are none, or too many; or, unless such lines are skipped, ``InvalidLines`` with each line
            that is no post.
        MalformedJSON
            The whole cannot be read.
        Overloaded
            It is large, and too many large ones are being read.
        """
        with _LARGE_ONES.turn() if len(raw) > LARGE else nullcontext():
            return cls._of(raw, kind, how)

    @classmethod
    def _of(cls, raw: bytes, kind: Kind, how: Reading) -> Self:
        entries: list[BatchEntry] = []
        faults: list[BatchFault] = []
        for found in _entries(raw, kind, how):
            if isinstance(found, BatchEntry):
                entries.append(found)
            else:
                faults.append(found)
            if len(entries) + len(faults) > how.settings.max_batch_posts:
                raise InvalidInput(
                    f"posts are more than {how.settings.max_batch_posts:,}; send them in several batches",
                    field="posts",
                )
        if faults and (not how.skip or not entries):
            raise _refusal(faults, kind)
        if not entries:
            raise InvalidInput("posts are missing; send at least one", field="posts")
        return cls(entries, faults)


def _entries(raw: bytes, kind: Kind, how: Reading) -> Iterator[BatchEntry | BatchFault]:
    if kind is Kind.CSV:
        most = max(Extent().parts, CELLS_OF_A_POST * how.settings.max_batch_posts)
        if sum(map(raw.count, _BETWEEN_CELLS)) > most:
            raise _too_many(how)
        rows: Iterator[TableRow] = table_rows(raw, FIELDS, drop=how.drop_columns)
        for row in rows:
            yield BatchFault(row.line, *row.fault) if row.fault else _entry(row.values, row.line, how)
    elif kind is Kind.NDJSON:
        yield from _lines(raw, how)
    else:
        for number, body in enumerate(_posts(_document(raw, how)), 1):
            yield _entry(body, number, how)


def _document(raw: bytes, how: Reading) -> object:
    most, usual = how.settings.max_batch_posts, Extent()
    parts = max(usual.parts, PARTS_OF_A_POST * most)
    try:
        return read_json(raw, Extent(parts, max(usual.containers, CONTAINERS_OF_A_POST * most)))
    except TooManyValues as error:
        raise _too_many(how) from error


def _too_many(how: Reading) -> InvalidInput:
    most = how.settings.max_batch_posts
    return InvalidInput(
        f"there is more than {most:,} posts can have; send them in several batches", field="posts"
    )


def _posts(body: object) -> list[Any]:
    if not isinstance(body, dict) or not isinstance(body.get("posts"), list):
        raise InvalidInput('the body must be a JSON object like {"posts": [{"text": "…"}]}', field="posts")
    if len(body) > 1:
        name = next(key for key in body if key != "posts")
        raise InvalidInput(f"{name[:40]} is not a field of a batch; the only one is posts", field=name[:40])
    posts: list[Any] = body["posts"]
    return posts


def _lines(raw: bytes, how: Reading) -> Iterator[BatchEntry | BatchFault]:
    for number, line in enumerate(io.BytesIO(raw.removeprefix(b"\xef\xbb\xbf")), 1):
        if not line.strip():
            continue
        try:
            body = read_line(line.removesuffix(b"\n"))
        except MalformedJSON as error:
            yield BatchFault(number, "", str(error))
        else:
            yield _entry(body, number, how)


def _entry(body: object, line: int, how: Reading) -> BatchEntry | BatchFault:
    try:
        asked = BatchPostRequest.read(body, how.settings, now=how.now)
    except InvalidInput as error:
        words = str(error).replace("the body must be", "it must be", 1)
        return BatchFault(line, error.field or "", words)
    return BatchEntry(asked.as_post(), asked.ref or "", line)


def _refusal(faults: Sequence[BatchFault], kind: Kind) -> InvalidLines:
    what = "post" if kind is Kind.JSON else "line"
    told = "; ".join(f"{what} {fault.line}: {fault.detail}" for fault in faults[:SHOWN])
    more = f"; and {len(faults) - SHOWN:,} more" if len(faults) > SHOWN else ""
    lines: list[Mapping[str, object]] = [fault.to_wire() for fault in faults]
    return InvalidLines(f"{told}{more}", lines, field=faults[0].field or "posts")


FIELDS = tuple(BatchPostRequest.model_fields)
