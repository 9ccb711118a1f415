"""What is done for checks that were answered at once, a moment after they were answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event, func, select

from checker.afterwards import Afterwards
from checker.answers import Answers
from checker.database import Database, open_engine, transaction
from checker.records import Post
from checker.store import Store
from checker.trend_tables import ClaimCount, ClaimSighting
from tests.contract.test_sharing import FACTS, TEXT, answered
from tests.services import eventually

pytestmark = pytest.mark.services

MOST_STATEMENTS = 9  # one of them begins the transaction


@pytest.fixture
def afterwards(url) -> Afterwards:
    """Give what does it, when it is told to."""
    return Afterwards(Database(open_engine(url)))


@pytest.fixture
def store(url, afterwards) -> Iterator[Store]:
    """Give a store in which a post was answered."""
    opened = Store(url, afterwards=afterwards.add)
    opened.note_worker(FACTS)
    first = answered(opened)
    assert Answers(url).note(first)
    yield opened
    opened.close()


def copies(store: Store, count: int) -> list[str]:
    """Have so many copies of the post answered, and return the ids of their checks."""
    return [store.accept(Post(TEXT), owner="one").check.check_id for _ in range(count)]


def seen(url: str) -> tuple[int, int]:
    """Return how often the claim was counted, and the checks that are known to make it."""
    with transaction(open_engine(url), writes=False) as connection:
        counted = connection.scalar(select(func.sum(ClaimCount.count)))
        return counted, connection.scalar(select(func.count()).select_from(ClaimSighting))


def test_copies_are_taken_into_account_together(store, afterwards, url):
    """A copy is answered at once; that it was seen is counted a moment later, and until then is missed."""
    made = copies(store, 3)
    assert set(Answers(url).unnoted()) == set(made)
    afterwards.flush()
    assert Answers(url).unnoted() == ()
    assert seen(url) == (4, 4)


def test_what_a_worker_was_quicker_at_is_done_once(store, afterwards, url):
    """A copy that a worker found and took into account is not counted again."""
    made = copies(store, 2)
    assert Answers(url).note(made[0])
    afterwards.flush()
    assert seen(url) == (3, 3)


def test_nothing_is_kept_of_a_copy_that_was_removed(store, afterwards, url):
    """A check that was removed in the meantime leaves nothing behind."""
    made = copies(store, 2)
    store.remove(made[0])
    afterwards.flush()
    assert seen(url) == (2, 2)
    assert Answers(url).unnoted() == ()


def test_what_is_left_is_done_at_the_end(store, afterwards, url):
    """Whoever stops loses nothing that came before."""
    afterwards.start()
    copies(store, 2)
    afterwards.stop()
    assert Answers(url).unnoted() == ()


def test_a_thread_does_it_soon(store, url):
    """Nobody has to ask for it."""
    eager = Afterwards(Database(open_engine(url)), seconds=0.01)
    eager.start()
    eager.add(store.accept(Post(TEXT), owner="one").check)
    try:
        eventually(lambda: not Answers(url).unnoted(), "the copy is taken into account")
    finally:
        eager.stop()


def test_what_is_too_much_is_left_to_workers(store, url):
    """Beyond what is kept in memory, a copy is found by its absence."""
    full = Afterwards(Database(open_engine(url)), most=1)
    for check_id in copies(store, 2):
        full.add(store.get(check_id))
    full.flush()
    assert len(Answers(url).unnoted()) == 1


def test_a_copy_is_kept_in_one_transaction(store, url):
    """Whether the question was answered is looked up where the copy is written, in few statements in all."""
    copies(store, 1)
    engine, told = open_engine(url), []
    event.listen(engine, "begin", lambda _: told.append("begin"))
    event.listen(engine, "before_cursor_execute", lambda *_: told.append("statement"))
    copies(store, 1)
    assert told.count("begin") == 1
    assert told.count("statement") <= MOST_STATEMENTS
