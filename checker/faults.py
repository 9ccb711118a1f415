"""What is wrong in a corpus, and where: file and line, as an editor understands them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from checker.records import Statement


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to change in a corpus."""

    file: Path
    line: int  # from 1
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Located:
    """A statement and where it was read."""

    statement: Statement
    file: Path
    lines: Mapping[str, int] = field(default_factory=dict)  # of each field

    def line_of(self, name: str) -> int:
        """Return the line of a field, or the statement's first line."""
        return self.lines.get(name, self.lines.get("id", 1))

    def fault(self, name: str, message: str) -> Fault:
        """Return a fault of one field."""
        return Fault(self.file, self.line_of(name), message)

    @property
    def place(self) -> str:
        """File and line, as an editor understands it."""
        return f"{self.file}:{self.line_of('id')}"
