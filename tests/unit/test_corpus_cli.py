"""``checker corpus`` on a folder of statement files."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checker.cli import main
from checker.config import load_settings
from checker.ingest.drafts import Raw
from checker.journal_store import open_journal

HEAD = "---\nid: {key}\nissuer: Ferry Office\nissued_at: 2025-06-{day}\n---\n\n{words}\n"


class Shell:
    """The command line with a data folder and two statements of its own."""

    def __init__(self, home: Path) -> None:
        self.folder, self.data = home / "statements", home / "data"
        self.folder.mkdir()
        self.write("a", 18, "2,000 came back.")
        self.write("b", 19, "3,000 came back.")

    def write(self, key: str, day: int, words: str) -> None:
        (self.folder / f"{key}.md").write_text(HEAD.format(key=key, day=day, words=words))

    def run(self, *words: str, stdin: str | None = None) -> Result:
        env = {"CHECKER_DATA_DIR": str(self.data), "CHECKER_CORPUS": str(self.folder), "USER": "Officer A"}
        return CliRunner().invoke(main, ["corpus", *words], env=env, input=stdin)

    def told(self, *words: str, stdin: str | None = None) -> list[dict]:
        """Return the objects that a command wrote."""
        done = self.run(*words, "--json", stdin=stdin)
        assert done.exit_code == 0, done.output
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def shell(tmp_path) -> Shell:
    return Shell(tmp_path)


def test_the_folder_is_there_at_the_first_command(shell):
    """Whoever asks sees the statements of the folder, without a step before."""
    assert [row["id"] for row in shell.told("list")] == ["a", "b"]
    assert [(e["kind"], e["actor"]) for e in shell.told("log")] == [("add", "folder"), ("add", "folder")]
    assert [row["id"] for row in shell.told("list", "--issuer", " ferry  Office")] == ["a", "b"]


def test_another_folder_is_followed_only_on_purpose(shell, tmp_path):
    """A command that reads changes nothing; the one that is meant to shows what it does, and does it."""
    shell.told("retract", "a", "--reason", "taken back")
    first, shell.folder = shell.folder, tmp_path / "other"
    shell.folder.mkdir()
    shell.write("c", 20, "4,000 came back.")
    read = shell.run("list", "--json")
    assert [json.loads(line)["id"] for line in read.stdout.splitlines()] == ["a", "b"]
    assert f"this database follows {first}" in read.stderr
    asked = shell.run("follow")
    assert f"until now: {first}" in asked.stdout
    assert "statements: remove 2, add 1" in asked.stdout
    shell.folder = first
    assert [row["id"] for row in shell.told("list", "--ended")] == ["a"]
    shell.folder = tmp_path / "other"
    assert shell.run("follow", "--yes").exit_code == 0
    assert [row["id"] for row in shell.told("list")] == ["c"]
    assert "nothing changes" in shell.run("follow", "--yes").stdout


def test_supersede_says_by_what_and_since_when(shell):
    """The later statement may be named as an argument or as an option, once."""
    (done,) = shell.told("supersede", "a", "b", "--reason", "a new number")
    assert done["statement"]["standing"]["by"] == "b"
    assert done["statement"]["standing"]["until"] == "2025-06-19T00:00:00+00:00"
    assert (done["event"]["actor"], done["event"]["reason"]) == ("Officer A", "a new number")
    assert [row["id"] for row in shell.told("list", "--ended")] == ["a"]
    for wrong in (["a"], ["a", "b", "--by", "b"]):
        assert shell.run("supersede", *wrong, "--reason", "x").exit_code == 2


def test_retract_and_restore(shell):
    """A retraction by hand ends a statement on the day that is given, and can be undone."""
    told = shell.told("retract", "a", "--reason", "withdrawn", "--effective", "2025-06-19", "--actor", "Desk")
    assert told[0]["statement"]["standing"]["until"] == "2025-06-19T00:00:00+00:00"
    assert told[0]["event"]["actor"] == "Desk"
    assert shell.told("restore", "a", "--reason", "a mistake")[0]["statement"]["standing"]["in_force"]


def test_a_correction_keeps_the_old_words_readable(shell):
    """``show`` has both records, and what differs between them."""
    shell.told("correct", "a", "--text-file", "-", "--reason", "misheard", stdin="2,500 came back.")
    shell.told("correct", "a", "--set", "office=Director", "--reason", "named later")
    (shown,) = shell.told("show", "a")
    assert [v["statement"]["text"][:5] for v in shown["versions"]] == ["2,000", "2,500", "2,500"]
    assert shell.told("show", "a", "--at", "2")[0]["statement"]["text"] == "2,000 came back."
    lines = shell.run("show", "a").stdout
    assert "-2,000 came back." in lines
    assert "+2,500 came back." in lines
    assert "office: '' -> 'Director'" in lines


def test_diff_says_what_changed_since(shell):
    """A file that is gone, one that is new and a correction are told apart, with a sum at the end."""
    version = shell.told("show", "a")[0]["corpus_version"]
    (shell.folder / "a.md").unlink()
    shell.write("c", 20, "All came back.")
    shell.told("correct", "b", "--text", "3,100 came back.", "--reason", "misheard")
    (found,) = shell.told("diff", version)
    assert [(c["kind"], c["statement_id"]) for c in found["changes"]] == [
        ("ended", "a"),
        ("corrected", "b"),
        ("added", "c"),
    ]
    lines = shell.run("diff", version).stdout
    assert "retracted since" in lines
    assert "the file was removed" in lines
    assert lines.endswith(f"(event 2) to {found['to']['corpus_version']} (event 5)\n")


def test_the_log_is_cut_where_asked(shell):
    """The newest events come first; of one statement only its own."""
    shell.told("retract", "a", "--reason", "withdrawn")
    assert [e["seq"] for e in shell.told("log", "-n", "1")] == [3]
    assert [e["seq"] for e in shell.told("log", "-n", "0")] == [3, 2, 1]
    assert [e["kind"] for e in shell.told("log", "a")] == ["retract", "add"]
    assert "Officer A: withdrawn" in shell.run("log").stdout


def test_remove_takes_out_and_keeps_readable(shell):
    """What is no official statement is no part of the corpus, and its words can still be read."""
    assert shell.told("remove", "a", "--reason", "an advertisement")[0]["statement"] is None
    assert [row["id"] for row in shell.told("list")] == ["b"]
    assert shell.told("show", "a")[0]["versions"][0]["statement"]["text"] == "2,000 came back."
    assert "no part of the corpus" in shell.run("show", "a").stdout


def test_what_was_removed_says_how_it_comes_back(shell):
    """It has no end that could be undone, and is still known; importing its file adds it again."""
    shell.told("remove", "a", "--reason", "an advertisement")
    done = shell.run("restore", "a", "--reason", "it was none")
    assert done.exit_code == 2
    assert "the statement 'a' was removed from the corpus; import it to have it back" in done.stderr
    shell.told("import", str(shell.folder / "a.md"), "--yes")
    assert [row["id"] for row in shell.told("list")] == ["a", "b"]


def test_a_source_comes_out_byte_for_byte(shell):
    """What was received is written as it was, and nothing beside it."""
    body = b"\x00\xff%PDF"
    journal = open_journal(load_settings(data_dir=shell.data))
    journal.keep(Raw(hashlib.sha256(body).hexdigest(), "application/pdf", "x.pdf", body))
    assert shell.run("raw", hashlib.sha256(body).hexdigest()).stdout_bytes == body


def test_a_broken_file_hides_nothing_that_is_there_already(shell):
    """The log is shown with a word on the file; with nothing to show, the file is the error."""
    broken = shell.folder / "c.md"
    broken.write_text("no front matter")
    assert shell.run("log").exit_code == 2
    broken.unlink()
    shell.told("list")
    broken.write_text("no front matter")
    done = shell.run("list")
    assert (done.exit_code, len(done.stdout.splitlines())) == (0, 2)
    assert "c.md:1" in done.stderr


def test_hostile_words_drive_no_terminal(shell):
    """Control characters of a statement are shown as such."""
    shell.told("correct", "a", "--set", "title=\x1b[2Jgone", "--reason", "x")
    assert "\x1b" not in shell.run("show", "a").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["retract", "nowhere", "--reason", "x"], "no statement 'nowhere'"),
        (["retract", "a"], "--reason"),
        (["retract", "a", "--reason", " "], "say why"),
        (["retract", "a", "--reason", "x", "--effective", "soon"], "write a day"),
        (["retract", "a", "--reason", "x", "--effective", "2999-01-01"], "future"),
        (["supersede", "b", "a", "--reason", "x"], "only a later statement"),
        (["supersede", "a", "a", "--reason", "x"], "cannot end itself"),
        (["correct", "a", "--reason", "x"], "at least one field"),
        (["correct", "a", "--set", "office", "--reason", "x"], "FIELD=VALUE"),
        (["correct", "a", "--set", "issuer=", "--reason", "x"], "keep one of issuer, speaker, office"),
        (["correct", "a", "--text", "x", "--text-file", "-", "--reason", "x"], "either with"),
        (["correct", "a", "--text-file", "nowhere.txt", "--reason", "x"], "cannot be read"),
        (["show", "nowhere"], "no statement 'nowhere'"),
        (["show", "a", "--at", "99"], "no event 99"),
        (["diff", "sha256:zz"], "never had the version"),
        (["log", "nowhere"], "no statement 'nowhere'"),
        (["raw", "00"], "no source"),
        (["raw", "\0"], "no source"),
        (["diff", "\0"], "never had the version"),
        (["show", "a", "--at", "sha256:\0"], "never had the version"),
    ],
)
def test_what_cannot_be_done_says_what_to_change(shell, words, told):
    """Exit code 2, one message, and nothing has happened."""
    done = shell.run(*words)
    assert done.exit_code == 2
    assert told in done.stderr
    assert len(shell.told("log")) == 2
