"""A source in its wire form, for the API and the command line, and in a line for people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from checker.body_faults import refused_by_field
from checker.errors import InvalidInput
from checker.schema import iso
from checker.source_records import Source, SourceKind
from checker.surrogates import wire_text

LEAST_SECONDS, MOST_SECONDS = 10.0, 30 * 86_400.0


def source_to_wire(source: Source) -> dict[str, Any]:
    """Return a source with its state."""
    return {
        "id": source.source_id,
        "url": wire_text(source.url),
        "kind": source.kind.value,
        "every_seconds": source.every or None,
        "state": source.state.value,
        "error": wire_text(source.error) or None,
        "failures": source.failures,
        "added_at": iso(source.added_at),
        "added_by": wire_text(source.added_by),
        "polled_at": iso(source.polled_at),
        "succeeded_at": iso(source.succeeded_at),
        "changed_at": iso(source.changed_at),
        "due_at": iso(source.due_at),
        "counts": {
            "found": source.found,
            "added": source.added,
            "duplicates": source.duplicates,
            "skipped": source.skipped,
        },
        "note": wire_text(str(source.notes.get("note", ""))) or None,
        "skipped": [
            {name: wire_text(str(value)) for name, value in skipped.items()}
            for skipped in source.notes.get("skipped", ())
        ],
    }


def source_line(source: Source) -> str:
    """Return a source in a few lines."""
    when = f"polled {_short(source.polled_at)}" if source.polled_at else "not polled yet"
    counts = f"{source.added} added, {source.duplicates} there already, {source.skipped} skipped"
    lines = [f"{source.source_id}  {source.state.value:<7}  {source.url}"]
    lines.append(f"    {when}, next {_short(source.due_at)}; {counts}")
    if source.error:
        often = "once" if source.failures == 1 else f"{source.failures} times in a row"
        lines.append(f"    failed {often}: {source.error.removeprefix(f'{source.url}: ')}")
    lines += [
        f"    skipped {skipped['origin']}: {skipped['reason']}" for skipped in source.notes.get("skipped", ())
    ]
    return "\n".join(lines)


class NewSource(BaseModel):
    """What a caller sends to have an address polled."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    url: Annotated[str, Field(min_length=1, description="the address of a page or feed")]
    kind: Annotated[SourceKind | None, Field(strict=False, description="what it gives")] = SourceKind.AUTO
    every_seconds: Annotated[
        float | None,
        Field(ge=LEAST_SECONDS, le=MOST_SECONDS, description="CHECKER_POLL_SECONDS without it"),
    ] = None


_FAULTS = {
    "url": "url must be the address of a page or feed",
    "kind": f"kind must be one of {', '.join(SourceKind)}",
    "every_seconds": f"every_seconds must be a number from {LEAST_SECONDS:g} to {MOST_SECONDS:,.0f}",
}


def read_new_source(body: object) -> tuple[str, SourceKind, float]:
    """Return address, kind and interval of a source that is asked for; 0 is the interval of the settings.

    Raises
    ------
    InvalidInput
        One of them cannot be used.
    """
    if not isinstance(body, Mapping):
        raise InvalidInput('the body must be a JSON object such as {"url": "https://..."}')
    try:
        asked = NewSource.model_validate(body)
    except ValidationError as error:
        raise refused_by_field(error, NewSource, _FAULTS) from error
    if not asked.url.strip():
        raise InvalidInput(_FAULTS["url"], field="url")
    return asked.url.strip(), asked.kind or SourceKind.AUTO, asked.every_seconds or 0.0


def _short(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")
