"""Tweets about rumours and fact-checks of them, written for this task: for a search of earlier checks.

A tweet seldom has the words of the fact-check: it is the source that speaks, or somebody who answers with a
joke. Fact-checks come in twos that share a person, a place or a topic, so that each is what only looks like
the answer to tweets about the other. A tenth is kept out of training, by such twos.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, fields

from training import mixture
from training.mined import Question

FILES = "rumours-*.jsonl.gz"
WITH_TITLE = 0.6  # of fact-checks, as an index holds them; of the others the claim alone


@dataclass(frozen=True, slots=True)
class Rumour:
    """A tweet, the fact-check that it is about, and the one that shares its person, place or topic."""

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


def questions(rng: random.Random) -> list[Question]:
    """Return the tweets for training, in random order, each with its fact-check and the near one."""
    found = [_question(one, rng) for one in rumours(held_out=False)]
    return rng.sample(found, len(found))


def _question(one: Rumour, rng: random.Random) -> Question:
    if rng.random() < WITH_TITLE:
        return Question(one.tweet, f"{one.title} {one.claim}", (f"{one.near_title} {one.near_claim}",))
    return Question(one.tweet, one.claim, (one.near_claim,))
