"""What a worker checks with follows the corpus, and no check notices."""

from __future__ import annotations

import shutil
import threading

import pytest

from checker.bootstrap import Models
from checker.config import load_settings
from checker.corpus import Corpus
from checker.errors import IndexBusy, IndexCorrupt, StoreUnavailable
from checker.generations import current_generation
from checker.live import Live
from checker.living_index import Place, roll_back, up_to_date
from checker.notices import Topic
from checker.records import Post, Statement
from checker.writer import writing
from tests.fakes import FakeEncoder, FakeStance, FakeTruth, FakeWorth
from tests.services import eventually

MORNING = Statement("a", "2,000 people came home by bus from Vika.")
EVENING = Statement("b", "3,000 people came home by ferry from Vika.")
POST = Post("3,000 people came home by ferry.")


class NamedStance(FakeStance):
    """A stance model with a name."""

    name = "fake-stance@1"


@pytest.fixture
def encoder():
    """Give an encoder that notes what it was asked."""
    return FakeEncoder()


@pytest.fixture
def models(encoder):
    """Give models that are loaded."""
    return Models(encoder, NamedStance({"people": "supports"}), FakeWorth())


@pytest.fixture
def settings(tmp_path):
    """Give settings with a fresh data folder."""
    return load_settings(data_dir=tmp_path)


@pytest.fixture
def place(encoder, settings):
    """Give where the generations lie."""
    return Place.of(encoder, settings)


@pytest.fixture
def truth():
    """Give a corpus that can change."""
    return FakeTruth(Corpus.of([MORNING]))


@pytest.fixture
def live(models, settings, truth):
    """Give what a worker has loaded, not yet following."""
    live = Live(models, settings, truth)
    live.open()
    yield live
    live.stop()


def passages(report):
    """Return the texts that a report quotes."""
    return {e.passage.text for claim in report.claims for e in claim.evidence}


def look_until(live, done):
    """Look as the following thread does, until it is done."""

    def looked():
        live.look()
        return done()

    eventually(looked, "the worker has followed")


def test_a_change_is_built_and_swapped_in(live, truth):
    """The next check quotes what is new, and says from which corpus."""
    assert passages(live.pipeline.check_post(POST)) == {MORNING.text}
    truth.becomes(MORNING, EVENING)
    look_until(live, lambda: live.parts.versions.corpus == truth.corpus.version)
    assert EVENING.text in passages(live.pipeline.check_post(POST))


def test_a_check_that_runs_keeps_what_it_began_with(live, truth):
    """A swap in the midst of it changes neither its passages nor its versions."""
    begun = live.pipeline
    version = truth.corpus.version
    truth.becomes(EVENING)
    look_until(live, lambda: live.pipeline is not begun)
    assert passages(begun.check_post(POST)) == {MORNING.text}
    assert begun.versions.corpus == version


def test_models_are_loaded_once(live, truth, encoder):
    """A swap costs no more than the new passages."""
    asked = len(encoder.asked)
    truth.becomes(MORNING, EVENING)
    look_until(live, lambda: live.parts.versions.corpus == truth.corpus.version)
    assert encoder.asked[asked:] == [EVENING.text]


def test_whoever_asked_is_told_of_each_swap(live, truth):
    """With what was searched before and what is now; first with nothing before."""
    told = []
    live.on_swap(lambda old, new: told.append((old and old.versions.corpus, new.versions.corpus)))
    first = truth.corpus.version
    truth.becomes(EVENING)
    look_until(live, lambda: len(told) == 2)
    assert told == [(None, first), (first, truth.corpus.version)]
    assert [s.text for s in live.parts.statements] == [EVENING.text]


def test_an_error_of_whoever_is_told_stops_nothing(live, truth, caplog):
    """It is logged, and the next ones are told all the same."""
    told = []
    live.on_swap(lambda *_: 1 / 0)
    live.on_swap(lambda *_: told.append(1))
    truth.becomes(EVENING)
    look_until(live, lambda: len(told) == 2)
    assert "could not be followed up" in caplog.text


def test_what_another_process_built_is_followed(live, truth, place):
    """The pointer is enough: this process builds nothing."""
    truth.becomes(EVENING)
    up_to_date(place, truth)
    reads = truth.reads
    live.look()
    assert live.parts.versions.corpus == truth.corpus.version
    assert truth.reads == reads


def test_a_process_that_was_forked_long_ago_begins_with_what_there_is_now(live, truth, place):
    """Its first check has the corpus of now, and nobody is told of the old one again."""
    truth.becomes(EVENING)
    up_to_date(place, truth)
    live.catch_up()
    assert passages(live.pipeline.check_post(POST)) == {EVENING.text}
    told = []
    live.on_swap(lambda _, new: told.append(new.versions.corpus))
    live.catch_up()
    assert told == [truth.corpus.version]


def test_a_rollback_is_followed_and_holds(live, truth, place):
    """Until the corpus changes again."""
    first = truth.corpus.version
    truth.becomes(EVENING)
    look_until(live, lambda: live.parts.versions.corpus == truth.corpus.version)
    roll_back(place, None, truth.head(), truth.had)
    reads = truth.reads
    for _ in range(3):
        live.look()
    assert (live.parts.versions.corpus, truth.reads) == (first, reads)
    truth.becomes(MORNING, EVENING)
    look_until(live, lambda: live.parts.versions.corpus == truth.corpus.version)


