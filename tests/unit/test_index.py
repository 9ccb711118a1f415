"""What the index refuses, and what survives a crash."""

from __future__ import annotations

import hashlib
import json
import threading

import pytest

from checker.config import load_settings
from checker.corpus import Corpus
from checker.errors import IndexCorrupt, IndexMismatch
from checker.index import VectorIndex
from checker.indexes import index_folder, open_index
from checker.records import Statement
from tests.fakes import FakeEncoder

CORPUS = Corpus.of([Statement("a", "No request came. The port of Vika is open. Rice exports rose again.")])
ENCODER = FakeEncoder()


@pytest.fixture
def folder(tmp_path):
    """Give a folder with one finished generation."""
    VectorIndex.build(tmp_path, CORPUS.passages(), ENCODER, CORPUS.version)
    return tmp_path


def load(folder, model=ENCODER.name, version=CORPUS.version):
    """Load with what made the index, unless told otherwise."""
    return VectorIndex.load(folder, model, version)


def generation(folder):
    """Return the folder that the pointer names."""
    return folder / (folder / "current").read_text().strip()


def test_the_manifest_says_what_made_the_index(folder):
    """Model, corpus, size and checksums can be read without the models."""
    manifest = json.loads((generation(folder) / "manifest.json").read_text())
    assert manifest["model"] == ENCODER.name
    assert manifest["corpus_version"] == CORPUS.version
    assert (manifest["count"], manifest["dimension"], manifest["metric"]) == (3, 64, "inner_product")
    assert set(manifest["sha256"]) == {"vectors.faiss"}
    assert load(folder).manifest.passages == manifest["passages"]


def test_another_model_is_refused(folder):
    """Vectors of two models cannot be compared."""
    with pytest.raises(IndexMismatch, match=r"made with model 'fake.*', but 'other@2' is loaded"):
        load(folder, model="other@2")


def test_another_corpus_is_refused(folder):
    """Positions of another corpus would quote the wrong official."""
    with pytest.raises(IndexMismatch, match="made with corpus version"):
        load(folder, version="sha256:0")


@pytest.mark.parametrize(("field", "value"), [("format", 99), ("metric", "l2")])
def test_another_format_or_metric_is_refused(folder, field, value):
    """An index of another version of this code is not read."""
    path = generation(folder) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), field: value}))
    with pytest.raises(IndexMismatch, match=f"made with {field}"):
        load(folder)


@pytest.mark.parametrize(
    "spoil", [lambda raw: raw[:-7], lambda raw: raw[:50] + b"\xff" + raw[51:], lambda _: b""]
)
def test_damaged_vectors_are_refused(folder, spoil):
    """One wrong byte, a cut-off file and an empty file fail the checksum."""
    path = generation(folder) / "vectors.faiss"
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(IndexCorrupt, match="does not have the checksum"):
        load(folder)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 1}', "\udcff", "[" * 100_000])
def test_a_damaged_manifest_is_refused(folder, text):
    """Half-written or foreign JSON is no manifest."""
    (generation(folder) / "manifest.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(IndexCorrupt, match=r"manifest\.json: cannot be read"):
        load(folder)


@pytest.mark.parametrize(("field", "value"), [("sha256", "x"), ("count", "3"), ("dimension", None)])
def test_a_manifest_of_the_wrong_types_is_refused(folder, field, value):
    """Fields of the wrong type are damage, not a crash."""
    path = generation(folder) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), field: value}))
    with pytest.raises(IndexCorrupt, match="is damaged"):
        load(folder)


@pytest.mark.parametrize("name", ["manifest.json", "vectors.faiss"])
def test_a_missing_file_is_refused(folder, name):
    """A generation without one of its files is half an index."""
    (generation(folder) / name).unlink()
    with pytest.raises(IndexCorrupt, match="cannot be read"):
        load(folder)


def test_a_file_with_the_right_checksum_that_is_no_index_is_refused(folder):
    """Even then FAISS has the last word, and its error becomes ours."""
    path, manifest = generation(folder) / "vectors.faiss", generation(folder) / "manifest.json"
    path.write_bytes(b"not an index")
    row = json.loads(manifest.read_text())
    row["sha256"]["vectors.faiss"] = hashlib.sha256(b"not an index").hexdigest()
    manifest.write_text(json.dumps(row))
    with pytest.raises(IndexCorrupt, match="FAISS cannot read it"):
        load(folder)


def test_an_index_of_another_size_than_its_manifest_says_is_refused(folder):
    """Positions beyond the corpus would be quoted from nowhere."""
    manifest = generation(folder) / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "count": 2}))
    with pytest.raises(IndexCorrupt, match="holds other vectors"):
        load(folder)


