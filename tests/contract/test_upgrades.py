"""Databases of earlier versions are brought up to date in place: SQLite and PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import inspect, text

import checker.api  # noqa: F401  # with it every table is known
from checker import database
from checker.check_records import CheckState
from checker.database import make_tables, open_engine, transaction
from checker.errors import StoreOutgrown, StoreUnavailable
from checker.records import Post, Verdict
from checker.schema import report_to_wire
from checker.shelf import Wanted
from checker.store import Store
from checker.tables import Base
from tests.samples import claim, refuted, report

pytestmark = pytest.mark.services

LEASE = timedelta(seconds=30)
OF_VERSION_3 = frozenset(
    "answer_changes check_answers check_citations check_claims check_progress check_reports check_requests "
    "check_scopes checks corpus_digests corpus_events corpus_feed_items corpus_feeds "
    "corpus_folder corpus_sources follow_marks keys meta webhook_deliveries webhook_endpoints "
    "webhook_events".split()
)
OVER = (
    "TABLE check_verdicts (check_id TEXT PRIMARY KEY, verdict TEXT NOT NULL)",
    "INDEX checks_cache ON checks (cache_key, versions)",
    "INDEX checks_listed ON checks (owner, created_at, check_id)",
)
SAID = "They ordered 120 ferries"


@pytest.fixture
def old(url):
    """Give the ids of an answered, a failed and a waiting check in a database of version 3."""
    with closing(Store(url)) as store:
        done, failed, waiting = (store.add_check(Post(words)).check_id for words in (SAID, "b", "c"))
        wire = report_to_wire(report(SAID, refuted(claim(SAID, SAID))), check_id=done)
        store.finish(store.claim_for_run(done, LEASE), wire)
        store.fail(store.claim_for_run(failed, LEASE), "InternalError", "broken")
    engine = open_engine(url)
    with transaction(engine) as connection:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in OF_VERSION_3:
                table.drop(connection)
        connection.execute(text("DROP INDEX check_citations_of"))
        connection.execute(text("DROP INDEX checks_answers"))
        for one in OVER:
            connection.execute(text(f"CREATE {one}"))
        connection.execute(text("INSERT INTO check_verdicts VALUES (:id, 'REFUTES')"), {"id": done})
        connection.execute(text("UPDATE meta SET value = '3' WHERE key = 'schema'"))
    engine.dispose()
    return done, failed, waiting


def ids(store, **wanted):
    """Return the ids of a list."""
    return [one.check_id for one in store.list_checks(Wanted(owner=None, **wanted))]


def test_checks_of_before_are_found_by_everything_that_lists_ask(old, url):
    """Words, verdict, issuer, state, and whether a person is needed: as of checks that come now."""
    done, failed, waiting = old
    with closing(Store(url)) as store:
        (listed,) = store.list_checks(Wanted(owner=None, text="FERRIES"))
        assert (listed.check_id, listed.facts.languages) == (done, ("en",))
        assert ids(store, issuer=listed.facts.issuers[0]) == [done]
        assert ids(store, verdict=Verdict.REFUTES) == [done]
        assert ids(store, needs_review=True, below=1.0) == [done]
        assert ids(store, state=CheckState.FAILED) == [failed]
        assert ids(store, state=CheckState.QUEUED) == [waiting]
        assert store.get(done).report["post"] == SAID
        assert store.claim_for_run(waiting, LEASE) is not None


def test_what_was_made_before_is_removed_as_a_whole(old, url):
    """A check of before leaves nothing behind either."""
    with closing(Store(url)) as store:
        assert all(store.remove(one) for one in old)
        assert ids(store) == []
    engine = open_engine(url)
    with transaction(engine, writes=False) as connection:
        left = {
            table.name: connection.execute(table.select()).all()
            for table in Base.metadata.sorted_tables
            if table.name != "meta"
        }
    engine.dispose()
    assert {name for name, rows in left.items() if rows} == set()


def test_what_is_kept_twice_is_dropped(old, url):
    """The verdict is filed with all else, and no index is written that nobody reads."""
    assert old
    engine = open_engine(url)
    make_tables(engine)
    found = inspect(engine)
    left = {*found.get_table_names(), *(index["name"] for index in found.get_indexes("checks"))}
    assert left.isdisjoint({"check_verdicts", "checks_cache", "checks_listed"})
    engine.dispose()


def test_servers_that_start_at_once_upgrade_once(old, url):
    """Whichever comes first does it, the others wait, and each index is there."""
    engines = [open_engine(url) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(make_tables, engines))
    with closing(Store(url)) as store:
        assert len(ids(store)) == len(old)
    found = inspect(engines[0])
    for table in Base.metadata.sorted_tables:
        there = {index["name"] for index in found.get_indexes(table.name)}
        assert {index.name for index in table.indexes} <= there
    for engine in engines:
        engine.dispose()


def made_newer(url):
    """Do what another release may do to a database while this one works."""
    engine = open_engine(url)
    with transaction(engine) as connection:
        connection.execute(text("UPDATE meta SET value = '99' WHERE key = 'schema'"))
        connection.execute(text("ALTER TABLE checks RENAME COLUMN report TO told"))


def test_a_process_whose_database_was_made_newer_takes_nothing_more(url, monkeypatch):
    """Within seconds it is refused, whatever it wants to do, and what it cannot do is no check's fault."""
    monkeypatch.setattr(database, "LOOK_SECONDS", 0.0)
    with closing(Store(url)) as store:
        check = store.add_check(Post("a"))
        made_newer(url)
        with pytest.raises(StoreOutgrown, match=r"version 99.* needs 5"):
            store.claim_for_run(check.check_id, LEASE)
        with pytest.raises(StoreOutgrown), closing(Store(url)) as another_part:
            another_part.ping()


def test_a_check_that_runs_while_the_database_is_made_newer_is_left_to_others(url):
    """Before the process has looked, tables that have changed are taken for a database that is away."""
    with closing(Store(url)) as store:
        lease = store.claim_for_run(store.add_check(Post("a")).check_id, LEASE)
        made_newer(url)
        with pytest.raises(StoreUnavailable):
            store.finish(lease, {"verdict": "NOT ENOUGH INFO", "claims": []})
        with transaction(open_engine(url)) as connection:
            assert connection.scalar(text("SELECT state FROM checks")) == "running"