def test_while_another_writer_builds_this_one_does_not(live, truth, place):
    """It serves what it has, and follows when the other is done."""
    version = truth.corpus.version
    truth.becomes(EVENING)
    with writing(place.folder):
        live.look()
        assert truth.reads == 1
    assert live.parts.versions.corpus == version
    look_until(live, lambda: live.parts.versions.corpus == truth.corpus.version)


@pytest.mark.parametrize("error", [ZeroDivisionError("odd"), IndexBusy("the disk is full")])
def test_a_build_that_fails_leaves_the_old_and_is_tried_again_later(live, truth, encoder, caplog, error):
    """Not every second, since whatever fails may be dear."""
    version, works = truth.corpus.version, encoder.encode

    def fail(_):
        raise error

    encoder.encode = fail
    truth.becomes(EVENING)
    look_until(live, lambda: "the index cannot be built now; the old one serves on" in caplog.text)
    encoder.encode = works
    assert live.parts.versions.corpus == version
    assert live._pause.grow() == 2  # the pause after the first failure was one second
    look_until(live, lambda: live.parts.versions.corpus == truth.corpus.version)


def test_the_pause_is_over_when_nothing_is_left_to_do(live, truth, encoder, caplog):
    """The change was taken back before it could be built: the next one is no further attempt at it."""

    def fail(_):
        raise IndexBusy("the disk is full")

    encoder.encode, works = fail, encoder.encode
    truth.becomes(EVENING)
    look_until(live, lambda: "next attempt in 2 s" in caplog.text)
    truth.becomes(MORNING)
    live.look()
    encoder.encode = works
    assert live._pause.is_over()
    assert live._pause.grow() == 1


@pytest.fixture
def told():
    """Give what people were told last, by topic."""
    return {}


@pytest.fixture
def telling(models, settings, truth, told):
    """Give what a worker has loaded, which tells people what is to be mended."""
    live = Live(models, settings, truth, told.__setitem__)
    live.open()
    live.start()
    yield live
    live.stop()


def test_whoever_went_back_is_told_for_as_long_as_it_holds(telling, truth, place, told):
    """It is easily forgotten, and new checks are answered from it."""
    truth.becomes(EVENING)
    eventually(lambda: telling.parts.versions.corpus == truth.corpus.version, "it is followed")
    roll_back(place, None, truth.head(), truth.had)
    eventually(lambda: "on purpose" in told[Topic.INDEX], "it is told")
    truth.becomes(MORNING, EVENING)
    eventually(lambda: told[Topic.INDEX] == "", "it is over")


@pytest.mark.usefixtures("telling")
def test_people_are_told_that_the_newest_index_is_not_there(truth, encoder, told):
    """And that it is, when it is."""

    def fail(_):
        raise IndexBusy("the disk at /secret/path is full")

    encoder.encode, works = fail, encoder.encode
    truth.becomes(EVENING)
    eventually(lambda: "the old one serves on" in told.get(Topic.INDEX, ""), "it is told")
    assert "secret" not in told[Topic.INDEX]
    encoder.encode = works
    eventually(lambda: told[Topic.INDEX] == "", "it is over")


def test_a_store_that_is_away_leaves_the_old_serving(live, truth, caplog):
    """The thread says so, and goes on when it is back."""
    truth.broken = StoreUnavailable("the database does not answer")
    live.start()
    eventually(lambda: "cannot be followed now" in caplog.text, "it is said")
    assert passages(live.pipeline.check_post(POST)) == {MORNING.text}
    truth.broken = None
    truth.becomes(EVENING)
    eventually(lambda: live.parts.versions.corpus == truth.corpus.version, "it goes on")


def test_a_generation_that_is_damaged_on_disk_is_not_swapped_in(live, truth, place):
    """The one in memory serves on, and a sound one is built."""
    version = truth.corpus.version
    truth.becomes(EVENING)
    up_to_date(place, truth)
    (current_generation(place.folder) / "vectors.faiss").write_bytes(b"half")
    with pytest.raises(IndexCorrupt):
        live.look()
    assert live.parts.versions.corpus == version
    live.start()
    eventually(lambda: live.parts.versions.corpus == truth.corpus.version, "a sound one is built")


def test_an_index_that_is_deleted_is_built_again(live, place):
    """The corpus is the truth; whoever tidied up the data folder breaks nothing."""
    shutil.rmtree(place.folder)
    live.start()
    eventually(lambda: current_generation(place.folder).is_dir(), "it is there again")
    assert passages(live.pipeline.check_post(POST)) == {MORNING.text}


def test_no_check_is_dropped_while_the_corpus_changes(live, truth):
    """Checks run in four threads over ten generations; each quotes a corpus that there was."""
    versions, seen, failed, stop = {truth.corpus.version}, set(), [], threading.Event()

    def check():
        while not stop.is_set():
            pipeline = live.pipeline
            try:
                report = pipeline.check_post(POST)
                seen.add(report.versions.corpus)
                assert len(passages(report)) == 1
            except Exception as error:  # noqa: BLE001  # whatever it is, the check was dropped
                failed.append(error)

    threads = [threading.Thread(target=check) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(10):
        truth.becomes(Statement("a", f"3,000 people came home by ferry number {number}."))
        versions.add(truth.corpus.version)
        look_until(live, lambda: live.parts.versions.corpus == truth.corpus.version)
        eventually(lambda: truth.corpus.version in seen, "a check saw it")
    stop.set()
    for thread in threads:
        thread.join()
    assert not failed
    assert seen == versions
