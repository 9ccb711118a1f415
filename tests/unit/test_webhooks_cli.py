"""``checker webhooks`` and ``checker changes`` on a database of their own."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from checker.cli import main


@pytest.fixture
def run(tmp_path):
    """Give what calls the command line with a fresh data folder."""
    variables = {"CHECKER_DATA_DIR": str(tmp_path), "CHECKER_DATABASE_URL": ""}

    def call(*args):
        return CliRunner(env=variables).invoke(main, args)

    return call


def test_a_webhook_is_added_listed_and_removed(run):
    """The secret is printed once; what is listed can be removed by its id."""
    made = json.loads(run("webhooks", "add", "https://desk.example/x", "--event", "check.*", "--json").output)
    assert made["events"] == ["check.completed", "check.changed", "check.reviewed"]
    assert made["secret"].startswith("whsec_")
    listed = run("webhooks", "list", "--json")
    assert json.loads(listed.output) == {key: value for key, value in made.items() if key != "secret"}
    assert made["made_by"].endswith(" (shell)")
    assert "https://desk.example/x" in (shown := run("webhooks", "list").output)
    assert shown.endswith(f"  by {made['made_by']}\n")
    assert run("webhooks", "remove", made["id"]).exit_code == 0
    assert run("webhooks", "list").output == ""


def test_a_new_webhook_prints_its_secret_for_people(run):
    """Without --json the secret stands on a line of its own."""
    printed = run("webhooks", "add", "https://desk.example/x").output.splitlines()
    assert printed[1].startswith("secret: whsec_")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("add", "http://127.0.0.1/x"), "not an address of the public internet"),
        (("add", "https://desk.example/x", "--event", "nothing"), "check.changed"),
        (("add", "https://desk.example/x", "--secret", "short"), "whsec_"),
        (("remove", "nothing"), "no webhook"),
        (("redeliver", "nothing"), "no delivery"),
    ],
)
def test_what_cannot_be_done_is_said(run, args, words):
    """The message says what to change, and nothing is kept."""
    done = run("webhooks", *args)
    assert done.exit_code in {1, 2}
    assert words in done.output
    assert run("webhooks", "list").output == ""


def test_nothing_yet_is_no_error(run):
    """A fresh start has no deliveries and no changes."""
    for args in (("webhooks", "deliveries"), ("webhooks", "deliveries", "--state", "dead"), ("changes",)):
        done = run(*args)
        assert (done.exit_code, done.output) == (0, "")
