"""The command line as others call it: a process, its streams and its exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.models

HEADLINE = (
    "Iran has formally asked Pakistan for military help! Also 30,000 Pakistanis are already back from Iran"
)
README = (Path(__file__).resolve().parents[2] / "README.md").read_text()
# What other weights and statements change, though the answer be the same.
FIGURES = re.compile(r"(?<=\(confidence )[\d.]+|(?<=- REFUTES )[\d.]+|(?<=sha256:)\w+|(?<=-stance@)\w+")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def run(home):
    def call(*args: str, stdin: str | bytes = "", **env: str) -> subprocess.CompletedProcess[str]:
        given = stdin if isinstance(stdin, bytes) else stdin.encode()
        done = subprocess.run(
            [sys.executable, "-m", "checker.cli", *args],
            input=given,
            capture_output=True,
            env={**os.environ, "CHECKER_DATA_DIR": str(home), **env},
            check=False,
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    return call


@pytest.fixture
def ferries(tmp_path):
    """Write a corpus of another country, as one JSONL file."""
    path = tmp_path / "ferries.jsonl"
    rows = [
        {
            "id": "s1",
            "text": "The transport ministry confirmed that 12 ferries have been ordered.",
            "speaker": "Ana Lind",
        },
        {
            "id": "s2",
            "text": "No fare increase is planned this year, the minister said.",
            "date": "2025-06-19",
        },
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_the_promise_of_the_readme(run):
    """The post of the README gives two claims, each REFUTES, each with its passage and reason."""
    done = run("check", "--json", HEADLINE)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["verdict"] == "REFUTES"
    assert [c["verdict"] for c in report["claims"]] == ["REFUTES", "REFUTES"]
    assert "military assistance" in report["claims"][0]["passages"][0]["text"]
    returned = report["claims"][1]
    assert "3,000 Pakistanis" in returned["passages"][0]["text"]
    assert "30,000" in returned["reason"]
    assert "“30,000” (10 times as many)" in returned["reason"]
    for claim in report["claims"]:
        assert HEADLINE[claim["start"] : claim["end"]] == claim["text"]
        assert claim["passages"][0]["speaker"] == "Shafqat Ali Khan"
        assert claim["passages"][0]["issued_at"] == "Thursday"
        assert 0.4 <= claim["confidence"] <= 1
    assert set(report) >= {"id", "post", "verdict", "summary", "claims", "corpus_version", "models"}


def test_the_readme_shows_what_comes(run):
    """README.md has what its first command prints, word for word, with … for the figures."""
    shown = re.search(r"^```text\n(.*?)^```", README, re.MULTILINE | re.DOTALL)[1]
    assert f'make check POST="{HEADLINE}"\n' in README
    assert FIGURES.sub("…", run("check", HEADLINE).stdout) == shown


def test_people_get_text(run):
    """Without --json the verdict, the passage and who said it are readable on stdout."""
    done = run("check", HEADLINE)
    assert done.stdout.startswith("REFUTES: ")
    assert "Shafqat Ali Khan" in done.stdout


def test_reports_keep_the_order_of_the_file(run, tmp_path, ferries):
    """One report per line, in input order, with the ids of the input; csv and txt work alike."""
    texts = [
        "The ministry ordered 12 ferries.",
        "Good morning everyone 🌞",
        "The ministry ordered 90 ferries.",
    ]
    jsonl, txt, table = tmp_path / "posts.jsonl", tmp_path / "posts.txt", tmp_path / "posts.csv"
    jsonl.write_text("".join(json.dumps({"id": f"p{n}", "text": t}) + "\n" for n, t in enumerate(texts)))
    txt.write_text("\n".join(texts))
    table.write_text("id,text\n" + "".join(f'p{n},"{t}"\n' for n, t in enumerate(texts)))
    found = {}
    for path in (jsonl, txt, table):
        done = run("check", "--file", str(path), "--corpus", str(ferries), "--json")
        assert done.returncode == 0, done.stderr
        found[path.suffix] = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["id"] for r in found[".jsonl"]] == [r["id"] for r in found[".csv"]] == ["p0", "p1", "p2"]
    verdicts = [r["verdict"] for r in found[".jsonl"]]
    assert verdicts == [r["verdict"] for r in found[".txt"]] == [r["verdict"] for r in found[".csv"]]
    assert verdicts[1] == "NOT ENOUGH INFO"
    assert found[".jsonl"][0]["claims"][0]["passages"][0]["statement_id"] == "s1"


def test_search_gives_passages_with_scores(run, tmp_path, ferries):
    """Each query gets its passages, best first, under the id it came with."""
    queries = tmp_path / "queries.jsonl"
    queries.write_text(json.dumps({"id": "q7", "text": "how many ferries were ordered"}) + "\n")
    done = run("search", "--file", str(queries), "-k", "1", "--corpus", str(ferries), "--json")
    row = json.loads(done.stdout)
    assert row["id"] == "q7"
    assert [set(r) for r in row["results"]] == [{"statement_id", "passage_id", "text", "score", "standing"}]
    assert row["results"][0]["statement_id"] == "s1"


@pytest.fixture
def offices(tmp_path):
    """Write a corpus in which two offices say the same on different days."""
    path = tmp_path / "offices.jsonl"
    rows = [
        {"id": "a", "issuer": "Port Office", "date": "2025-06-18", "language": "en"},
        {"id": "b", "issuer": "Court", "date": "2025-06-20", "language": "en-GB"},
        {"id": "c", "issuer": "Court", "language": "fr"},
    ]
    texts = (
        "The harbour of Vika is open.",
        "The harbour of Vika is open again.",
        "The harbour of Vika was open.",
    )
    lines = [json.dumps({**row, "text": text}) + "\n" for row, text in zip(rows, texts, strict=True)]
    path.write_text("".join(lines))
    return path


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), "abc"),
        (("--issuer", "port  OFFICE"), "a"),
        (("--issuer", "Court", "--issuer", "Port Office", "--lang", "en"), "ab"),
        (("--from", "2025-06-19"), "b"),
        (("--to", "2025-06-18"), "a"),
        (("--from", "2025-06", "--to", "2025"), "ab"),
        (("--in-force-at", "2025-06-19"), "ac"),
        (("--to", "2024"), ""),
    ],
)
def test_search_keeps_to_its_scope(run, offices, options, found):
    """Only statements in scope are found, and as many of them as there are."""
    done = run("search", "is the harbour of Vika open", "--corpus", str(offices), "--json", *options)
    assert {r["statement_id"] for r in json.loads(done.stdout)["results"]} == set(found)
    assert ("No statement is in this scope; 1 of 3" in done.stderr) is (not found)


def test_a_check_keeps_to_its_issuers(run, offices):
    """The report says whom it was held against, and quotes nobody else."""
    done = run(
        "check", "The harbour of Vika is open.", "--corpus", str(offices), "--issuer", "Court", "--json"
    )
    report = json.loads(done.stdout)
    assert (report["issuers"], report["languages"]) == (["Court"], [])
    assert {p["issuer"] for claim in report["claims"] for p in claim["passages"]} == {"Court"}
    assert report["summary"].endswith("Only statements of Court were searched.")


def test_a_check_gives_only_what_is_sure_enough(run, offices):
    """No verdict is as sure as 1; what was found is still shown, as far as it was asked for."""
    how = ("--corpus", str(offices), "--min-confidence", "1", "--max-passages", "1", "--json")
    report = json.loads(run("check", "The harbour of Vika is open.", *how).stdout)
    assert (report["min_confidence"], report["max_passages"]) == (1.0, 1)
    assert (report["verdict"], report["reply"]) == ("NOT ENOUGH INFO", None)
    assert [len(claim["passages"]) for claim in report["claims"]] == [1]
    assert run("check", "a", "--min-confidence", "1.5").returncode == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--issuer", "Cuort"), "There is: Court"),
        (("--lang", "de"), "--lang de: no statement here has that"),
        (("--from", "2025-02-30"), "--from 2025-02-30: there is no such date"),
        (("--to", "Thursday"), "write a date such as"),
        (("--from", "2025-06-02", "--to", "2025-06-01"), "lies after"),
    ],
)
def test_a_scope_that_cannot_be_is_named(run, offices, options, words):
    """A misspelt issuer is no empty answer: the call ends with 2 and says what there is."""
    done = run("search", "harbour", "--corpus", str(offices), *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_stance_reads_pairs_and_writes_labels(run):
    """Pairs on stdin come back in order with a label and three probabilities."""
    pairs = [
        {"id": 1, "claim": "Twelve ferries were ordered.", "evidence": "The ministry ordered 12 ferries."},
        {
            "id": "b",
            "claim": "The ministry ordered no ferry.",
            "evidence": "The ministry ordered 12 ferries.",
        },
    ]
    done = run("stance", stdin="".join(json.dumps(p) + "\n" for p in pairs))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(r["id"], r["label"]) for r in rows] == [(1, "supports"), ("b", "contradicts")]
    assert all(abs(r["supports"] + r["contradicts"] + r["neutral"] - 1) < 1e-4 for r in rows)


def test_stance_reads_who_said_it(run):
    """Who "we" are is the speaker that the line names."""
    pair = {
        "claim": "Kenya sent no troops to Somalia.",
        "evidence": "We have not sent any troops to Somalia.",
    }
    named = {**pair, "id": "named", "speaker": "Ministry of Defence, Kenya"}
    other = {**pair, "id": "other", "speaker": "Ministry of Defence, Norway"}
    done = run(
        "stance", stdin="".join(json.dumps(p) + "\n" for p in (named, other, {**pair, "speaker": None}))
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["label"] for row in rows[:2]] == ["supports", "neutral"]
    assert len(rows) == 3


def test_claims_rates_texts_and_finds_what_they_claim(run):
    """Each text comes back in order, with a probability, a label, and its claims where they stand."""
    texts = {
        "chat": "Good morning everyone!",
        "fact": "Unemployment fell to 4.1 percent last year, and we built 40 schools.",
        "urdu": "پاکستان نے انکار کر دیا",
        "empty": "",
    }
    lines = [json.dumps({"id": key, "text": text}) for key, text in texts.items()]
    lines.append(json.dumps({"text": "The bridge cost 3 million euros."}))
    done = run("claims", stdin="\n".join(lines) + "\n")
    rows = {row["id"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert list(rows) == [*texts, 5]
    assert {key: row["checkworthy"] for key, row in rows.items()} == {
        "chat": False,
        "fact": True,
        "urdu": None,
        "empty": None,
        5: True,
    }
    assert rows["chat"]["checkworthiness"] < 0.5 <= rows["fact"]["checkworthiness"]
    assert [c["query"] for c in rows["fact"]["claims"]] == [
        "Unemployment fell to 4.1 percent last year",
        "We built 40 schools.",
    ]
    for claim in rows["fact"]["claims"] + rows["urdu"]["claims"]:
        text = texts["urdu" if claim["lang"] == "ur" else "fact"]
        assert text[claim["start"] : claim["end"]] == claim["text"]
    assert rows["chat"]["claims"] == rows["empty"]["claims"] == []
    assert rows["urdu"]["claims"][0]["checkworthiness"] is None


def test_claims_writes_half_of_a_surrogate_pair_as_unknown(run):
    """Valid JSON that no text can be written of does not end the run."""
    done = run("claims", stdin='{"text": "We built 40 schools \\ud83d last year in Punjab."}\n')
    assert done.returncode == 0
    [claim] = json.loads(done.stdout)["claims"]
    assert claim["text"] == "We built 40 schools \ufffd last year in Punjab."


@pytest.mark.parametrize(("line", "words"), [('{"id": 1}', "'text' must be a string"), ("[1]", "line 1")])
def test_claims_names_bad_lines(run, line, words):
    """A line without a text ends the run with 2 and says which one."""
    done = run("claims", stdin=line + "\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_claims_refuses_what_is_too_long(run):
    """A text above the limit of posts is refused, with what to change."""
    done = run("claims", stdin=json.dumps({"text": "a " * 40}) + "\n", CHECKER_MAX_POST_CHARS="50")
    assert done.returncode == 2
    assert "CHECKER_MAX_POST_CHARS" in done.stderr


def test_index_is_built_once_and_described(run, ferries):
    """`index info` fails before the first build, and names model and corpus after it."""
    with ferries.open("a") as lines:  # indexes are kept by content: no other test has this one
        lines.write(
            json.dumps({"id": "s3", "text": "The harbour master spoke of the index on Monday."}) + "\n"
        )
    assert run("index", "info", "--corpus", str(ferries)).returncode == 1
    built = run("index", "build", "--corpus", str(ferries))
    info = run("index", "info", "--corpus", str(ferries))
    assert json.loads(built.stdout) == json.loads(info.stdout)
    assert json.loads(info.stdout)["count"] == 3


def test_the_index_follows_the_corpus_and_can_go_back(run, tmp_path):
    """A file that is added is found at once; a rollback serves what was there before, and says so."""
    folder = tmp_path / "statements"
    folder.mkdir()
    of_its_own = {"CHECKER_CORPUS": str(folder), "CHECKER_DATA_DIR": str(tmp_path / "data")}
    statement = "---\nid: {0}\nissuer: Harbour Office\n---\nThe harbour office ordered {1} boats for Vika.\n"

    def first_hit():
        done = run("search", "boats for Vika", "--json", "-k", "1", **of_its_own)
        assert done.returncode == 0, done.stderr
        return [hit["text"] for hit in json.loads(done.stdout)["results"]]

    def index(*args):
        done = run("index", *args, **of_its_own)
        assert done.returncode == 0, done.stderr
        return (
            [json.loads(line) for line in done.stdout.splitlines()]
            if "list" in args
            else json.loads(done.stdout)
        )

    (folder / "one.md").write_text(statement.format("one", 12))
    assert first_hit() == ["The harbour office ordered 12 boats for Vika."]
    (folder / "one.md").write_text(statement.format("one", 15))
    assert first_hit() == ["The harbour office ordered 15 boats for Vika."]
    older, newest = [row["generation"] for row in index("list", "--json")][-2:]
    assert index("rollback")["generation"] == older
    assert first_hit() == ["The harbour office ordered 12 boats for Vika."]
    info = index("info")
    assert (info["generation"], info["held"]["generation"], info["behind"]) == (older, older, True)
    assert index("build")["generation"] not in {older, newest}
    assert first_hit() == ["The harbour office ordered 15 boats for Vika."]
    assert index("rollback", "--to", newest)["generation"] == newest


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("check",), "either"),
        (("check", ""), "empty"),
        (("check", "x" * 20_001), "20,000"),
        (("check", "--file", "missing.jsonl"), "missing.jsonl"),
        (("check", "--file", "posts.docx"), ".jsonl"),
        (("check", "text", "--corpus", "nowhere"), "nowhere"),
        (("search",), "either"),
    ],
)
def test_bad_calls_exit_with_2_and_say_what_to_change(run, args, words):
    """A call that cannot work ends with 2, one line on stderr and nothing on stdout."""
    done = run(*args)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "line",
    [
        *("{", "[1]", '{"id": 1}', '{"claim": "x", "evidence": 3}', "\x00", "[" * 5000),
        '{"claim": "x", "evidence": "y", "speaker": 0}',
    ],
)
def test_bad_lines_are_named(run, line):
    """A line that is no pair ends the run with 2 and the number of the line."""
    done = run("stance", stdin=line + "\n")
    assert done.returncode == 2
    assert "line 1" in done.stderr


def test_bytes_that_are_not_utf8_are_named(run, tmp_path):
    """A file in another encoding is refused with the place of the first wrong byte."""
    path = tmp_path / "posts.txt"
    path.write_bytes(b"caf\xe9 news")
    done = run("check", "--file", str(path))
    assert done.returncode == 2
    assert "byte 3" in done.stderr


def test_a_missing_model_exits_with_1(run, tmp_path):
    """A stance model that is not on this machine ends the run with 1 and says what to do."""
    done = run("check", "Something happened today.", CHECKER_STANCE_MODEL=str(tmp_path / "no-model"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "CHECKER_STANCE_MODEL" in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a\x1b[2Jb 3,000 people came back",
        "🔥🔥",
        "`",
        "\u202e reversed",
        "a" * 5000,
    ],
)
def test_odd_posts_are_answered(run, text):
    """Whatever a post holds, there is one report, and no control character reaches the terminal."""
    done = run("check", text)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout


def test_the_fast_path_loads_no_torch(home):
    """Checking with the bundled models imports neither torch nor transformers."""
    code = (
        "import sys; from checker.config import load_settings;"
        "from checker.bootstrap import build_pipeline; from checker.records import Post;"
        "build_pipeline(load_settings()).check_post(Post('Iran asked for help.'));"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'flask', 'celery'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "CHECKER_DATA_DIR": str(home)},
        check=False,
    )
    assert done.stdout.strip() == "[]", done.stderr
