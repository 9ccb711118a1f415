"""Vectors that are read from their file row by row."""

from __future__ import annotations

import os

import numpy as np
import pytest

from checker.errors import IndexCorrupt
from checker.vector_file import VectorFile

VECTORS = np.random.default_rng(7).random((40, 6), np.float32)


@pytest.fixture
def path(tmp_path):
    np.save(tmp_path / "vectors.npy", VECTORS)
    return tmp_path / "vectors.npy"


@pytest.mark.parametrize(
    "positions", [[], [0], [39], [3, 4, 5, 9, 9, 8, 0, 1], list(range(40)), [39, 38, 37]]
)
def test_rows_are_those_of_the_file(path, positions):
    """Neighbours, repeats and any order: as an array would answer."""
    asked = np.array(positions, np.int64)
    assert np.array_equal(VectorFile(path)[asked], VECTORS[asked])


def test_what_was_read_a_moment_ago_is_the_same_among_others(path):
    """With more beside it, in another order, and once more after that."""
    vectors = VectorFile(path)
    for positions in ([7, 3, 5], [3, 4, 5, 20, 7, 3], [], [20, 7], [30, 7, 1]):
        asked = np.array(positions, np.int64)
        assert np.array_equal(vectors[asked], VECTORS[asked])


def test_what_was_read_a_moment_ago_is_not_read_again(path):
    """A file that is cut off meanwhile is told of for other rows only."""
    vectors = VectorFile(path)
    assert np.array_equal(vectors[np.array([38, 39])], VECTORS[[38, 39]])
    os.truncate(path, path.stat().st_size - 4)
    assert np.array_equal(vectors[np.array([39, 2])], VECTORS[[39, 2]])
    with pytest.raises(IndexCorrupt, match="shorter"):
        vectors[np.array([39])]


def test_rows_that_come_from_the_disk_are_those_of_the_file(path):
    """However slow it is: once some reads took long, the others are asked for together."""
    assert np.array_equal(VectorFile(path, slow=-1.0)[np.arange(0, 40, 2)], VECTORS[::2])


def test_what_is_removed_stays_readable(path):
    """A generation may be retired while somebody still reads it."""
    vectors = VectorFile(path)
    path.unlink()
    assert np.array_equal(vectors[np.array([17])], VECTORS[[17]])


def test_a_file_that_was_cut_off_is_told_of(path):
    """No row is made up, and no process dies of it."""
    vectors = VectorFile(path)
    os.truncate(path, path.stat().st_size - 4)
    assert np.array_equal(vectors[np.array([38])], VECTORS[[38]])
    with pytest.raises(IndexCorrupt, match="shorter"):
        vectors[np.array([39])]


@pytest.mark.parametrize("values", [VECTORS.astype(np.float64), VECTORS[0], np.asfortranarray(VECTORS)])
def test_other_arrays_are_refused(tmp_path, values):
    """Rows of float32, one behind the other, or nothing."""
    np.save(tmp_path / "others.npy", values)
    with pytest.raises(ValueError, match="rows"):
        VectorFile(tmp_path / "others.npy")
