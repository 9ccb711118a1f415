"""What every answer has in common, and the one body of all errors."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Answer(BaseModel):
    """A JSON answer of ours. A key that is not in its model fails the tests; callers must bear new ones."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


def words(description: str, *, example: object = None) -> object:
    """Return what is said of a field."""
    return Field(description=description, examples=None if example is None else [example])


Moment = Annotated[datetime, words("ISO 8601, in UTC", example="2025-06-19T14:00:00+00:00")]
PartDate = Annotated[str, words("ISO 8601, or the words of the source where no date is known")]
Share = Annotated[float, Field(ge=0, le=1)]
CorpusVersion = Annotated[str, words("hash of the corpus", example="sha256:9f2c1b0a7d5e4c33")]


class FaultyLine(BaseModel):
    """A line, or a post, that cannot be used."""

    model_config = ConfigDict(extra="forbid")

    line: Annotated[int, Field(ge=1, description="from 1; of JSON the place in posts")]
    field: Annotated[str, words("the first field that cannot be used; empty where the whole line cannot")]
    detail: Annotated[str, words("what to change")]


class Problem(BaseModel):
    """An error, as RFC 9457 has it."""

    model_config = ConfigDict(extra="forbid")

    type: Annotated[str, words("which error", example="urn:problem-type:checker:invalid-input")]
    title: Annotated[str, words("of the status", example="Unprocessable Entity")]
    status: Annotated[int, Field(ge=400, le=599, examples=[422])]
    detail: Annotated[str, words("what to change", example="text is empty; paste the words of a post")]
    request_id: Annotated[str, words("names it in the log", example="2f0d0c2b8f4e4f0e9d5b6a7c8d9e0f10")]
    field: Annotated[str, words("the first field that cannot be used", example="text")] = ""
    lines: Annotated[list[FaultyLine] | None, words("of a batch: each line that is no post")] = None


class Offsets(Answer):
    """A half-open range of Unicode code points: ``text[start:end]``."""

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]


class Self(Answer):
    """Where this is."""

    self: str
