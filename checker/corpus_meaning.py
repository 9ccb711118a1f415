"""Finding statements by what they mean: asked of a worker, and waited for no longer than a person would."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from flask import current_app

from checker.corpus_rooms import desk
from checker.corpus_search import Found, Hit
from checker.desk import current_desk
from checker.errors import QueueUnavailable
from checker.marking import Mark
from checker.meaning_searches import TASK, MeaningSearches, Near
from checker.records import Statement

EXTENSION = "meaning_searches"
WAIT_SECONDS = 2.5
_LOOK_SECONDS = 0.02
_AROUND = 80  # characters that are shown on each side of the passage


def find_by_meaning(words: str, left: Sequence[Statement]) -> tuple[Found, dict[str, Hit]] | None:
    """Return those statements that are near, and a passage of each; None when no worker answers in time."""
    near = _asked(words)
    if near is None:
        return None
    there = {statement.statement_id: statement for statement in left}
    hits: dict[str, Hit] = {}
    for one in near:
        statement = there.get(one.statement_id)
        # The index of a worker may be a moment behind or ahead: only words that stand there are shown.
        if statement and one.statement_id not in hits and _stands(statement, one):
            hits[one.statement_id] = _hit(statement, one)
    return Found(tuple(hit.statement for hit in hits.values()), ()), hits


def _asked(words: str) -> tuple[Near, ...] | None:
    searches: MeaningSearches = current_app.extensions[EXTENSION]
    search_id, is_new = searches.ask(words, desk().at("").version)
    try:
        if is_new:
            current_desk().send(TASK, search_id)
    except QueueUnavailable:
        return None
    until = time.monotonic() + WAIT_SECONDS
    while (found := searches.found(search_id)) is None and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
    return found


def _stands(statement: Statement, near: Near) -> bool:
    return statement.text[near.start : near.end] == near.text


def _hit(statement: Statement, near: Near) -> Hit:
    text = statement.text
    start = text.rfind(" ", 0, max(0, near.start - _AROUND)) + 1 if near.start > _AROUND else 0
    end = text.find(" ", min(len(text), near.end + _AROUND))
    end = len(text) if end < 0 else end
    marks = (Mark(near.start - start, near.end - start),)
    return Hit(statement, text[start:end], marks, start > 0, end < len(text))


def hits_of(found: Found, hits: Mapping[str, Hit] | None, first: int, count: int) -> list[Hit]:
    """Return some of what was found, with what to show of each."""
    if hits is None:
        return found.hits(first, count)
    return [hits[s.statement_id] for s in found.statements[first : first + count]]
