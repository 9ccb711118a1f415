"""Whose words a passage is: the official of the statement, or another in a turn of a transcript. Pure.

A briefing is one statement, issued by one institution, in which several people speak. What the minister's
guest says there is neither the minister's nor, as far as anybody knows, the ministry's.
"""

from __future__ import annotations

from dataclasses import replace

from checker.officials import may_be_called
from checker.records import Statement


def credited(statement: Statement, name: str) -> Statement:
    """Return the statement with whom words in the turn of ``name`` are to be credited to; "" is no turn.

    That is what its record says, but in the turn of somebody else: there it is the name in the label, with
    the institution only where the record names nobody as the one who speaks for it.
    """
    if not name or may_be_called(name, statement):
        return statement
    return replace(statement, speaker=name, office="", issuer="" if statement.speaker else statement.issuer)
