"""The order in which workers look into the three queues."""

from __future__ import annotations

import time

import pytest

from checker.config import load_settings
from checker.embedded import EmbeddedWorker
from checker.lanes import BATCHES, CHORES, IN_A_ROW, LaneCycle
from checker.tasks import CheckQueue, make_celery
from tests.services import eventually

FIRST, SECOND, CHORE = "checks", f"checks{BATCHES}", f"checks{CHORES}"


@pytest.fixture
def cycle():
    made = LaneCycle()
    made.update([SECOND, FIRST])
    return made


def test_what_somebody_waits_for_comes_first(cycle):
    """Whatever the order in which the queues were named, batches come second."""
    assert cycle.consume(2) == [FIRST, SECOND]


def test_batches_have_their_turn_every_few_messages(cycle):
    """After so many of the first queue the second is asked first, until it had something."""
    for _ in range(IN_A_ROW):
        assert cycle.consume(2)[0] == FIRST
        cycle.rotate(FIRST)
    assert cycle.consume(2) == [SECOND, FIRST]
    cycle.rotate(FIRST)  # there was nothing of batches
    assert cycle.consume(2) == [SECOND, FIRST]
    cycle.rotate(SECOND)
    assert cycle.consume(2) == [FIRST, SECOND]


def test_chores_come_first_and_never_twice_in_a_row(cycle):
    """They get on while posts wait, and posts get on while there are chores; batches keep their turn."""
    cycle.update([SECOND, CHORE, FIRST])
    assert cycle.consume(3) == [CHORE, FIRST, SECOND]
    for _ in range(IN_A_ROW):
        cycle.rotate(CHORE)
        assert cycle.consume(3) == [FIRST, SECOND, CHORE]
        cycle.rotate(FIRST)
    assert cycle.consume(3) == [CHORE, SECOND, FIRST]
    cycle.rotate(CHORE)
    assert cycle.consume(3) == [SECOND, FIRST, CHORE]


class _Seen:
    """Work that only writes down what it was given."""

    def __init__(self):
        self.ids = []

    def run(self, check_id):
        self.ids.append(check_id)
        time.sleep(0.001)


def test_queues_in_memory_keep_the_same_order(tmp_path):
    """An embedded worker takes four that somebody waits for, and then one of a batch."""
    settings = load_settings(data_dir=tmp_path, worker_threads=1)
    seen = _Seen()
    worker, queue = EmbeddedWorker(make_celery(settings, seen)), CheckQueue(make_celery(settings))
    for number in range(3):
        queue.submit(f"b{number}", of_batch=True)
    for number in range(6):
        queue.submit(f"p{number}")
    worker.start()
    eventually(lambda: len(seen.ids) == 9, "all are done")
    worker.stop(5)
    assert seen.ids == ["p0", "p1", "p2", "p3", "b0", "p4", "p5", "b1", "b2"]
