"""What comes in as a batch: three forms of the same posts, and every line that is no post."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from checker import batch_intake
from checker.batch_intake import LARGE, Kind, Read, Reading
from checker.batch_table import MalformedCSV
from checker.config import Settings
from checker.errors import InvalidInput, InvalidLines, Overloaded
from checker.intake import MalformedJSON
from checker.turnstile import Turnstile

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def read(raw, kind=Kind.CSV, *, most=10, **how):
    if isinstance(raw, str):
        raw = raw.encode()
    settings = Settings(max_batch_posts=most, max_post_chars=100)
    return Read.of(raw, kind, Reading(settings, NOW, **how))


def texts(found):
    return [entry.post.text for entry in found.entries]


POSTS = [
    {"text": 'Twelve ferries, "ordered"', "posted_at": "2025-06-19T14:00:00Z", "ref": "r 1"},
    {"text": "فيري\nدوسرا", "issuers": ["Ministry A", "Office; B"], "min_confidence": 0.5, "max_passages": 3},
]


def test_all_forms_say_the_same():
    """JSON, NDJSON and CSV of the same posts give the same entries."""
    posts = [POSTS[0], POSTS[1] | {"issuers": ["Ministry A", "Office B"]}]
    as_json = json.dumps({"posts": posts})
    as_lines = "\n".join(json.dumps(post) for post in posts) + "\n\n"
    as_table = (
        "Text,Posted At,REF,issuers,min_confidence,max_passages\r\n"
        '"Twelve ferries, ""ordered""",2025-06-19T14:00:00Z,r 1,,,\r\n'
        '"فيري\nدوسرا",,,Ministry A; Office B,0.5,3\r\n'
    )
    found = [read(as_json, Kind.JSON), read(as_lines, Kind.NDJSON), read(as_table, Kind.CSV)]
    first = [(entry.post, entry.ref) for entry in found[0].entries]
    assert len(first) == 2
    assert all([(entry.post, entry.ref) for entry in one.entries] == first for one in found)
    assert [entry.line for entry in found[2].entries] == [2, 3]


@pytest.mark.parametrize(
    "raw",
    [
        "text;url\na, b;https://a.example\n",
        "ref\u2028;text;url\n1;a, b;https://a.example\n",
        "\ufefftext\turl\r\na, b\thttps://a.example\r\n",
        '\n"text","url"\n"a, b",https://a.example',
    ],
    ids=["semicolons", "another space", "tabs and mark", "quotes"],
)
def test_tables_of_all_countries_are_read(raw):
    """Spreadsheets separate cells by what is usual in their country."""
    (entry,) = read(raw).entries
    assert (entry.post.text, entry.post.url) == ("a, b", "https://a.example")


def test_every_faulty_line_is_named():
    """Nothing is taken, and each line that is no post is named with its field and what to change."""
    raw = 'text,posted_at\ngood,\n,2025-01-01\n"two\nlines",2099-01-01\n\na,b,c,d\nlast,soon\n'
    with pytest.raises(InvalidLines) as error:
        read(raw)
    named = [(line["line"], line["field"]) for line in error.value.lines]
    assert named == [(3, "text"), (4, "posted_at"), (7, ""), (8, "posted_at")]
    assert "line 3: text is empty" in str(error.value)


def test_a_text_of_any_length_is_told_its_length():
    """A cell longer than CSV readers take by themselves is a post too long, not a table without an end."""
    with pytest.raises(InvalidLines) as error:
        read("text\ngood\n" + "x" * 200_000 + "\n")
    assert [(line["line"], line["field"]) for line in error.value.lines] == [(3, "text")]


def test_faults_of_ndjson_have_their_line():
    """A line that is no JSON, no object or no post is named as the line it is."""
    lines = ('{"text": "a"}', "nonsense", "[1]", "", '{"text": "a", "likes": 3}', '{"text": 5}')
    raw = "\n".join(lines).encode() + b'\n\xff\n{"text": "b", "ref": 7}'
    with pytest.raises(InvalidLines) as error:
        read(raw, Kind.NDJSON)
    told = {line["line"]: line["detail"] for line in error.value.lines}
    assert list(told) == [2, 3, 5, 6, 7, 8]
    assert told[2] == "the line is not JSON: Expecting value at column 1"
    assert "ref" in told[5]
    assert told[8] == "ref must be a string"


def test_the_others_are_taken_where_faults_are_skipped():
    """What cannot be used is left out and named, unless there is nothing else."""
    found = read("text\na\n\x00\nb\n", skip=True)
    assert texts(found) == ["a", "b"]
    assert [fault.line for fault in found.skipped] == [3]
    with pytest.raises(InvalidLines):
        read("text\n\x00\n", skip=True)


def test_many_faults_are_told_in_a_short_sentence():
    """The sentence has the first ones and their number; the list has all."""
    raw = json.dumps({"posts": [{"text": ""}] * 9})
    with pytest.raises(InvalidLines, match=r"^post 1: text is empty.*; and 4 more$") as error:
        read(raw, Kind.JSON)
    assert len(error.value.lines) == 9


