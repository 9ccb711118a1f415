"""Statements as rows of JSON that lose nothing: for what is written once and read back by this code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from checker.records import Attribution, Ending, IssuedAt, Precision, Source, Standing, Statement


def statement_to_row(statement: Statement) -> dict[str, Any]:
    """Return a statement as JSON can hold it."""
    row = asdict(statement)
    for part, name in (("issued_at", "value"), ("standing", "until")):
        moment = row[part][name]
        row[part][name] = moment.isoformat() if moment else None
    return row


def statement_from_row(row: Mapping[str, Any]) -> Statement:
    """Return the statement that ``statement_to_row`` was given.

    Raises
    ------
    KeyError, TypeError, ValueError
        The row is something else.
    """
    issued, standing = row["issued_at"], row["standing"]
    return Statement(
        **{
            **row,
            "issued_at": IssuedAt(issued["text"], _moment(issued["value"]), Precision(issued["precision"])),
            "source": Source(**row["source"]),
            "attribution": Attribution(row["attribution"]),
            "supersedes": tuple(row["supersedes"]),
            "retracts": tuple(row["retracts"]),
            "standing": Standing(
                ending=Ending(standing["ending"]) if standing["ending"] else None,
                until=_moment(standing["until"]),
                by=standing["by"],
                reason=standing["reason"],
            ),
        }
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
