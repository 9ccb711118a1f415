"""References between the statements of an import and those of the corpus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from checker.in_force import leads_back
from checker.records import Statement

_FIELDS = ("supersedes", "retracts")


def renamed(statement: Statement, names: Mapping[str, str]) -> Statement:
    """Return the statement with its references to duplicates turned into those to their originals."""
    if not any(target in names for field in _FIELDS for target in getattr(statement, field)):
        return statement
    changed = {f: tuple(names.get(target, target) for target in getattr(statement, f)) for f in _FIELDS}
    return replace(statement, supersedes=changed["supersedes"], retracts=changed["retracts"])


def broken(new: Iterable[Statement], known: Iterable[Statement]) -> dict[str, str]:
    """Return why each new statement that cannot be linked must stay out, by its id.

    A statement that refers to one which stays out has to stay out too.
    """
    there = {statement.statement_id: statement for statement in known}
    ahead = {statement.statement_id: statement for statement in new}
    faults: dict[str, str] = {}
    while True:
        left = {key: statement for key, statement in ahead.items() if key not in faults}
        found = {key: fault for key, s in left.items() if (fault := _fault(s, there | left))}
        if not found:
            return faults
        faults |= found


def _fault(statement: Statement, known: Mapping[str, Statement]) -> str:
    for field in _FIELDS:
        for target in getattr(statement, field):
            if target not in known:
                return f"{field} names {target!r}, which no statement has as its id; import that one first"
    if leads_back(statement.statement_id, known):
        return "supersedes or retracts leads back to the statement itself; only the later names the earlier"
    return ""
