"""Vectors that are remembered."""

from __future__ import annotations

import sqlite3
import stat

import numpy as np
import pytest

from checker.embeddings import CHUNK, DAY, Embeddings
from checker.errors import IndexBusy
from tests.fakes import FakeEncoder

TEXTS = ["rice exports rose", "the port is open", "no request came", "\ud800 زبان", ""]


@pytest.fixture
def path(tmp_path):
    """Give where the vectors are kept."""
    return tmp_path / "kept" / "embeddings.sqlite3"


def test_vectors_are_those_of_the_encoder_new_and_kept(path):
    """To the last bit, in the order of the texts."""
    expected = FakeEncoder().encode(TEXTS)
    assert np.array_equal(Embeddings(path, FakeEncoder()).encode(TEXTS), expected)
    assert np.array_equal(Embeddings(path, FakeEncoder()).encode(TEXTS[::-1]), expected[::-1])


def test_a_text_goes_through_the_encoder_once(path):
    """In one call and in all later ones."""
    encoder = FakeEncoder()
    Embeddings(path, encoder).encode([*TEXTS, *TEXTS])
    Embeddings(path, encoder).encode([*TEXTS, "one more"])
    assert encoder.asked == [*TEXTS, "one more"]


def test_each_model_has_its_own_vectors(path):
    """Another name or another dimension is another model."""
    Embeddings(path, FakeEncoder()).encode(TEXTS)
    for other in (FakeEncoder(name="other@1"), FakeEncoder(dimension=32)):
        assert np.array_equal(
            Embeddings(path, other).encode(TEXTS), FakeEncoder(dimension=other.dimension).encode(TEXTS)
        )
        assert other.asked == TEXTS


def test_nothing_asked_gives_no_rows(path):
    """An empty corpus can be embedded."""
    assert Embeddings(path, FakeEncoder()).encode([]).shape == (0, 64)


def test_a_run_that_was_cut_off_goes_on_where_it_was(path):
    """What was reported as done is kept, and is not encoded again."""
    texts = [f"sentence number {n}" for n in range(3 * CHUNK)]

    def stop(done, _):
        if done >= 2 * CHUNK:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Embeddings(path, FakeEncoder()).encode(texts, stop)
    encoder, said = FakeEncoder(), []
    Embeddings(path, encoder).encode(texts, lambda done, total: said.append((done, total)))
    assert encoder.asked == texts[2 * CHUNK :]
    assert said == [(2 * CHUNK, 3 * CHUNK), (3 * CHUNK, 3 * CHUNK)]


def test_an_error_of_whoever_watches_is_passed_on(path):
    """A writer that has lost its turn stops."""

    def lost(*_):
        raise IndexBusy("taken over")

    with pytest.raises(IndexBusy):
        Embeddings(path, FakeEncoder()).encode(TEXTS, lost)


@pytest.mark.parametrize(
    "spoil",
    [b"no database at all, but long enough to be read as one" * 99, b"SQLite format 3\0" + b"\xff" * 5000],
)
def test_a_damaged_file_is_made_anew(path, spoil, caplog):
    """Vectors can be made again, so a broken memory costs time and no more."""
    path.parent.mkdir()
    path.write_bytes(spoil)
    assert np.array_equal(Embeddings(path, FakeEncoder()).encode(TEXTS), FakeEncoder().encode(TEXTS))
    assert "made anew" in caplog.text
    encoder = FakeEncoder()
    for _ in range(2):
        Embeddings(path, encoder).encode(TEXTS)
    assert encoder.asked == TEXTS


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path):
    """Here the folder is a file."""
    (tmp_path / "kept").write_text("in the way")
    embeddings = Embeddings(tmp_path / "kept" / "embeddings.sqlite3", FakeEncoder())
    assert np.array_equal(embeddings.encode(TEXTS), FakeEncoder().encode(TEXTS))


@pytest.mark.parametrize("raw", [b"", b"\0" * 256, b"\xff" * 256, b"short"])
def test_a_row_that_is_no_vector_is_made_anew(path, raw):
    """A vector has as many numbers as the model says, and length one."""
    Embeddings(path, FakeEncoder()).encode(TEXTS)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE vectors SET vector = ?", (raw,))
    database.close()
    assert np.array_equal(Embeddings(path, FakeEncoder()).encode(TEXTS), FakeEncoder().encode(TEXTS))


def test_what_is_no_vector_is_not_kept(path):
    """A model that goes mad once must not spoil every later index."""

    class Mad(FakeEncoder):
        def encode(self, texts):
            return super().encode(texts) * float("nan")

    assert np.isnan(Embeddings(path, Mad()).encode(TEXTS)).all()
    assert np.array_equal(Embeddings(path, FakeEncoder()).encode(TEXTS), FakeEncoder().encode(TEXTS))


def test_nobody_else_reads_the_file(path):
    """It tells whether somebody sent a text; one that others could read is closed to them when opened."""
    Embeddings(path, FakeEncoder()).encode(TEXTS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o644)
    with sqlite3.connect(path) as other:  # so that there is a log beside it
        other.execute("CREATE TABLE another (one)")
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).chmod(0o644)
        Embeddings(path, FakeEncoder()).encode(TEXTS)
        modes = {name.name: stat.S_IMODE(name.stat().st_mode) for name in path.parent.iterdir()}
    other.close()
    assert set(modes.values()) == {0o600}
    assert len(modes) == 3


def test_what_nobody_asks_for_is_forgotten(path):
    """After so many days; what was kept before that was noted counts as asked for when that began."""
    now = [1_000.0 * DAY]
    Embeddings(path, FakeEncoder()).encode(TEXTS)

    def asked(*texts: str) -> list[str]:
        encoder = FakeEncoder()
        Embeddings(path, encoder, days=30, clock=lambda: now[0]).encode(texts)
        return encoder.asked

    assert asked(TEXTS[0]) == []
    now[0] += 29 * DAY
    assert asked(TEXTS[0], TEXTS[1]) == []
    now[0] += 2 * DAY
    assert asked(TEXTS[0], "new") == ["new"]
    assert asked(*TEXTS) == TEXTS[2:]
    with sqlite3.connect(path) as database:
        keys = {key for (key,) in database.execute("SELECT key FROM vectors")}
        assert keys == {key for (key,) in database.execute("SELECT key FROM used")}
    database.close()


def test_without_days_nothing_is_forgotten(path):
    """A passage of the corpus may be asked for once a year."""
    Embeddings(path, FakeEncoder(), clock=lambda: 0.0).encode(TEXTS)
    encoder = FakeEncoder()
    Embeddings(path, encoder, clock=lambda: 1_000.0 * DAY).encode(TEXTS)
    assert encoder.asked == []
