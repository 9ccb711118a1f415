"""Which statements hold, worked out from what later ones say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from checker.records import Ending, Standing, Statement


def settle(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the statements in the same order, each with its standing worked out from all links.

    One that arrives with a standing that has ended was ended by hand, and stays so: a person
    retracted it without naming another statement. What such a one, or one that is retracted by
    another, says of others counts no more.
    """
    known = {statement.statement_id: statement for statement in statements}
    enders: dict[str, list[tuple[Ending, str]]] = {}
    for statement in statements:
        for target in statement.retracts:
            enders.setdefault(target, []).append((Ending.RETRACTED, statement.statement_id))
        for target in statement.supersedes:
            enders.setdefault(target, []).append((Ending.SUPERSEDED, statement.statement_id))
    settled: dict[str, Standing] = {}

    def standing(key: str) -> Standing:
        if key not in settled:
            settled[key] = known[key].standing  # a loop, which is refused elsewhere, ends here
            for ending, by in enders.get(key, ()) if not settled[key].ended else ():
                if standing(by).ending is not Ending.RETRACTED:
                    settled[key] = Standing(ending, known[by].issued_at.value, by)
                    break
        return settled[key]

    return tuple(replace(s, standing=standing(s.statement_id)) for s in statements)
