"""Running one check, with a store on disk and reports that need no model."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from checker.check_records import CheckState
from checker.config import Settings, load_settings
from checker.errors import ModelMissing, NotReady
from checker.records import Post
from checker.store import Store, open_store
from checker.work import MAX_ATTEMPTS, Work, hard_seconds, lease_time
from tests.fakes import FakeChecking


@pytest.fixture
def settings(tmp_path) -> Settings:
    return load_settings(data_dir=tmp_path / "data", database_url="", redis_url="", check_seconds=100)


@pytest.fixture
def checking() -> FakeChecking:
    return FakeChecking()


@pytest.fixture
def work(settings, checking):
    loaded = Work(settings, lambda _: checking)
    yield loaded
    loaded.close()


@pytest.fixture
def store(work) -> Store:
    return work.load()[0]


def test_a_check_gets_its_report(work, store):
    """A queued check is done afterwards, and its report bears its id."""
    check = store.add_check(Post("a"))
    work.run(check.check_id)
    found = store.get(check.check_id)
    assert (found.state, found.report["id"]) == (CheckState.DONE, check.check_id)


def test_a_repeated_post_is_answered_from_the_first(work, store, checking):
    """A copy with other emoji gets the same report under its own id and text, without a second run."""
    first, second = (
        store.add_check(Post(text)) for text in ("30,000 are back", "30,000 are back \U0001f1f5\U0001f1f0")
    )
    for check in (first, second):
        work.run(check.check_id)
    assert checking.made == [first.check_id]
    report = store.get(second.check_id).report
    assert (report["id"], report["post"]) == (second.check_id, second.post.text)


def test_another_number_is_another_post(work, store, checking):
    """Posts that differ in a number are never answered from each other."""
    for text in ("30,000 are back", "3,000 are back"):
        work.run(store.add_check(Post(text)).check_id)
    assert len(checking.made) == 2


def test_a_check_that_has_ended_is_left_alone(work, store, checking):
    """A second run makes no second report."""
    check = store.add_check(Post("a"))
    work.run(check.check_id)
    first = store.get(check.check_id)
    work.run(check.check_id)
    assert store.get(check.check_id) == first
    assert checking.made == [check.check_id]


def test_a_check_that_runs_elsewhere_is_left_alone(work, store, checking, settings):
    """A check with a lease is neither begun nor ended by another worker."""
    check = store.add_check(Post("a"))
    store.claim_for_run(check.check_id, lease_time(settings))
    work.run(check.check_id)
    assert store.get(check.check_id).state is CheckState.RUNNING
    assert checking.made == []


def test_an_unknown_check_is_no_error(work, checking):
    """A message whose check is not in this store is dropped."""
    work.run("nobody")
    assert checking.made == []


def test_what_the_caller_must_change_is_told(work, store):
    """Invalid input fails in its own words."""
    check = store.add_check(Post("invalid give words"))
    work.run(check.check_id)
    found = store.get(check.check_id)
    assert (found.state, found.error_type, found.error) == (CheckState.FAILED, "InvalidInput", "give words")


def test_what_nobody_foresaw_keeps_its_details_inside(work, store, caplog):
    """An unforeseen error fails with an id, under which the log has the rest."""
    check = store.add_check(Post("broken secret"))
    work.run(check.check_id)
    found = store.get(check.check_id)
    assert (found.state, found.error_type) == (CheckState.FAILED, "InternalError")
    assert "secret" not in found.error
    assert found.error.split()[-1].rstrip(".") in caplog.text
    assert "ZeroDivisionError: secret" in caplog.text


def test_a_check_for_later_is_given_back(work, store):
    """What may succeed in a while is raised, and the check is queued as if it had not been begun."""
    check = store.add_check(Post("later models are loading"))
    with pytest.raises(NotReady):
        work.run(check.check_id)
    found = store.get(check.check_id)
    assert (found.state, found.attempts) == (CheckState.QUEUED, 0)


def test_a_check_that_takes_too_long_says_so(settings, store):
    """A check that was told to stop fails as too slow."""

    class Slow(FakeChecking):
        def report(self, post, check_id, told):  # noqa: ARG002
            raise SoftTimeLimitExceeded(post, check_id)

    work = Work(settings, lambda _: Slow())
    check = store.add_check(Post("a"))
    work.run(check.check_id)
    work.close()
    assert store.get(check.check_id).error_type == "TooSlow"


def test_a_run_tells_its_stages_to_whoever_follows_it(work, store):
    """What a run has found on its way is kept where somebody asked for it, and only there."""
    followed, other = store.add_check(Post("a")), store.add_check(Post("b"))
    store.follow(followed.check_id)
    work.run(followed.check_id)
    work.run(other.check_id)
    assert store.stages(followed.check_id) == {"claims": 2, "passages": 5}
    assert store.stages(other.check_id) == {}


def test_a_check_that_kills_its_workers_is_given_up(work, store, checking, settings):
    """After three runs that never ended a check fails, instead of taking down a fourth worker."""
    check = store.add_check(Post("a"))
    for _ in range(MAX_ATTEMPTS):
        assert store.claim_for_run(check.check_id, lease_time(settings))
        store.free_all()  # as a server does that was killed meanwhile
    work.run(check.check_id)
    found = store.get(check.check_id)
    assert (found.state, found.error_type) == (CheckState.FAILED, "GaveUp")
    assert checking.made == []


def test_everything_is_loaded_once(settings):
    """Threads that begin together share one store and one set of models."""
    built = []
    work = Work(settings, lambda _: built.append(1) or FakeChecking())
    together = threading.Barrier(8)

    def load(_):
        together.wait()
        return work.load()

    with ThreadPoolExecutor(8) as threads:
        loaded = set(map(id, (found[0] for found in threads.map(load, range(8)))))
    assert (len(loaded), built) == (1, [1])
    work.close()


def test_loading_can_be_tried_again(settings):
    """A worker whose models were missing is not half loaded."""
    answers = iter([None, FakeChecking()])

    def build(_: Settings) -> FakeChecking:
        found = next(answers)
        if found is None:
            raise ModelMissing("there is no such model")
        return found

    work = Work(settings, build)
    with pytest.raises(ModelMissing):
        work.load()
    work.close()


def test_a_worker_tells_what_it_works_with(work, store):
    """The versions that reports are made with can be read from the store."""
    work.begin()
    assert store.worker().facts == {"corpus": "fake"}


def test_the_limits_leave_each_other_time(settings):
    """A check is told to stop before its process is killed, and that before others may take it over."""
    assert settings.check_seconds < hard_seconds(settings) < lease_time(settings).total_seconds()


def test_two_stores_of_one_file_agree(settings, store):
    """The server and its workers may open the database each for itself."""
    other = open_store(settings)
    check = store.add_check(Post("a"))
    assert other.get(check.check_id) == check
    other.close()


def test_what_a_worker_swaps_in_is_noted(work, store, checking):
    """The facts that people see are those of now, without a check in between."""
    assert checking.told is None  # a process that is still to be forked follows nothing
    work.begin()
    checking.told({"corpus": "another"})
    assert store.worker().facts == {"corpus": "another"}


def test_a_check_keeps_the_corpus_that_it_began_with(settings):
    """What is swapped in meanwhile changes neither its report nor the versions that find it again."""

    class Swapping(FakeChecking):
        def report(self, post, check_id, told):
            loaded.facts = {"corpus": "newer"}
            return {**super().report(post, check_id, told), "corpus": self.facts["corpus"]}

    loaded = Swapping(facts={"corpus": "older"})
    work = Work(settings, lambda _: loaded)
    store = work.load()[0]
    first, second = store.add_check(Post("a")), store.add_check(Post("a"))
    for check in (first, second):
        work.run(check.check_id)
    assert [store.get(c.check_id).report["corpus"] for c in (first, second)] == ["older", "newer"]
    work.close()


def test_closing_ends_the_following(settings, checking):
    """No thread of a worker that has stopped looks at the corpus."""
    work = Work(settings, lambda _: checking)
    work.close()
    assert not checking.closed
    work.load()
    work.close()
    assert checking.closed
