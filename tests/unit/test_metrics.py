"""What Prometheus is told."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from checker.api import create_app
from checker.batch_records import BatchEntry, NewBatch
from checker.batches import open_batches
from checker.check_records import CheckState
from checker.config import Settings, load_settings
from checker.database import Database, open_engine
from checker.errors import NotReady
from checker.key_records import Scope
from checker.key_store import Keys, NewKey
from checker.metrics_api import Gauges
from checker.notices import Topic, open_notices
from checker.records import Post
from checker.schema import PartState
from checker.store import open_store
from checker.tallies import Metric, Series, Tallies
from checker.tally_store import TallyStore, flush
from checker.work import Work
from checker.worker_signs import WorkerSigns, is_alive
from tests.fakes import FakeChecking, FakeChecks, FakeClock
from tests.service import CHEAP

READY = {"store": PartState(ready=True), "queue": PartState(ready=False)}


def settings_of(folder, **more) -> Settings:
    return load_settings(data_dir=folder, database_url="", redis_url="", api_key_hashes=(), **more)


def app_of(settings: Settings, store):
    return create_app(
        settings, store=store, submit=lambda _: None, wait=store.wait_for, readiness=lambda: READY
    )


def scraped(app, **headers: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    answer = app.test_client().get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    families = text_string_to_metric_families(answer.get_data(as_text=True))
    samples = (sample for family in families for sample in family.samples)
    return {(sample.name, frozenset(sample.labels.items())): sample.value for sample in samples}


def of(found, name: str, **labels: str) -> float | None:
    return found.get((name, frozenset(labels.items())))


@pytest.fixture
def settings(tmp_path) -> Settings:
    return settings_of(tmp_path / "data")


@pytest.fixture
def store(settings):
    with closing(open_store(settings)) as opened:
        yield opened


def test_checks_and_their_queue(settings, store):
    """Checks are told by state and verdict, and the queue by how many wait and for how long."""
    checks = [store.add_check(Post(text)) for text in ("a", "b", "c")]
    with closing(Work(settings, lambda _: FakeChecking())) as work:
        work.run(checks[0].check_id)
    found = scraped(app_of(settings, store))
    assert of(found, "checker_checks", state="done", verdict="NOT ENOUGH INFO") == 1
    assert of(found, "checker_checks", state="queued", verdict="") == 2
    assert of(found, "checker_queue_depth", queue="checks") == 2
    assert of(found, "checker_queue_depth", queue="batches") == 0
    assert 0 < of(found, "checker_queue_oldest_seconds", queue="checks") < 60


def test_what_was_cancelled_has_not_failed(settings, store):
    """Who watches for failures is not woken because somebody has cancelled a batch."""
    with closing(open_batches(settings)) as batches:
        batch = batches.add(NewBatch("", (BatchEntry(Post("a"), "", 1), BatchEntry(Post("b"), "", 2))))
        batches.cancel(batch.batch_id)
    found = scraped(app_of(settings, store))
    assert of(found, "checker_checks", state="cancelled", verdict="") == 2
    assert of(found, "checker_checks", state="failed", verdict="") == 0


def test_what_a_run_took(settings, store):
    """Each stage of a run, the run and the wait before it are counted once; a copy of the post is a hit."""
    work = Work(settings, lambda _: FakeChecking())
    with closing(work):
        for text in ("a", "A!", "broken b"):
            work.run(store.add_check(Post(text)).check_id)
    found = scraped(app_of(settings, store))
    for stage in ("claims", "passages", "verdicts"):
        assert of(found, "checker_stage_seconds_count", stage=stage) == (2 if stage == "claims" else 1)
    assert of(found, "checker_check_seconds_count", state="done") == 2
    assert of(found, "checker_check_seconds_count", state="failed") == 1
    assert of(found, "checker_check_wait_seconds_count") == 3
    assert of(found, "checker_cache_hits_total", where="run") == 1
    ended = {"state": "done", "verdict": "NOT ENOUGH INFO"}
    assert of(found, "checker_checks_ended_total", **ended, cached="true") == 1
    assert of(found, "checker_checks_ended_total", **ended, cached="false") == 1


def test_a_check_that_is_put_back_has_not_ended(settings, store):
    """A run that is put back is no end of its check, and does not make the queue look old."""
    work = Work(settings, lambda _: FakeChecking())
    check = store.add_check(Post("later"))
    with closing(work), pytest.raises(NotReady):
        work.run(check.check_id)
    found = scraped(app_of(settings, store))
    assert store.get(check.check_id).state is CheckState.QUEUED
    assert not [name for name, _ in found if name.startswith("checker_checks_ended")]
    assert of(found, "checker_queue_depth", queue="checks") == 1
    assert of(found, "checker_queue_oldest_seconds", queue="checks") == 0


def test_requests_are_told_by_route(settings, store):
    """A request counts under the address of its route, never under one that a caller made up."""
    app = app_of(settings, store)
    for path in ("/healthz", "/api/v1/checks/nothing-1", "/api/v1/checks/nothing-2", "/made-up"):
        app.test_client().get(path)
    app.test_client().open("/healthz", method="FUNNY")
    found = scraped(app)
    name = "checker_http_request_seconds_count"
    assert of(found, name, route="/api/v1/checks/<check_id>", method="GET", status="404") == 2
    assert of(found, name, route="none", method="GET", status="404") == 1
    assert of(found, name, route="none", method="other", status="405") == 1
    assert not any("made-up" in value for _, labels in found for _, value in labels)


def test_each_process_tells_of_all(settings, store):
    """What one process counted is told by every other, and each sum is told whole."""
    with closing(TallyStore(Database(open_engine(settings.store_url())))) as sums:
        for _ in range(2):
            other = Tallies()
            other.observe(Metric.STAGE_SECONDS, 0.3, stage="claims")
            other.count(Metric.CACHE_HITS, 2, where="submit")
            assert flush(other, sums)
            assert other.take() == {}
    found = scraped(app_of(settings, store))
    assert of(found, "checker_cache_hits_total", where="submit") == 4
    assert of(found, "checker_stage_seconds_sum", stage="claims") == pytest.approx(0.6)
    assert of(found, "checker_stage_seconds_bucket", stage="claims", le="0.25") == 0
    assert of(found, "checker_stage_seconds_bucket", stage="claims", le="0.5") == 2
    assert of(found, "checker_stage_seconds_bucket", stage="claims", le="+Inf") == 2


def test_processes_that_add_at_once_lose_nothing(url):
    """Several that add to the same sums at the same time neither lose one nor wait for ever."""
    stores = [TallyStore(Database(open_engine(url))) for _ in range(4)]
    names = [Series("checker_requeued", (("n", str(n)),), "") for n in range(20)]
    stores[0].add({})

    def add(store: TallyStore) -> None:
        for turn in range(10):
            store.add(dict.fromkeys(names[:: -1 if turn % 2 else 1], 1.0))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(add, stores))
    assert stores[0].read() == dict.fromkeys(names, 40.0)
    for store in stores:
        store.close()


def test_nothing_counted_is_lost_while_the_store_is_away(tmp_path):
    """What cannot be handed on now is handed on later."""
    away = TallyStore(Database(open_engine("postgresql://nobody:wrong@127.0.0.1:9/none")))
    tallies = Tallies()
    tallies.count(Metric.REQUEUED, 3)
    assert not flush(tallies, away)
    there = TallyStore(Database(open_engine(f"sqlite:///{tmp_path / 'checker.sqlite3'}")))
    assert flush(tallies, there)
    assert there.read() == {Series("checker_requeued", (), ""): 3}
    for store in (away, there):
        store.close()


def test_without_the_store_the_parts_are_told(settings, store):
    """While the database is away the page answers, and says so."""
    app = app_of(settings, store)
    app.extensions["gauges"] = Gauges(
        Database(open_engine("postgresql://nobody:wrong@127.0.0.1:9/none")), Tallies()
    )
    found = scraped(app)
    assert of(found, "checker_part_ready", part="queue") == 0
    assert {name for name, _ in found} == {"checker_build_info", "checker_part_ready"}


KEY = {"Authorization": "Bearer of-prometheus"}


@pytest.mark.parametrize(("hashes", "headers"), [((), {}), ((), KEY), ((CHEAP.hash("of-prometheus"),), KEY)])
def test_the_parts_are_told_while_nobody_can_be_known_by_a_kept_key(tmp_path, hashes, headers):
    """Keys and accounts are in the database that is away: whoever asks is told what /readyz tells."""
    away = load_settings(
        data_dir=tmp_path,
        database_url="postgresql://nobody:wrong@127.0.0.1:9/none",
        redis_url="",
        api_key_hashes=hashes,
    )
    app = create_app(
        away,
        store=FakeChecks(),
        submit=lambda _: None,
        wait=lambda *_: None,
        readiness=lambda: {"store": PartState(ready=False)},
    )
    found = scraped(app, **headers)
    assert of(found, "checker_part_ready", part="store") == 0
    assert {name for name, _ in found} == {"checker_build_info", "checker_part_ready"}


def test_workers_and_what_they_make_reports_with(settings, store):
    """A worker is alive while its signs come; which corpus and models it has is told with it."""
    clock = FakeClock()
    signs = WorkerSigns(Database(open_engine(settings.store_url())), clock=clock)
    signs.note("old", 4, {"corpus": "sha256:0"})
    signs.leave("old")
    with closing(Work(settings, lambda _: FakeChecking())) as work:
        work.begin()
        found = scraped(app_of(settings, store))
        assert of(found, "checker_workers") == 1
        assert of(found, "checker_worker_slots") == settings.worker_threads
        assert of(found, "checker_serving_info", corpus="fake") == 1
        assert of(found, "checker_part_ready", part="queue") == 0
        assert of(found, "checker_worker_silence_seconds", worker=work.name) < 60
    signs.close()


def test_what_is_to_be_mended_in_the_corpus(settings, store):
    """Faults in statement files, hosts that say something, and workers that are behind."""
    notices = open_notices(settings)
    assert of(scraped(app_of(settings, store)), "checker_statement_file_faults") == 0
    notices.tell(Topic.FILES, "a.md:1: x\nb.md:2: y")
    found = scraped(app_of(settings, store))
    assert of(found, "checker_statement_file_faults") == 2
    assert of(found, "checker_hosts_with_notices", topic="statement_files") == 1
    assert of(found, "checker_hosts_with_notices", topic="index") == 0
    assert of(found, "checker_workers_behind") == 0
    notices.close()


def test_a_worker_that_fell_silent_is_not_alive(tmp_path):
    """Signs grow old, and those of a day ago are forgotten."""
    clock = FakeClock()
    signs = WorkerSigns(Database(open_engine(f"sqlite:///{tmp_path / 'checker.sqlite3'}")), clock=clock)
    signs.note("one", 2, {"corpus": "a"})
    clock.move(hours=3)
    signs.note("two", 2)
    signs.note("two", 3)
    assert [(s.worker, s.silence, s.slots) for s in signs.all()] == [
        ("one", timedelta(hours=3), 2),
        ("two", timedelta(), 3),
    ]
    clock.move(hours=23)
    signs.note("two", 3)
    assert [sign.worker for sign in signs.all()] == ["two"]
    signs.close()


def test_a_worker_of_a_clock_that_ran_ahead_is_not_alive_for_as_long(tmp_path):
    """It counts as silence at once, and as of now when its machine gives another sign; facts stay its own."""
    settings, clock = settings_of(tmp_path), FakeClock()
    signs = WorkerSigns(Database(open_engine(f"sqlite:///{tmp_path / 'checker.sqlite3'}")), clock=clock)
    clock.move(days=3)
    signs.note("a:1:dead", 1, {"corpus": "a"})
    signs.note("a:2:alive", 2, {"corpus": "b"})
    signs.note("b:3:gone", 1, {"corpus": "a"})
    clock.move(days=-3)
    assert not any(is_alive(sign, settings) for sign in signs.all())
    signs.note("a:2:alive", 2)
    clock.move(hours=3)
    signs.note("a:2:alive", 2)
    assert [(s.worker, s.silence, s.facts) for s in signs.all()] == [
        ("a:1:dead", timedelta(hours=3), {"corpus": "a"}),
        ("a:2:alive", timedelta(), {"corpus": "b"}),
    ]
    assert [s.worker for s in signs.all() if is_alive(s, settings)] == ["a:2:alive"]
    signs.close()


@pytest.mark.parametrize("behind", [{"minutes": 5}, {"hours": 12}])
def test_a_host_whose_clock_is_behind_takes_no_other_worker_for_dead(tmp_path, behind):
    """Neither in its own eyes nor, by the sign that it gives, in those of others."""
    settings, clock = settings_of(tmp_path), FakeClock()
    database = Database(open_engine(f"sqlite:///{tmp_path / 'checker.sqlite3'}"))
    signs = WorkerSigns(database, clock=clock)
    slow = WorkerSigns(database, clock=lambda: clock() - timedelta(**behind))
    signs.note("a:1:healthy", 1, {"corpus": "a"})
    slow.note("b:2:slow", 1)
    for look in (signs, slow):
        assert "a:1:healthy" in [sign.worker for sign in look.all() if is_alive(sign, settings)]
    assert signs.all()[0].silence == timedelta()
    signs.close()


def test_metrics_are_not_open_to_strangers(settings, store):
    """Where keys are made, metrics are for one that may read; guesses are counted as elsewhere."""
    limited = settings.model_copy(update={"key_guesses_per_minute": 2})
    with closing(Keys(settings.store_url())) as keys:
        _, reader = keys.create(NewKey("prometheus", [Scope.READ]), "tests")
        _, other = keys.create(NewKey("bot", [Scope.CHECK]), "tests")
    client = app_of(limited, store).test_client()
    asked = [
        client.get("/metrics", headers={"Authorization": f"Bearer {key}"} if key else {}).status_code
        for key in ("", reader, other, "wrong", "wrong", "wrong", reader)
    ]
    assert asked == [401, 200, 403, 401, 401, 429, 200]


def test_both_formats_of_prometheus(settings, store):
    """A scraper that asks for OpenMetrics gets it."""
    client = app_of(settings, store).test_client()
    plain = client.get("/metrics")
    openmetrics = client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert plain.mimetype == "text/plain"
    assert openmetrics.mimetype == "application/openmetrics-text"
    assert openmetrics.get_data(as_text=True).endswith("# EOF\n")


def test_a_fork_counts_for_itself():
    """What a process has counted is not counted again by its children."""
    tallies = Tallies()
    tallies.count(Metric.REQUEUED)
    child = os.fork()
    if not child:
        os._exit(len(tallies.take()))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(tallies.take()) == 1
