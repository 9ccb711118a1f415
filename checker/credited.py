"""Whose words a passage is: the official of the statement, or another in a turn of a transcript. Pure.

A briefing is one statement, issued by one institution, in which several people speak. What the minister's
guest says there is neither the minister's nor, as far as anybody knows, the ministry's.
"""

from __future__ import annotations

import re
from dataclasses import replace

from checker.records import Statement


def credited(statement: Statement, name: str) -> Statement:
    """Return the statement with whom words in the turn of ``name`` are to be credited to; "" is no turn.

    That is what its record says, but in the turn of somebody else: there it is the name in the label, with
    the institution only where the record names nobody as the one who speaks for it.
    """
    if not name or _is_named(name, statement):
        return statement
    return replace(statement, speaker=name, office="", issuer="" if statement.speaker else statement.issuer)


def _is_named(name: str, statement: Statement) -> bool:
    """Whether a label in a transcript is who the record names: "Ms. Lind" is "Ana Lind"."""
    words = _words(name)
    return not words or bool({words[-1]} & {*_words(statement.speaker), *_words(statement.office)})


def _words(name: str) -> list[str]:
    return re.findall(r"[\w'’-]+", name.casefold())
