"""Importing on the command line, up to the answer that rests on what was imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.sites import site

ARTICLE = """Office opens bridge

VIKA: Road Office Spokesperson Ana Lind said on 19 June 2025 that 4,200 lorries had crossed the new bridge \
at Vika within a day. “Nobody was hurt,” she added.

Critics said 90,000 lorries were turned away.
"""
BRIEFING = """MS. LIND: Good morning. The tunnel at Norvik stays closed until the first of May.

QUESTION: Is it true that the harbour at Norvik has burnt down?

MS. LIND: The harbour at Norvik was never on fire.
"""


@pytest.fixture
def run(tmp_path):
    """Call the command line with a data folder of its own and no statements but those that are imported."""
    empty = tmp_path / "statements"
    empty.mkdir()

    def call(*args, stdin="", **env):
        return subprocess.run(
            [sys.executable, "-m", "checker.cli", *args],
            input=stdin,
            capture_output=True,
            text=True,
            env={
                **os.environ,
                "CHECKER_DATA_DIR": str(tmp_path / "data"),
                "CHECKER_CORPUS": str(empty),
                "USER": "clerk",
                **env,
            },
            check=False,
        )

    return call


def summary(done):
    """Return the JSON of a call that went well."""
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.models
def test_what_is_imported_answers_the_next_check(run, tmp_path):
    """An article is imported, and a post about it is answered from the official's words in it."""
    (tmp_path / "article.txt").write_text(ARTICLE)
    done = summary(run("corpus", "import", str(tmp_path / "article.txt"), "--yes", "--json"))
    assert (done["applied"], done["added"], done["duplicates"], len(done["skipped"])) == (True, 2, 0, 1)
    report = summary(run("check", "--json", "4,200 lorries crossed the new bridge at Vika"))
    assert (report["verdict"], report["corpus_version"]) == ("SUPPORTS", done["corpus_version"])
    best = report["claims"][0]["passages"][0]
    assert best["statement_id"] == done["statements"][0]["id"]
    assert (best["speaker"], best["office"], best["issued_at"]) == (
        "Ana Lind",
        "Road Office Spokesperson",
        "2025-06-19",
    )


@pytest.mark.models
def test_a_journalists_rumour_answers_nothing(run):
    """What a question claims supports no post: its words are no passage."""
    done = summary(run("corpus", "import", "-", "--yes", "--json", stdin=BRIEFING))
    assert done["added"] == 2
    report = summary(run("check", "--json", "The harbour at Norvik has burnt down"))
    assert report["verdict"] != "SUPPORTS"
    assert not any("burnt" in p["text"] for claim in report["claims"] for p in claim["passages"])


def test_a_preview_changes_nothing(run, tmp_path):
    """Without --yes, and nobody to ask, what would be added is shown and the version stays."""
    (tmp_path / "article.txt").write_text(ARTICLE)
    shown = run("corpus", "import", str(tmp_path / "article.txt"))
    assert shown.returncode == 0
    assert "4,200 lorries" in shown.stdout
    assert "2 to add" in shown.stdout
    assert "--yes" in shown.stderr
    first = summary(run("corpus", "import", str(tmp_path / "article.txt"), "--json"))
    again = summary(run("corpus", "import", str(tmp_path / "article.txt"), "--json"))
    assert (first["applied"], first["added"]) == (False, 2)
    assert first == again


def test_an_import_twice_adds_nothing(run, tmp_path):
    """The second import of a file finds everything there, and the version stays."""
    (tmp_path / "article.txt").write_text(ARTICLE)
    first = summary(run("corpus", "import", str(tmp_path), "--yes", "--json"))
    again = summary(run("corpus", "import", str(tmp_path), "--yes", "--json"))
    assert (again["added"], again["duplicates"]) == (0, 2)
    assert again["corpus_version"] == first["corpus_version"]


def test_one_bad_source_does_not_stop_the_others(run, tmp_path):
    """What cannot be used is skipped with its reason; with nothing usable at all the exit code is 1."""
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "b.docx").write_bytes(b"PK\x03\x04" + bytes(40))
    (tmp_path / "c.jsonl").write_text('{"id": "1", "text": ""}\nnot json\n')
    (tmp_path / "d.bin").write_bytes(bytes(range(256)) * 20)
    done = summary(run("corpus", "import", str(tmp_path), f"{tmp_path}/*.nothing", "--yes", "--json"))
    assert done["added"] == 2
    reasons = {entry["source"].rpartition("/")[2]: entry["reason"] for entry in done["skipped"]}
    assert {"b.docx", "c.jsonl, line 1", "c.jsonl, line 2", "d.bin", "*.nothing"} <= set(reasons)
    alone = run("corpus", "import", f"{tmp_path}/d.bin", "--yes", "--json")
    assert (alone.returncode, json.loads(alone.stdout)["added"]) == (1, 0)


def test_a_copy_is_linked_to_what_it_copies(run, tmp_path):
    """The same words under another dateline are not added; the statement shows where else they stood."""
    text = "The Road Office opened the bridge at Vika on Monday. It cost 3,000 crowns."
    rows = [
        {"id": "r1", "text": text, "issuer": "Road Office"},
        {"id": "r2", "text": f"VIKA (Times) - {text.upper()}", "issuer": "Road Office", "publisher": "Times"},
    ]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = summary(run("corpus", "import", str(tmp_path / "rows.jsonl"), "--yes", "--json"))
    assert [(entry["id"], entry["of"]) for entry in done["duplicate_of"]] == [("r2", "r1")]
    (copy,) = summary(run("corpus", "show", "r1", "--json"))["copies"]
    assert (copy["publisher"], copy["how"], copy["actor"]) == ("Times", "exact", "clerk")


def test_who_and_why_are_kept(run):
    """Each statement's event says who imported it and for what reason."""
    rows = '{"id": "r1", "text": "The bridge is open to all.", "issuer": "Road Office", "date": "2025-06-19"}'
    summary(run("corpus", "import", "-", "--yes", "--json", "--reason", "first release", stdin=rows))
    (event,) = [json.loads(line) for line in run("corpus", "log", "--json").stdout.splitlines()]
    assert (event["actor"], event["reason"], event["statement_id"]) == ("clerk", "first release", "r1")


def test_a_page_is_fetched_where_that_is_allowed(run):
    """An address that is typed is fetched; one inside our own network only where the settings allow it."""
    paragraphs = "".join(f"<p>{part}</p>" for part in ARTICLE.strip().split("\n\n"))
    page = f"<html><body><article>{paragraphs}</article></body></html>"
    with site() as server:
        server.put("/release", page.encode())
        address = server.url("/release")
        refused = run("corpus", "import", address, "--yes", "--json")
        assert (refused.returncode, server.asked) == (1, [])
        done = summary(
            run("corpus", "import", address, "--yes", "--json", CHECKER_FETCH_PRIVATE='["127.0.0.0/8"]')
        )
    assert done["added"] == 2
    assert {entry["source"]["url"] for entry in done["statements"]} == {address}
