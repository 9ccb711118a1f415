"""The corpus: reading, checking and versioning statements."""

from __future__ import annotations

import gzip
import json

import pytest

from checker.config import Settings
from checker.corpus import Corpus, load_corpus
from checker.errors import InvalidCorpus
from checker.records import Attribution, Ending, IssuedAt, Precision, Source, Statement
from checker.statement_files import MAX_FILE_BYTES

WORDS = "The bridge at Vika is open to all traffic."


def write(folder, name="a.md", head="id: a\nissuer: Road Office", words=WORDS):
    """Write a statement file and return its path."""
    path = folder / name
    path.write_text(f"---\n{head}\n---\n\n{words}\n", "utf-8")
    return path


def fault_of(path):
    """Return what load_corpus says about a broken corpus."""
    with pytest.raises(InvalidCorpus) as caught:
        load_corpus(path)
    return str(caught.value)


def test_every_field_of_a_statement_file_is_read(tmp_path):
    """Front matter and words become one frozen statement; what is left empty stays empty."""
    head = """id: vika-2
issuer: Road Office
speaker: Ana Lind
office: Director
issued_at: 2025-06
precision: month
venue: press conference
title: Bridge open
source_title: 'Bridge: what we know'
source_publisher: The Harbour Times
source_url: https://news.example/bridge
language: no
attribution: direct
supersedes: vika-1
retracts: [vika-0]"""
    write(tmp_path, "1.md", "id: vika-1\nissuer: Road Office")
    write(tmp_path, "0.md", "id: vika-0\nissuer: Road Office\nspeaker:\noffice: ~")
    write(tmp_path, "2.md", head)
    *_, second = load_corpus(tmp_path).statements
    assert second == Statement(
        statement_id="vika-2",
        text=WORDS,
        issuer="Road Office",
        speaker="Ana Lind",
        office="Director",
        issued_at=IssuedAt("2025-06", second.issued_at.value, Precision.MONTH),
        venue="press conference",
        source=Source("Bridge: what we know", "The Harbour Times", "https://news.example/bridge"),
        language="no",
        attribution=Attribution.DIRECT,
        supersedes=("vika-1",),
        retracts=("vika-0",),
        title="Bridge open",
    )
    assert load_corpus(tmp_path).statements[0].speaker == ""


def test_a_weekday_is_kept_and_no_date_is_made_of_it(tmp_path):
    """An unknown date stays unknown."""
    write(tmp_path, head="id: a\nissuer: Road Office\nissued_at: Thursday\nprecision: unknown")
    assert load_corpus(tmp_path).statements[0].issued_at == IssuedAt("Thursday", None, Precision.UNKNOWN)


def test_wrapped_lines_are_one_paragraph_and_blank_lines_part_two(tmp_path):
    """A file may break its lines anywhere without breaking a sentence."""
    write(tmp_path, words="The bridge\nis   open.\n\n\nThe tunnel\r\nis not.")
    assert load_corpus(tmp_path).statements[0].text == "The bridge is open.\nThe tunnel is not."


def test_yaml_words_stay_words(tmp_path):
    """A plain ``no``, ``1e3`` or date is the text that was written, not a boolean, number or date."""
    write(tmp_path, head="id: 1e3\nissuer: no\nspeaker: 007\nissued_at: 2025-06-19")
    statement = load_corpus(tmp_path).statements[0]
    assert (statement.statement_id, statement.issuer, statement.speaker) == ("1e3", "no", "007")
    assert statement.issued_at.precision is Precision.DAY