def test_columns_that_are_no_fields_are_named_or_left_out():
    """A mistyped column would lose what it says, so it is refused unless that is wanted."""
    raw = "text,posted-at,likes\na,2025-01-01,7\n"
    with pytest.raises(InvalidInput, match=r"posted-at is not a field.*other_columns=ignore"):
        read(raw)
    assert texts(read(raw, drop_columns=True)) == ["a"]


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ('Tweet\n"a, b"\n', ["a, b"]),
        ("id;Full Text;likes\n1;a;7\n", ["a"]),
        ("id\tcontent\n1\tthe text, as it is\n", ["the text, as it is"]),
        ("tweet,text\n1,a\n", ["a"]),
    ],
)
def test_the_column_of_the_posts_has_many_names(raw, found):
    """Exports call it a tweet, a message or a body; one named text comes before all of them."""
    assert texts(read(raw, drop_columns=True)) == found


@pytest.mark.parametrize(
    ("raw", "kind", "fault", "words"),
    [
        ("", Kind.CSV, InvalidInput, "posts are missing"),
        ("text\n\n", Kind.CSV, InvalidInput, "posts are missing"),
        ("words\na\n", Kind.CSV, InvalidInput, "text is missing"),
        ("text,text\na,b\n", Kind.CSV, InvalidInput, "column text is there twice"),
        ('text\n"a\nb\n', Kind.CSV, MalformedCSV, "from line 2 on"),
        (b"text\na\n\xff\n", Kind.CSV, MalformedCSV, "line 3"),
        ("text\xff".encode("utf-16"), Kind.CSV, MalformedCSV, "not UTF-8"),
        ("", Kind.NDJSON, InvalidInput, "posts are missing"),
        ('{"posts": []}', Kind.JSON, InvalidInput, "posts are missing"),
        ('{"post": []}', Kind.JSON, InvalidInput, "must be a JSON object like"),
        ('{"posts": [], "lang": "en"}', Kind.JSON, InvalidInput, "lang is not a field of a batch"),
        ("[]", Kind.JSON, InvalidInput, "must be a JSON object like"),
        ("{", Kind.JSON, MalformedJSON, "not JSON"),
        ("text\n" + "a\n" * 11, Kind.CSV, InvalidInput, "more than 10"),
    ],
)
def test_what_cannot_be_read_at_all_says_why(raw, kind, fault, words):
    """A table without columns, a body without posts, or one with too many is refused in words."""
    with pytest.raises(fault, match=words):
        read(raw, kind, skip=True)


def test_as_many_as_are_allowed_are_taken():
    """The limit itself is no fault."""
    assert len(read("text\n" + "a\n" * 10).entries) == 10


@pytest.mark.parametrize(
    ("cells", "field", "words"),
    [("0,8", "min_confidence", "a number from 0 to 1"), ("1e999", "min_confidence", "0 to 1")],
)
def test_numbers_of_tables_are_numbers(cells, field, words):
    """A cell that is none is named with what it must be."""
    with pytest.raises(InvalidLines, match=words) as error:
        read(f"text\tmin_confidence\na\t{cells}\n")
    assert error.value.field == field


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b'{"posts": [' + b"[]," * 100_000 + b"1]}", Kind.JSON),
        (b'{"posts": [{"text": "a", "issuers": [' + b"1," * 1_000_000 + b"1]}]}", Kind.JSON),
        (b"text\n" + b"ab," * 1_000_001, Kind.CSV),
        (b"\n" * 1_000_001, Kind.CSV),
    ],
    ids=["lists", "numbers", "cells", "lines"],
)
def test_what_no_posts_can_have_is_not_looked_into(raw, kind):
    """A batch that would become far more objects than its posts is refused before it does."""
    with pytest.raises(InvalidInput, match="there is more than 10 posts can have") as error:
        read(raw, kind)
    assert error.value.field == "posts"


def test_a_line_that_no_post_can_have_is_a_fault_of_that_line():
    """The others are taken where faults are skipped."""
    raw = b"\n" * 50_000 + b'{"text": "a"}\n[' + b"[]," * 100_000 + b"1]"
    found = read(raw, Kind.NDJSON, skip=True)
    assert texts(found) == ["a"]
    assert [(fault.line, "more values" in fault.detail) for fault in found.skipped] == [(50_002, True)]


def test_few_large_batches_are_read_at_once(monkeypatch):
    """Each takes several times its room; small ones do not wait for them."""
    tight = Turnstile(at_once=1, waiting=0, words="too many large batches are being read")
    monkeypatch.setattr(batch_intake, "_LARGE_ONES", tight)
    large = b'{"posts": [{"text": "a"}]}' + b" " * LARGE
    with tight.turn():
        assert texts(read(large[:-LARGE], Kind.JSON)) == ["a"]
        with pytest.raises(Overloaded, match="too many large batches"):
            read(large, Kind.JSON)
    assert texts(read(large, Kind.JSON)) == ["a"]