@pytest.mark.parametrize("pointer", ["", "gone", "../../etc", ".", "..", "20250101T000000-dead/..", "a\x00b"])
def test_a_pointer_that_leads_nowhere_or_outside_is_refused(folder, pointer):
    """Only a generation beside the pointer is ever opened."""
    (folder / "current").write_text(pointer)
    with pytest.raises(IndexCorrupt, match=r"no finished index|names no generation"):
        load(folder)


def test_a_folder_without_an_index_is_refused(tmp_path):
    """The message says how to make one."""
    with pytest.raises(IndexCorrupt, match="run `checker index build`"):
        load(tmp_path / "nothing")


def test_an_index_of_another_format_is_not_taken_for_none(tmp_path, folder):
    """After an upgrade there is an index, only not the one that is wanted."""
    with pytest.raises(IndexCorrupt, match=r"no finished index;"):
        load(tmp_path / "empty" / "new")
    with pytest.raises(
        IndexCorrupt, match="no finished index of this encoder and format, only others beside"
    ):
        load(folder.parent / "new")


def test_a_half_written_generation_is_ignored_and_swept(folder):
    """What a killed writer left is neither read nor kept."""
    leftover = folder / ".20250101T000000-dead"
    leftover.mkdir()
    (leftover / "vectors.faiss").write_bytes(b"half")
    assert len(load(folder)) == 3
    VectorIndex.build(folder, CORPUS.passages(), ENCODER, CORPUS.version)
    assert not leftover.exists()


def test_a_build_that_fails_leaves_the_old_generation(folder):
    """An error while building changes nothing for readers."""

    class Broken(FakeEncoder):
        def encode(self, texts):
            raise MemoryError(len(texts))

    before = generation(folder)
    with pytest.raises(MemoryError):
        VectorIndex.build(folder, CORPUS.passages(), Broken(), CORPUS.version)
    assert generation(folder) == before
    assert len(load(folder)) == 3


def test_vectors_that_do_not_rank_themselves_are_not_let_in(tmp_path):
    """An index that disagrees with brute force, here because of NaN, never becomes current."""

    class Mad(FakeEncoder):
        def encode(self, texts):
            return super().encode(texts) * float("nan")

    with pytest.raises(IndexCorrupt, match="was not let in"):
        VectorIndex.build(tmp_path, CORPUS.passages(), Mad(), CORPUS.version)
    with pytest.raises(IndexCorrupt, match="no finished index"):
        load(tmp_path)


def test_older_generations_go_but_the_previous_one_stays(folder):
    """A reader that has just followed the pointer still finds its files."""
    first = generation(folder)
    VectorIndex.build(folder, CORPUS.passages(), ENCODER, CORPUS.version)
    assert first.exists()
    VectorIndex.build(folder, CORPUS.passages(), ENCODER, CORPUS.version)
    assert not first.exists()


def test_nothing_is_pickled(folder):
    """The folder holds a FAISS file, JSON and a pointer."""
    names = {p.name for p in folder.rglob("*") if p.is_file()}
    assert names - {"writer.guard"} == {"vectors.faiss", "manifest.json", "current"}


def test_opening_builds_once_and_reads_afterwards(tmp_path):
    """The second start encodes nothing."""
    settings, encoder = load_settings(data_dir=tmp_path), FakeEncoder()
    open_index(CORPUS, encoder, settings)
    count = len(encoder.asked)
    assert len(open_index(CORPUS, encoder, settings)) == 3
    assert len(encoder.asked) == count == 3


def test_opening_a_damaged_index_builds_it_again(tmp_path, caplog):
    """The index is disposable; the log says that it was made anew and why."""
    settings = load_settings(data_dir=tmp_path)
    open_index(CORPUS, ENCODER, settings)
    (generation(index_folder(CORPUS, ENCODER, settings)) / "vectors.faiss").write_bytes(b"")
    assert len(open_index(CORPUS, ENCODER, settings)) == 3
    assert "building the index: " in caplog.text


def test_each_corpus_and_model_has_an_index_of_its_own(tmp_path):
    """Going back to an earlier corpus finds its index still there."""
    settings = load_settings(data_dir=tmp_path)
    other = Corpus.of([Statement("a", "The tunnel is shut for now.")])
    folders = {
        index_folder(CORPUS, ENCODER, settings),
        index_folder(other, ENCODER, settings),
        index_folder(CORPUS, FakeEncoder(name="b"), settings),
    }
    assert len(folders) == 3


def test_two_that_open_at_once_build_once(tmp_path):
    """The one that comes second waits and reads what the first has built."""
    settings, encoder = load_settings(data_dir=tmp_path), FakeEncoder()
    opened: list[VectorIndex] = []
    threads = [
        threading.Thread(target=lambda: opened.append(open_index(CORPUS, encoder, settings)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(index) for index in opened] == [3] * 4
    assert len(encoder.asked) == 3
