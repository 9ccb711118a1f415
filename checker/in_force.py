"""Which statements hold, worked out from what later ones say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from graphlib import CycleError, TopologicalSorter

from checker.records import Ending, Standing, Statement

_LATEST = datetime.max.replace(tzinfo=UTC)
Enders = dict[str, list[tuple[Ending, str]]]


def settle(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the statements in the same order, each with its standing worked out from all links.

    One that arrives with a standing that has ended was ended by hand, and stays so: a person
    retracted it without naming another statement. What a retracted statement says of others counts
    no more. Links that lead in a circle, which are refused elsewhere, end nothing.
    """
    enders: Enders = {}
    for statement in statements:
        for ending, targets in (
            (Ending.RETRACTED, statement.retracts),
            (Ending.SUPERSEDED, statement.supersedes),
        ):
            for target in targets:
                enders.setdefault(target, []).append((ending, statement.statement_id))
    if not enders:
        return tuple(statements)
    known = {statement.statement_id: statement for statement in statements}
    for key in _enders_first(enders):
        if key in known and not known[key].standing.ended:
            known[key] = replace(known[key], standing=_standing(known[key], enders[key], known))
    return tuple(known[statement.statement_id] for statement in statements)


def leads_back(start: str, known: Mapping[str, Statement]) -> bool:
    """Return whether following what a statement supersedes and retracts comes back to it."""
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


def _enders_first(enders: Enders) -> Sequence[str]:
    """Return the ids of what is ended, each after those that end it."""
    before = {target: {by for _, by in found} for target, found in enders.items()}
    try:
        return [key for key in TopologicalSorter(before).static_order() if key in enders]
    except CycleError:
        return []


def _standing(
    ended: Statement, enders: Sequence[tuple[Ending, str]], known: Mapping[str, Statement]
) -> Standing:
    """Return how a statement stands: a retraction counts before a supersession, then the earliest date."""
    found = [
        Standing(ending, _until(ended, known[by]), by)
        for ending, by in enders
        if known[by].standing.ending is not Ending.RETRACTED
    ]
    return min(
        found, key=lambda s: (s.ending is not Ending.RETRACTED, s.until or _LATEST, s.by), default=Standing()
    )


def _until(ended: Statement, by: Statement) -> datetime | None:
    """Return when a statement was ended by another one; None where their dates do not tell.

    One that is dated "2025" may have ended another of June, and then not on the first day of that year.
    On one day it is the day that tells, whatever is known of the hours.
    """
    made, since = ended.issued_at.value, by.issued_at.value
    return None if made and since and since.date() < made.date() else since
