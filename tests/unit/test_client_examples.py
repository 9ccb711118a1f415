"""What docs/api.md shows of curl, the client and the bots does what it says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.samples import everything
from tests.served import served
from tests.service import Service
from tests.unit.test_batches_api import Harbour

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "api.md").read_text()
KEY = "the-key-of-the-tests"
PROGRAMS = {
    kind: re.findall(rf"^```{kind}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL) for kind in ("bash", "python")
}


@pytest.fixture
def service(tmp_path):
    """Give a service that has an answer, and what its examples need in the environment."""
    made = Service(tmp_path, keys=(KEY,), finishes=everything())
    with served(made.app) as gate:
        environment = {"SERVICE_URL": gate.url, "SERVICE_KEY": KEY, "CHECK_ID": "check-1"}
        yield made, os.environ | environment


@pytest.fixture
def harbour(tmp_path):
    """Give a service with batches, whose worker is the test."""
    with closing(Harbour(tmp_path, keys=(KEY,))) as made, served(made.app) as gate:
        yield made, os.environ | {"SERVICE_URL": gate.url, "SERVICE_KEY": KEY}


def ran(program, environment, *, fails=0):
    """Return what a program writes; ``fails`` is the status that it ends with."""
    done = subprocess.run(program, env=environment, text=True, capture_output=True, check=False)
    assert done.returncode == fails, done.stderr
    return done.stdout if not fails else done.stdout.splitlines()[0]


def test_curl_of_the_manual_works(service):
    """The first example has a post checked in one round trip; the others read, list and remove that check."""
    made, environment = service
    first, others, _ = PROGRAMS["bash"]
    assert json.loads(ran(["bash", "-euc", first], environment))["report"]["verdict"] == "REFUTES"
    told = [json.loads(line) for line in ran(["bash", "-euc", others], environment).splitlines()]
    assert [one.get("id") or one["checks"][0]["id"] for one in told] == ["check-1", "check-1"]
    assert made.checks.kept == {}


def test_python_of_the_manual_prints_the_reply(service):
    """The example of the client, run as it stands, prints what a bot would say."""
    _, environment = service
    program, _ = PROGRAMS["python"]
    assert "We have ordered 12 ferries" in ran([sys.executable, "-c", program], environment)


def test_many_posts_of_the_manual_are_checked(harbour):
    """A table goes in by curl and comes out as one; the example of the client prints each post as it ends."""
    made, environment = harbour
    sent = json.loads(
        ran(["bash", "-euc", PROGRAMS["bash"][2]], environment | {"BATCH_ID": "none"}, fails=22)
    )
    made.work()
    told = ran(["bash", "-euc", PROGRAMS["bash"][2]], environment | {"BATCH_ID": sent["id"]})
    assert [line.split(",")[2] for line in told.splitlines()[2:]] == ["forward-1", "forward-2"]
    program = [sys.executable, "-c", PROGRAMS["python"][1]]
    with subprocess.Popen(program, env=environment, text=True, stdout=subprocess.PIPE) as running:
        while running.poll() is None:
            made.work()
            time.sleep(0.05)
        assert running.stdout.read() == "1 None REFUTES\n2 forward-2 REFUTES\n"


def test_every_variable_of_the_bots_is_in_the_manual():
    """The table names each variable that the bots read, and none that they do not."""
    code = "".join(path.read_text() for path in (ROOT / "examples").glob("*.py"))
    read = set(re.findall(r'(?:os\.environ(?:\.get\(|\[)|(?:needed|address|port)\()"([A-Z_]+)"', code))
    part = TEXT.partition("### Bots")[2].partition("## ")[0]
    assert set(re.findall(r"`([A-Z]+(?:_[A-Z]+)*)`", part)) == read
    assert len(read) > 5
