"""Tests of reading text, Markdown, tables and records, and of telling what a source is."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import zipfile

import pytest

from checker.ingest.readers import MAX_BYTES, read
from checker.records import Attribution, Precision

BRIDGE = "The bridge at Vika is open to all traffic."


def _only(reading):
    assert reading.skipped == ()
    (draft,) = reading.drafts
    return draft


def _notes(draft, field):
    return " | ".join(doubt.message for doubt in draft.doubts if doubt.field == field)


def _reason(reading):
    assert reading.drafts == ()
    (skipped,) = reading.skipped
    return skipped.reason


def _zip(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


def test_raw_source_is_kept():
    """The source is kept as it came, under the hash that its drafts name."""
    body = f"\ufeff{BRIDGE}\r\n".encode()
    reading = read(body, "notes/a.txt")
    assert (reading.raw.body, reading.raw.origin, reading.raw.media_type) == (
        body,
        "notes/a.txt",
        "text/plain",
    )
    assert _only(reading).raw == reading.raw.sha256


def test_text_with_headline_and_date():
    """The first line without a stop is the title, and the line that is a date is the date."""
    statement = _only(read(f"The bridge is open\n\n19 June 2025\n\n{BRIDGE}".encode(), "a.txt")).statement
    assert (statement.title, statement.issued_at.precision) == ("The bridge is open", Precision.DAY)
    assert statement.text.endswith(BRIDGE)
    assert "The bridge is open" not in statement.text


def test_name_of_the_institution_stays_in_the_text():
    """A letterhead is not the title: it says who speaks."""
    body = f"Ministry of Works\nThe bridge is open\n\n{BRIDGE}".encode()
    statement = _only(read(body, "a.txt")).statement
    assert statement.title == "The bridge is open"
    assert statement.text.startswith("Ministry of Works\n")


def test_lines_without_stops_stay():
    """Where no line ends with a stop, the first may be a statement as well as a headline, and stays."""
    body = "The bridge at Vika is open\nThe tunnel is closed"
    assert _only(read(body.encode(), "a.txt")).statement.text == body


def test_headline_below_the_date():
    """A date above the headline is passed over."""
    statement = _only(read(f"19 June 2025\n\nThe bridge is open\n\n{BRIDGE}".encode(), "a.txt")).statement
    assert statement.title == "The bridge is open"


def test_wrapped_lines_become_paragraphs():
    """Lines that were broken at a width are one paragraph again, and parted words are whole."""
    wrapped = (
        "The bridge at Vika is open to all traffic since this morn-\n"
        "ing, the office said. The tunnel stays closed until further\n"
        "notice, and nobody is to walk through it at any time.\n\n"
        "Thank you."
    )
    text = _only(read(wrapped.encode(), "a.txt")).statement.text
    assert text == (
        "The bridge at Vika is open to all traffic since this morning, the office said. The tunnel stays "
        "closed until further notice, and nobody is to walk through it at any time.\nThank you."
    )


def test_turns_of_a_transcript_stay_apart():
    """A line that begins with a speaker's label is never joined to the line before."""
    body = (
        "MS. LIND: The bridge at Vika is open to all traffic again\n"
        "QUESTION: Why is the tunnel closed to all of us\nMS. LIND: It is wet."
    )
    assert _only(read(body.encode(), "a.txt")).statement.text == body


@pytest.mark.parametrize(
    "label", ["MR. HOLM", "Ms. Bruce", "Dr. A. Birx", "U.S. SPOKESPERSON", "SECRETARY HOLM"]
)
def test_labels_with_stops_stay_apart(label):
    """The answer is not joined to a question that fills its last line, whatever stops its label has."""
    asked = "QUESTION: Minister, a newspaper wrote this morning that the ministry lost two submarines."
    body = (
        f"{label}: The navy has four submarines in the gulf.\n{asked}\n{label}: None was lost, all are here."
    )
    assert _only(read(body.encode(), "a.txt")).statement.text == body


def test_sentences_that_end_before_a_colon_are_joined():
    """A stop and a colon in a wrapped line make no label: the words before them are no name."""
    body = (
        "The bridge at Vika is open to all traffic again, says Ana\n"
        "Lind. The office adds: the tunnel stays closed till further\nnotice."
    )
    assert _only(read(body.encode(), "a.txt")).statement.text == body.replace("\n", " ")


def test_a_line_that_breaks_behind_a_comma_goes_on():
    """A line that ends in a comma early goes on where the next begins with a small letter."""
    body = (
        "The bridge at Vika is open to all traffic since Monday,\n"
        "and the tunnel below the river is closed until further notice to all.\n\n"
        "Dear all,\nthe ferry sails."
    )
    text = _only(read(body.encode(), "a.txt")).statement.text
    assert text.split("\n") == [
        " ".join(body.split("\n")[:2]),
        "Dear all,",
        "the ferry sails.",
    ]