@pytest.mark.parametrize(
    ("head", "line", "words"),
    [
        ("id: a\nissuer: R\nspeeker: Ana", 4, "unknown field 'speeker'; did you mean 'speaker'?"),
        ("id: a\nissuer: R\nzzz: Ana", 4, "unknown field 'zzz'; the fields are id,"),
        ("issuer: R", 1, "id: is missing"),
        ("id: a b\nissuer: R", 2, "id: use up to 100 letters"),
        ("id: a", 1, "issuer: is missing"),
        ("id: a\nissuer: R\nissuer: Q", 4, "issuer is given twice"),
        ("id: a\nissuer: R\nissued_at: 2025-02-30", 4, "is no date that exists"),
        ("id: a\nissuer: R\nissued_at: 31 June 2025", 4, "is no date that exists"),
        ("id: a\nissuer: R\nissued_at: 2999-01-01", 4, "lies in the future"),
        ("id: a\nissuer: R\nissued_at: 2025\nprecision: day", 5, "known to: year; it says day"),
        ("id: a\nissuer: R\nissued_at: 2025\nprecision: exact", 5, "must be one of unknown, year"),
        ("id: a\nissuer: R\nattribution: rumour", 4, "must be direct"),
        ("id: a\nissuer: R\nsource_url: javascript:alert(1)", 4, "must start with https://"),
        ("id: a\nissuer: R\nlanguage: English!", 4, "is no language tag"),
        ("id: a\nissuer: [R]", 3, "issuer: must be one line of text"),
        ("id: a\nissuer: R\nsupersedes: {b: c}", 4, "supersedes: must be an id or a list of ids"),
        ("id: a\nissuer: R\nsupersedes: b", 4, "supersedes names 'b', which no statement has"),
        ("id: a\nissuer: R\nretracts: a", 4, "leads back to the statement itself"),
        ("id: a\nissuer: 'R", 3, "close the quotation mark"),
        ("id: a\nissuer: R\n  x: y", 4, "begin each field at the start of its line"),
        ("id: a\nissuer: @R", 3, "put the value into quotation marks"),
        ("id: a\x85issuer: b: c", 3, "the YAML cannot be read"),
        ("- id", 2, "lines of 'field: value'"),
        ("", 2, "lines of 'field: value'"),
        ("id: !!python/object/apply:os.system ['true']\nissuer: R", 2, "id: must be one line of text"),
    ],
)
def test_a_fault_names_file_line_and_what_to_change(tmp_path, head, line, words):
    """Whoever edits the file knows where to go and what to do there."""
    path = write(tmp_path, head=head)
    message = fault_of(tmp_path)
    assert f"{path}:{line}: " in message
    assert words in message


