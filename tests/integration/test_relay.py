"""Which check has ended, told from process to process through a real Redis."""

from __future__ import annotations

from itertools import count

import pytest

from checker.bell import Bell
from checker.relay import Relay
from tests.services import eventually

pytestmark = pytest.mark.services

TURN = count()


@pytest.fixture
def pair(redis_server):
    """Give the bells of two processes, the second of which hears the first."""
    told, heard = Bell(), Bell()
    relays = Relay(redis_server.url, told), Relay(redis_server.url, heard)
    relays[0].send()
    relays[1].hear()
    yield told, heard
    for relay in relays:
        relay.stop()


def rings(told, heard, name):
    """Whether a ring is heard; asked again, since whoever hears may just be connecting.

    Each time for a name that has not rung, since a ring is remembered.
    """
    name = f"{name} {next(TURN)}"
    with heard.listening(name) as rung:
        told.ring(name)
        return rung.wait(0.3)


def test_a_ring_wakes_who_waits_in_another_process(pair):
    """And nobody who waits for something else."""
    told, heard = pair
    eventually(lambda: rings(told, heard, "one"), "the ring is heard")
    with heard.listening("two") as other:
        assert rings(told, heard, "one")
        assert not other.is_set()


def test_a_redis_that_was_away_is_found_again(pair, redis_server):
    """A ring meanwhile is lost without a word: whoever waits looks into the store all the same."""
    told, heard = pair
    eventually(lambda: rings(told, heard, "one"), "the ring is heard")
    redis_server.stop()
    assert not rings(told, heard, "one")
    redis_server.start()
    eventually(lambda: rings(told, heard, "one"), "the ring is heard again")


def test_a_bell_that_is_relayed_no_more_rings_here_alone(pair, redis_server):
    """Stopping leaves the bell as it was."""
    told, heard = pair
    eventually(lambda: rings(told, heard, "one"), "the ring is heard")
    relay = Relay(redis_server.url, told)
    relay.stop()
    assert not rings(told, heard, "one")
    assert rings(told, told, "one")
