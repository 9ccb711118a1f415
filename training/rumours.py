"""Tweets about rumours and fact-checks of them, written for this task: for a search of earlier checks.

A tweet seldom has the words of the fact-check: it is the source that speaks, or somebody who answers with a
joke. Fact-checks come in twos that share a person, a place or a topic, so that each is what only looks like
the answer to tweets about the other. A tenth is kept out of training, by such twos.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from training.mined import Question
from training.mixture import OWN_DATA, is_held_out, read_rows

FILES = "rumours-*.jsonl.gz"
_COLUMNS = ("tweet", "title", "claim", "near_title", "near_claim")
WITH_TITLE = 0.6  # of fact-checks, as an index holds them; of the others the claim alone


@dataclass(frozen=True, slots=True)
class Rumour:
    """A tweet, the fact-check that it is about, and the one that shares its person, place or topic."""

    tweet: str
    title: str
    claim: str
    near_title: str
    near_claim: str


def rumours(*, held_out: bool) -> Iterator[Rumour]:
    """Yield every tweet beside its two fact-checks."""
    for path in sorted(OWN_DATA.glob(FILES)):
        for row in read_rows(path):
            if is_held_out(str(row["block_id"])) is held_out:
                yield Rumour(
                    *(str(row[key]) for key in ("tweet", "title", "claim", "near_title", "near_claim"))
                )


def questions(rng: random.Random) -> list[Question]:
    """Return the tweets for training, in random order, each with its fact-check and the near one."""
    found = [_question(one, rng) for one in rumours(held_out=False)]
    return rng.sample(found, len(found))


def _question(one: Rumour, rng: random.Random) -> Question:
    titled = rng.random() < WITH_TITLE
    answer, near = (
        f"{title} {claim}" if titled else claim
        for title, claim in ((one.title, one.claim), (one.near_title, one.near_claim))
    )
    return Question(one.tweet, answer, (near,))
