"""Generations that travel between hosts, each with a data folder of its own."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import shutil
import threading
from dataclasses import replace

import fsspec
import pytest
from fsspec.implementations.local import LocalFileSystem

from checker.config import load_settings
from checker.corpus import Corpus
from checker.errors import IndexBusy, InvalidSettings
from checker.living_index import Place, build_now, generations, up_to_date
from checker.records import Statement
from checker.shared_index import CLAIM_SECONDS, Share
from tests.fakes import FakeEncoder, FakeTruth
from tests.services import eventually

MORNING = Statement("a", "2,000 people came home by bus.")
EVENING = Statement("b", "3,000 people came home by bus.")


class Host:
    """A machine with a data folder and a model of its own."""

    def __init__(self, tmp_path, name, **named):
        self.encoder = FakeEncoder()
        settings = load_settings(
            data_dir=tmp_path / name, index_share=f"file://{tmp_path / 'share'}", index_keep=2, **named
        )
        self.place = Place.of(self.encoder, settings)
        self.share = self.place.share


@pytest.fixture
def truth():
    """Give a corpus of one statement."""
    return FakeTruth(Corpus.of([MORNING]))


@pytest.fixture
def hosts(tmp_path):
    """Give two hosts that share a folder."""
    return Host(tmp_path, "one"), Host(tmp_path, "two")


def shared(tmp_path):
    """Return the folder of the share that holds the generations of the place."""
    (found,) = (tmp_path / "share").iterdir()
    return found


def test_what_one_host_built_serves_on_the_other(hosts, truth):
    """Not a text is embedded twice, and both answer from the same generation."""
    one, two = hosts
    first, second = up_to_date(one.place, truth), up_to_date(two.place, truth)
    assert second.name == first.name
    assert tuple(second.passages) == truth.corpus.passages()
    assert one.encoder.asked
    assert not two.encoder.asked
    assert one.share.newest() == truth.head()


def test_the_next_change_may_be_built_by_the_other(hosts, truth):
    """Whoever is first; only what is new goes through its model."""
    one, two = hosts
    up_to_date(one.place, truth)
    earlier = up_to_date(two.place, truth)
    truth.becomes(MORNING, EVENING)
    second = up_to_date(two.place, truth, earlier)
    assert two.encoder.asked == [EVENING.text]
    assert up_to_date(one.place, truth).name == second.name


@pytest.mark.parametrize("spoil", [lambda raw: raw[:-3], lambda raw: b"x" + raw[1:]])
@pytest.mark.parametrize("name", ["vectors.faiss", "passages.txt", "manifest.json"])
def test_what_arrives_damaged_is_not_let_in(hosts, truth, tmp_path, name, spoil):
    """The host builds its own, and leaves nothing half."""
    one, two = hosts
    first = up_to_date(one.place, truth)
    path = shared(tmp_path) / first.name / name
    path.write_bytes(spoil(path.read_bytes()))
    second = up_to_date(two.place, truth)
    assert second.name != first.name
    assert two.encoder.asked
    assert [path.name for path in generations(two.place.folder)] == [second.name]
    assert not list(two.place.folder.glob(".20*"))


def test_a_manifest_cannot_name_a_file_elsewhere(hosts, truth, tmp_path):
    """Whoever can write to the share does not thereby write to the hosts."""
    one, two = hosts
    first = up_to_date(one.place, truth)
    folder = shared(tmp_path) / first.name
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["sha256"]["../../evil"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert up_to_date(two.place, truth).name != first.name
    assert not list(tmp_path.rglob("evil"))


def test_a_host_waits_for_another_that_builds_the_same(hosts, truth, caplog):
    """One that asks without waiting hears who builds; one that waits gets what was built."""
    one, two = hosts
    built = {}
    with one.share.claimed(truth.head()):
        eventually(lambda: two.share.other_builder(truth.head()), "the claim is there")
        with pytest.raises(IndexBusy, match="builds the index"):
            build_now(two.place, truth, wait=False)
        waiting = threading.Thread(target=lambda: built.update(two=up_to_date(two.place, truth)))
        waiting.start()
        eventually(lambda: f"waiting for {one.share.host}" in caplog.text, "it is said that it waits")
        built["one"] = up_to_date(one.place, truth)
    waiting.join()
    assert built["two"].name == built["one"].name
    assert not two.encoder.asked
    assert not two.share.other_builder(truth.head())


def test_a_claim_of_a_host_that_fell_silent_counts_for_nothing(hosts, truth, tmp_path):
    """Nor does one for another corpus, nor one that a clock made which ran ahead."""
    one, two = hosts
    up_to_date(one.place, truth)
    truth.becomes(EVENING)
    claim = shared(tmp_path) / "claim.json"
    of_others = ("sha256:other", 1000.0 + CLAIM_SECONDS)
    for version, heard in ((truth.head(), 1000.0), of_others, (truth.head(), 9000.0)):
        claim.write_text(json.dumps({"host": "three", "corpus_version": version, "heard": heard}))
        share = replace(two.share, host="two", clock=lambda: 1001.0 + CLAIM_SECONDS)
        assert not share.other_builder(truth.head())
    assert up_to_date(two.place, truth).version == truth.head()


class OfOneProcess(LocalFileSystem):
    """Files that refuse to be used in another process than where they were opened, as those of buckets."""

    protocol = "ofone"

    def __init__(self, **options):
        super().__init__(**options)
        self.opened_in = os.getpid()

    def cat_file(self, *args, **options):
        if os.getpid() != self.opened_in:
            raise RuntimeError("This class is not fork-safe")
        return super().cat_file(*args, **options)


def test_a_process_that_was_forked_reaches_the_share(tmp_path):
    """A worker loads before it forks, and its processes follow the corpus."""
    fsspec.register_implementation("ofone", OfOneProcess, clobber=True)
    (tmp_path / "place").mkdir()
    (tmp_path / "place" / "current.json").write_text(json.dumps({"corpus_version": "v1"}))
    share = Share.at(f"ofone://{tmp_path}", "place")
    assert share.newest() == "v1"
    context = multiprocessing.get_context("fork")
    heard = context.Queue()
    child = context.Process(target=lambda: heard.put(share.newest()))
    child.start()
    assert heard.get(timeout=20) == "v1"
    child.join()


def test_a_change_that_was_taken_back_is_announced(hosts, truth, tmp_path):
    """A host that joins takes what serves again, and embeds nothing."""
    one, _ = hosts
    first = up_to_date(one.place, truth)
    truth.becomes(MORNING, EVENING)
    up_to_date(one.place, truth)
    sent = (shared(tmp_path) / first.name / "manifest.json").stat().st_mtime_ns
    truth.becomes(MORNING)
    assert up_to_date(one.place, truth).name == first.name
    assert one.share.newest() == truth.head()
    assert (shared(tmp_path) / first.name / "manifest.json").stat().st_mtime_ns == sent
    three = Host(tmp_path, "three")
    assert up_to_date(three.place, truth).name == first.name
    assert not three.encoder.asked


def test_what_the_share_forgot_is_sent_again(hosts, truth, tmp_path):
    """It keeps fewer than the host, or was emptied."""
    one, two = hosts
    first = up_to_date(one.place, truth)
    truth.becomes(MORNING, EVENING)
    up_to_date(one.place, truth)
    shutil.rmtree(shared(tmp_path) / first.name)
    truth.becomes(MORNING)
    up_to_date(one.place, truth)
    assert up_to_date(two.place, truth).name == first.name
    assert not two.encoder.asked


def test_what_is_announced_stays_though_others_are_newer(hosts, truth, tmp_path):
    """The current one is kept beside as many as the settings say."""
    one, _ = hosts
    first = up_to_date(one.place, truth)
    truth.becomes(MORNING, EVENING)
    up_to_date(one.place, truth)
    for number in range(2):  # of others that were not taken up
        (shared(tmp_path) / f"2999{number}").mkdir()
    truth.becomes(MORNING)
    up_to_date(one.place, truth)
    assert (shared(tmp_path) / first.name / "manifest.json").is_file()


def test_a_share_that_is_away_harms_no_change_that_is_taken_back(hosts, truth, tmp_path, caplog):
    """It is said, and the host serves what it kept."""
    one, _ = hosts
    first = up_to_date(one.place, truth)
    truth.becomes(MORNING, EVENING)
    up_to_date(one.place, truth)
    shutil.rmtree(tmp_path / "share")
    (tmp_path / "share").write_text("no folder")
    truth.becomes(MORNING)
    with caplog.at_level(logging.WARNING):
        assert up_to_date(one.place, truth).name == first.name
    assert "is not shared" in caplog.text


def test_the_share_keeps_as_many_as_the_settings_say(hosts, truth, tmp_path):
    """The current one among them."""
    one, _ = hosts
    names = []
    for number in range(4):
        truth.becomes(Statement("a", f"The port of Vika had {number} ships."))
        names.append(up_to_date(one.place, truth).name)
    assert sorted(path.name for path in shared(tmp_path).glob("20*")) == names[-2:]


def test_a_share_that_cannot_be_written_harms_no_build(truth, tmp_path, caplog):
    """It is said, and the host serves what it has built."""
    (tmp_path / "share").write_text("no folder")
    host = Host(tmp_path, "one")
    with caplog.at_level(logging.WARNING):
        assert up_to_date(host.place, truth).version == truth.head()
    assert "is not shared" in caplog.text


@pytest.mark.parametrize("url", ["nowhere://x", "s3://bucket/x"])
def test_a_share_that_nothing_can_reach_is_refused_in_words(url, tmp_path):
    """The message names the setting: no such protocol, or a library that is not installed."""
    with pytest.raises(InvalidSettings, match="CHECKER_INDEX_SHARE"):
        Place.of(FakeEncoder(), load_settings(data_dir=tmp_path, index_share=url))