def test_a_line_without_letters_is_no_headline():
    """A number alone at the top is no headline."""
    assert _only(read(f"2025\n\nThe bridge is open\n\n{BRIDGE}".encode(), "a.txt")).statement.title == (
        "The bridge is open"
    )


def test_own_markdown():
    """A file with our front matter is read as the corpus reads it, with or without an id."""
    head = "issuer: Road Office\nissued_at: 2025-06-19\nattribution: direct\nsupersedes: vika-1"
    statement = _only(read(f"---\n{head}\n---\n\n{BRIDGE}\n".encode(), "a.md")).statement
    assert (statement.statement_id, statement.issuer, statement.text) == ("", "Road Office", BRIDGE)
    assert (statement.attribution, statement.supersedes) == (Attribution.DIRECT, ("vika-1",))
    named = _only(read(f"---\nid: vika-2\n{head}\n---\n\n{BRIDGE}\n".encode(), "a.md")).statement
    assert named.statement_id == "vika-2"


def test_faulty_front_matter():
    """What is wrong in our front matter is named with its line."""
    reason = _reason(read(f"---\nissuer: x\nspeeker: y\n---\n{BRIDGE}".encode(), "a.md"))
    assert reason == "line 3: unknown field 'speeker'; did you mean 'speaker'?"


def test_plain_markdown():
    """Markdown of others gives its words without the marks, and its first heading as the title."""
    body = (
        "---\ndate: 2025-06-19\ntags: [a, b]\n---\n\n# The *bridge* is open #\n\nThe **bridge** at\n"
        "[Vika](https://road.example/v) is open\\.\n\n<!-- hidden -->\n- first\n- second\n\n| a | b |\n"
        "|---|---|\n"
    )
    statement = _only(read(body.encode(), "a.md")).statement
    assert (statement.title, statement.issued_at.text) == ("The bridge is open", "2025-06-19")
    assert statement.text == "The bridge at Vika is open.\nfirst\nsecond\na | b"


def test_bold_labels_of_a_transcript_stay():
    """Bold names without a colon say who speaks, so they stay bold."""
    body = "**Ana Lind**\nThe bridge is open.\n\n**Question 1**\nWhy is that?\n\n**Ana Lind**\nIt is dry.\n"
    assert _only(read(body.encode(), "a.md")).statement.text.count("**") == 6


def test_json_lines():
    """Each line is a draft with its fields; a line that cannot be used says what to change."""
    rows = [
        {
            "id": "a",
            "text": BRIDGE,
            "speaker": "Ana Lind",
            "date": "2025-06-19",
            "url": "https://road.example/a",
        },
        {"id": 7, "text": BRIDGE, "date": "03/04/2025", "url": "road.example"},
        {"id": "c"},
        {"id": "d", "text": ["x"]},
        [1],
    ]
    body = "\n".join([*map(json.dumps, rows), "{"]).encode()
    reading = read(body, "all.jsonl")
    first, second = reading.drafts
    assert (first.statement.statement_id, first.statement.speaker, first.doubts) == ("a", "Ana Lind", ())
    assert first.statement.source.url == "https://road.example/a"
    assert (second.statement.statement_id, second.statement.issued_at.value) == ("7", None)
    assert {doubt.field for doubt in second.doubts} == {"issued_at", "source"}
    assert [skipped.origin for skipped in reading.skipped] == [f"all.jsonl, line {n}" for n in (3, 4, 5, 6)]
    assert [skipped.reason.split(";")[0].split(":")[0] for skipped in reading.skipped] == [
        "text is missing or empty",
        "text must be text",
        'each record must be an object such as {"id"',
        "this is no JSON object on one line",
    ]


@pytest.mark.parametrize("shape", [lambda row: row, lambda row: [row], lambda row: {"statements": [row]}])
def test_json(shape):
    """A whole file may be one record, a list, or an object that has a list."""
    body = json.dumps(shape({"id": "a", "text": BRIDGE, "issued_at": {"text": "2025-06-19"}})).encode()
    statement = _only(read(body, "a.json")).statement
    assert (statement.statement_id, statement.issued_at.text) == ("a", "2025-06-19")


def test_far_too_many_faults():
    """A file of another kind is not read to its end."""
    reading = read(b"{}\n" * 5_000, "a.jsonl")
    assert len(reading.skipped) == 1_001
    assert "the rest was not read" in reading.skipped[-1].reason


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_tables(delimiter):
    """A table is read whatever parts its columns, with quoted cells that hold it and line breaks."""
    row = delimiter.join(("a", f'"{BRIDGE}{delimiter} It\r\nis ""dry""."', "Road Office", "19.06.2025"))
    body = f"ID{delimiter}Text{delimiter}Issuer{delimiter}Date\r\n{row}\r\n\r\n".encode("utf-8-sig")
    statement = _only(read(body, "a.csv")).statement
    assert (statement.statement_id, statement.issuer) == ("a", "Road Office")
    assert statement.text == f'{BRIDGE}{delimiter.strip()} It\nis "dry".'
    assert statement.issued_at.precision is Precision.DAY


