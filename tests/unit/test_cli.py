"""What the commands take and refuse, and how they end where the machine fails."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker.cli import main

FULL = Path("/dev/full")  # whatever is written there finds no room


@pytest.fixture
def run(tmp_path):
    """Give the command line over two statements."""
    corpus = tmp_path / "corpus.jsonl"
    rows = [
        {"id": "a", "issuer": "Port Office", "language": "en", "text": "The harbour of Vika is open."},
        {"id": "b", "language": "en", "text": "Twelve ferries have been ordered for Vika."},
    ]
    corpus.write_text("".join(json.dumps(row) + "\n" for row in rows))

    def call(command, *words, stdin=""):
        over = [command, *words, *(["--corpus", str(corpus)] if command in {"check", "search"} else [])]
        return CliRunner().invoke(main, over, input=stdin, env={"CHECKER_DATA_DIR": str(tmp_path / "data")})

    return call


@pytest.mark.models
@pytest.mark.parametrize("command", ["check", "search"])
@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("--lang", "en_GB"), "--lang en_GB: no statement here has that. There is: en."),
        (("--lang", "xx-bogus-!!"), "--lang 'xx-bogus-!!': no statement here has that"),
        (("--issuer", "Nobody"), "--issuer Nobody: no statement here has that. There is: Port Office."),
        (("--issuer", ""), "--issuer '': no statement here has that"),
    ],
)
def test_a_scope_in_which_nothing_can_be_is_refused(run, command, option, words):
    """A misspelt language or issuer is no answer of officials; an empty name is none, whoever has none."""
    done = run(command, "The harbour of Vika is open.", *option)
    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr


@pytest.mark.models
@pytest.mark.parametrize("command", ["check", "search"])
def test_a_dash_is_standard_input(run, command):
    """What comes in is what would have stood there, without the line end behind it."""
    text = "The harbour of Vika is open."
    piped = run(command, "-", "--json", stdin=f"{text}\n")
    assert (piped.exit_code, piped.stdout) == (0, run(command, text, "--json").stdout)


@pytest.mark.models
def test_a_post_of_a_file_goes_before_an_option(run, tmp_path):
    """What a post says itself holds; the option is for those that say nothing."""
    posts = tmp_path / "posts.csv"
    posts.write_text("text;max_passages\nThe harbour is open.;3\nThe harbour is open.;\n")
    done = run("check", "--file", str(posts), "--max-passages", "1", "--json")
    assert [json.loads(line)["max_passages"] for line in done.stdout.splitlines()] == [3, 1]


@pytest.mark.parametrize(
    ("stdin", "words"),
    [(b"", "The text is empty"), (b"caf\xe9", "standard input: byte 3 is not UTF-8"), (b"a\0", "NUL")],
)
def test_standard_input_that_is_no_post_is_refused(run, stdin, words):
    """Empty, in another encoding, or with a NUL."""
    done = run("check", "-", stdin=stdin)
    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr


@pytest.mark.parametrize("number", ["nan", "-nan", "inf", "1.5"])
def test_a_confidence_that_is_no_share_is_refused(run, number):
    """As over HTTP: no report could say it in JSON."""
    done = run("check", "a", "--min-confidence", number)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--min-confidence" in done.stderr


@pytest.mark.models
@pytest.mark.parametrize("command", ["claims", "stance"])
@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b'{"id": NaN, "text": "a", "claim": "a", "evidence": "b"}', "stdin, line 2: NaN is not JSON"),
        (b'{"id": 1, "text": "a\xff"}', "stdin, line 2: the line is not UTF-8"),
        (b'{"text": ""', "stdin, line 2: the line is not JSON"),
        (b"[]", "stdin, line 2: each line must be a JSON object"),
    ],
)
def test_lines_are_read_as_strictly_as_files(run, command, line, words):
    """What cannot be told apart or written again ends the run, with the number of the line."""
    done = run(command, stdin=b"\n" + line + b"\n")
    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr


@pytest.mark.parametrize("command", ["claims", "stance"])
def test_lines_that_are_packed_are_told_apart(run, command):
    """A byte that cannot be read says little to whoever sent a packed file."""
    done = run(command, stdin=gzip.compress(b'{"text": "a", "claim": "a", "evidence": "b"}\n'))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "stdin: this is packed with gzip" in done.stderr


@pytest.mark.parametrize("command", [("stance",), ("check", "-")])
def test_without_a_standard_input_nothing_comes_in(command, tmp_path):
    """A supervisor that closes it gets an answer, and no traceback."""
    done = subprocess.run(
        ["sh", "-c", 'exec "$0" -m checker "$@" <&-', sys.executable, *command],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CHECKER_DATA_DIR": str(tmp_path)},
    )
    assert done.returncode == (0 if command == ("stance",) else 2)
    assert "Traceback" not in done.stderr


@pytest.mark.models
@pytest.mark.parametrize(
    ("command", "row"),
    [("claims", {"text": "We won."}), ("stance", {"claim": "We won.", "evidence": "We lost."})],
)
def test_what_was_read_before_a_fault_is_answered(run, command, row):
    """The lines before the one that the message names have their answers, under what they are called."""
    keys = [1, "\ud800", {"a": None}, True]
    good = [json.dumps({"id": key, **row}) for key in keys] + [
        json.dumps({"ref": "r", **row}),
        json.dumps(row),
    ]
    done = run(command, stdin="\n".join([*good, "oops", good[0]]))
    assert done.exit_code == 2
    assert "stdin, line 7: " in done.stderr
    told = [json.loads(line)["id"] for line in done.stdout.splitlines()]
    assert told == [1, "\ufffd", {"a": None}, True, "r", 6]


@pytest.mark.models
@pytest.mark.parametrize("nothing", ["", "  ", "\u200b\n"])
@pytest.mark.parametrize("name", ["claim", "evidence"])
def test_words_that_are_missing_support_nothing(run, name, nothing):
    """An empty cell of an export is no evidence, and no claim."""
    row = {"claim": "The port is open.", "evidence": "The port is open.", name: nothing}
    done = run("stance", stdin=json.dumps(row))
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"stdin, line 1: '{name}' is empty" in done.stderr


@pytest.mark.models
def test_a_search_says_what_no_longer_holds(tmp_path):
    """A statement that was withdrawn is found, and marked, for people and for programs."""
    folder = tmp_path / "statements"
    folder.mkdir()
    for key, words in (("a", "The harbour of Vika is open."), ("b", "The harbour of Vika has two cranes.")):
        head = f"---\nid: {key}\nissuer: Port Office\nissued_at: 2025-06-18\n---\n\n{words}\n"
        (folder / f"{key}.md").write_text(head)
    env = {"CHECKER_DATA_DIR": str(tmp_path / "data"), "CHECKER_CORPUS": str(folder), "USER": "Officer A"}

    def call(*words):
        done = CliRunner().invoke(main, words, env=env)
        assert done.exit_code == 0, done.stderr
        return done.stdout.splitlines()

    call("corpus", "retract", "a", "--reason", "a mistake")
    call("index", "build")
    [row] = map(json.loads, call("search", "the harbour of Vika", "--json"))
    assert {one["statement_id"]: one["standing"]["in_force"] for one in row["results"]} == {
        "a": False,
        "b": True,
    }
    lines = {"open" in line: line for line in call("search", "the harbour of Vika")}
    assert "(retracted since " in lines[True]
    assert "(" not in lines[False]


@pytest.mark.models
@pytest.mark.parametrize("command", ["check", "search"])
@pytest.mark.parametrize("name", ["posts.txt", "posts.csv", "posts.jsonl"])
def test_a_file_without_posts_is_told_of(run, tmp_path, command, name):
    """It is no fault, and no silence."""
    (tmp_path / name).write_text("\n")
    done = run(command, "--file", str(tmp_path / name))
    assert (done.exit_code, done.stdout) == (0, "")
    assert f"{name} has no posts" in done.stderr


def test_a_module_runs_as_the_script_does():
    """``python -m checker`` is the same command under the same name."""
    done = subprocess.run(
        [sys.executable, "-m", "checker", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("checker, version ")


def test_output_that_is_closed_ends_with_one_line():
    """What would be lost without a word is a fault, as where there is no room."""
    closing = "import os, sys; os.close(1); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    done = subprocess.run(
        [sys.executable, "-c", closing, "-m", "checker", "--version"],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "checker: Bad file descriptor\n")


@pytest.mark.models
def test_a_text_that_is_too_long_is_named_by_its_line(run, monkeypatch):
    """A stream of many says which one."""
    monkeypatch.setenv("CHECKER_MAX_POST_CHARS", "5")
    done = run("claims", stdin='{"text": "a"}\n{"text": "aaaaaa"}\n')
    assert done.exit_code == 2
    assert "stdin, line 2: A post has 6 characters" in done.stderr


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", [["--version"], ["check", "--help"], ["keys", "create", "a bot"]])
def test_output_that_finds_no_room_ends_with_one_line(tmp_path, words):
    """A full disk is no fault of the call and no riddle: one line on stderr, exit code 1."""
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "checker.cli", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "CHECKER_DATA_DIR": str(tmp_path)},
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, "checker: No space left on device\n")
