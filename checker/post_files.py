"""The posts of a file: one a line, a table as batches have them, or JSON lines, as the API reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from checker.batch_table import table_rows
from checker.clock import utc_now
from checker.config import Settings
from checker.errors import InvalidInput
from checker.intake import CheckRequest
from checker.line_input import file_bytes, in_utf8, key_of, located, objects, refuse_long
from checker.records import Post

FIELDS = tuple(CheckRequest.model_fields)
Rows = Iterator[tuple[int, Mapping[str, Any]]]  # each with the line where it begins
NOTHING: Mapping[str, Any] = MappingProxyType({})


def posts_of(
    source: Path, settings: Settings, otherwise: Mapping[str, Any] = NOTHING
) -> list[tuple[Any, Post]]:
    """Return the posts of a file with their ids, as they stand there; what has none is called by its number.

    Parameters
    ----------
    otherwise
        Fields for posts that do not say them.

    Raises
    ------
    InvalidInput
        The file, or a post in it, cannot be used; the message names file and line.
    """
    rows = _READERS.get(source.suffix.lower())
    if rows is None:
        raise InvalidInput(f"{source}: use a .txt, .csv or .jsonl file.")
    found = []
    for line, row in rows(source):
        with located(f"{source}, line {line}"):
            found.append((key_of(row, str(line)), read_post(row, settings, otherwise)))
    return found


def read_post(row: Mapping[str, Any], settings: Settings, otherwise: Mapping[str, Any] = NOTHING) -> Post:
    """Return the post of a row. What is no field is passed over, and what is empty says nothing.

    Parameters
    ----------
    otherwise
        Fields for a post that does not say them; a 0 says something.

    Raises
    ------
    InvalidInput
        A field has a value that the API refuses.
    """
    text = row.get("text")
    if isinstance(text, str):
        refuse_long(text, settings)
    said = {name: row[name] for name in FIELDS if row.get(name) not in (None, "")}
    post = CheckRequest.read({**said, "text": text}, settings, now=utc_now()).as_post()
    return replace(post, **{name: value for name, value in otherwise.items() if name not in said})


def _txt(source: Path) -> Rows:
    # Only newlines end a post: splitlines() would also cut at form feeds and U+2028 inside one.
    for number, line in enumerate(in_utf8(file_bytes(source), source).split("\n"), 1):
        if line.strip():
            yield number, {"text": line.rstrip("\r")}


def _csv(source: Path) -> Rows:
    raw = file_bytes(source)
    with located(str(source)):
        rows = list(table_rows(raw, ("id", "ref", *FIELDS), drop=True))
    for number, row in enumerate(rows, 1):
        if row.fault:
            name, words = row.fault
            raise InvalidInput(f"{source}, line {row.line}: {words}", field=name or None)
        yield row.line, {"id": row.values.get("ref", str(number)), **row.values}


def _jsonl(source: Path) -> Rows:
    return objects(file_bytes(source).split(b"\n"), str(source))


_READERS: Mapping[str, Callable[[Path], Rows]] = {".txt": _txt, ".csv": _csv, ".jsonl": _jsonl}
