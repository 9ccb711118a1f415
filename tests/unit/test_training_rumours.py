"""Tweets about rumours: which are for training, and what each is held against."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tests.fakes import FakeEncoder
from training import mined, rumours

ENCODER = FakeEncoder(dimension=256)


@pytest.fixture(scope="module")
def asked():
    """Return the tweets as runs read them."""
    return mined.tweets(random.Random(3), ENCODER.encode)  # noqa: S311  # seeded, no secret


@pytest.fixture(scope="module")
def found():
    """Return the tweets of training as they were written."""
    return list(rumours.rumours(held_out=False))


def forms(one):
    """Return a rumour's own fact-check and the near one, with their titles and without."""
    titled = f"{one.title} {one.claim}", f"{one.near_title} {one.near_claim}"
    return titled, (one.claim, one.near_claim)


def test_blocks_of_fact_checks_are_on_one_side_of_the_split(found):
    """No fact-check is in training and in development, and both have some."""
    held_out = {one.claim for one in rumours.rumours(held_out=True)}
    trained = {one.claim for one in found}
    assert len(trained) > 5 * len(held_out) > 0
    assert not trained & held_out


def test_each_tweet_is_held_against_near_fact_checks(asked, found):
    """Its own is the answer, then comes the one beside it; all with their titles or all without."""
    assert len(asked) == len(found)
    titled_ones, bare_ones = (
        {text for pair in of for text in pair} for of in zip(*map(forms, found), strict=True)
    )
    titled = 0
    for question, one in zip(asked, found, strict=True):
        shown = (question.answer, question.others[0])
        assert shown in forms(one)
        is_titled = shown == forms(one)[0]
        titled += is_titled
        assert set(question.others) <= (titled_ones if is_titled else bare_ones)
        assert len({question.answer, *question.others}) == 1 + mined.NEGATIVES
    assert abs(titled / len(asked) - mined.WITH_TITLE) < 0.05


def test_the_others_are_what_a_search_brings(asked):
    """They share more words with the tweet than fact-checks do that were drawn by chance."""
    claims, answers = (ENCODER.encode([getattr(q, part) for q in asked]) for part in ("claim", "answer"))
    near = ENCODER.encode([q.others[-1] for q in asked])
    by_chance = np.roll(answers, 50, axis=0)
    assert (claims * near).sum(axis=1).mean() > 1.5 * (claims * by_chance).sum(axis=1).mean()


def test_hashtags_and_handles_are_read_as_a_search_reads_them(asked, found):
    """What a search makes words of is words here too."""
    written = [(one.tweet, q.claim) for one, q in zip(found, asked, strict=True) if "#" in one.tweet]
    assert written
    assert sum("#" in claim for _, claim in written) < len(written) / 10
