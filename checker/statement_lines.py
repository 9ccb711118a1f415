"""A corpus as JSON lines: ``{"id", "text", "title"?, "speaker"?, "date"?, "url"?}``."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from checker.faults import Fault, Located
from checker.issued import parse_issued_at
from checker.records import IssuedAt, Source, Statement

MAX_LINE_BYTES = 16 * 1_048_576
MAX_TOTAL_BYTES = 1_024 * 1_048_576  # unpacked
MAX_FAULTS = 1_000  # a file of another kind need not be read to its end
_OPTIONAL = ("title", "speaker", "date", "url", "issuer", "office", "language", "venue")
_LINKS = ("supersedes", "retracts")


def read_statement_lines(path: Path) -> tuple[list[Located], list[Fault]]:
    """Return the statements of a JSONL file, gzipped or not, and everything wrong in it.

    Keys that are not known are passed over: such files come from elsewhere.
    """
    located: list[Located] = []
    faults: list[Fault] = []
    for number, raw in _rows(path, faults):
        if raw.strip():
            outcome = _statement(raw)
            if isinstance(outcome, Statement):
                located.append(Located(outcome, path, {"id": number}))
            else:
                faults.append(Fault(path, number, outcome))
        if len(faults) >= MAX_FAULTS:
            break
    return located, faults


def _rows(path: Path, faults: list[Fault]) -> Iterator[tuple[int, bytes]]:
    total, number = 0, 0
    opener = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opener(path, "rb") as stream:
            while raw := stream.readline(MAX_LINE_BYTES + 1):
                number += 1
                total += len(raw)
                if len(raw) > MAX_LINE_BYTES or total > MAX_TOTAL_BYTES:
                    what = "line" if len(raw) > MAX_LINE_BYTES else "file"
                    limit = MAX_LINE_BYTES if what == "line" else MAX_TOTAL_BYTES
                    faults.append(Fault(path, number, f"the {what} has more than {limit:,} bytes; split it"))
                    return
                yield number, raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        faults.append(Fault(path, number + 1, f"the gzip data is damaged: {error}"))


def _statement(raw: bytes) -> Statement | str:
    """Return the statement of one line, or what to change in it."""
    try:
        row = json.loads(raw)
    except UnicodeDecodeError as error:
        return f"byte {raw[error.start]:#04x} is not UTF-8; save the file as UTF-8"
    except (json.JSONDecodeError, RecursionError) as error:
        return f"this is no JSON object on one line: {error}"
    if not isinstance(row, dict):
        return 'each line must be an object such as {"id": "1", "text": "..."}'
    return _checked(row)


def _checked(row: Mapping[str, object]) -> Statement | str:
    identifier = row.get("id")
    if isinstance(identifier, bool) or not isinstance(identifier, str | int) or not str(identifier).strip():
        return "id is missing; give every statement an id of its own"
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        return "text is missing or empty; put the official words there"
    for name in _OPTIONAL:
        if not isinstance(row.get(name), str | int | None):
            return f"{name} must be text"
    links = {name: _ids(row.get(name)) for name in _LINKS}
    for name, ids in links.items():
        if ids is None:
            return f"{name} must be an id or a list of ids"
    fields = {name: _clean(row.get(name)) for name in _OPTIONAL}
    built = _built(str(identifier).strip(), _encodable(text), fields)
    return replace(built, supersedes=links["supersedes"] or (), retracts=links["retracts"] or ())


def _ids(value: object) -> tuple[str, ...] | None:
    """Return the ids of a field; None when it holds something else."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(item, str | int) and not isinstance(item, bool) for item in items):
        return None
    return tuple(filter(None, (_encodable(str(item).strip()) for item in items)))


def _built(identifier: str, text: str, fields: Mapping[str, str]) -> Statement:
    return Statement(
        statement_id=_encodable(identifier),
        text=text,
        issuer=fields["issuer"],
        speaker=fields["speaker"],
        office=fields["office"],
        issued_at=_issued_at(fields["date"]),
        venue=fields["venue"],
        source=Source(title=fields["title"], url=fields["url"]),
        language=fields["language"] or "en",
        title=fields["title"],
    )


def _clean(value: object) -> str:
    return "" if value is None else _encodable(" ".join(str(value).split()))


def _encodable(text: str) -> str:
    """Return the text with a replacement mark for lone surrogates, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text


def _issued_at(text: str) -> IssuedAt:
    """Return the date; one that does not exist stays text, since the file is not ours to mend."""
    try:
        return parse_issued_at(text)
    except ValueError:
        return IssuedAt(text)
