"""Lists of checks as files: CSV for spreadsheets, JSON for programs; written while they are sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from flask import Response, g, stream_with_context, url_for

from checker.check_lists import Row, asked_for, everybodys, named_owners, rows_of, wanted_of
from checker.errors import InvalidInput
from checker.filters import PAGE
from checker.review_queue import ReviewQueue
from checker.schema import dump_json, iso
from checker.sheet import to_csv
from checker.shelf import Listed
from checker.surrogates import wire_text

CSV, JSON = "csv", "json"
MOST_ROWS = 10_000
COLUMNS = (
    *("id", "page", "state", "verdict", "reason", "lowest_confidence", "needs_review", "review"),
    *("reviewers", "languages", "issuers", "accepted_at", "finished_at", "key", "sent_by", "url", "post"),
)


def export(queue: ReviewQueue, kind: str, ids: Sequence[str] | None) -> Response:
    """Return a file of these checks, or of all that the filters of the address ask for.

    Raises
    ------
    InvalidInput
        The kind of file is none, or a filter has a value that it cannot have.
    """
    if kind not in {CSV, JSON}:
        raise InvalidInput("format must be csv or json", field="format")
    found = _chosen(queue, ids) if ids is not None else _all(queue)
    written = _as_csv(found) if kind == CSV else _as_json(found)
    media = "text/csv; charset=utf-8" if kind == CSV else "application/json"
    response = Response(stream_with_context(written), content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="checks.{kind}"'
    return response


def _chosen(queue: ReviewQueue, ids: Sequence[str]) -> Iterator[Sequence[Listed]]:
    mine = everybodys(g.holder)
    yield [one for one in queue.listed(ids) if mine or one.facts.owner == g.holder.owner]


def _all(queue: ReviewQueue) -> Iterator[Sequence[Listed]]:
    wanted = replace(wanted_of(asked_for(), g.holder), limit=PAGE)
    return _pages(queue, wanted)


def _pages(queue: ReviewQueue, wanted: Any) -> Iterator[Sequence[Listed]]:
    for _ in range(MOST_ROWS // PAGE):
        page = queue.page(wanted)
        yield page
        if len(page) < PAGE:
            return
        wanted = replace(wanted, after=page[-1].place)


def _as_csv(found: Iterator[Sequence[Listed]]) -> Iterator[str]:
    head, names = to_csv([], COLUMNS), _Names()
    yield head
    for page in found:
        rows = [[_words(value) for value in _facts(row, names).values()] for row in rows_of(page)]
        yield to_csv(rows, COLUMNS).removeprefix(head)


def _as_json(found: Iterator[Sequence[Listed]]) -> Iterator[str]:
    yield '{"checks": ['
    first, names = True, _Names()
    for page in found:
        for row in rows_of(page):
            yield ("" if first else ",\n") + dump_json(_facts(row, names))
            first = False
    yield "]}\n"


def _words(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, list) else value


class _Names(dict[str, str]):
    """Under which people know those who had posts checked, each looked up once."""

    def __missing__(self, owner: str) -> str:
        self.update(named_owners([owner]))
        return self[owner]


def _facts(row: Row, names: _Names) -> dict[str, object]:
    check, facts = row.check, row.check.facts
    return {
        "id": check.check_id,
        "page": url_for("web.show", check_id=check.check_id, _external=True),
        "state": check.state.value,
        "verdict": check.verdict,
        "reason": facts.reason or None,
        "lowest_confidence": facts.confidence,
        "needs_review": [why.value for why in row.whys],
        "review": facts.standing or None,
        "reviewers": [wire_text(name) for name in facts.reviewers],
        "languages": list(facts.languages),
        "issuers": [wire_text(name) for name in facts.issuers],
        "accepted_at": iso(check.created_at),
        "finished_at": iso(check.finished_at),
        "key": facts.owner,
        "sent_by": wire_text(names[facts.owner]),
        "url": wire_text(check.url) if check.url else None,
        "post": wire_text(check.text),
    }
