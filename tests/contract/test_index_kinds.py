"""What every kind of index guarantees, and what an inexact one may leave out."""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.errors import IndexCorrupt, IndexMismatch
from checker.generations import read_manifest
from checker.index import Origin, VectorIndex, fill
from checker.index_kinds import FLAT, IVF, KINDS, kind_called, kind_for
from checker.passages import cut
from checker.pgvectors import PGVECTOR, PgKeeper
from checker.records import Statement
from checker.vectors import InFiles

DIMENSION, COUNT = 32, 12_000
ORIGIN = Origin("model", "v1")


def gathered(count: int = COUNT, seed: int = 1) -> np.ndarray:
    """Return vectors of length one that gather around some directions, as those of sentences do."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(60, DIMENSION))
    rows = centres[random.integers(0, 60, count)] + random.normal(scale=0.6, size=(count, DIMENSION))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


VECTORS, QUERIES = gathered(), gathered(30, seed=2)
PASSAGES = cut(Statement("s", "The port is open.")) * COUNT  # what they say does not matter here


@pytest.fixture(scope="module", params=[*(kind.name for kind in KINDS), PGVECTOR.name])
def index(request, tmp_path_factory):
    """Give an index of each kind, as it is read from the disk or from a database."""
    folder = tmp_path_factory.mktemp(request.param)
    with ExitStack() as stack:
        keeper = InFiles(kind_called(request.param))
        if request.param == PGVECTOR.name:
            keeper = PgKeeper(request.getfixturevalue("_postgres").url, 3, part=5_000)
            stack.callback(keeper.close)
        fill(folder, PASSAGES, VECTORS, ORIGIN, keeper)
        yield VectorIndex.read(folder, read_manifest(folder), keeper)


def best(row: np.ndarray, among: np.ndarray, k: int) -> list[int]:
    """Return what brute force finds among some."""
    scores = np.where(among, VECTORS.astype(np.float64) @ row, -np.inf)
    order = np.lexsort((np.arange(COUNT), -scores.round(6)))
    return [int(p) for p in order[: min(k, int(among.sum()))]]


@pytest.mark.parametrize("share", [0.9, 0.5, 0.1, 0.001])
@pytest.mark.parametrize("k", [1, 10, 200])
def test_a_scope_is_searched_as_if_nothing_else_were_there(index, share, k):
    """As many are found as if it were an index of its own, all of them in scope, with exact scores."""
    among = np.random.default_rng(3).random(COUNT) < share
    scores, positions = index.search(QUERIES, k, among)
    wanted = [best(row, among, k) for row in QUERIES]
    assert [len(p) for p in positions] == [len(w) for w in wanted]
    assert all(among[p].all() for p in positions)
    for row, found, places in zip(QUERIES, scores, positions, strict=True):
        assert np.allclose(found, VECTORS[places] @ row, atol=1e-5)
    if index.exact or share <= 0.1:
        assert [list(p) for p in positions] == wanted
    shared = sum(len(set(p) & set(w)) for p, w in zip(positions, wanted, strict=True))
    assert shared / sum(len(w) for w in wanted) > 0.7


def test_an_empty_scope_holds_nothing(index):
    """No hit, and no error."""
    _, positions = index.search(QUERIES, 5, np.zeros(COUNT, np.bool_))
    assert [len(p) for p in positions] == [0] * len(QUERIES)


def test_a_query_in_a_scope_has_the_same_answer_alone_and_in_company(index):
    """To the last digit."""
    among = np.arange(COUNT) % 3 == 0
    scores, positions = index.search(QUERIES, 7, among)
    for number, row in enumerate(QUERIES):
        (alone,), (places,) = index.search(row[np.newaxis], 7, among)
        assert np.array_equal(alone, scores[number])
        assert np.array_equal(places, positions[number])


def test_vectors_come_back_as_they_were(index):
    """Also from an index that holds them rounded: what is scored is exact."""
    places = np.array([COUNT - 1, 0, 77])
    assert np.array_equal(index.vectors(places), VECTORS[places])


def test_all_that_tie_is_one_answer(tmp_path):
    """Where every vector is the same, an inexact index ends its search and orders by position."""
    same = np.repeat(VECTORS[:1], 3_000, axis=0)
    index = fill(tmp_path, PASSAGES[:3_000], same, ORIGIN, InFiles(IVF))
    _, (positions,) = index.search(VECTORS[:1], 5)
    assert list(positions) == sorted(positions)
    assert len(positions) == 5


@given(st.lists(st.booleans(), min_size=1, max_size=70), st.integers(1, 20))
@settings(max_examples=40, deadline=None)
def test_any_mask_of_any_length_is_kept_to(mask, k):
    """Masks whose length is no multiple of eight, too."""
    among = np.array(mask)
    with tempfile.TemporaryDirectory() as folder:
        index = fill(Path(folder), PASSAGES[: len(mask)], VECTORS[: len(mask)], ORIGIN, InFiles(FLAT))
    _, (positions,) = index.search(QUERIES[:1], k, among)
    alone = np.flatnonzero(among)
    order = np.lexsort((alone, -(VECTORS[alone] @ QUERIES[0]).round(6)))
    assert list(positions) == list(alone[order][:k])


def test_the_same_vectors_give_the_same_inexact_index(tmp_path):
    """Byte for byte: which lists there are depends on nothing else."""
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        fill(tmp_path / name, PASSAGES[:2_000], VECTORS[:2_000], ORIGIN, InFiles(IVF))
        made.append((tmp_path / name / "vectors.faiss").read_bytes())
    assert made[0] == made[1]


def test_the_number_of_vectors_chooses_the_kind():
    """Exact up to the size that the table of record 11 names, and found again by its name."""
    assert kind_for(0) is kind_for(IVF.fewest - 1) is FLAT
    assert kind_for(IVF.fewest) is kind_for(10**9) is IVF
    assert [kind_called(kind.name) for kind in KINDS] == list(KINDS)


def test_exact_vectors_that_are_damaged_are_not_served(tmp_path):
    """They lie in a file of their own, with a checksum of its own."""
    fill(tmp_path, PASSAGES[:500], VECTORS[:500], ORIGIN, InFiles(IVF))
    path = tmp_path / "vectors.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    with pytest.raises(IndexCorrupt, match="checksum"):
        VectorIndex.read(tmp_path, read_manifest(tmp_path))


def test_a_kind_from_another_version_is_refused(tmp_path):
    """The message names it, and the index is built again."""
    fill(tmp_path, PASSAGES[:5], VECTORS[:5], ORIGIN)
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "kind": "magic"}))
    with pytest.raises(IndexMismatch, match="'magic'"):
        VectorIndex.read(tmp_path, read_manifest(tmp_path))


def test_an_inexact_index_that_finds_too_little_is_not_let_in(tmp_path):
    """Of vectors without any order, the lists that are looked into hold few of the nearest."""
    random = np.random.default_rng(5).normal(size=(COUNT, DIMENSION)).astype(np.float32)
    random /= np.linalg.norm(random, axis=1, keepdims=True)
    with pytest.raises(IndexCorrupt, match="of what brute force finds"):
        fill(tmp_path, PASSAGES, random, ORIGIN, InFiles(IVF))
