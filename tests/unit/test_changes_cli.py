"""``checker changes`` says what is different, and not only between which verdicts."""

from __future__ import annotations

from contextlib import closing

import pytest
from click.testing import CliRunner

from checker.answer_changes import ClaimChange, compare
from checker.changes_cli import told
from checker.cli import main
from checker.config import Settings
from checker.records import Post
from checker.store import open_store

PASSAGE = {
    "statement_id": "a",
    "passage_id": "a#1",
    "text": "We have ordered 12 ferries.",
    "stance": "SUPPORTS",
    "speaker": "Jan Kole",
    "issued_at": "2025-06-19",
}
CLAIM = {
    "id": "c1",
    "text": "They ordered 12 ferries",
    "start": 0,
    "end": 23,
    "verdict": "SUPPORTS",
    "reason": "It says the same.",
    "explanation": "",
    "confidence": 0.9,
    "passages": [PASSAGE],
}
OPEN = CLAIM | {"verdict": "NOT ENOUGH INFO", "reason": "withdrawn"}


def lines(before, after):
    """Return what is told of a check of one claim."""
    changes: tuple[ClaimChange, ...] = compare({"claims": [before]}, {"claims": [after]}, {"a", "b"})
    sides = {"before": {"verdict": before["verdict"]}, "after": {"verdict": after["verdict"]}}
    wire = {"at": "2025-06-20T12:00:00+00:00", "check_id": "1", **sides}
    return told(wire | {"claims": [c.to_wire() for c in changes], "because": []}).splitlines()[1:]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (CLAIM, OPEN, "SUPPORTS -> NOT ENOUGH INFO (withdrawn)"),
        (
            CLAIM,
            CLAIM | {"passages": [PASSAGE | {"speaker": "Ute Brand"}]},
            "SUPPORTS, speaker 'Jan Kole' -> 'Ute Brand'",
        ),
        (
            CLAIM | {"passages": [PASSAGE, PASSAGE | {"statement_id": "b", "passage_id": "b#1"}]},
            CLAIM,
            "SUPPORTS, another passage",
        ),
        (
            CLAIM,
            CLAIM | {"then": {"verdict": "REFUTES"}, "now": {"verdict": "SUPPORTS"}},
            "SUPPORTS -> SUPPORTS (when posted REFUTES)",
        ),
        (
            OPEN | {"passages": [PASSAGE]},
            OPEN | {"reason": "no_statement"},
            "NOT ENOUGH INFO (withdrawn) -> NOT ENOUGH INFO (no_statement)",
        ),
        (
            CLAIM,
            CLAIM | {"overtaken": {"matched": {"statement_id": "a"}, "by": {"statement_id": "b"}}},
            "SUPPORTS -> SUPPORTS (overtaken)",
        ),
    ],
)
def test_what_is_different_is_said(before, after, said):
    """Two answers of one verdict are told apart by what makes them two."""
    assert lines(before, after) == [f"  {said}: They ordered 12 ferries"]


def test_a_check_that_is_not_there_is_no_check_without_changes(tmp_path):
    """Whoever mistypes an id is told; of a check whose answer stands there is nothing to tell."""
    settings = Settings(data_dir=tmp_path)

    def run(check_id):
        env = {"CHECKER_DATA_DIR": str(tmp_path), "CHECKER_DATABASE_URL": ""}
        return CliRunner(env=env).invoke(main, ["changes", "--check", check_id])

    mistyped = run("nobody")
    assert mistyped.exit_code == 2
    assert "there is no check nobody" in mistyped.output
    with closing(open_store(settings)) as store:
        check = store.accept(Post("We have ordered 12 ferries."), owner="one").check
    assert (run(check.check_id).exit_code, run(check.check_id).output) == (0, "")
    assert run("nobody").exit_code == run("\udcff").exit_code == 2
