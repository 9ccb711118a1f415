"""Tweets about rumours and fact-checks of them, written for this task: for a search of earlier checks.

A tweet seldom has the words of the fact-check: it is the source that speaks, or somebody who answers with a
joke. Fact-checks come in blocks that share a person, a place or a topic, so that each is what only looks like
the answer to tweets about another. A tenth is kept out of training, by such blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from training import mixture

FILES = "rumours-*.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Rumour:
    """A tweet, the fact-check that it is about, and one that shares its person, place or topic."""

    tweet: str
    title: str
    claim: str
    near_title: str
    near_claim: str


_COLUMNS = [field.name for field in fields(Rumour)]


def rumours(*, held_out: bool) -> Iterator[Rumour]:
    """Yield every tweet beside its two fact-checks."""
    for row in mixture.own_rows(sorted(mixture.OWN_DATA.glob(FILES)), "block_id", held_out=held_out):
        yield Rumour(**{column: str(row[column]) for column in _COLUMNS})
