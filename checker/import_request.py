"""What a caller sends to have sources imported: addresses, and documents in the request itself.

No path is taken: what lies on the server's disk is not the caller's to read.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from checker.body_faults import demand_few_fields, refused
from checker.corrections import corrected
from checker.errors import InvalidInput
from checker.import_answers import Answer
from checker.records import Statement

MAX_SOURCES = 100
MAX_NAME_CHARS = 200
_ADDRESS = r"^[hH][tT][tT][pP][sS]?://\S+$"


def _address(url: str) -> str:
    if not re.search(_ADDRESS, url):
        raise ValueError("must be an address that begins with https:// or http://, without blanks")
    return url


def _decodable(text: str) -> str:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("must be base64 without line breaks") from error
    return text


class ImportSource(BaseModel):
    """One thing to import."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    url: (
        Annotated[
            str,
            Field(max_length=2_048, json_schema_extra={"pattern": _ADDRESS}),
            AfterValidator(_address),
        ]
        | None
    ) = None
    name: Annotated[str, Field(min_length=1, max_length=MAX_NAME_CHARS)] | None = None
    text: str | None = None
    base64: Annotated[str, AfterValidator(_decodable)] | None = None
    type: Annotated[str, Field(max_length=100)] | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if sum(part is not None for part in (self.url, self.text, self.base64)) != 1:
            raise ValueError('must have one of "url", "text" and "base64"')
        if self.url is None and self.name is None:
            raise ValueError('needs a "name" such as "release.pdf" beside "text" or "base64"')
        return self

    def body(self) -> bytes:
        """Return the document that was sent; of an address there is none."""
        if self.text is not None:
            return self.text.encode("utf-8", "replace")
        return base64.b64decode(self.base64 or "", validate=True)


class StatementAnswer(BaseModel):
    """What a person says of one statement of a preview."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    fields: Mapping[str, str] = Field(default_factory=dict)
    confirmed: tuple[str, ...] = ()
    supersedes: Annotated[str, Field(max_length=MAX_NAME_CHARS)] = ""
    leave_out: bool = False

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if self.fields:
            corrected(Statement("any", "any"), self.fields)
        return self

    def as_answer(self) -> Answer:
        """Return it for the plan."""
        return Answer(self.fields, self.confirmed, self.supersedes.strip(), self.leave_out)


class ImportRequest(BaseModel):
    """An import: a preview unless ``apply`` is set."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    # A list, since pydantic bounds one before it looks at the items; of a tuple it reads them all.
    sources: Annotated[list[ImportSource], Field(min_length=1, max_length=MAX_SOURCES)]
    apply: bool = False
    reason: Annotated[str, Field(max_length=1_000)] = ""
    plan: str | None = None  # digest of the preview that is meant: another outcome is refused
    answers: Mapping[str, StatementAnswer] = Field(default_factory=dict)  # by the id of the statement

    @classmethod
    def read(cls, body: object) -> Self:
        """Return the request in ``body``.

        Raises
        ------
        InvalidInput
            It cannot be used; the message names every fault and ``field`` the first.
        """
        if not isinstance(body, dict):
            raise InvalidInput('the body must be a JSON object like {"sources": [{"url": "https://…"}]}')
        demand_few_fields(body, cls)
        try:
            return cls.model_validate_json(_json(body))
        except ValidationError as error:
            raise refused(error, cls) from error


def _json(body: dict[str, Any]) -> bytes:
    # In JSON mode a list is a tuple, which strict mode would refuse in Python's own types.
    return json.dumps(body).encode()
