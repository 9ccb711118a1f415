"""``checker reviews``: rows and numbers on the command line."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import timedelta

import pytest
from click.testing import CliRunner

from checker.cli import main
from checker.config import Settings
from checker.records import Post
from checker.review_records import Asked, Because, Decision, Person
from checker.reviews import open_reviews
from checker.schema import report_to_wire
from checker.store import open_store
from tests.samples import everything


@pytest.fixture
def checker(tmp_path):
    """Give the command line over a store in which one answer was confirmed, and one rejected."""
    settings = Settings(data_dir=tmp_path / "data")
    with closing(open_store(settings)) as store, closing(open_reviews(settings)) as reviews:
        check_id = store.add_check(Post("x")).check_id
        report = report_to_wire(everything(), check_id=check_id)
        store.finish(store.claim_for_run(check_id, timedelta(minutes=5)), report)
        reviews.add(check_id, Asked("c1", Decision.CONFIRM), Person("p1", "Person one"))
        reviews.add(
            check_id, Asked("c2", Decision.REJECT, because=Because.MISREAD), Person("p1", "Person one")
        )

    def run(*arguments):
        return CliRunner().invoke(
            main, ["reviews", *map(str, arguments)], env={"CHECKER_DATA_DIR": str(settings.data_dir)}
        )

    return run


def test_rows_go_to_the_terminal(checker):
    """Without a file each row is a line: a rejected answer is a claim, and no pair."""
    assert [json.loads(line)["label"] for line in checker("export").output.splitlines()] == ["contradicts"]
    claims = checker("export", "--as", "claims").output.splitlines()
    assert [json.loads(line)["label"] for line in claims] == ["REFUTES", "REJECTED"]


def test_a_file_is_written_as_a_whole(checker, tmp_path):
    """The file has every row, and nothing is left beside it."""
    out = tmp_path / "rows.jsonl"
    assert checker("export", "--out", out).output == f"1 rows in {out}\n"
    assert json.loads(out.read_text())["label"] == "contradicts"
    assert list(tmp_path.glob("*.part")) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("export", "--out", "/nowhere/at/all.jsonl"), "cannot be written"),
        (("export", "--since", "soon"), "since is not an ISO 8601"),
    ],
)
def test_what_cannot_be_done_is_said(checker, arguments, words):
    """A fault of the caller is a sentence and a status of 2."""
    done = checker(*arguments)
    assert done.exit_code == 2
    assert words in done.output


def test_the_summary(checker):
    """Agreement is said in numbers, for people and as JSON."""
    assert "agree with the machine: 1 of 2 (50%)" in checker("summary").output
    assert json.loads(checker("summary", "--json").output)["agreement"] == {
        "agreed": 1,
        "of": 2,
        "share": 0.5,
    }
