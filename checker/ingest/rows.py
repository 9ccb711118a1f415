"""Statements that somebody has set out in fields already: one record each, of JSON or of a table."""

from __future__ import annotations

import re
from collections.abc import Mapping

from checker.ingest.dating import dated
from checker.ingest.documents import Document, cleaned, language_of, one_line
from checker.ingest.drafts import Doubt, Draft
from checker.records import Attribution, Source, Statement

Row = Mapping[str, object]

NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "statement_id"),
    "text": ("text", "statement", "content", "body", "content_text"),
    "title": ("title", "headline"),
    "issuer": ("issuer", "institution", "organisation", "organization"),
    "speaker": ("speaker",),
    "office": ("office", "position"),
    "date": ("date", "issued_at", "published", "published_at", "date_published"),
    "venue": ("venue",),
    "language": ("language", "lang"),
    "url": ("url", "source_url", "link"),
    "publisher": ("publisher", "source_publisher"),
    "source_title": ("source_title",),
    "attribution": ("attribution",),
    "supersedes": ("supersedes",),
    "retracts": ("retracts",),
}
_LISTS = ("supersedes", "retracts")
_ADDRESS = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)


def draft_of(row: Row, document: Document) -> Draft | str:
    """Return the draft of a record, or what to change in it; fields that are not known are passed over."""
    fields = _fields(_flat(row))
    wrong = next((name for name, value in fields.items() if not _is_plain(name, value)), "")
    if wrong:
        return f"{wrong} must be text" if wrong not in _LISTS else f"{wrong} must be an id or a list of ids"
    words = {name: one_line(str(value)) for name, value in fields.items() if name not in {"text", *_LISTS}}
    text = cleaned(str(fields.get("text", ""))).strip()
    if not text:
        return "text is missing or empty; put the official words there"
    return _built(words, text, {name: _ids(fields.get(name)) for name in _LISTS}, document)


def _built(
    words: Mapping[str, str], text: str, links: Mapping[str, tuple[str, ...]], document: Document
) -> Draft:
    date, doubts = dated(words.get("date", "")), []
    language, unsure = language_of(text, words.get("language", ""))
    address, title = words.get("url", ""), words.get("title", "")
    if address and not _ADDRESS.fullmatch(address):
        doubts.append(Doubt("source", f"{address[:80]!r} is no address that begins with https://"))
        address = ""
    given = words.get("attribution", "").lower()
    if given not in {"", *Attribution}:
        doubts.append(Doubt("attribution", f"{given[:40]!r} must be direct (a quotation) or reported"))
    statement = Statement(
        statement_id=words.get("id", ""),
        text=text,
        issuer=words.get("issuer", ""),
        speaker=words.get("speaker", ""),
        office=words.get("office", ""),
        issued_at=date.issued_at,
        venue=words.get("venue", ""),
        source=Source(words.get("source_title") or title, words.get("publisher", ""), address),
        language=language,
        attribution=Attribution(given) if given in set(Attribution) else Attribution.REPORTED,
        title=title,
        supersedes=links["supersedes"],
        retracts=links["retracts"],
    )
    return Draft(statement, document.sha256, (*date.doubts, *doubts, *unsure))


def _flat(row: Row) -> dict[str, object]:
    """Return the record with the parts of ``issued_at`` and ``source``, as we write them, as fields."""
    flat = dict(row)
    issued, source = flat.get("issued_at"), flat.get("source")
    if isinstance(issued, Mapping):
        flat["issued_at"] = issued.get("text") or issued.get("value")
    if isinstance(source, Mapping):
        for name in ("title", "publisher", "url"):
            flat.setdefault(f"source_{name}", source.get(name))
    return flat


def _fields(row: Row) -> dict[str, object]:
    """Return what is given, under our names; the first of several names counts."""
    lowered = {
        str(name).strip().lower().replace(" ", "_").replace("-", "_"): value for name, value in row.items()
    }
    found = {}
    for name, others in NAMES.items():
        values = (
            [lowered[other] for other in others if lowered.get(other) not in (None, "")] if lowered else []
        )
        if values:
            found[name] = values[0]
    return found


def _is_plain(name: str, value: object) -> bool:
    if name in _LISTS and isinstance(value, list):
        return all(isinstance(item, str | int) and not isinstance(item, bool) for item in value)
    return isinstance(value, str) or (
        name != "text" and isinstance(value, int) and not isinstance(value, bool)
    )


def _ids(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else re.split(r"[;|,]", str(value or ""))
    return tuple(filter(None, (one_line(str(item)) for item in items)))
