"""Searches by meaning as they are kept, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from checker.database import open_engine
from checker.meaning_searches import KEPT, MOST, MeaningSearches, Near
from tests.fakes import FakeClock

pytestmark = pytest.mark.services

NEAR = Near("a/b é", 3, 9, "\x00 ‘words’ 🚢")


@pytest.fixture
def clock():
    """Give a clock that stands still."""
    return FakeClock()


@pytest.fixture
def searches(url, clock) -> Iterator[MeaningSearches]:
    """Give searches of which none was asked for."""
    opened = MeaningSearches(open_engine(url), clock=clock)
    yield opened
    opened.close()


def test_the_same_search_is_answered_once(searches):
    """It is new for the first who asks; whoever asks again waits for, or has, the same answer."""
    search_id, is_new = searches.ask("ferry \x00 é", "v1")
    assert is_new
    assert searches.ask("ferry \x00 é", "v1") == (search_id, False)
    assert searches.found(search_id) is None
    assert searches.words(search_id) == "ferry \x00 é"
    searches.answer(search_id, [NEAR])
    assert searches.found(search_id) == (NEAR,)
    assert searches.words(search_id) is None


def test_another_corpus_is_another_search(searches):
    """What was found in an earlier version of the corpus is not what is found now."""
    assert searches.ask("ferry", "v1")[0] != searches.ask("ferry", "v2")[0]


def test_nothing_found_is_an_answer(searches):
    """A search that found nothing is answered: nobody waits for it any longer."""
    search_id, _ = searches.ask("ferry", "v1")
    searches.answer(search_id, [])
    assert searches.found(search_id) == ()


def test_an_answer_is_bounded(searches):
    """No more is kept than people look through."""
    search_id, _ = searches.ask("ferry", "v1")
    searches.answer(search_id, [NEAR] * (MOST + 9))
    assert len(searches.found(search_id) or ()) == MOST


def test_what_people_searched_for_is_forgotten(searches, clock):
    """After a while nothing is left of a search, and it is asked for anew."""
    search_id, _ = searches.ask("ferry", "v1")
    searches.answer(search_id, [NEAR])
    clock.now += KEPT + timedelta(seconds=1)
    searches.ask("bridge", "v1")
    assert searches.found(search_id) is None
    assert searches.ask("ferry", "v1") == (search_id, True)
