"""The rows of a CSV text, and how long a cell may be."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Protocol

MAX_CELL_CHARS = 16 * 1_048_576

# The limit is the process's, not a reader's: set here once, so that no table is read differently
# because another was read before it.
csv.field_size_limit(MAX_CELL_CHARS)


class Rows(Protocol):
    """The rows of a text in turn; after each, how many of its lines were read."""

    @property
    def line_num(self) -> int:
        """The lines read so far; a cell may have several."""

    def __next__(self) -> list[str]:
        """Return the cells of the next row."""

    def __iter__(self) -> Iterator[list[str]]:
        """Return the rows themselves."""


def csv_rows(text: str, delimiter: str) -> Rows:
    """Return the rows of a text. Taking one raises ``csv.Error`` where its quotation marks are not closed."""
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