@pytest.mark.parametrize(
    ("raw", "line", "words"),
    [
        (b"", 1, "the first line must be ---"),
        (b"id: a\n", 1, "the first line must be ---"),
        (b"---\nid: a\nissuer: R\n", 4, "the front matter is not closed"),
        (b"---\nid: a\nissuer: R\n---\n \n\n", 5, "there is no text after the front matter"),
        (b"---\nid: a\nissuer: R\xe9seau\n---\nText.\n", 3, "byte 0xe9 is not UTF-8"),
        (b"---\nid: a\nissuer: R\n---\nText\x00.\n", 5, "control character 0x00"),
        (b"---\n" + b"# x\n" * (MAX_FILE_BYTES // 4 + 1), 1, "at most 1,048,576 are read"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(tmp_path, raw, line, words):
    """Wrong encoding, a missing fence, no words, control characters and a huge file each say so."""
    path = tmp_path / "a.md"
    path.write_bytes(raw)
    assert f"{path}:{line}: " in fault_of(tmp_path)
    assert words in fault_of(tmp_path)


def test_nested_aliases_are_refused_without_being_expanded(tmp_path):
    """YAML that would grow to billions of nodes is a fault like any other."""
    bomb = "\n".join(
        ["id: &a0 [x]", *(f"issuer: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9))]
    )
    assert "must be one line of text" in fault_of(write(tmp_path, head=bomb))


def test_all_faults_of_a_folder_are_reported_together(tmp_path):
    """One run of the loader shows everything that has to be changed."""
    one = write(tmp_path, "1.md", "id: a\nissuer: R\ncolour: red\nattribution: x")
    two = write(tmp_path, "2.md", "issuer: R")
    message = fault_of(tmp_path)
    assert [line.split(": ")[0] for line in message.splitlines()] == [f"{one}:4", f"{one}:5", f"{two}:1"]


def test_yaml_that_cannot_be_read_is_the_one_fault_of_its_fields(tmp_path):
    """Fields that stand beside a slip are not called missing, and the slip comes with its cure."""
    path = write(tmp_path, head='id: a\nissuer: "X: Y"\ntitle: What: a colon')
    slip = "mapping values are not allowed here; put the value into quotation marks"
    assert fault_of(tmp_path) == f"{path}:4: the YAML cannot be read: {slip}"


def test_an_id_that_two_files_share_names_both(tmp_path):
    """The second file is at fault, and the first is named."""
    one, two = write(tmp_path, "1.md"), write(tmp_path, "2.md")
    assert f"{two}:2: id 'a' is already taken by {one}:2" in fault_of(tmp_path)


def test_a_loop_of_supersedes_is_refused(tmp_path):
    """Two statements cannot each replace the other."""
    write(tmp_path, "1.md", "id: a\nissuer: R\nsupersedes: b")
    write(tmp_path, "2.md", "id: b\nissuer: R\nsupersedes: [a]")
    assert fault_of(tmp_path).count("leads back to the statement itself") == 2


def test_a_chain_of_supersedes_is_fine(tmp_path):
    """A later statement may replace one that replaced another."""
    write(tmp_path, "1.md")
    write(tmp_path, "2.md", "id: b\nissuer: R\nsupersedes: a")
    write(tmp_path, "3.md", "id: c\nissuer: R\nsupersedes: [a, b]")
    assert len(load_corpus(tmp_path).statements) == 3


@pytest.mark.parametrize("name", ["notes.txt", "README.md", ".hidden.md"])
def test_a_folder_without_statements_is_refused(tmp_path, name):
    """Other files, the read-me and hidden files are no statements; what would do is named."""
    write(tmp_path, name)
    assert "holds no statement in a .md or .jsonl file" in fault_of(tmp_path)


@pytest.mark.parametrize("name", ["b.csv", "b.TSV", "b.json", "sub/b.html", "b.pdf", "b.docx", "b.csv.gz"])
def test_files_that_only_an_import_reads_are_named(tmp_path, caplog, name):
    """Whoever puts a table or a page into the folder is told that it is not read, and what reads it."""
    write(tmp_path)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("id,text")
    assert len(load_corpus(tmp_path).statements) == 1
    (told,) = caplog.messages
    assert f"not read: {tmp_path / name};" in told
    assert "`checker corpus import`" in told


def test_many_files_that_are_not_read_are_told_in_one_line(tmp_path, caplog):
    """The first of them are named, the rest are counted."""
    write(tmp_path)
    for number in range(8):
        (tmp_path / f"{number}.csv").write_text("id,text")
    load_corpus(tmp_path)
    (told,) = caplog.messages
    assert "4.csv, and 3 more; " in told


@pytest.mark.parametrize("name", ["notes.txt", "README.md", "README", ".b.csv", ".git/b.json", "photo.png"])
def test_notes_and_hidden_files_are_passed_over(tmp_path, caplog, name):
    """Nobody is told of what was never meant as a statement."""
    write(tmp_path)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("id,text")
    load_corpus(tmp_path)
    assert caplog.messages == []


def test_a_path_that_is_missing_or_of_another_kind_is_refused(tmp_path):
    """The message names the path and says what would do."""
    assert "there is no such file or folder" in fault_of(tmp_path / "gone")
    assert "give a folder of .md files" in fault_of(write(tmp_path, "a.csv"))


def test_one_statement_file_is_a_corpus_too(tmp_path):
    """A single .md file may be named."""
    assert len(load_corpus(write(tmp_path)).statements) == 1


def rows(path, *items, pack=False):
    """Write JSON lines and return their path."""
    data = "".join(i if isinstance(i, str) else json.dumps(i) + "\n" for i in items).encode()
    path.write_bytes(gzip.compress(data) if pack else data)
    return path


@pytest.mark.parametrize("pack", [False, True])
def test_json_lines_are_read_gzipped_or_not(tmp_path, pack):
    """Unknown keys are passed over, a number may be an id, and blank lines are skipped."""
    path = rows(
        tmp_path / ("c.jsonl.gz" if pack else "c.jsonl"),
        {"id": 7, "text": WORDS, "title": "Bridge", "speaker": None, "date": "2025-06-19", "score": [1]},
        "\n",
        {"id": "8", "text": "Two.\nLines.", "url": "https://e.example/8", "date": "soon"},
        pack=pack,
    )
    first, second = load_corpus(path).statements
    assert (first.statement_id, first.title, first.speaker) == ("7", "Bridge", "")
    assert first.issued_at.precision is Precision.DAY
    assert (second.text, second.source.url) == ("Two.\nLines.", "https://e.example/8")
    assert second.issued_at == IssuedAt("soon")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{oops\n", "this is no JSON object on one line"),
        ("[1]\n", "each line must be an object"),
        ('{"text": "x"}\n', "id is missing"),
        ('{"id": true, "text": "x"}\n', "id is missing"),
        ('{"id": " ", "text": "x"}\n', "id is missing"),
        ('{"id": "b"}\n', "text is missing or empty"),
        ('{"id": "b", "text": " "}\n', "text is missing or empty"),
        ('{"id": "b", "text": ["x"]}\n', "text is missing or empty"),
        ('{"id": "b", "text": "x", "speaker": ["y"]}\n', "speaker must be text"),
        ('{"id": "b", "text": "x", "retracts": {"a": 1}}\n', "retracts must be an id or a list of ids"),
        ('{"id": "b", "text": "x", "supersedes": "z"}\n', "supersedes names 'z'"),
        ('{"id": "a", "text": "x"}\n', "id 'a' is already taken by"),
        ("[" * 100_000 + "\n", "this is no JSON object on one line"),
    ],
)
def test_a_broken_line_is_named_by_its_number(tmp_path, line, words):
    """A fault in a JSONL file has the number of its line."""
    path = rows(tmp_path / "c.jsonl", {"id": "a", "text": WORDS}, "\n", line)
    message = fault_of(path)
    assert f"{path}:3: " in message
    assert words in message


def test_json_lines_may_supersede_and_retract(tmp_path):
    """An id alone and a list of ids both end the statements that they name."""
    later = {"id": "c", "text": "x", "supersedes": "a", "retracts": ["b"]}
    path = rows(tmp_path / "c.jsonl", {"id": "a", "text": "x"}, {"id": "b", "text": "x"}, later)
    endings = [s.standing.ending for s in load_corpus(path).statements]
    assert endings == [Ending.SUPERSEDED, Ending.RETRACTED, None]


def test_many_faults_are_counted_rather_than_listed(tmp_path):
    """A file of another kind does not fill the screen."""
    message = fault_of(rows(tmp_path / "c.jsonl", *["nonsense\n"] * 50))
    assert message.splitlines()[-1] == "and 30 more"


def test_bytes_that_are_not_utf8_and_damaged_gzip_are_refused(tmp_path):
    """Neither ends in a stack trace."""
    bad = tmp_path / "c.jsonl"
    bad.write_bytes(b'{"id": "a", "text": "caf\xe9"}\n')
    assert f"{bad}:1: byte 0xe9 is not UTF-8" in fault_of(bad)
    cut_off = tmp_path / "d.jsonl.gz"
    cut_off.write_bytes(gzip.compress(b'{"id": "a", "text": "x"}\n' * 100)[:-9])
    assert "the gzip data is damaged" in fault_of(cut_off)
    other = tmp_path / "e.jsonl.gz"
    other.write_bytes(b"not gzip")
    assert "the gzip data is damaged" in fault_of(other)


def test_an_empty_json_lines_file_is_refused(tmp_path):
    """A corpus without statements answers nothing, so it is a mistake."""
    assert "holds no statement" in fault_of(rows(tmp_path / "c.jsonl"))


def test_the_same_statements_have_the_same_version_and_any_change_another(tmp_path):
    """The version is a hash of what the statements say, not of where or how they are stored."""
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    write(here, "1.md")
    write(there, "other-name.md", head="issuer:   Road Office\nid: 'a'", words=WORDS.replace(" is", "\nis"))
    version = load_corpus(here).version
    assert version == load_corpus(there).version
    write(there, "other-name.md", words=WORDS.replace("open", "shut"))
    assert version != load_corpus(there).version


def test_the_order_of_statements_is_no_part_of_the_version():
    """The same statements are the same corpus, in whatever order they came."""
    one, two = Statement("a", WORDS), Statement("b", WORDS)
    assert Corpus.of([one, two]).version == Corpus.of([two, one]).version


def test_passages_are_cut_once():
    """A corpus hands out the same passages however often it is asked."""
    corpus = Corpus.of([Statement("a", WORDS)])
    assert corpus.passages() is corpus.passages()


def test_the_corpus_of_the_project_is_valid_and_says_who_spoke():
    """Every statement that ships has a speaker, an office, a source title and no invented date."""
    corpus = load_corpus(Settings.model_fields["corpus"].default)
    assert len(corpus.statements) >= 13
    for statement in corpus.statements:
        assert statement.speaker
        assert statement.office
        assert statement.source.title
        assert statement.issued_at == IssuedAt("Thursday", None, Precision.UNKNOWN)
