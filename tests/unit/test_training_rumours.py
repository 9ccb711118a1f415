"""Tweets about rumours: which are for training, and what each is held against."""

from __future__ import annotations

import random

from training import rumours


def drawn(seed):
    """Return the tweets as a run of this seed reads them."""
    return rumours.questions(random.Random(seed))  # noqa: S311  # seeded, no secret


def test_twos_of_fact_checks_are_on_one_side_of_the_split():
    """No fact-check is in training and in development, and both have some."""
    sides = [{one.claim for one in rumours.rumours(held_out=held_out)} for held_out in (True, False)]
    assert len(sides[1]) > 5 * len(sides[0]) > 0
    assert not sides[0] & sides[1]


def test_each_tweet_is_held_against_the_near_fact_check():
    """With its own as the answer, both with their title or both without, and every tweet is asked once."""
    found = {one.tweet: one for one in rumours.rumours(held_out=False)}
    asked = drawn(3)
    assert len(asked) == len(list(rumours.rumours(held_out=False)))
    titled = 0
    for question in asked:
        one = found[question.claim]
        if question.answer.startswith(one.title):
            titled += 1
            assert (question.answer, *question.others) == (
                f"{one.title} {one.claim}",
                f"{one.near_title} {one.near_claim}",
            )
        else:
            assert (question.answer, *question.others) == (one.claim, one.near_claim)
    assert abs(titled / len(asked) - rumours.WITH_TITLE) < 0.05


def test_the_order_is_drawn_anew_with_each_seed():
    """Runs of two seeds read them in two orders."""
    orders = [[q.claim for q in drawn(seed)] for seed in (1, 1, 2)]
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == sorted(orders[2])
