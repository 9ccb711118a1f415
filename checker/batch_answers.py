"""What became of the posts of a batch, as it leaves: a JSON document on each line, or a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

from flask import request

from checker.batch_records import BatchResult
from checker.check_wire import links_of
from checker.schema import check_to_wire, dump_json
from checker.sheet import cell, quoted, sureness_of
from checker.surrogates import wire_text

COLUMNS = (
    *("number", "line", "ref", "check_id", "state", "verdict", "reason", "summary", "reply"),
    *("claims", "confidence", "issuer", "speaker", "issued_at", "quote", "source_url"),
    *("error", "post", "url", "posted_at", "page"),
)
_MARK = "\ufeff"  # by which spreadsheets know UTF-8


def as_ndjson(results: Iterable[BatchResult]) -> Iterator[str]:
    """Yield a line for each post, with its whole report."""
    for result in results:
        yield f"{dump_json(result_to_wire(result))}\n"


def as_csv(results: Iterable[BatchResult]) -> Iterator[str]:
    """Yield a row for each post, the names of the columns first; no cell is a formula."""
    yield f"{_MARK}{_line(COLUMNS)}"
    for result in results:
        yield _line(_row(result))


def _line(values: Iterable[object]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([cell(value) for value in values])
    return written.getvalue()


def result_to_wire(result: BatchResult) -> dict[str, Any]:
    """Return one post with its check."""
    placed = {"number": result.number, "line": result.line, "ref": result.ref or None}
    check = check_to_wire(result.check) | {"state": result.state}
    return placed | check | {"links": links_of(result.check.check_id)}


def _row(result: BatchResult) -> Sequence[object]:
    check = result.check
    report: Mapping[str, Any] = check.report or {}
    claims: Sequence[Mapping[str, Any]] = report.get("claims") or ()
    claim: Mapping[str, Any] = next(
        (one for one in claims if one.get("verdict") == report.get("verdict")), {}
    )
    passage = quoted(claim)
    post = check.post
    values = (
        *(result.number, result.line, result.ref, check.check_id, result.state),
        *(report.get(name) for name in ("verdict", "reason", "summary", "reply")),
        *(len(claims) if check.report else None, sureness_of(claim)),
        *(passage.get(name) for name in ("issuer", "speaker", "issued_at", "text", "source_url")),
        *(check.error, post.text, post.url, post.posted_at and post.posted_at.isoformat()),
        urljoin(request.host_url, links_of(check.check_id)["page"]),
    )
    return [wire_text(value) if isinstance(value, str) else value for value in values]
