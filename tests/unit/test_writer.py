"""One writer at a time, whatever becomes of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from checker.errors import IndexBusy
from checker.writer import who_writes, writing
from tests.services import ROOT, eventually

# Takes the turn, says so, waits for a line of input, and then asks for its last word.
HOLD = """
import sys
from pathlib import Path
from checker.errors import IndexBusy
from checker.writer import writing
with writing(Path(sys.argv[1]), lease=float(sys.argv[2])) as writer:
    print("writing", flush=True)
    sys.stdin.readline()
    try:
        with writer.last_word():
            print("swapped in", flush=True)
    except IndexBusy as error:
        print(error, flush=True)
"""


@pytest.fixture
def hold(tmp_path):
    """Give a function that starts a process which has the turn."""
    started = []

    def start(lease=60.0):
        command = [sys.executable, "-c", HOLD, str(tmp_path), str(lease)]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        started.append(process)
        assert process.stdout.readline() == "writing\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_a_second_writer_is_refused_in_words(hold, tmp_path):
    """The message says which process writes, and to try again."""
    process = hold()
    with (
        pytest.raises(IndexBusy, match=f"written by process {process.pid} on .*try again later"),
        writing(tmp_path, wait=False),
    ):
        pass


def test_a_second_writer_waits_when_it_may(tmp_path, caplog):
    """It goes on as soon as the first has ended, and says once whom it waits for."""
    order = []

    def second():
        with writing(tmp_path):
            order.append("second")

    with writing(tmp_path) as writer:
        writer.renew("5 of 9 passages embedded")
        thread = threading.Thread(target=second)
        thread.start()
        eventually(lambda: "waiting for process" in caplog.text, "it says that it waits")
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    assert caplog.text.count("waiting for") == 1
    assert "5 of 9 passages embedded" in caplog.text


def test_a_writer_that_was_killed_is_replaced_at_once(hold, tmp_path):
    """The system has dropped its lock: no lease has to run out."""
    process = hold(lease=3600)
    process.kill()
    process.wait()
    assert who_writes(tmp_path) is None
    with writing(tmp_path, wait=False) as writer:
        writer.renew()


def test_a_writer_that_hangs_is_replaced_and_swaps_nothing_in_when_it_wakes(hold, tmp_path):
    """Its lease has run out; its last word is refused."""
    process = hold(lease=0.5)
    os.kill(process.pid, signal.SIGSTOP)
    with writing(tmp_path, wait=True) as writer:
        os.kill(process.pid, signal.SIGCONT)
        process.stdin.write("\n")
        process.stdin.flush()
        assert "another writer has taken over" in process.stdout.readline()
        writer.renew()
        assert who_writes(tmp_path).process.startswith(f"process {os.getpid()} ")


def test_a_writer_that_renews_keeps_its_turn(tmp_path):
    """However long it takes in all."""
    with writing(tmp_path, lease=0.3) as writer:
        for _ in range(5):
            time.sleep(0.1)
            writer.renew()
            with pytest.raises(IndexBusy), writing(tmp_path, wait=False):
                pass


def test_a_longer_lease_covers_a_step_that_says_nothing(tmp_path):
    """The writer asks for it before the step."""
    with writing(tmp_path, lease=0.1) as writer:
        writer.renew("building the graph", lease=60)
        time.sleep(0.2)
        assert who_writes(tmp_path).doing == "building the graph"


def test_force_takes_over_from_a_writer_that_works(tmp_path):
    """The one that was replaced hears of it with its next word."""
    with writing(tmp_path) as first, writing(tmp_path, force=True) as second:
        second.renew()
        with pytest.raises(IndexBusy, match="taken over"):
            first.renew()
    assert who_writes(tmp_path) is None


def test_nobody_writes_when_all_have_ended(tmp_path):
    """An error ends a turn too, and nothing but the guard is left behind."""
    with pytest.raises(ZeroDivisionError), writing(tmp_path):
        raise ZeroDivisionError
    assert who_writes(tmp_path) is None
    assert {path.name for path in tmp_path.iterdir()} <= {"writer.guard"}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"token": 1}', '{"token": "x", "heard": "y", "lease": 1}'])
def test_a_damaged_note_names_nobody(tmp_path, text):
    """What a power cut left of it stops no writer."""
    (tmp_path / "writer.json").write_text(text)
    assert who_writes(tmp_path) is None
    with writing(tmp_path, wait=False) as writer:
        writer.renew()


def test_a_clock_that_was_set_back_locks_nobody_out(hold, tmp_path):
    """A sign of life from the future is as good as none."""
    hold(lease=60)
    note = tmp_path / "writer.json"
    heard = f'"heard": {time.time() + 86_400}'
    before = note.read_text()
    start = before.index('"heard"')
    note.write_text(before[:start] + heard + before[before.index(",", start) :])
    with writing(tmp_path, wait=False) as writer:
        writer.renew()


def test_many_writers_take_turns(tmp_path):
    """No two of them ever write at once."""
    inside, most = [], []

    def write(number):
        with writing(tmp_path) as writer, writer.last_word():
            inside.append(number)
            most.append(len(inside))
            inside.remove(number)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_folder_that_cannot_be_made_is_said_in_words(tmp_path, place):
    """Here a file is in its place."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(IndexBusy, match="cannot be made"), writing(tmp_path / place):
        pass


def test_a_guard_that_cannot_be_had_is_said_in_words(tmp_path):
    """Here a folder is in its place."""
    (tmp_path / "writer.guard").mkdir()
    with pytest.raises(IndexBusy, match="cannot be written"), writing(tmp_path):
        pass


FULL = """
import resource, sys
from pathlib import Path
from checker.errors import IndexBusy
from checker.generations import Held, go_back
from checker.writer import writing

def fill():
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))

def make_room():
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

folder = Path(sys.argv[1])
with writing(folder) as writer:
    fill()
    for step in (writer.renew, lambda: go_back(folder, Held("20260101-a", "sha256:0", "now"), writer)):
        try:
            step()
        except IndexBusy as error:
            print(error)
    make_room()
fill()
try:
    with writing(folder):
        print("has the turn")
except IndexBusy as error:
    print(error)
"""


def test_a_full_disk_is_said_in_words(tmp_path):
    """Taking the turn, renewing it and going back are refused in words where the disk takes nothing."""
    command = [sys.executable, "-c", FULL, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert [line.count("cannot be written (File too large)") for line in done.stdout.splitlines()] == [
        1,
        1,
        1,
    ]
    assert who_writes(tmp_path) is None
