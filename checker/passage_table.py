"""Statements and passages as they lie in a generation of an index, each read when it is asked for.

A worker that finds eight passages among a million reads eight. Of all others it holds no more than
which statement each belongs to, and of each statement everything but its words.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import overload

import numpy as np
import numpy.typing as npt

from checker.arrays import read_array, write_array
from checker.errors import IndexCorrupt
from checker.generations import AGAIN, Manifest
from checker.lines import Lines, write_lines
from checker.passages import said_in, source_hash
from checker.records import Passage, Statement
from checker.statement_rows import statement_from_row, statement_to_row

KEPT = 512  # statements that were read last: the passages of one are often found together
_STATEMENTS, _HEADS, _ALONE, _PLACES = "statements.jsonl", "heads.jsonl", "passages.txt", "passages.npy"

Positions = npt.NDArray[np.int64]
_Said = tuple[Statement, str]  # with the hash of its words


class StatementTable(Sequence[Statement]):
    """All statements of a generation, in order. Threads may share it."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._kept: OrderedDict[int, _Said] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, number: int) -> Statement: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Statement]: ...
    def __getitem__(self, number: int | slice) -> Statement | Sequence[Statement]:
        """Return the statement with a number, or those of a slice."""
        if isinstance(number, slice):
            return tuple(self._read(one) for one in range(*number.indices(len(self))))
        return self.hashed(range(len(self))[number])[0]

    def __iter__(self) -> Iterator[Statement]:
        return map(self._read, range(len(self)))

    def hashed(self, number: int) -> _Said:
        """Return a statement, and the SHA-256 of its words."""
        with self._lock:
            if number in self._kept:
                self._kept.move_to_end(number)
                return self._kept[number]
        statement = self._read(number)
        said = statement, source_hash(statement)
        with self._lock:
            self._kept[number] = said
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return said

    def _read(self, number: int) -> Statement:
        return statement_from_row(json.loads(self._lines[number]))


class PassageTable(Sequence[Passage]):
    """All passages of a generation, in order. Threads may share it.

    Attributes
    ----------
    heads
        The statements without their words.
    statement_numbers
        For each passage the place of its statement.
    """

    def __init__(
        self, statements: StatementTable, heads: Sequence[Statement], places: Positions, alone: Lines
    ) -> None:
        self.statements = statements
        self.heads = heads
        self.statement_numbers, self._starts, self._ends = places
        self._alone = alone
        self._first = np.searchsorted(self.statement_numbers, np.arange(len(statements)))

    def __len__(self) -> int:
        return len(self._alone)

    @overload
    def __getitem__(self, place: int) -> Passage: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Passage]: ...
    def __getitem__(self, place: int | slice) -> Passage | Sequence[Passage]:
        """Return the passage at a position, or those of a slice."""
        if isinstance(place, slice):
            return tuple(self._at(one) for one in range(*place.indices(len(self))))
        return self._at(range(len(self))[place])

    def searched_as(self) -> Iterator[tuple[Statement, str]]:
        """Yield of each passage the head of its statement and what stands alone: all that is searched."""
        for place, number in enumerate(self.statement_numbers.tolist()):
            yield self.heads[number], self._alone[place]

    def _at(self, place: int) -> Passage:
        number = int(self.statement_numbers[place])
        statement, words_hash = self.statements.hashed(number)
        standalone = self._alone[place]
        start, end = int(self._starts[place]), int(self._ends[place])
        return Passage(
            passage_id=f"{statement.statement_id}#{place - int(self._first[number]) + 1}",
            statement=statement,
            text=statement.text[start:end],
            start=start,
            end=end,
            standalone=standalone,
            source_hash=words_hash,
            said=said_in(statement, standalone),
        )


def write_table(generation: Path, statements: Sequence[Statement], passages: Sequence[Passage]) -> None:
    """Write statements and their passages, in the same order, into a new generation."""
    write_lines(generation / _STATEMENTS, map(_line, statements))
    write_lines(generation / _HEADS, (_line(replace(one, text="")) for one in statements))
    numbers = {statement.statement_id: number for number, statement in enumerate(statements)}
    places = np.array(
        [(numbers[one.statement.statement_id], one.start, one.end) for one in passages], np.int64
    ).reshape(-1, 3)
    write_array(generation / _PLACES, np.ascontiguousarray(places.T))
    write_lines(generation / _ALONE, (one.standalone for one in passages))


def read_table(generation: Path, manifest: Manifest) -> PassageTable:
    """Return what was written.

    Raises
    ------
    IndexCorrupt
        A file is missing, damaged or half-written.
    """
    statements = StatementTable(Lines.read(generation / _STATEMENTS, manifest))
    heads = Lines.read(generation / _HEADS, manifest)
    places = read_array(generation / _PLACES, manifest)
    alone = Lines.read(generation / _ALONE, manifest)
    if len({len(statements), len(heads), manifest.statements}) > 1 or places.shape != (3, len(alone)):
        raise IndexCorrupt(f"{generation}: holds other statements than its manifest says; {AGAIN}")
    try:
        known = tuple(statement_from_row(json.loads(heads[number])) for number in range(len(heads)))
    except (ValueError, KeyError, TypeError) as error:
        raise IndexCorrupt(f"{generation / _HEADS}: cannot be read; {AGAIN}") from error
    return PassageTable(statements, known, places, alone)


def is_as_written(table: PassageTable, statements: Iterable[Statement], passages: Iterable[Passage]) -> bool:
    """Whether reading gives back exactly what was to be written."""
    return all(a == b for a, b in zip(table.statements, statements, strict=True)) and all(
        a == b for a, b in zip(table, passages, strict=True)
    )


def _line(statement: Statement) -> str:
    return json.dumps(statement_to_row(statement)) + "\n"
