"""Which checks cite a statement, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from checker.change_tables import CheckCitation
from checker.check_records import CheckState
from checker.citing import MOST, Citations
from checker.database import Database, open_engine
from checker.filing_tables import FiledCheck
from checker.records import Post
from checker.store import Store
from tests.fakes import FakeClock

pytestmark = pytest.mark.services


@pytest.fixture
def store(url) -> Iterator[Store]:
    """Give a store with checks of two owners, each citing what its text says."""
    clock = FakeClock()
    opened = Store(url, clock=clock)
    database = Database(open_engine(url))
    posts = [("one", "a"), ("one", "b"), ("two", "a"), ("one", "a b")]
    for owner, cited in posts:
        check = opened.add_check(Post(cited), owner=owner)
        clock.now += timedelta(minutes=1)
        with database.transaction() as connection:
            rows = [{"check_id": check.check_id, "statement_id": key} for key in cited.split()]
            connection.execute(insert(CheckCitation), rows)
            filed = update(FiledCheck).where(FiledCheck.check_id == check.check_id)
            connection.execute(filed.values(verdict="REFUTES"))
        assert check.state is CheckState.QUEUED
    yield opened
    opened.close()
    database.close()


@pytest.fixture
def citations(url) -> Iterator[Citations]:
    """Give what finds them."""
    opened = Citations(open_engine(url))
    yield opened
    opened.close()


@pytest.mark.usefixtures("store")
def test_the_newest_come_first_and_only_those_one_may_read(citations):
    """Everybody's for who reviews, one's own otherwise, with text and verdict."""
    total, found = citations.of("a", None)
    assert (total, [c.text for c in found]) == (3, ["a b", "a", "a"])
    assert {c.verdict for c in found} == {"REFUTES"}
    assert citations.of("a", "two")[0] == 1
    assert [c.text for c in citations.of("b", "one")[1]] == ["a b", "b"]
    assert citations.of("c", None) == (0, ())


def test_a_check_that_was_taken_back_cites_nothing(store, citations):
    """What is gone is neither counted nor shown."""
    _, found = citations.of("a", None)
    store.remove(found[0].check_id)
    assert [c.text for c in citations.of("a", None)[1]] == ["a", "a"]


def test_of_many_the_newest_are_shown(url, store, citations):
    """All are counted, and as many are shown as people look through."""
    database = Database(open_engine(url))
    made = [store.add_check(Post(f"n{n}"), owner="one").check_id for n in range(MOST + 5)]
    with database.transaction() as connection:
        connection.execute(insert(CheckCitation), [{"check_id": i, "statement_id": "m"} for i in made])
    database.close()
    total, found = citations.of("m", None)
    assert (total, len(found)) == (MOST + 5, MOST)
