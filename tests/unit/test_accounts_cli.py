from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from checker.cli import main
from checker.config import Settings
from checker.entrance import open_entrance

STRONG, OTHER = "ferry timetable 120\n", "harbour lights at nine\n"


@pytest.fixture
def run(tmp_path):
    """Give a command line whose users are its own."""

    def call(*words, typed=""):
        env = {"CHECKER_DATA_DIR": str(tmp_path)}
        return CliRunner().invoke(main, ["users", *words], env=env, input=typed)

    return call


def test_life_of_a_user(run, tmp_path):
    """A user is added with the password from stdin, changed, disabled, enabled and listed."""
    made = json.loads(run("add", "Officer-A", "--full-name", "Officer A", "--json", typed=STRONG).stdout)
    assert (made["name"], made["role"], made["state"], made["seen_at"]) == (
        "officer-a",
        "checker",
        "active",
        None,
    )
    assert "reviewer" in run("role", "officer-a", "reviewer").stdout
    entrance = open_entrance(Settings(data_dir=tmp_path))
    token = entrance.sessions.begin(made["id"], "m", "192.0.2.1", "")
    assert run("password", "officer-a", typed=OTHER).exit_code == 0
    assert entrance.sessions.find(token) is None
    assert entrance.accounts.verified("officer-a", OTHER.strip()) is not None
    assert entrance.accounts.verified("officer-a", STRONG.strip()) is None
    assert "disabled" in run("disable", "officer-a").stdout
    assert "disabled" in run("disable", "officer-a").stdout
    assert "active" in run("enable", "officer-a").stdout
    assert run("list").stdout == "officer-a  reviewer  active  never signed in  Officer A\n"


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        (("add", "officer-a"), ""),
        (("add", "officer-a"), "short\n"),
        (("add", "officer-a"), "officer-a-2026\n"),
        (("add", "a b"), STRONG),
        (("add", "officer-a", "--role", "king"), STRONG),
        (("disable", "nobody-a"), ""),
        (("password", "nobody-a"), STRONG),
    ],
)
def test_what_must_be_changed(run, words, typed):
    """What makes no sense ends with 2 and a word on what to change, and adds nobody."""
    answer = run(*words, typed=typed)
    assert answer.exit_code == 2
    assert answer.stderr
    assert typed.strip() not in answer.output or not typed
    assert run("list").stdout == ""
