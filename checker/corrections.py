"""A statement recorded better: which fields a person may correct, and what may stand in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

from checker.errors import InvalidInput
from checker.issued import parse_issued_at
from checker.records import Attribution, IssuedAt, Precision, Source, Statement

PLAIN = ("title", "issuer", "speaker", "office", "venue")
SOURCE = {"source_title": "title", "source_publisher": "publisher", "source_url": "url"}
BY = ("issuer", "speaker", "office")
FIELDS = ("text", *PLAIN, "issued_at", "language", "attribution", *SOURCE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_URL = re.compile(r"https?://[^\s/]+\S*")


def corrected(statement: Statement, changes: Mapping[str, str]) -> Statement:
    """Return the statement with some fields replaced; an empty value clears one.

    Raises
    ------
    InvalidInput
        A field is unknown, its value cannot be used, or nobody would be named any more.
    """
    for name in changes:
        if name not in FIELDS:
            raise InvalidInput(f"{name} cannot be corrected; the fields are {', '.join(FIELDS)}", field=name)
    if not changes:
        raise InvalidInput(f"name at least one field to correct: {', '.join(FIELDS)}")
    given = dict(changes)
    plain = {name: " ".join(given[name].split()) for name in PLAIN if name in given}
    source = {SOURCE[name]: value.strip() for name, value in given.items() if name in SOURCE}
    named = replace(statement, **cast("dict[str, Any]", plain))
    _refuse_nobody(statement, named)
    return replace(
        named,
        text=_text(given.get("text", statement.text)),
        issued_at=_date(given["issued_at"]) if "issued_at" in given else statement.issued_at,
        language=_language(given.get("language", statement.language)),
        attribution=_attribution(given.get("attribution", statement.attribution.value)),
        source=_source(statement.source, source),
    )


def moment(text: str, field: str) -> datetime | None:
    """Return the moment that a person means: a day or a time, in UTC where no zone is given.

    Raises
    ------
    InvalidInput
        It is neither.
    """
    if not text.strip():
        return None
    issued = _date(text, field)
    if issued.value is None or issued.precision not in {Precision.DAY, Precision.MINUTE}:
        raise InvalidInput(
            f"{field}: write a day such as 2025-06-19, or a time such as 2025-06-19T14:00Z", field=field
        )
    return issued.value.astimezone(UTC)


def _refuse_nobody(before: Statement, after: Statement) -> None:
    """Refuse to take the last name from a statement; one that came without any may stay so."""
    if _is_named(before) and not _is_named(after):
        message = f"keep one of {', '.join(BY)}, or write another: a statement is somebody's"
        raise InvalidInput(message, field=next(name for name in BY if getattr(before, name)))


def _is_named(statement: Statement) -> bool:
    return any(getattr(statement, name).strip() for name in BY)


def _text(text: str) -> str:
    if not text.strip():
        raise InvalidInput("text: the words must not be empty; retract or remove it instead", field="text")
    return text


def _date(text: str, field: str = "issued_at") -> IssuedAt:
    try:
        return parse_issued_at(text)
    except (ValueError, OverflowError) as error:
        message = f"{field}: {text!r} is no date that exists; write 2025-06-19, 2025-06 or 2025"
        raise InvalidInput(message, field=field) from error


def _language(tag: str) -> str:
    if not _LANGUAGE.fullmatch(tag):
        message = f"language: {tag!r} is no language tag such as en, ur or pt-BR"
        raise InvalidInput(message, field="language")
    return tag


def _attribution(value: str) -> Attribution:
    try:
        return Attribution(value)
    except ValueError as error:
        message = f"attribution: {value!r} must be direct (a quotation) or reported"
        raise InvalidInput(message, field="attribution") from error


def _source(source: Source, changes: Mapping[str, str]) -> Source:
    if changes.get("url") and not _URL.fullmatch(changes["url"]):
        raise InvalidInput("source_url: must start with https:// or http://", field="source_url")
    return replace(source, **changes)
