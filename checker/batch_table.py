"""A table of posts as spreadsheets write it: CSV with the names of the columns in its first line."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from checker.csv_cells import Rows, csv_rows
from checker.errors import InvalidInput
from checker.intake import MalformedJSON
from checker.surrogates import wire_text

DELIMITERS = (",", ";", "\t")
LIST_SEPARATOR = ";"
NEEDED = "text"
# What the exports of other tools call it, in a table that has no column of that name.
ALSO = frozenset(
    "tweet tweets post posts message messages body content contents claim claims caption "
    "tweet_text post_text message_text full_text text_content content_text tweet_content post_content "
    "پوسٹ پیغام متن".split()
)
MAX_HEADER_CHARS = 10_000  # no table has so many columns; a post may be as long as its line
_LINE = re.compile(r"[^\r\n]+")
_NAME_CHARS, _NAME_WORDS, _NAMED = 40, 4, 8


class MalformedCSV(MalformedJSON):
    """The bytes are no table in UTF-8."""


class NoPosts(InvalidInput):
    """The first line of a table does not tell which column holds the posts."""

    def __init__(self, columns: Sequence[str], several: Sequence[str]) -> None:
        named = [wire_text(name.strip()[:_NAME_CHARS]) for name in several or columns]
        self.columns = ", ".join(named[:_NAMED]) + (" …" if len(named) > _NAMED else "")
        why = (
            f"it is not clear which of the columns {self.columns} holds the posts: call that one text"
            if several
            else "text is missing: the first line must name the columns, and that of the posts text; "
            f"it says {self.columns}"
        )
        super().__init__(why, field=NEEDED)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: what its cells say, or the field and the words of what is wrong with it."""

    line: int  # where it begins
    values: Mapping[str, object] = field(default_factory=dict)
    fault: tuple[str, str] | None = None


def table_rows(raw: bytes, fields: Sequence[str], *, drop: bool) -> Iterator[TableRow]:
    """Yield the rows of a table, except those that are empty.

    Parameters
    ----------
    drop
        Leave columns out that are none of ``fields``, instead of refusing the table.

    Raises
    ------
    MalformedCSV
        It cannot be read.
    InvalidInput
        Its columns cannot be used.
    """
    text = _decoded(raw)
    columns: list[str] | None = None
    for line, cells in _cells(csv_rows(text, _delimiter(text, fields))):
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        if columns is None:
            columns = _columns(cells, fields, drop=drop)
        elif len(cells) > len(columns):
            words = f"has {len(cells)} cells for {len(columns)} columns; put texts with commas into quotes"
            yield TableRow(line, fault=("", words))
        else:
            yield _row(line, dict(zip(columns, cells, strict=False)), fields)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise MalformedCSV(f"the table is not UTF-8: a byte of line {line} cannot be read") from error


def _delimiter(text: str, fields: Sequence[str]) -> str:
    """Return what separates the names of the columns; spreadsheets use what is usual in their country."""
    head = _first_line(text)

    def known(delimiter: str) -> tuple[int, int]:
        cells = head.replace('"', "").split(delimiter)
        return sum(_name(cell) in {*fields, *ALSO} for cell in cells), len(cells)

    return max(DELIMITERS, key=known)


def names_posts(text: str) -> bool:
    """Return whether the first line of a text names the columns of a table, and one that may hold posts."""
    first = _first_line(text)
    if len(first) > MAX_HEADER_CHARS:
        return False
    return any({NEEDED, *ALSO} & {*map(_name, _cells_of(first, by))} for by in DELIMITERS)


def looks_like_table(text: str) -> bool:
    """Return whether all rows of a text have as many cells, several, and those of the first read as names."""
    first = _first_line(text)
    if len(first) > MAX_HEADER_CHARS:
        return False
    return any(_are_names(_cells_of(first, by)) and _is_even(text, by) for by in DELIMITERS)


def _first_line(text: str) -> str:
    """Return the first line that is not blank, as a reader of CSV has it; the others are not cut."""
    lines = (found[0].removeprefix("\ufeff") for found in _LINE.finditer(text))
    return next((line for line in lines if line.strip()), "")


def _cells_of(line: str, delimiter: str) -> Sequence[str]:
    """Return the cells of a line; none where it is no line of a table."""
    try:
        return [cell for row in csv.reader([line], delimiter=delimiter) for cell in row]
    except csv.Error:
        return ()


def _are_names(cells: Sequence[str]) -> bool:
    """Return whether cells read as names of columns, and not as prose, which has a blank behind a comma."""
    if any(cell[:1].isspace() for cell in cells):
        return False
    short = (len(cell) <= _NAME_CHARS and 1 <= len(cell.split()) <= _NAME_WORDS for cell in cells)
    return len(cells) > 1 and len({*map(_name, cells)}) == len(cells) and all(short)


def _is_even(text: str, delimiter: str) -> bool:
    """Return whether there are several rows, each with as many cells as the first."""
    rows = (cells for cells in csv_rows(text.strip("\n"), delimiter) if any(map(str.strip, cells)))
    try:
        first, second = len(next(rows, ())), next(rows, None)
        return second is not None and len(second) == first and all(len(cells) == first for cells in rows)
    except csv.Error:
        return False


def _cells(rows: Rows) -> Iterator[tuple[int, list[str]]]:
    line = 1
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            words = f"the table cannot be read from line {line} on: {error}; look at its quotation marks"
            raise MalformedCSV(words) from error
        yield line, cells
        line = rows.line_num + 1  # a text may have several lines


def _columns(cells: Sequence[str], fields: Sequence[str], *, drop: bool) -> list[str]:
    names = [_name(cell) for cell in cells]
    if NEEDED not in names:
        holding = [name for name in names if name in ALSO]
        if len(holding) != 1:
            raise NoPosts(cells, holding)
        names[names.index(holding[0])] = NEEDED
    if unknown := [name for name in names if name not in fields and not drop]:
        name = wire_text(unknown[0][:40])
        raise InvalidInput(
            f"{name or 'a column without a name'} is not a field; the fields are {', '.join(fields)}. "
            "To leave other columns out, send other_columns=ignore",
            field=name or None,
        )
    if twice := [name for name in fields if names.count(name) > 1]:
        raise InvalidInput(f"the column {twice[0]} is there twice", field=twice[0])
    return names


def _name(cell: str) -> str:
    return "_".join(cell.strip().casefold().split())


def _row(line: int, cells: Mapping[str, str], fields: Sequence[str]) -> TableRow:
    values: dict[str, object] = {NEEDED: cells.get(NEEDED, "")}
    for name, cell in cells.items():
        if name in fields and name != NEEDED and cell.strip():
            try:
                values[name] = _READ.get(name, str.strip)(cell)
            except ValueError:
                return TableRow(line, fault=(name, f"{name} must be {_WORDS[name]}"))
    return TableRow(line, values)


def _list(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(LIST_SEPARATOR) if part.strip()]


_READ: Mapping[str, Callable[[str], object]] = {
    "issuers": _list,
    "languages": _list,
    "min_confidence": float,
    "max_passages": int,
    "ref": str,
}
_WORDS = {"min_confidence": "a number from 0 to 1", "max_passages": "a whole number"}
