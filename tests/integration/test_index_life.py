"""Builds in processes of their own that are killed, starved of disk, or run at once."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time

import pytest

from checker.config import load_settings
from checker.errors import IndexCorrupt
from checker.generations import generations
from checker.living_index import Place, build_now, open_living
from checker.writer import who_writes
from tests.fakes import FakeEncoder, FakeTruth
from tests.integration.index_builder import statements
from tests.services import ROOT, python_env

COUNT = 1_300  # passages: three chunks
CHUNK_SECONDS = 0.05


@pytest.fixture
def place(tmp_path):
    """Give the place in which the processes build."""
    return Place.of(FakeEncoder(), load_settings(data_dir=tmp_path))


@pytest.fixture
def build(tmp_path):
    """Give a function that starts a build in a process of its own."""
    started = []

    def start(word, seconds=CHUNK_SECONDS, **popen):
        arguments = [str(tmp_path), word, str(COUNT), str(seconds)]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.index_builder", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=python_env(),
            **popen,
        )
        started.append(process)
        assert process.stdout.readline() == "begins\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def word_of(place):
    """Return which corpus the index on disk answers from, after asking it."""
    living = open_living(place.folder, place.embeddings.name)
    (scores,), (positions,) = living.index.search(FakeEncoder().encode(["number 7"]), 1)
    assert scores[0] > 0
    return living.passages[positions[0]].text.split()[1]


def test_killed_at_any_step_the_old_generation_serves(tmp_path, place):
    """Whatever step on the disk is its last, a reader finds the old or the new, and no lock is left."""
    command = [sys.executable, "-m", "tests.integration.killed_builds", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=python_env(), check=False)
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines()]
    before = "harbour"
    for step, status, word, writer in rows:
        assert word in {before, f"ferry{step}"}
        assert writer == "None"
        assert status == ("0" if step == rows[-1][0] else "-9")
        before = word
    assert len(rows) > 30  # a build takes that many steps at least
    assert {word for *_, word, _ in rows[:10]} == {"harbour"}
    assert before == f"ferry{rows[-1][0]}"
    assert not list(place.folder.glob(".20*"))
    assert len(generations(place.folder)) <= place.keep


def test_killed_at_any_moment_the_old_generation_serves(build, place):
    """By the clock, in the midst of whatever it does."""
    build("harbour", 0).wait()
    before = word_of(place)
    began = time.monotonic()
    build("bus", 0).wait()
    took = time.monotonic() - began
    for number in range(4):
        process = build(f"ferry{number}", 0.02)
        time.sleep(took * number / 12)
        process.kill()
        process.wait()
        assert word_of(place) in {before, "bus", f"ferry{number}"}
        before = word_of(place)
        assert who_writes(place.folder) is None


def test_the_first_build_killed_leaves_nothing_that_could_be_served(build, place):
    """No index is better than half of one."""
    process = build("harbour")
    assert process.stdout.readline() == "encoded 512\n"
    process.kill()
    process.wait()
    with pytest.raises(IndexCorrupt, match="no finished index"):
        open_living(place.folder, place.embeddings.name)


def test_a_build_that_was_killed_goes_on_where_it_was(build, place):
    """The next one encodes what is missing, and no more."""
    process = build("harbour")
    assert [process.stdout.readline() for _ in range(2)] == ["encoded 512\n"] * 2
    process.kill()
    process.wait()
    again = build("harbour", 0)
    encoded = [int(line.split()[1]) for line in again.stdout if line.startswith("encoded")]
    assert sum(encoded) <= COUNT - 512
    assert word_of(place) == "harbour"


def test_two_builds_at_once_take_turns(build, place):
    """The second waits and then finds it done: every text was encoded once."""
    processes = [build("harbour"), build("harbour")]
    outputs = [process.communicate()[0] for process in processes]
    encoded = [int(line.split()[1]) for out in outputs for line in out.splitlines() if "encoded" in line]
    assert sum(encoded) == COUNT
    assert [process.returncode for process in processes] == [0, 0]
    assert len(generations(place.folder)) == 1


def test_a_build_that_hangs_is_replaced(build, place):
    """One that was stopped lets others in when its lease is over, and swaps nothing in later."""
    process = build("harbour", 0.3)
    process.stdout.readline()
    process.send_signal(signal.SIGSTOP)
    holder = place.folder / "writer.json"
    holder.write_text(holder.read_text().replace('"lease": 60.0', '"lease": 0.1'))
    build_now(place, FakeTruth(statements("ferry", COUNT)))
    process.send_signal(signal.SIGCONT)
    _, errors = process.communicate()
    assert process.returncode != 0
    assert "another writer has taken over" in errors
    assert word_of(place) == "ferry"


def test_a_disk_that_is_full_leaves_the_old_generation(build, place):
    """The build fails in words; what was written of it is gone."""
    build("harbour", 0).wait()
    process = build("ferry", 0, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000,) * 2))
    _, errors = process.communicate()
    assert process.returncode != 0
    assert "IndexBusy" in errors
    assert "cannot be written" in errors
    assert word_of(place) == "harbour"
    assert not list(place.folder.glob(".20*"))
