"""JSON and JSON lines: records of statements, or what fact-checkers published about claims."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from checker.ingest.claim_reviews import is_review, read_reviews
from checker.ingest.decoding import decoded
from checker.ingest.documents import Document, Finding, nothing
from checker.ingest.drafts import Draft, Skipped
from checker.ingest.marking import marked
from checker.ingest.rows import NAMES, draft_of
from checker.ingest.structured import nodes_in

MAX_FAULTS = 1_000
_WRAPPERS = ("statements", "items", "documents", "data", "results")
_EXAMPLE = '{"id": "1", "text": "..."}'


def read_json(document: Document) -> Finding:
    """Return a draft for each record, of a list, of an object that has a list, or of lines."""
    found = decoded(document.body)
    text = found.text.lstrip("\ufeff")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        if "\n" in text.strip() and text.lstrip().startswith("{"):
            return marked(_records(_lines(text), document), found.doubts)
        return nothing(document, f"this is no JSON: {str(error)[:200]}; mend it, or give it another name")
    nodes = nodes_in(value)
    if any(map(is_review, nodes)):
        return marked(read_reviews(nodes, document), found.doubts)
    records = _inside(value)
    if records is None:
        wanted = f"a list of objects such as {_EXAMPLE}"
        return nothing(document, f"no record in it has a text; give one object, or {wanted}")
    return marked(_records(records, document), found.doubts)


def read_lines(document: Document) -> Finding:
    """Return a draft for each line; one that cannot be used is left out and says why."""
    found = decoded(document.body)
    return marked(_records(_lines(found.text.lstrip("\ufeff")), document), found.doubts)


def _lines(text: str) -> Iterator[tuple[str, object]]:
    """Yield each line's place and value; what cannot be read is given as the error."""
    for number, line in enumerate(io.StringIO(text), 1):
        if line.strip():
            try:
                yield f"line {number}", json.loads(line)
            except (ValueError, RecursionError) as error:
                yield f"line {number}", ValueError(f"this is no JSON object on one line: {str(error)[:200]}")


def _inside(value: object) -> Iterator[tuple[str, object]] | None:
    """Return the records of a whole file; None when there are none."""
    if isinstance(value, Mapping):
        if any(isinstance(value.get(name), str) for name in NAMES["text"]) or "@type" in value:
            return iter([("record 1", value)])
        lists = [value[name] for name in _WRAPPERS if isinstance(value.get(name), list)]
        value = lists[0] if lists else None
    if not isinstance(value, list):
        return None
    return ((f"record {number}", item) for number, item in enumerate(value, 1))


def _reviews(place: str, value: Mapping[str, object], document: Document) -> Finding:
    """Return what a line of claim reviews holds; its places are those of the line."""
    found = read_reviews(nodes_in(value), document)
    return replace(found, skipped=tuple(Skipped(document.at(place), left.reason) for left in found.skipped))


def _records(records: Iterator[tuple[str, object]], document: Document) -> Finding:
    drafts: list[Draft] = []
    skipped: list[Skipped] = []
    for place, value in records:
        if isinstance(value, Mapping) and any(map(is_review, nodes_in(value))):
            found = _reviews(place, value, document)
            drafts += found.drafts
            skipped += found.skipped
            continue
        outcome = _outcome(value, document)
        if isinstance(outcome, Draft):
            drafts.append(outcome)
            continue
        skipped.append(Skipped(document.at(place), outcome))
        if len(skipped) >= MAX_FAULTS:
            skipped.append(
                Skipped(document.origin, f"more than {MAX_FAULTS:,} faults; the rest was not read")
            )
            break
    if not drafts and not skipped:
        return nothing(document, "there is no record in it")
    return Finding(tuple(drafts), tuple(skipped))


def _outcome(value: object, document: Document) -> Draft | str:
    if isinstance(value, ValueError):
        return str(value)
    if not isinstance(value, Mapping):
        return f"each record must be an object such as {_EXAMPLE}"
    return draft_of(value, document)
