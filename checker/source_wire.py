"""A source in its wire form, for the API and the command line, and in a line for people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from checker.errors import InvalidInput
from checker.intake import wire_text
from checker.source_records import Source, SourceKind

LEAST_SECONDS, MOST_SECONDS = 10.0, 30 * 86_400.0
_FIELDS = frozenset({"url", "kind", "every_seconds"})


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
        "added_at": _iso(source.added_at),
        "added_by": wire_text(source.added_by),
        "polled_at": _iso(source.polled_at),
        "succeeded_at": _iso(source.succeeded_at),
        "changed_at": _iso(source.changed_at),
        "due_at": _iso(source.due_at),
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


def read_new_source(body: object) -> tuple[str, SourceKind, float]:
    """Return address, kind and interval of a source that is asked for.

    Raises
    ------
    InvalidInput
        One of them cannot be used.
    """
    if not isinstance(body, Mapping):
        raise InvalidInput('the body must be a JSON object such as {"url": "https://..."}')
    unknown = sorted(str(name) for name in body.keys() - _FIELDS)
    if unknown:
        raise InvalidInput(f"unknown field {unknown[0][:100]!r}; known are url, kind, every_seconds")
    url, kind = body.get("url"), body.get("kind") or SourceKind.AUTO.value
    if not isinstance(url, str) or not url.strip():
        raise InvalidInput("url must be the address of a page or feed", field="url")
    if kind not in list(SourceKind):
        raise InvalidInput(f"kind must be one of {', '.join(SourceKind)}", field="kind")
    return url.strip(), SourceKind(kind), _every(body.get("every_seconds"))


def _every(value: object) -> float:
    """Return an interval; 0 is the one of the settings."""
    if value is None:
        return 0.0
    known = isinstance(value, int | float) and not isinstance(value, bool)
    if not known or not LEAST_SECONDS <= value <= MOST_SECONDS:  # type: ignore[operator]
        raise InvalidInput(
            f"every_seconds must be a number from {LEAST_SECONDS:g} to {MOST_SECONDS:g}",
            field="every_seconds",
        )
    return float(value)  # type: ignore[arg-type]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _short(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")
