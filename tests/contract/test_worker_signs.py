"""Signs of life, which the processes of a worker give at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import pytest

from checker.database import Database, make_tables, open_engine
from checker.worker_signs import WorkerSigns

pytestmark = pytest.mark.services

WORKERS = [f"worker {number}" for number in range(20)]
FACTS = {"corpus": "sha256:1"}


def test_facts_are_kept_whoever_is_first(url):
    """Of two first signs at once one has the facts: they are there afterwards, and stay."""
    engine = open_engine(url)
    make_tables(engine)
    with closing(WorkerSigns(Database(engine))) as signs, ThreadPoolExecutor(2) as pool:
        together = Barrier(2)

        def note(worker, facts):
            together.wait(30)
            signs.note(worker, 2, facts)

        for worker in WORKERS:
            for noted in [pool.submit(note, worker, facts) for facts in (None, FACTS)]:
                noted.result()
        assert {sign.worker: sign.facts for sign in signs.all()} == dict.fromkeys(WORKERS, FACTS)
        signs.note(WORKERS[0], 4)
        assert [(one.slots, one.facts) for one in signs.all() if one.worker == WORKERS[0]] == [(4, FACTS)]
        signs.note(WORKERS[0], 4, {})
        assert [one.facts for one in signs.all() if one.worker == WORKERS[0]] == [{}]
