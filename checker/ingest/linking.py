"""References between the statements of an import and those of the corpus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

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
    if _loops(statement.statement_id, known):
        return "supersedes or retracts leads back to the statement itself; only the later names the earlier"
    return ""


def _loops(start: str, known: Mapping[str, Statement]) -> bool:
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        statement = known.get(ahead.pop())
        for target in (*statement.supersedes, *statement.retracts) if statement else ():
            if target == start:
                return True
            if target not in seen:
                seen.add(target)
                ahead.append(target)
    return False
