from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from checker.cli import main


@pytest.fixture
def run(tmp_path):
    """Give a command line whose keys are its own."""

    def call(*words):
        return CliRunner().invoke(main, ["keys", *words], env={"CHECKER_DATA_DIR": str(tmp_path)})

    return call


def test_life_of_a_key(run):
    """A key is made and shown once, listed without its secret, rotated and revoked."""
    made = json.loads(run("create", "a bot", "--expires", "90d", "--per-minute", "5", "--json").stdout)
    assert (made["scopes"], made["per_minute"], made["per_day"]) == (["check", "read"], 5, None)
    again = run("rotate", made["id"])
    assert f"ck_{made['id']}_" in again.stdout
    assert made["key"] not in again.stdout
    listed = run("list")
    assert made["id"] in listed.stdout
    assert "ck_" not in listed.stdout
    assert "revoked" in run("revoke", made["id"]).stdout
    assert run("rotate", made["id"]).exit_code != 0


@pytest.mark.parametrize(
    "words",
    [
        ("create", " "),
        ("create", "a", "--scope", "root"),
        ("create", "a", "--expires", "soon"),
        ("create", "a", "--per-day", "-1"),
        ("revoke", "nobody"),
    ],
)
def test_what_must_be_changed(run, words):
    """What makes no sense ends with 2 and a word on what to change, and makes no key."""
    answer = run(*words)
    assert answer.exit_code == 2
    assert answer.stderr
    assert run("list").stdout == ""