def test_faulty_rows():
    """A row with too many cells or a quotation mark that is not closed is left out with its line."""
    reading = read(f'id,text\na,{BRIDGE}\nb,x,y\nc,"never closed\n'.encode(), "a.csv")
    assert len(reading.drafts) == 1
    assert [skipped.origin for skipped in reading.skipped] == ["a.csv, line 3", "a.csv, line 4"]


def test_table_without_texts():
    """A table without a column of texts is refused with the names that are read."""
    assert "no column is named text" in _reason(read(b"a,b\n1,2\n", "a.csv"))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"id;text\n1;The bridge is open.\n", "text/csv"),
        (b"---\nissuer: Road Office\n---\nIt is open.", "text/markdown"),
        (b'{"id": "1", "text": "It is open."}', "application/json"),
        (b"<!doctype html><p>The bridge is open to all.", "text/html"),
        ("id\ttext\n1\tThe bridge is open.\n".encode("utf-16"), "text/csv"),
        (b"Text without a comma\nin its first line", "text/plain"),
    ],
)
def test_kinds_without_a_name(body, kind):
    """What comes from a pipe has no name, and is told by its bytes."""
    reading = read(body, "stdin")
    assert reading.raw.media_type == kind
    assert reading.drafts


def test_misnamed():
    """A file that is something else than its name says is read as what it is, and marked."""
    draft = _only(read(f"<!doctype html><p>{BRIDGE}</p>".encode(), "a.pdf"))
    assert "text/html" in _notes(draft, "source")


@pytest.mark.parametrize("origin", ["release.md", "https://road.example/release.md"])
def test_a_fault_of_markdown_is_told_by_its_line(origin):
    """The source is named beside it, and as it was given."""
    (skipped,) = read(b"---\nid: a\ncolour: red\n---\n" + BRIDGE.encode(), origin).skipped
    assert skipped.origin == origin
    assert skipped.reason.startswith("line 3: unknown field 'colour'")


def test_gzip():
    """A packed file is read, and kept as it came."""
    body = gzip.compress(f'{{"id": "a", "text": "{BRIDGE}"}}\n'.encode())
    reading = read(body, "a.jsonl.gz")
    assert _only(reading).statement.text == BRIDGE
    assert reading.raw.body == body


def test_gzip_that_explodes():
    """Packed data beyond the limit is refused, and not unpacked further than that."""
    members = 1 + MAX_BYTES // 10_000_000
    assert "unpacked it has more than" in _reason(read(gzip.compress(b" " * 10_000_000) * members, "a.gz"))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "it is empty"),
        (b" \n\t ", "it is empty"),
        (b"...!?", "no words"),
        (_zip("word/document.xml"), "save it as PDF or text"),
        (_zip("xl/workbook.xml"), "save it as CSV"),
        (_zip("a.txt"), "unpack it"),
        (b"PK\x03\x04broken", "unpack it"),
        (b"\x89PNG\r\n\x1a\n", "its words must be typed"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "old Office document"),
        (bytes(range(256)) * 20, "no text in any known encoding"),
        (b"Subject: x\nMIME-Version: 1.0\n\nIt is ope=\nn.", "an e-mail"),
        (gzip.compress(b"x" * 999, mtime=0)[:20], "gzip data is damaged"),
        (b'id,text,"x\n1,It is open.\n', "names of the columns cannot be read"),
        (b'{"a": 1', "this is no JSON"),
        (b'{"a": 1}', "no record in it has a text"),
    ],
)
def test_refusals(body, words):
    """What cannot be used is refused with what to do about it, and the source is kept all the same."""
    reading = read(body, "given")
    assert words in _reason(reading)
    assert reading.raw.body == body


def test_other_languages_are_marked():
    """A text in another language is read, and a person is asked about the language."""
    body = "Le ministre a déclaré que le pont est ouvert à tous depuis ce matin et que rien n'est fermé."
    draft = _only(read(body.encode(), "a.txt"))
    assert draft.statement.language == "fr"
    assert "'fr'" in _notes(draft, "language")


def test_no_letters_to_tell_the_language_by():
    """A text of numbers has no language, and says so."""
    draft = _only(read(b"1 234 567", "a.txt"))
    assert draft.statement.language == "und"
    assert _notes(draft, "language")


def test_readers_are_loaded_when_needed():
    """Importing the readers loads none of the libraries that parse pages, feeds and PDF."""
    heavy = "trafilatura", "lxml", "feedparser", "pypdf"
    code = f"import sys, checker.ingest.readers; sys.exit(any(name in sys.modules for name in {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
