"""A bell for those who wait."""

from __future__ import annotations

from checker.bell import REMEMBERED, Bell


def test_a_ring_wakes_those_who_listen_for_that_name():
    """Nobody else hears it."""
    bell = Bell()
    with bell.listening("one") as one, bell.listening("two") as two:
        bell.ring("one")
        assert one.is_set()
        assert not two.is_set()


def test_who_comes_a_moment_late_hears_it_too():
    """What ended before it was waited for is seen at once; what is long ago is forgotten."""
    bell = Bell()
    bell.ring("one")
    with bell.listening("one") as late:
        assert late.is_set()
    for number in range(REMEMBERED):
        bell.ring(str(number))
    with bell.listening("one") as too_late:
        assert not too_late.is_set()
