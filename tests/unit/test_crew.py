"""Threads that stay, and share out work among them."""

from __future__ import annotations

import threading

import pytest

from checker.crew import Crew


def test_each_thing_is_made_once_and_in_its_place():
    """However many threads there are."""
    for threads in (1, 2, 4):
        assert Crew(threads).each(str, range(20)) == [str(number) for number in range(20)]
    assert Crew(3).each(str, []) == []


def test_two_things_are_made_at_the_same_time():
    """One of them by whoever asked; neither would end without the other."""
    both = threading.Barrier(2, timeout=20)
    assert sorted(Crew(2).each(lambda one: both.wait() + one * 0, [1, 2])) == [0, 1]


def test_a_crew_that_is_busy_holds_nobody_up():
    """Another who asks meanwhile works alone."""
    crew, held, begun = Crew(2), threading.Event(), threading.Barrier(3, timeout=20)

    def hold(_: int) -> None:
        begun.wait()
        held.wait(20)

    busy = threading.Thread(target=crew.each, args=(hold, [1, 2]))
    busy.start()
    begun.wait()
    assert crew.each(str, [1, 2, 3]) == ["1", "2", "3"]
    held.set()
    busy.join()


def test_what_fails_in_any_thread_fails():
    """And nothing more is begun."""
    seen: list[int] = []

    def fail(number: int) -> None:
        seen.append(number)
        raise ValueError(number)

    with pytest.raises(ValueError, match=r"[0-3]"):
        Crew(2).each(fail, range(1_000))
    assert len(seen) <= 2


def test_a_child_of_a_fork_has_threads_of_its_own():
    """Those of its parent are not in it; so it forgets them."""
    crew = Crew(2)
    crew.each(str, range(4))
    crew.forget()
    assert crew.each(str, range(4)) == ["0", "1", "2", "3"]
