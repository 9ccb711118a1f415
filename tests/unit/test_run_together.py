from __future__ import annotations

import random
import subprocess
import sys

import pytest
from wordninja_enhanced.wordninja import DEFAULT_LANGUAGE_MODEL

from checker.run_together import Costs, english, taken_apart

SEED, TAGS = 3, 400


@pytest.fixture(scope="module")
def words():
    return [word for word in DEFAULT_LANGUAGE_MODEL._wordcost if word.isascii() and word.isalpha()]


def test_tags_are_taken_apart_as_the_library_does_it(words):
    """Tags of common and of rare words, and of random letters, come apart as wordninja itself has it."""
    drawn = random.Random(SEED)  # noqa: S311  # the same tags each time
    tags = [
        "".join(drawn.choices(words[: 10**digits], k=3))[:100] for digits in (2, 3, 4, 5) for _ in range(TAGS)
    ]
    tags += ["".join(drawn.choices("abcdefghijklmnopqrstuvwxyz", k=12)) for _ in range(TAGS)]
    assert [taken_apart(tag, english()) for tag in tags] == [
        DEFAULT_LANGUAGE_MODEL.split(tag) for tag in tags
    ]


def test_commoner_words_cost_less():
    """The place of a word in its list is its cost; what is not in it is no word, unless it is a letter."""
    costs = Costs(["the", "cat", "thecat"])
    assert costs.of("the") < costs.of("cat") < costs.of("thecat") < costs.of("t") < costs.of("he")


def test_the_commonest_alone():
    """A shorter list has words of the same order, and no others."""
    few = english(50_000)
    assert "government" in few
    assert "recieved" not in few
    assert "recieved" in english()
    assert few.of("government") < few.of("ambassador")


def test_an_empty_text_has_no_words():
    """Nothing comes apart into nothing."""
    assert taken_apart("", Costs([])) == []


def test_the_library_is_not_loaded():
    """Its list is read without it, since it would read that a second time, into 70 MB."""
    program = (
        "import sys; from checker.hashtags import split_hashtag; print(split_hashtag('pakistanarmy')); "
        "print('wordninja_enhanced' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True)
    assert answer.stdout.splitlines() == ["pakistan army", "False"]
