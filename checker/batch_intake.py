"""What comes in as a batch: JSON, NDJSON or CSV; every line that is no post is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from checker.batch_records import BatchEntry, BatchFault
from checker.batch_table import TableRow, table_rows
from checker.config import Settings
from checker.errors import InvalidInput, InvalidLines
from checker.intake import CheckRequest, MalformedJSON, Text, read_json, read_line

MAX_REF_CHARS = 200
SHOWN = 5  # faults that are told in the sentence; all of them are in the list beside it


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
        """
        entries: list[BatchEntry] = []
        faults: list[BatchFault] = []
        for found in _entries(raw, kind, how):
            if isinstance(found, BatchEntry):
                entries.append(found)
            else:
                faults.append(found)
            if len(entries) + len(faults) > (most := how.settings.max_batch_posts):
                raise InvalidInput(
                    f"posts are more than {most:,}; send them in several batches", field="posts"
                )
        if faults and (not how.skip or not entries):
            raise _refusal(faults, kind)
        if not entries:
            raise InvalidInput("posts are missing; send at least one", field="posts")
        return cls(entries, faults)


def _entries(raw: bytes, kind: Kind, how: Reading) -> Iterator[BatchEntry | BatchFault]:
    if kind is Kind.CSV:
        rows: Iterator[TableRow] = table_rows(raw, FIELDS, drop=how.drop_columns)
        for row in rows:
            yield BatchFault(row.line, *row.fault) if row.fault else _entry(row.values, row.line, how)
    elif kind is Kind.NDJSON:
        yield from _lines(raw, how)
    else:
        for number, body in enumerate(_posts(read_json(raw)), 1):
            yield _entry(body, number, how)


def _posts(body: object) -> list[Any]:
    if not isinstance(body, dict) or not isinstance(body.get("posts"), list):
        raise InvalidInput('the body must be a JSON object like {"posts": [{"text": "…"}]}', field="posts")
    if len(body) > 1:
        name = next(key for key in body if key != "posts")
        raise InvalidInput(f"{name[:40]} is not a field of a batch; the only one is posts", field=name[:40])
    posts: list[Any] = body["posts"]
    return posts


def _lines(raw: bytes, how: Reading) -> Iterator[BatchEntry | BatchFault]:
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            body = read_line(line)
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
