"""Real worker processes with a real Redis: whatever dies on the way, what was accepted is answered."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from checker.check_records import CheckRecord, CheckState
from checker.config import Settings, load_settings
from checker.errors import QueueUnavailable, StoreUnavailable
from checker.jobs import all_jobs
from checker.records import Post
from checker.requeue import Requeuer
from checker.store import Store, open_store
from checker.tasks import TASK, CheckQueue, make_celery
from checker.work import Work
from tests.fakes import FakeChecking
from tests.services import ROOT, PostgresServer, Process, RedisServer, eventually, python_env

pytestmark = pytest.mark.services


PASSED = (
    *("data_dir", "redis_url", "database_url", "requeue_seconds"),
    *("check_seconds", "worker_threads", "stop_seconds"),
)


BY_COMMAND = """
from checker.config import load_settings
from checker.workers import run_worker
from tests.fakes import FakeChecking

run_worker(load_settings(), lambda _: FakeChecking())
"""
RUN = ("python", "-c", BY_COMMAND)


def settings_of(redis_url: str, database_url: str, **more: object) -> Settings:
    times = {"requeue_seconds": 1, "check_seconds": 3, "worker_threads": 1}
    return load_settings(redis_url=redis_url, database_url=database_url, **(times | more))


@contextmanager
def worker(settings: Settings, log: Path, module: str = "fake_worker", *flags: str) -> Iterator[Process]:
    """Run a worker process, with the processes of its pool in one group."""
    variables = {f"CHECKER_{name.upper()}": str(getattr(settings, name)) for name in PASSED}
    command = ["celery", "-A", f"tests.integration.{module}", "worker", "--loglevel", "INFO", *flags]
    process = Process(command, log, python_env(**variables), cwd=ROOT, start_new_session=True)
    try:
        yield process
    finally:
        process.stop()


@pytest.fixture
def settings(redis_server: RedisServer, tmp_path: Path) -> Settings:
    return settings_of(redis_server.url, f"sqlite:///{tmp_path / 'checker.sqlite3'}")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with closing(open_store(settings)) as opened:
        yield opened


@pytest.fixture
def queue(settings: Settings) -> CheckQueue:
    return CheckQueue(make_celery(settings))


def ended(store: Store, check: CheckRecord) -> CheckRecord:
    found = store.wait_for(check.check_id, 60)
    assert found.state in {CheckState.DONE, CheckState.FAILED}
    return found


def test_a_worker_answers_what_is_queued(settings, store, queue, tmp_path):
    """Every check is begun once and ended: with a report, or with words for the one who asked."""
    texts = ["a", "invalid not text", "broken /secret/path", "\0 \ud800 سلام", f"hold {tmp_path / 'never'}"]
    with worker(settings, tmp_path / "worker.log") as process:
        checks = [store.add_check(Post(text)) for text in texts]
        for check in checks:
            queue.submit(check.check_id)
        done, invalid, broken, odd, stuck = (ended(store, check) for check in checks)
        assert (done.state, done.report["id"], done.attempts) == (CheckState.DONE, done.check_id, 1)
        assert odd.report["post"] == texts[3]
        assert (invalid.state, invalid.error_type, invalid.error) == (
            CheckState.FAILED,
            "InvalidInput",
            "not text",
        )
        assert (stuck.error_type, stuck.error) == ("TooSlow", "The check took too long and was stopped.")
        assert broken.error_type == "InternalError"
        assert "/secret/path" not in broken.error
        error_id = broken.error.split()[-1].rstrip(".")
        assert f"error {error_id}" in process.output()
        assert "ZeroDivisionError: /secret/path" in process.output()


@pytest.mark.parametrize("pool", ["prefork", "threads"])
def test_a_check_that_is_queued_twice_has_one_report(settings, store, queue, tmp_path, pool):
    """Whoever comes second finds the check taken or ended, and changes nothing."""
    held = store.add_check(Post(f"hold {tmp_path / 'held'}"))
    for _ in range(5):
        queue.submit(held.check_id)
    last = store.add_check(Post("last"))
    queue.submit(last.check_id)
    two_at_once = settings_of(settings.redis_url, settings.database_url, worker_threads=2)
    with worker(two_at_once, tmp_path / "worker.log", "fake_worker", "--pool", pool):
        ended(store, last)
        (tmp_path / "held.go").touch()
        found = ended(store, held)
    assert (found.state, found.attempts) == (CheckState.DONE, 1)


def test_every_queue_has_a_worker(settings, queue, tmp_path):
    """A worker takes from every queue that a task can be sent to."""
    with worker(settings, tmp_path / "worker.log") as process:
        process.wait_for_output("ready.")
        app = queue._app
        inspect = app.control.inspect(timeout=1)
        (active,) = eventually(inspect.active_queues, "the worker tells its queues").values()
        (known,) = inspect.registered().values()
    served = {found["name"] for found in active}
    ours = {TASK, *all_jobs(settings, Work(settings, lambda _: FakeChecking()))}
    assert ours == set(known)
    assert {app.amqp.router.route({}, name)["queue"].name for name in ours} <= served
    assert {declared.name for declared in app.conf.task_queues} == served


def test_a_check_survives_the_death_of_its_worker(redis_server, postgres_url, tmp_path):
    """After kill -9 in the middle of a check another worker brings it to its end."""
    settings = settings_of(redis_server.url, postgres_url)
    queue = CheckQueue(make_celery(settings))
    with closing(open_store(settings)) as store:
        check = store.add_check(Post(f"hold {tmp_path / 'held'}"))
        queue.submit(check.check_id)
        with worker(settings, tmp_path / "first.log") as first:
            eventually((tmp_path / "held.begun").exists, "the check has begun")
            os.killpg(first.pid, signal.SIGKILL)
            first.exit_code()
        assert store.get(check.check_id).state is CheckState.RUNNING
        (tmp_path / "held.go").touch()
        with worker(settings, tmp_path / "second.log"):
            found = ended(store, check)
    assert (found.state, found.attempts) == (CheckState.DONE, 2)


def test_a_check_survives_the_loss_of_redis(settings, store, queue, redis_server, tmp_path):
    """Redis stops with messages in it and comes back empty; the checks are found in the store."""
    checks = [store.add_check(Post(text)) for text in "abc"]
    for check in checks:
        queue.submit(check.check_id)
    redis_server.stop()
    with worker(settings, tmp_path / "worker.log") as process:
        process.wait_for_output("Cannot connect to redis")
        redis_server.start()
        assert redis_server.client().dbsize() == 0
        assert {ended(store, check).state for check in checks} == {CheckState.DONE}
        redis_server.stop()
        redis_server.start()
        again = store.add_check(Post("d"))
        assert ended(store, again).state is CheckState.DONE


def test_a_check_is_kept_while_redis_is_away(store, queue, redis_server):
    """Submitting says at once that the broker is away, and the check keeps its turn until it is back."""
    redis_server.stop()
    check = store.add_check(Post("a"))
    requeuer = Requeuer(store, queue, 1)
    for ask in (lambda: queue.submit(check.check_id), queue.ping, requeuer.look):
        with pytest.raises(QueueUnavailable):
            ask()
    assert store.get(check.check_id).state is CheckState.QUEUED
    redis_server.start()
    assert eventually(requeuer.look, "the check is overdue") == 1


def test_only_our_keys_are_in_redis(queue, redis_server):
    """Other programs may use the same Redis: every key begins with our prefix."""
    queue.submit("a")
    keys = redis_server.client().keys()
    assert keys
    assert {key.split(b":")[0] for key in keys} == {b"checker"}


@pytest.mark.parametrize("pool", ["prefork", "solo", "threads"])
def test_a_worker_that_cannot_start_says_so_and_ends(settings, tmp_path, pool):
    """A missing model ends the worker with an error, whatever its pool, before it takes a check."""
    with worker(settings, tmp_path / "worker.log", "broken_worker", "--pool", pool) as process:
        assert process.exit_code() != 0
        assert "there is no such model" in process.output()


def test_a_pool_is_loaded_once(settings, store, queue, tmp_path):
    """Processes of a pool share what their parent loaded; one in the place of another that died does too."""
    two = settings.model_copy(update={"worker_threads": 2, "data_dir": tmp_path})
    with worker(two, tmp_path / "worker.log", "counted_worker"):
        checks = [store.add_check(Post(text)) for text in ("a", "b", "die", "c", "d")]
        for check in checks:
            queue.submit(check.check_id)
        assert {ended(store, check).state for check in checks} == {CheckState.DONE}
        assert ended(store, checks[2]).attempts > 1
    assert (tmp_path / "loads").read_text() == "loaded\n"


def test_a_worker_without_its_store_ends(redis_server, tmp_path):
    """A worker that cannot reach its database does not take checks out of the queue."""
    settings = settings_of(redis_server.url, "postgresql://nobody:wrong@127.0.0.1:9/none")
    with worker(settings, tmp_path / "worker.log") as process:
        assert process.exit_code() != 0
        assert "the database does not answer" in process.output()
        assert "wrong" not in process.output()
        assert "Connection refused" in process.output()
        assert "Traceback" not in process.output()  # the words say what there is to say


@pytest.mark.parametrize("command", [RUN, ("celery", "-A", "tests.integration.fake_worker", "worker")])
def test_a_worker_that_must_give_up_says_so_with_its_exit_code(redis_server, tmp_path, command):
    """Whoever restarts what has failed must not take it for one that was told to stop."""
    rules = ("on", ">s3cret", "+ping", "+info", "~*", "&*")
    redis_server.client().execute_command("ACL", "SETUSER", "bot", *rules)
    url = redis_server.url.replace("//", "//bot:s3cret@")
    env = python_env(CHECKER_REDIS_URL=url, CHECKER_DATA_DIR=str(tmp_path))
    process = Process(command, tmp_path / "worker.log", env, cwd=ROOT, start_new_session=True)
    try:
        assert process.exit_code() == 1
        assert "no permissions" in process.output()
        assert "s3cret" not in process.output()
    finally:
        process.stop()


def test_a_worker_that_was_told_to_stop_has_not_failed(redis_server, tmp_path):
    """It answers what is queued, and ends in peace."""
    settings = settings_of(redis_server.url, f"sqlite:///{tmp_path / 'checker.sqlite3'}")
    env = python_env(
        CHECKER_REDIS_URL=settings.redis_url,
        CHECKER_DATABASE_URL=settings.database_url,
        CHECKER_DATA_DIR=str(tmp_path),
    )
    process = Process(RUN, tmp_path / "worker.log", env, cwd=ROOT, start_new_session=True)
    try:
        with closing(open_store(settings)) as store:
            check = store.add_check(Post("a"))
            CheckQueue(make_celery(settings)).submit(check.check_id)
            assert ended(store, check).state is CheckState.DONE
        os.kill(process.pid, signal.SIGTERM)
        assert process.exit_code() == 0
    finally:
        process.stop()


def test_settings_that_cannot_be_used_are_told_in_a_line(tmp_path):
    """Celery loads the worker as a module: what is wrong with it is no fault of the code."""
    env = python_env(CHECKER_REDIS_URL="http://bot:s3cret@h/", CHECKER_DATA_DIR=str(tmp_path))
    process = Process(["celery", "-A", "worker", "worker"], tmp_path / "worker.log", env, cwd=ROOT)
    assert process.exit_code() == 1
    assert process.output().startswith("checker: CHECKER_REDIS_URL: write a Redis URL")
    assert len(process.output().splitlines()) == 1


def test_a_store_that_was_away_comes_back(postgres: PostgresServer, postgres_url):
    """While PostgreSQL is away every call says so, and afterwards the same store goes on."""
    with closing(Store(postgres_url)) as store:
        check = store.add_check(Post("a"))
        postgres.stop()
        calls = (
            store.ping,
            lambda: store.add_check(Post("b")),
            lambda: store.get(check.check_id),
            store.take_overdue,
        )
        for call in calls:
            with pytest.raises(StoreUnavailable) as error:
                call()
            assert error.value.__cause__ is not None
            assert "for-tests-only" not in str(error.value)
        postgres.start()
        assert store.get(check.check_id) == check
